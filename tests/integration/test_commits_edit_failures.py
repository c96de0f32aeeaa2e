"""Changes of commits that the server refuses, does in part, loses, or answers not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from releases_ui.services import settling, verdicts_commits
from tests import colleague
from tests.commits import ONE, SHOP, TWO, URL, bodies, commit_ids, previewed, send, typed, typed_refs
from tests.pages import alerts, form_data, outcomes, words

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"
THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}
CLEAR = {"what": "clear", "note": ""}
BUSY = {"detail": "Release commits are currently being processed"}


@pytest.fixture
def shop(sentry: DemoServer) -> DemoServer:
    """A server with one release of two commits."""
    sentry.add(**SHOP)
    sentry.add_repository("acme/shop")
    return sentry


def age(change: Change, by: timedelta) -> None:
    """Let the change be older."""
    Change.objects.filter(pk=change.pk).update(created_at=timezone.now() - by)


def settled(change: Change) -> tuple[str, dict[str, str]]:
    """Return how a change ended, as the record has it now."""
    change.refresh_from_db()
    return change.result, change.outcomes


def lost(client: Client, server: DemoServer, data: dict[str, str], *, arrives: bool) -> Change:
    """Send a change so that no answer comes and nobody can look what became of it."""
    ready = previewed(client, data)
    server.plan(Fault("drop_after" if arrives else "reset", method="PUT"))
    # Release and commits are read before the write, and again after it.
    server.plan(Fault("status", method="GET", path_contains="/commits/", skip=1, times=0, code=500))
    client.post(URL, ready)
    server.faults.clear()
    return Change.objects.latest("pk")


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


@pytest.mark.parametrize("data", [typed(THREE), CLEAR])
def test_write_that_never_arrives_is_unknown_until_it_no_longer_can(
    editor: Client, shop: DemoServer, data: dict[str, str]
) -> None:
    ready = previewed(editor, data)
    shop.plan(Fault("reset", method="PUT"))

    response = editor.post(URL, ready)
    change = Change.objects.get()
    editor.get(PAGE)
    soon = settled(change)
    age(change, settling.GRACE + timedelta(seconds=1))
    editor.get(PAGE)

    assert outcomes(response) == {"commits": "unknown"}
    assert "Nothing is sent twice." in alerts(response)
    assert soon[0] == "unknown"
    assert settled(change) == ("not_done", {"commits": "unchanged"})
    assert len(bodies(shop)) == 1


@pytest.mark.parametrize("data", [typed(THREE), CLEAR])
def test_next_look_finds_that_it_arrived(editor: Client, shop: DemoServer, data: dict[str, str]) -> None:
    change = lost(editor, shop, data, arrives=True)
    assert (change.result, change.completed_at) == ("unknown", None)

    editor.get(PAGE)

    assert settled(change) == ("succeeded", {"commits": "applied"})
    assert change.is_settled_later


def test_list_that_somebody_else_has_changed_since_cannot_be_told(editor: Client, shop: DemoServer) -> None:
    change = lost(editor, shop, typed(THREE), arrives=False)
    colleague.set_commits(shop, "shop@1.0.1", TWO)
    editor.get(PAGE)
    soon = settled(change)
    age(change, settling.GRACE + timedelta(seconds=1))

    editor.get(PAGE)

    assert soon[0] == "unknown"
    assert settled(change) == ("unknown", {"commits": "conflict"})
    assert change.completed_at is not None
    assert "Somebody else has changed the commits since" in change.detail


def test_older_change_is_held_against_what_a_newer_one_left_behind(editor: Client, shop: DemoServer) -> None:
    older = lost(editor, shop, typed(THREE), arrives=False)
    send(editor, typed(ONE))
    age(older, settling.GRACE + timedelta(seconds=1))

    editor.get(PAGE)

    assert settled(older) == ("not_done", {"commits": "unchanged"})


def test_commits_that_cannot_be_read_leave_a_change_open(editor: Client, shop: DemoServer) -> None:
    change = lost(editor, shop, typed(THREE), arrives=True)
    shop.plan(Fault("status", method="GET", path_contains="/commits/", times=0, code=500))

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.completed_at) == ("unknown", None)


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


def test_refs_stay_open_until_other_commits_come_up(editor: Client, shop: DemoServer) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": "b2"}))
    change = Change.objects.get()
    age(change, settling.GRACE + timedelta(minutes=10))
    editor.get(PAGE)
    soon = settled(change)
    colleague.set_commits(shop, "shop@1.0.1", THREE)

    editor.get(PAGE)

    assert soon == ("unknown", {"refs": "unknown"})
    assert settled(change) == ("succeeded", {"refs": "applied"})


def test_refs_that_bring_nothing_are_closed_after_an_hour_with_what_to_do(editor: Client, shop: DemoServer) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": "b2"}))
    change = Change.objects.get()
    age(change, verdicts_commits.REFS_PATIENCE + timedelta(seconds=1))

    editor.get(PAGE)

    assert settled(change) == ("unknown", {"refs": "unknown"})
    assert change.completed_at is not None
    assert "sends a mail to the person whose token this is" in change.detail


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
