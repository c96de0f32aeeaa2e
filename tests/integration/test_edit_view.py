"""Editing ref, url and dateReleased through the form: what is applied, and what is refused."""

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("ref", "b2", "b2"),
        ("url", "https://example.com/new", "https://example.com/new"),
        ("dateReleased", "2026-02-03 04:05:06", "2026-02-03T04:05:06Z"),
    ],
)
def test_edit_of_one_field_leaves_the_others_exactly_on_sentry(
    editor: Client, sentry: DemoServer, field: str, typed: str, stored: str
) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, **{field: typed}))

    names = ("ref", "url", "dateReleased")
    assert outcomes(response) == {name: "applied" if name == field else "unchanged" for name in names}
    after = sentry.release("shop@1.0.1")
    assert {name: after[name] for name in names} == {name: SHOP[name] for name in names} | {field: stored}


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [("ref", "b2", "b2"), ("dateReleased", "2026-02-03 04:05:06", "2026-02-03T04:05:06Z")],
)
def test_edit_of_one_field_leaves_the_other_exactly_on_glitchtip(
    editor: Client, glitchtip: DemoServer, field: str, typed: str, stored: str
) -> None:
    glitchtip.add(**SHOP | {"dateReleased": "2026-01-02T03:04:05.678Z"})

    response = editor.post(EDIT, edited(editor, **{field: typed}))

    before = {"ref": "a1", "dateReleased": "2026-01-02T03:04:05.678Z"}
    assert outcomes(response) == {"ref": "unchanged", "url": "unchanged", "dateReleased": "unchanged"} | {
        field: "applied"
    }
    after = glitchtip.release("shop@1.0.1")
    assert {name: after[name] for name in before} == before | {field: stored}


def test_edit_of_url_on_glitchtip_is_reported_as_ignored_and_the_ref_is_saved(
    editor: Client, glitchtip: DemoServer
) -> None:
    glitchtip.add(**SHOP | {"dateReleased": "2026-01-02T03:04:05.678Z", "url": None})

    response = editor.post(EDIT, edited(editor, url="https://example.com/new", ref="b2"))

    assert outcomes(response) == {"ref": "applied", "url": "ignored", "dateReleased": "unchanged"}
    assert "GlitchTip does not take a url" in words(response)
    assert glitchtip.release("shop@1.0.1")["dateReleased"] == "2026-01-02T03:04:05.678Z"
    assert Change.objects.get().result == Change.Result.PARTLY_IGNORED


def test_url_field_on_glitchtip_is_disabled_with_the_reason_before_anything_is_sent(
    editor: Client, glitchtip: DemoServer
) -> None:
    glitchtip.add(**SHOP)

    response = editor.get(EDIT)

    field = soup(response).select_one('input[name="url"]')
    assert field is not None
    assert field.has_attr("disabled")
    assert "GlitchTip does not take a url" in words(response)


def test_clearing_the_url_on_sentry_is_reported_as_ignored_without_a_call(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, url="")

    response = editor.post(EDIT, data)

    assert outcomes(response) == {"ref": "unchanged", "url": "ignored", "dateReleased": "unchanged"}
    assert "Sentry cannot clear a url" in words(response)
    assert [seen.method for seen in sentry.requests if seen.method != "GET"] == []
    assert Change.objects.count() == 0


def test_clearing_the_ref_on_glitchtip_is_applied(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**SHOP)

    response = editor.post(EDIT, edited(editor, ref=""))

    assert outcomes(response)["ref"] == "applied"
    assert glitchtip.release("shop@1.0.1")["ref"] is None


def test_record_tells_who_when_why_before_after_and_outcome(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, ref="b2", note="ops ticket 4411"))

    change = Change.objects.get()
    assert (change.organization, change.version, change.actor) == ("acme", "shop@1.0.1", "editor")
    assert (change.action, change.result, change.note) == ("edit", "succeeded", "ops ticket 4411")
    assert (change.before, change.after) == ({"ref": "a1"}, {"ref": "b2"})
    assert change.outcomes == {"ref": "applied", "url": "unchanged", "dateReleased": "unchanged"}
    assert change.read_back["ref"] == "b2"
    assert change.request_id == response["X-Request-Id"]
    assert change.completed_at is not None


def test_record_is_shown_on_the_release(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    editor.post(EDIT, edited(editor, ref="b2", note="ops ticket 4411"))

    page = words(editor.get("/acme/releases/shop@1.0.1/history/"))

    assert "edit ref a1 b2 “ ops ticket 4411 ” succeeded" in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("url", "javascript:alert(1)", "Enter a valid URL."),
        ("url", "example.com/x", "Enter a valid URL."),
        ("url", "https://example.com/" + "x" * 200, "200 characters"),
        ("ref", "r" * 201, "no more than 200 characters"),
        ("dateReleased", "yesterday", "Write a date and a time"),
        ("dateReleased", "2026-02-30 10:00", "The calendar has no day 2026-02-30."),
        ("dateReleased", "2026-02-03", "The time is missing."),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(
    editor: Client, sentry: DemoServer, field: str, typed: str, said: str
) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, **{field: typed}))

    assert response.status_code == 422
    assert invalid_fields(response) == [field]
    assert said in alerts(response)
    assert form_data(response)[field] == typed
    assert sentry.release("shop@1.0.1")["ref"] == "a1"


def test_url_that_is_too_long_on_the_server_does_not_stop_an_edit_of_the_ref(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP | {"url": "https://example.com/" + "x" * 300})

    response = editor.post(EDIT, edited(editor, ref="b2"))

    assert outcomes(response)["ref"] == "applied"


@pytest.mark.parametrize("ref", ["a\x07b", "a\u202eb"])
def test_characters_that_nobody_can_see_are_refused(editor: Client, sentry: DemoServer, ref: str) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, ref=ref))

    assert invalid_fields(response) == ["ref"]
    assert "cannot be seen" in alerts(response)


def test_note_is_measured_as_browsers_do_and_its_error_is_shown(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    fits = editor.post(EDIT, edited(editor, ref="b2", note="line\r\n" * 200))
    too_long = editor.post(EDIT, edited(editor, ref="b3", note="x" * 1001))

    assert outcomes(fits)["ref"] == "applied"
    assert invalid_fields(too_long) == ["note"]
    assert "1000 characters" in alerts(too_long)


def test_save_without_a_change_sends_nothing(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor))

    assert outcomes(response) == {"ref": "unchanged", "url": "unchanged", "dateReleased": "unchanged"}
    assert [seen for seen in sentry.requests if seen.method == "PUT"] == []
    assert Change.objects.count() == 0


def test_save_without_what_the_form_was_opened_on_is_refused(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, {"ref": "b2"})

    assert response.status_code == 422
    assert "Open the form again" in alerts(response)
    assert sentry.release("shop@1.0.1")["ref"] == "a1"


def test_viewer_cannot_open_or_post_the_form(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    opened, posted = viewer.get(EDIT), viewer.post(EDIT, {"ref": "b2"})

    assert (opened.status_code, posted.status_code) == (403, 403)
    assert "takes the role editor" in alerts(posted)
    assert sentry.requests == []


def test_edit_in_a_row_answers_with_the_row_alone(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}

    form = editor.get(EDIT + "?in=row", headers=htmx)
    saved = editor.post(EDIT, form_data(form) | {"ref": "b2"}, headers=htmx)

    assert soup(form).find().name == "tbody"  # type: ignore[union-attr]
    assert soup(saved).find().name == "tbody"  # type: ignore[union-attr]
    assert outcomes(saved) == {"ref": "applied", "url": "unchanged", "dateReleased": "unchanged"}


def test_form_under_a_row_is_as_wide_as_the_list(editor: Client, either: DemoServer) -> None:
    either.add(**SHOP)

    heads = soup(editor.get("/acme/releases/")).select("thead tr > *")
    form = editor.get(EDIT + "?in=row", headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    cells = soup(form).select("tr[data-version] > *")
    under = soup(form).select_one("tr.under > td")
    assert under is not None
    assert len(heads) == len(cells) == int(str(under["colspan"]))


def test_signed_out_person_is_sent_to_sign_in(sentry: DemoServer, client: Client) -> None:
    page = client.get(EDIT)
    shown = "http://testserver/acme/releases/?query=shop"
    fragment = client.get(EDIT, headers={"HX-Request": "true", "HX-Current-URL": shown})

    assert page["Location"] == "/accounts/login/?next=/acme/releases/shop%401.0.1/edit/"
    assert fragment["HX-Redirect"] == "/accounts/login/?next=%2Facme%2Freleases%2F%3Fquery%3Dshop"
    assert sentry.requests == []


def test_saved_change_leads_to_its_record_and_to_its_undo(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    saved = editor.post(EDIT, edited(editor, ref="b2"))
    ignored = editor.post(EDIT, edited(editor, url=""))

    number = Change.objects.get().pk
    assert links(saved, "Undo") == [f"/acme/history/{number}/undo/"]
    assert links(saved, f"Change {number}") == [f"/acme/history/{number}/"]
    assert links(ignored, "Undo") == []


def test_undo_is_offered_only_where_something_was_applied(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault(kind="ignore_field", method="PUT", fields=["ref"]))

    response = editor.post(EDIT, data)

    assert outcomes(response)["ref"] == "ignored"
    assert links(response, "Undo") == []
    assert links(response, f"Change {Change.objects.get().pk}") != []


def test_changed_field_shows_what_stood_there_when_the_form_is_shown_again(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, ref="b2", url="nonsense"))

    shown = [hint.get_text(" ").split() for hint in soup(response).select("[data-was]:not([hidden])")]
    assert [words[:2] for words in shown] == [["was", "a1"], ["was", "https://example.com/old"]]
    assert [words[2:] for words in shown] == [["Put", "back", "Ref"], ["Put", "back", "Url"]]


def links(response: HttpResponseBase, text: str) -> list[str]:
    """Return where the links of this text lead."""
    return [str(link["href"]) for link in soup(response).select("main a") if link.get_text().strip() == text]
