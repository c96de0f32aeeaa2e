"""Creates whose outcome nobody knew, settled by the next look at the release."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.creation import URL, typed
from tests.pages import words
from tests.record import HISTORY, settled, too_late_to_arrive

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.0/"
COMMITS = {
    f"commits-{number}-{name}": text
    for number, commit in enumerate(("c1", "c2"))
    for name, text in (("id", commit), ("repository", "acme/shop"))
}


def posted(client: Client, server: DemoServer, *faults: Fault, **fields: object) -> Change:
    """Create the release so that nobody can look afterwards what became of it."""
    server.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=500, skip=1))
    for fault in faults:
        server.plan(fault)
    client.post(URL, typed(**fields))
    server.faults.clear()
    return Change.objects.get()


def lost(client: Client, server: DemoServer, *, arrives: bool, **fields: object) -> Change:
    """Create the release so that no answer comes either."""
    return posted(client, server, Fault("drop_after" if arrives else "reset", method="POST"), **fields)


def undo_link(client: Client, change: Change) -> bool:
    """Say whether the record offers to take the change back."""
    return "/undo/" in client.get(f"{HISTORY}{change.pk}/").content.decode()


def test_lost_create_that_arrived_is_told_field_by_field(editor: Client, sentry: DemoServer) -> None:
    sentry.add_repository("acme/shop")
    change = lost(editor, sentry, arrives=True, ref="a", **COMMITS)

    editor.get(PAGE)

    # Whether this created it, or somebody else did at the same moment, nobody tells.
    whole = {"version": "unknown", "projects": "applied", "ref": "applied", "commits": "applied"}
    assert settled(change) == ("succeeded", whole | {"url": "unchanged", "dateReleased": "unchanged"})
    assert (change.read_back["version"], change.read_back["projects"]) == ("shop@1.0.0", ["web"])
    assert (change.read_back["ref"], change.read_back["commits"]) == ("a", 2)
    assert not undo_link(editor, change)


def test_lost_create_without_the_commits_it_asked_for_is_not_called_whole(editor: Client, sentry: DemoServer) -> None:
    change = lost(editor, sentry, arrives=False, ref="a", **COMMITS)
    sentry.add(version="shop@1.0.0", ref="a", projects=["web"])

    editor.get(PAGE)
    before = settled(change)[0]
    too_late_to_arrive()
    editor.get(PAGE)

    result, fields = settled(change)
    assert (before, result, fields["version"], fields["commits"]) == ("unknown", "unknown", "unknown", "unknown")
    assert "not as it was asked for" in change.detail
    assert change.completed_at is not None


def test_lost_create_with_a_url_on_glitchtip_is_ignored_in_part(editor: Client, glitchtip: DemoServer) -> None:
    change = lost(editor, glitchtip, arrives=True, ref="a", url="https://example.com/x")

    editor.get(PAGE)

    result, fields = settled(change)
    assert (result, fields["version"], fields["ref"], fields["url"]) == (
        "partly_ignored",
        "unknown",
        "applied",
        "ignored",
    )


@pytest.mark.parametrize("theirs", [{"ref": "theirs"}, {"ref": "a", "projects": ["backend"]}, {"ref": "a", "url": "x"}])
def test_lost_create_that_finds_something_else_is_not_called_ours(
    admin: Client, sentry: DemoServer, theirs: dict[str, object]
) -> None:
    change = lost(admin, sentry, arrives=False, ref="a")
    sentry.add(**{"version": "shop@1.0.0", "projects": ["web"]} | theirs)
    too_late_to_arrive()

    admin.get(PAGE)

    assert (settled(change)[0], change.outcomes["version"]) == ("unknown", "unknown")
    assert "the server does not tell" in change.detail
    assert not undo_link(admin, change)


def test_lost_create_that_never_arrived_is_not_done(editor: Client, either: DemoServer) -> None:
    change = lost(editor, either, arrives=False, ref="a")
    too_late_to_arrive()

    editor.get(PAGE)

    assert settled(change) == ("not_done", {"version": "unchanged", "projects": "unchanged", "ref": "unchanged"})


def test_create_that_was_seen_and_is_gone_then_is_not_called_undone(editor: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("drop_after", method="POST"))
    editor.post(URL, typed(ref="a"))
    change = Change.objects.get()
    colleague.delete(sentry, "shop@1.0.0")
    too_late_to_arrive()

    editor.get(PAGE)

    assert (settled(change)[0], change.outcomes["version"]) == ("unknown", "unknown")
    assert "It was there right after" in change.detail


def test_create_that_was_answered_and_cannot_be_seen_is_not_said_to_lack_an_answer(
    editor: Client, either: DemoServer
) -> None:
    hidden = Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "no"}, times=0)
    either.plan(hidden)
    editor.post(URL, typed(ref="a"))
    change = Change.objects.get()
    too_late_to_arrive()

    editor.get(PAGE)

    assert (settled(change)[0], change.outcomes["version"]) == ("unknown", "unknown")
    assert "An answer came, and a later look found no such release that the token may see." in change.detail
    assert "Later looks could not tell." in words(editor.get(f"{HISTORY}{change.pk}/"))


def test_create_that_was_answered_and_is_seen_later_is_ours(admin: Client, either: DemoServer) -> None:
    change = posted(admin, either, ref="a")
    before = change.result

    admin.get(PAGE)

    assert (before, settled(change)[0], change.outcomes["version"]) == ("unknown", "succeeded", "applied")


def test_create_that_was_answered_keeps_what_somebody_else_did_since_apart(admin: Client, sentry: DemoServer) -> None:
    change = posted(admin, sentry, ref="a")
    colleague.edit(sentry, "shop@1.0.0", ref="theirs")

    admin.get(PAGE)

    result, fields = settled(change)
    assert (result, fields["version"], fields["ref"]) == ("partly_ignored", "applied", "conflict")


def test_create_of_what_was_there_and_not_seen_is_not_called_ours_later(admin: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0", ref="a", projects=["web"])
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "no"}, times=2))
    admin.post(URL, typed(ref="a"))
    change = Change.objects.get()

    admin.get(PAGE)

    assert (settled(change)[0], change.outcomes["version"]) == ("partly_ignored", "conflict")
    assert not undo_link(admin, change)


def test_error_that_glitchtip_also_gives_for_what_exists_is_no_success_later(
    admin: Client, glitchtip: DemoServer
) -> None:
    glitchtip.add(version="shop@1.0.0", ref="a")
    glitchtip.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "gone"}))
    admin.post(URL, typed(ref="a"))
    change = Change.objects.get()

    admin.get(PAGE)

    assert (settled(change)[0], change.outcomes["version"]) == ("unknown", "unknown")
    assert change.completed_at is not None
    assert not undo_link(admin, change)


def test_refused_create_is_found_by_what_became_of_its_fields(editor: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("status", method="POST", code=403, body={"detail": "No."}))

    editor.post(URL, typed(ref="a"))

    assert Change.objects.get().outcomes == {"version": "unchanged", "projects": "unchanged", "ref": "unchanged"}
