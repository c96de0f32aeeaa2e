"""Changes of commits that the server refuses, does in part, loses, or answers not at all."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.commits import ONE, URL, commit_ids, previewed, send, typed, typed_refs
from tests.pages import alerts, form_data, outcomes, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"
THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}
CLEAR = {"what": "clear", "note": ""}
BUSY = {"detail": "Release commits are currently being processed"}


def test_busy_server_is_told_in_its_words_and_the_button_stays(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    shop.plan(Fault("status", method="PUT", code=409, body=BUSY))

    refused = editor.post(URL, data)
    again = editor.post(URL, form_data(refused, "#commits-preview") | {"step": "send"})

    assert "Nothing was changed." in alerts(refused)
    assert "Release commits are currently being processed" in alerts(refused)
    assert outcomes(refused) == {"commits": "unchanged"}
    assert outcomes(again) == {"commits": "applied"}
    assert list(Change.objects.order_by("pk").values_list("result", flat=True)) == ["refused", "succeeded"]


def test_refusal_stands_beside_the_rows_with_what_was_typed(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE, note="why"))
    shop.plan(Fault("status", method="PUT", code=400, body={"commits": {"id": ["This id is not wanted."]}}))

    response = editor.post(URL, data)

    form = form_data(response, "#commits-form")
    assert response.status_code == 422
    assert "This id is not wanted." in alerts(response)
    assert (form["commits-0-id"], form["note"]) == ("c3", "why")
    assert Change.objects.get().result == "refused"


@pytest.mark.parametrize("code", [403, 404, 429, 500])
@pytest.mark.parametrize("data", [typed(THREE), CLEAR])
def test_refused_change_leaves_the_list_and_what_was_typed(
    editor: Client, shop: DemoServer, data: dict[str, str], code: int
) -> None:
    ready = previewed(editor, data)
    shop.plan(Fault("status", method="PUT", code=code))

    response = editor.post(URL, ready)

    assert response.status_code >= 400
    assert outcomes(response) == {"commits": "unchanged"}
    assert form_data(response, "#commits-preview")["what"] == data["what"]
    assert commit_ids(shop) == ["c1", "c2"]
    assert Change.objects.get().result == "refused"


def test_answer_that_is_lost_after_the_write_was_done_is_found_out_by_reading(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    shop.plan(Fault("drop_after", method="PUT"))

    response = editor.post(URL, data)

    assert outcomes(response) == {"commits": "applied"}
    assert (Change.objects.get().result, len(bodies(shop))) == ("succeeded", 1)


def test_write_that_cannot_be_seen_afterwards_is_unknown(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    shop.plan(Fault("status", method="GET", path_contains="/commits/", skip=1, times=0, code=500))

    response = editor.post(URL, data)

    assert outcomes(response) == {"commits": "unknown"}
    assert "the commits could not be read to see it" in alerts(response)
    assert (Change.objects.get().result, Change.objects.get().completed_at) == ("unknown", None)


def test_message_that_the_server_keeps_is_told(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(ONE))
    shop.plan(Fault("alter", method="GET", path_contains="/commits/", skip=1, fields={"message": "older words"}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"commits": "ignored"}
    assert "Sentry kept the message or the time that it had of c1." in words(response)
    assert Change.objects.get().result == "partly_ignored"


def test_answer_that_claims_what_was_not_done_is_not_believed(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    shop.plan(Fault("status", method="PUT", code=200, body={"version": "shop@1.0.1"}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"commits": "ignored"}
    assert "Sentry answered that it was saved, and did not change the list." in words(response)


def test_refs_that_the_server_refuses_are_refused_and_metadata_stays(editor: Client, shop: DemoServer) -> None:
    # The token may not list repositories, so the server is the first to know.
    shop.plan(Fault("status", method="GET", path_contains="/repos/", times=0, code=403, body={"detail": "no"}))

    response = send(editor, typed_refs({"repository": "nope", "commit": "b2"}))

    assert response.status_code == 422
    assert "Invalid repository names: nope" in alerts(response)
    assert Change.objects.get().result == "refused"
    assert bodies(shop) == [{"refs": [{"repository": "nope", "commit": "b2"}]}]
    assert shop.release("shop@1.0.1")["ref"] == "a1"


@pytest.mark.parametrize("step", ["preview", "send"])
@pytest.mark.parametrize("path", ["/commits/", "shop"])
def test_nothing_is_sent_and_all_is_kept_while_the_server_is_down(
    editor: Client, shop: DemoServer, step: str, path: str
) -> None:
    data = previewed(editor, typed(THREE, note="why"))
    shop.plan(Fault("status", method="GET", path_contains=path, times=0, code=500))

    response = editor.post(URL, data | {"step": step})

    form = form_data(response, "#commits-form")
    assert response.status_code == 502
    assert "Nothing was sent." in alerts(response)
    assert (form["commits-0-id"], form["note"]) == ("c3", "why")
    assert not Change.objects.exists()


def test_list_that_is_too_long_to_be_read_is_said_and_its_record_is_marked(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", commits=[{"id": f"c{number}"} for number in range(1600)])

    preview = editor.post(URL, CLEAR)
    editor.post(URL, form_data(preview, "#commits-preview") | {"step": "send"})

    assert "The release has 1,600 commits, and the first 1,500 were read" in words(preview)
    assert "Clear 1,600 commits" in words(preview)
    assert "And 1470 more." in words(preview)
    change = Change.objects.get()
    assert (change.result, change.last_state["commits_cut"]) == ("succeeded", "Only the first 1,500 commits were read.")


def test_row_that_cannot_be_read_is_counted_and_the_record_is_marked(editor: Client, shop: DemoServer) -> None:
    shop.plan(Fault("alter", method="GET", path_contains="/commits/", times=0, fields={"id": 7}, row=1))

    preview = editor.post(URL, CLEAR)
    response = editor.post(URL, form_data(preview, "#commits-preview") | {"step": "send"})

    assert "1 commit could not be read" in words(preview)
    assert outcomes(response) == {"commits": "applied"}
    assert Change.objects.get().last_state["commits_cut"] == "1 of the commits could not be read."


def test_list_of_several_pages_is_read_and_kept_whole(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", commits=[{"id": f"c{number:04}"} for number in range(350)])

    response = send(editor, CLEAR)

    assert outcomes(response) == {"commits": "applied"}
    assert len(Change.objects.get().before["commits"]) == 350
