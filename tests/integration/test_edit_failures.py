"""Edits that the server refuses, loses or answers not at all."""

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup, words
from tests.record import no_record_completed

pytestmark = pytest.mark.django_db


def test_field_that_the_server_does_not_apply_is_reported_as_ignored(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2", url="https://example.com/new")
    sentry.plan(Fault(kind="ignore_field", method="PUT", fields=["ref"]))

    response = editor.post(EDIT, data)

    assert outcomes(response) == {"ref": "ignored", "url": "applied", "dateReleased": "unchanged"}
    assert Change.objects.get().result == Change.Result.PARTLY_IGNORED


def test_answer_that_is_lost_after_the_write_was_done_is_found_out_by_reading(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault(kind="drop_after", method="PUT"))

    response = editor.post(EDIT, data)

    assert outcomes(response)["ref"] == "applied"
    assert Change.objects.get().result == Change.Result.SUCCEEDED
    assert len([seen for seen in sentry.requests if seen.method == "PUT"]) == 1


def test_answer_that_never_comes_is_unknown_and_is_not_sent_twice(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault(kind="reset", method="PUT"))

    response = editor.post(EDIT, data)

    assert "Unknown: no answer came" in alerts(response)
    assert "Try again" not in alerts(response)
    look = soup(response).select_one("form .notice a")
    assert look is not None
    assert (look.text, look["href"]) == ("Look now", "/acme/releases/shop%401.0.1/")
    assert (Change.objects.get().result, Change.objects.get().completed_at) == ("unknown", None)
    assert sentry.release("shop@1.0.1")["ref"] == "a1"
    assert len([seen for seen in sentry.requests if seen.method == "PUT"]) == 1


def test_lost_answer_beside_a_field_that_the_server_never_writes(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**SHOP | {"url": None})
    data = edited(editor, ref="b2", url="https://example.com/new")
    glitchtip.plan(Fault("drop_after", method="PUT"))

    response = editor.post(EDIT, data)

    assert outcomes(response) == {"ref": "applied", "url": "ignored", "dateReleased": "unchanged"}
    assert "Saved in part." in words(response)
    assert Change.objects.get().result == "partly_ignored"


def test_write_that_cannot_be_seen_afterwards_is_unknown_in_the_field_that_was_sent(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault("status", method="GET", path_contains="shop", skip=1, times=0, code=500))

    response = editor.post(EDIT, data)

    assert outcomes(response) == {"ref": "unknown", "url": "unchanged", "dateReleased": "unchanged"}
    assert "answered that it was saved, but the release could not be read" in alerts(response)
    assert (Change.objects.get().result, Change.objects.get().completed_at) == ("unknown", None)
    assert sentry.release("shop@1.0.1")["ref"] == "b2"


def test_refusal_stands_beside_its_field_with_what_was_typed(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault(kind="status", method="PUT", code=400, body='{"ref": ["This ref is not wanted."]}'))

    response = editor.post(EDIT, data)

    assert response.status_code == 422
    assert invalid_fields(response) == ["ref"]
    assert "This ref is not wanted." in alerts(response)
    assert form_data(response)["ref"] == "b2"
    assert Change.objects.get().result == Change.Result.REFUSED


@pytest.mark.parametrize("body", ['""', "{}", "[]", '{"detail": ""}'])
def test_refusal_without_words_is_told_in_ours(editor: Client, sentry: DemoServer, body: str) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault("status", method="PUT", code=400, body=body))

    response = editor.post(EDIT, data)

    assert response.status_code == 422
    assert "Sentry" in alerts(response)


@pytest.mark.parametrize("code", [403, 404, 409, 429, 500, 502])
def test_refused_save_shows_the_form_again_with_what_was_typed(editor: Client, sentry: DemoServer, code: int) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2", note="why")
    sentry.plan(Fault("status", method="PUT", code=code))

    response = editor.post(EDIT, data)

    assert response.status_code >= 400
    assert (form_data(response)["ref"], form_data(response)["note"]) == ("b2", "why")
    assert outcomes(response)["ref"] == ("unknown" if code == 502 else "unchanged")
    assert Change.objects.get().result == ("unknown" if code == 502 else "refused")


def test_save_keeps_what_was_typed_when_the_server_is_down(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2", note="why")
    sentry.plan(Fault(kind="status", code=500, times=20))

    response = editor.post(EDIT, data)

    assert response.status_code == 502
    assert "Nothing was saved" in alerts(response)
    assert (form_data(response)["ref"], form_data(response)["note"]) == ("b2", "why")
    assert Change.objects.count() == 0


def test_save_that_the_token_may_not_do_is_explained(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(
        Fault(kind="status", method="PUT", code=404, body='{"detail": "The requested resource does not exist"}')
    )

    response = editor.post(EDIT, data)

    assert "Sentry shows the release, but answered “not found” to the change." in alerts(response)
    assert Change.objects.get().result == Change.Result.REFUSED


def test_typed_text_is_kept_where_the_server_cannot_even_be_recognised(
    editor: Client, sentry: DemoServer, settings: Settings
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    settings.SENTRY_URL = "http://127.0.0.1:9/"

    response = editor.post(EDIT, data)
    picked = editor.post(EDIT, data | {"pick": "now"})

    assert response.status_code == 503
    assert form_data(response)["ref"] == form_data(picked)["ref"] == "b2"


@pytest.mark.parametrize("place", ["page", "row", "release"])
def test_report_of_a_save_survives_a_failing_look_afterwards(editor: Client, sentry: DemoServer, place: str) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2") | {"in": place}
    sentry.plan(Fault("status", method="GET", path_contains="shop", skip=2, times=0, code=502))

    response = editor.post(EDIT, data, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert outcomes(response)["ref"] == "applied"
    assert Change.objects.get().result == "succeeded"


def test_500_after_which_nobody_could_look_is_unknown(editor: Client, either: DemoServer) -> None:
    either.add(**SHOP)
    data = edited(editor, ref="b2")
    either.plan(Fault("status", method="PUT", code=500))
    either.plan(Fault("status", method="GET", path_contains="shop", skip=1, times=0, code=503))

    response = editor.post(EDIT, data)

    assert outcomes(response)["ref"] == "unknown"
    assert Change.objects.get().result == "unknown"


def test_release_that_cannot_be_read_is_not_shown_with_invented_facts(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault("status", method="GET", path_contains="shop", times=0, code=500))

    response = editor.post(EDIT, data | {"in": "row"}, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    picked = editor.post(EDIT, data | {"pick": "created"})

    assert "not released" not in words(response)
    assert "no url" not in words(response)
    assert form_data(response)["ref"] == "b2"
    assert "could not be read from the server" in alerts(picked)
    form = soup(response).select_one("form:has([name=opened_on])")
    assert form is not None
    assert form["action"] == form["hx-post"] == "/acme/releases/shop%401.0.1/edit/"


def test_what_the_server_ignored_is_still_on_the_page(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="typed-ref")
    sentry.plan(Fault("ignore_field", method="PUT", fields=["ref"]))

    response = editor.post(EDIT, data)

    assert outcomes(response)["ref"] == "ignored"
    assert "You asked for typed-ref" in words(response)


def test_record_that_could_not_be_completed_is_told(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")

    with no_record_completed():
        response = editor.post(EDIT, data)

    assert outcomes(response)["ref"] == "applied"
    assert "The record of this change could not be completed" in words(response)


def test_opened_on_that_cannot_be_written_down_is_refused(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    base = '{"ref": "\\ud800", "url": null, "dateReleased": null}'

    response = editor.post(EDIT, {"ref": "b2", "opened_on": base})

    assert response.status_code == 422
    assert "Open the form again" in alerts(response)


def test_closed_field_shows_the_servers_value_again(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**SHOP)

    response = editor.post(EDIT, edited(editor, dateReleased="soon"))

    field = soup(response).select_one('input[name="url"]')
    assert field is not None
    assert (field["value"], field.has_attr("disabled")) == ("https://example.com/old", True)
