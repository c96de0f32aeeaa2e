"""Changes of commits whose end nobody knew, settled by a later look."""

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
from tests.commits import ONE, TWO, URL, previewed, send, typed, typed_refs
from tests.pages import alerts, outcomes
from tests.record import settled
from tests.writes import bodies

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"
THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}
SHA = "5f0c1e2d3b4a59687706f5e4d3c2b1a098765432"
CLEAR = {"what": "clear", "note": ""}
BUSY = {"detail": "Release commits are currently being processed"}


def age(change: Change, by: timedelta) -> None:
    """Let the change be older."""
    Change.objects.filter(pk=change.pk).update(created_at=timezone.now() - by)


def lost(client: Client, server: DemoServer, data: dict[str, str], *, arrives: bool) -> Change:
    """Send a change so that no answer comes and nobody can look what became of it."""
    ready = previewed(client, data)
    server.plan(Fault("drop_after" if arrives else "reset", method="PUT"))
    # Release and commits are read before the write, and again after it.
    server.plan(Fault("status", method="GET", path_contains="/commits/", skip=1, times=0, code=500))
    client.post(URL, ready)
    server.faults.clear()
    return Change.objects.latest("pk")


def previewed_while_open(client: Client, server: DemoServer, data: dict[str, str]) -> dict[str, str]:
    """Return what the preview posts, whose own look at the release settles nothing."""
    # The first read is the list that the preview shows, the second the one that would settle.
    server.plan(Fault("status", method="GET", path_contains="/commits/", skip=1, times=0, code=500))
    ready = previewed(client, data)
    server.faults.clear()
    return ready


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
    age(older, settling.GRACE + timedelta(seconds=1))
    ready = previewed_while_open(editor, shop, typed(ONE))
    # The newer write's first read of the commits is the one that would settle the older.
    shop.plan(Fault("status", method="GET", path_contains="/commits/", code=500))
    editor.post(URL, ready)
    was_open = settled(older)[0] == "unknown" and older.completed_at is None

    editor.get(PAGE)

    assert was_open
    assert Change.objects.latest("pk").result == "succeeded"
    assert settled(older) == ("not_done", {"commits": "unchanged"})


def test_refs_that_found_others_commits_do_not_hide_that_an_older_change_arrived(
    editor: Client, shop: DemoServer
) -> None:
    older = lost(editor, shop, typed(THREE), arrives=True)
    Change.objects.create(
        organization="acme",
        version="shop@1.0.1",
        action="refs",
        result="refused",
        after={"refs": [{"repository": "acme/shop", "commit": "b2"}]},
        outcomes={"refs": "conflict"},
        read_back={"commits": [THREE]},
        completed_at=timezone.now(),
    )
    age(older, settling.GRACE + timedelta(seconds=1))

    editor.get(PAGE)

    assert settled(older) == ("succeeded", {"commits": "applied"})


def test_commits_that_cannot_be_read_leave_a_change_open(editor: Client, shop: DemoServer) -> None:
    change = lost(editor, shop, typed(THREE), arrives=True)
    shop.plan(Fault("status", method="GET", path_contains="/commits/", times=0, code=500))

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.completed_at) == ("unknown", None)


def test_refs_stay_open_until_other_commits_come_up(editor: Client, shop: DemoServer) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": "b2"}))
    change = Change.objects.get()
    age(change, settling.GRACE + timedelta(minutes=10))
    editor.get(PAGE)
    soon = settled(change)
    colleague.set_commits(shop, "shop@1.0.1", ONE | {"id": "b2"})

    editor.get(PAGE)

    assert soon == ("unknown", {"refs": "unknown"})
    assert settled(change) == ("succeeded", {"refs": "applied"})


@pytest.mark.parametrize(
    ("ref", "newest"),
    [
        (SHA[:7], SHA),
        (SHA.upper(), SHA),
        (f"a1..{SHA[:10]}", SHA),
    ],
)
def test_refs_are_known_by_their_commits_as_git_shows_them(
    editor: Client, shop: DemoServer, ref: str, newest: str
) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": ref}))
    colleague.set_commits(shop, "shop@1.0.1", ONE | {"id": newest})

    editor.get(PAGE)

    assert settled(Change.objects.get()) == ("succeeded", {"refs": "applied"})


@pytest.mark.parametrize("ref", ["b2", SHA[:6], f"{SHA}..b2", "c"])
def test_refs_that_were_lost_are_not_taken_for_somebody_elses_commits(
    editor: Client, shop: DemoServer, ref: str
) -> None:
    change = lost(editor, shop, typed_refs({"repository": "acme/shop", "commit": ref}), arrives=False)
    colleague.set_commits(shop, "shop@1.0.1", ONE | {"id": SHA})
    editor.get(PAGE)
    soon = settled(change)
    age(change, settling.GRACE + timedelta(seconds=1))

    editor.get(PAGE)

    assert (soon, settled(change)) == (("unknown", {"refs": "unknown"}),) * 2
    assert change.completed_at is not None
    assert "Other commits have come up since; whether by this cannot be told." in change.detail


def test_refs_that_the_server_took_are_waited_for_although_others_bring_commits(
    editor: Client, shop: DemoServer
) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": "b2"}))
    change = Change.objects.get()
    colleague.set_commits(shop, "shop@1.0.1", THREE)
    age(change, settling.GRACE + timedelta(minutes=10))
    editor.get(PAGE)
    is_open = Change.objects.get().completed_at is None
    age(change, verdicts_commits.REFS_PATIENCE + timedelta(seconds=1))

    editor.get(PAGE)

    assert is_open
    assert settled(change) == ("unknown", {"refs": "unknown"})
    assert "Other commits have come up since; whether by this cannot be told." in change.detail


def test_newest_commit_that_the_refs_name_but_that_was_there_before_tells_nothing(
    editor: Client, shop: DemoServer
) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": "c1"}))
    change = Change.objects.get()
    colleague.set_commits(shop, "shop@1.0.1", ONE)

    editor.get(PAGE)

    assert settled(change) == ("unknown", {"refs": "unknown"})


def test_refs_before_a_change_of_ours_can_no_longer_be_told(editor: Client, shop: DemoServer) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": "b2"}))
    change = Change.objects.get()
    send(editor, typed(THREE))

    editor.get(PAGE)

    assert settled(change) == ("unknown", {"refs": "unknown"})
    assert change.completed_at is not None
    assert "The commits were changed from here since" in change.detail


def test_refs_that_bring_nothing_are_closed_after_an_hour_with_what_to_do(editor: Client, shop: DemoServer) -> None:
    send(editor, typed_refs({"repository": "acme/shop", "commit": "b2"}))
    change = Change.objects.get()
    age(change, verdicts_commits.REFS_PATIENCE + timedelta(seconds=1))

    editor.get(PAGE)

    assert settled(change) == ("unknown", {"refs": "unknown"})
    assert change.completed_at is not None
    assert "sends a mail to the person whose token this is" in change.detail
