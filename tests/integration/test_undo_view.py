"""Taking an edit back: proposed first, then a safe write like any other."""

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, outcomes, soup, words
from tests.record import record
from tests.undoing import FORM, address_of, prospects, saved, undone

pytestmark = pytest.mark.django_db


def test_edit_is_taken_back_and_both_records_are_linked(editor: Client, either: DemoServer) -> None:
    either.add(**SHOP | {"dateReleased": "2026-01-02T03:04:05.678Z"})
    number = saved(editor, ref="b2", dateReleased="2026-05-06 07:08:09", time_zone="UTC")

    proposal = editor.get(address_of(number))
    response = editor.post(EDIT, form_data(proposal, FORM))

    assert prospects(editor, number) == {"ref": "done", "dateReleased": "done"}
    assert outcomes(response) == {"ref": "applied", "url": "unchanged", "dateReleased": "applied"}
    after = either.release("shop@1.0.1")
    assert (after["ref"], after["dateReleased"]) == ("a1", "2026-01-02T03:04:05.678Z".replace("678Z", _digits(either)))
    undo = Change.objects.latest("pk")
    assert (undo.undoes, undo.note) == (number, f"Takes back change {number}.")
    assert f"Taken back already by change {undo.pk}" in words(editor.get(address_of(number)))


def _digits(server: DemoServer) -> str:
    """Return how the server writes 678 milliseconds."""
    return "678000Z" if server.dialect == "sentry" else "678Z"


def test_undo_of_an_undo_brings_the_change_back(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    number = saved(editor, ref="b2")
    first = undone(editor, number)

    second = undone(editor, first)

    assert sentry.release("shop@1.0.1")["ref"] == "b2"
    assert Change.objects.get(pk=second).undoes == first


def test_field_that_was_empty_before_cannot_go_back_on_sentry_and_that_is_said_first(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**{**SHOP, "url": None})
    number = saved(editor, ref="b2", url="https://example.com/new")
    sentry.clear_requests()

    proposal = editor.get(address_of(number))

    assert prospects(editor, number) == {"ref": "possible", "url": "impossible"}
    assert "Sentry cannot clear a url once it is set; it can only be replaced." in words(proposal)
    assert [name for name in form_data(proposal, FORM) if name in {"ref", "url", "dateReleased"}] == ["ref"]
    assert {seen.method for seen in sentry.requests} == {"GET"}


def test_nothing_is_offered_where_no_field_can_go_back(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**{**SHOP, "url": None})
    number = saved(editor, url="https://example.com/new")

    proposal = editor.get(address_of(number))

    assert "Nothing can be written back." in alerts(proposal)
    assert soup(proposal).select_one(FORM) is None
    assert soup(proposal).select_one('a[href="/acme/releases/shop%401.0.1/edit/"]') is not None


def test_field_that_was_empty_before_goes_back_on_glitchtip(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**{**SHOP, "ref": None})
    number = saved(editor, ref="b2")

    undone(editor, number)

    assert glitchtip.release("shop@1.0.1")["ref"] is None


def test_value_that_somebody_changed_since_is_a_conflict_and_not_overwritten(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    number = saved(editor, ref="b2")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    proposal = editor.get(address_of(number))
    response = editor.post(EDIT, form_data(proposal, FORM))

    assert prospects(editor, number) == {"ref": "moved"}
    assert (response.status_code, outcomes(response)["ref"]) == (409, "conflict")
    assert "ref conflict b2 theirs a1" in " ".join(words(response).split()) or "theirs" in words(response)
    assert sentry.release("shop@1.0.1")["ref"] == "theirs"
    assert form_data(response)["undoes"] == str(number)


def test_change_between_the_proposal_and_the_click_is_a_conflict(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    number = saved(editor, ref="b2")
    proposal = form_data(editor.get(address_of(number)), FORM)
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    response = editor.post(EDIT, proposal)

    assert (response.status_code, outcomes(response)["ref"]) == (409, "conflict")
    assert sentry.release("shop@1.0.1")["ref"] == "theirs"


def test_change_of_another_release_is_not_linked(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    sentry.add(version="shop@2.0.0", ref="x")
    number = saved(editor, ref="b2")

    data = edited(editor, "/acme/releases/shop@2.0.0/edit/", ref="y") | {"undoes": str(number)}
    response = editor.post("/acme/releases/shop@2.0.0/edit/", data)

    assert outcomes(response)["ref"] == "applied"
    assert Change.objects.latest("pk").undoes is None


@pytest.mark.parametrize(
    ("action", "result", "words_of_it"),
    [
        ("edit", "refused", "It had no effect"),
        ("edit", "not_done", "It had no effect"),
        ("delete", "succeeded", "cannot be brought back"),
        ("deploy", "succeeded", "cannot take a deploy back"),
        ("refs", "succeeded", "does not tell which commits came with the refs"),
        ("delete", "refused", "It had no effect"),
        ("edit", "unknown", "Whether it had an effect could not be found out"),
        ("delete", "unknown", "Whether it had an effect could not be found out"),
    ],
)
def test_what_cannot_be_taken_back_says_why(
    editor: Client, sentry: DemoServer, action: str, result: str, words_of_it: str
) -> None:
    change = Change.objects.create(
        organization="acme",
        version="shop@1.0.1",
        action=action,
        actor="x",
        result=result,
        created_at="2026-01-01T00:00:00Z",
        completed_at="2026-01-01T00:00:01Z",
    )

    response = editor.get(address_of(change.pk))

    assert words_of_it in alerts(response)
    assert soup(response).select_one(FORM) is None


def test_create_is_taken_back_by_deleting_which_an_editor_may_not(editor: Client, sentry: DemoServer) -> None:
    change = record(action="create", before={}, after={"version": "shop@1.0.1"})

    assert "Creating is taken back by deleting" in alerts(editor.get(address_of(change.pk)))


@pytest.mark.parametrize(
    ("outcome", "words_of_it"),
    [
        ("conflict", "It did not create the release: the version was there already."),
        ("unknown", "Whether it created the release or somebody else did at the same moment is not known."),
    ],
)
def test_create_that_created_nothing_does_not_lead_to_deleting_what_others_created(
    admin: Client, sentry: DemoServer, settings: Settings, outcome: str, words_of_it: str
) -> None:
    settings.ALLOW_DELETE = True
    sentry.add(**SHOP)
    change = record(action="create", result="partly_ignored", before={}, outcomes={"version": outcome})

    response = admin.get(address_of(change.pk))

    assert (response.status_code, "/delete/" in response.content.decode()) == (200, False)
    assert words_of_it in alerts(response)
    assert "Deleting it could take away what is theirs." in alerts(response)
    assert soup(admin.get(f"/acme/history/{change.pk}/")).select('a[href$="/undo/"]') == []


def test_create_that_was_settled_later_can_be_taken_back(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.ALLOW_DELETE = True
    sentry.add(**SHOP)
    change = record(action="create", before={}, outcomes={}, is_settled_later=True)

    response = admin.get(address_of(change.pk))

    assert response["Location"] == f"/acme/releases/shop%401.0.1/delete/?undoes={change.pk}"


def test_change_of_unknown_outcome_is_not_taken_back(editor: Client, sentry: DemoServer) -> None:
    change = Change.objects.create(organization="acme", version="shop@1.0.1", action="edit", actor="x")

    assert "Nobody knows yet" in alerts(editor.get(address_of(change.pk)))


def test_change_of_another_organization_or_number_is_not_found(editor: Client, sentry: DemoServer) -> None:
    change = Change.objects.create(organization="other", version="shop@1.0.1", action="edit", actor="x")

    assert editor.get(address_of(change.pk)).status_code == 404
    assert editor.get("/acme/history/999999/undo/").status_code == 404


def test_viewer_is_not_shown_it(viewer: Client, sentry: DemoServer) -> None:
    assert viewer.get("/acme/history/1/undo/").status_code == 403
