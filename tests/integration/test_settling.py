"""Changes whose outcome nobody knew, settled by the next look at the release."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, Lease
from releases_ui.services import record
from releases_ui.services.record import Verdict
from tests import colleague
from tests.editing import EDIT, SHOP, edited
from tests.pages import outcomes, words
from tests.record import settled, too_late_to_arrive

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"


def blind() -> Fault:
    """Let the read before the write be answered, and the one after it not."""
    return Fault("status", method="GET", path_contains="shop", code=500, skip=1)


def lost(client: Client, server: DemoServer, *, arrives: bool, **changes: str) -> Change:
    """Save the release so that no answer comes and nobody can look what became of it."""
    data = edited(client, **changes)
    server.plan(blind())
    server.plan(Fault("drop_after" if arrives else "reset", method="PUT"))
    client.post(EDIT, data)
    server.faults.clear()
    return Change.objects.latest("pk")


def test_next_look_finds_that_it_arrived(editor: Client, viewer: Client, either: DemoServer) -> None:
    either.add(**SHOP | {"url": None, "dateReleased": "2026-01-02T03:04:05Z"})
    change = lost(editor, either, arrives=True, ref="b2")
    assert (change.result, change.completed_at) == ("unknown", None)

    viewer.get(PAGE)

    assert settled(change) == ("succeeded", {"ref": "applied"})
    assert (change.read_back["ref"], change.is_settled_later) == ("b2", True)
    assert change.completed_at is not None


def test_write_that_may_still_arrive_stays_unknown(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    change = lost(editor, sentry, arrives=False, ref="b2")

    editor.get(PAGE)

    assert settled(change)[0] == "unknown"
    assert change.completed_at is None


def test_look_after_all_could_have_arrived_finds_nothing_of_it(editor: Client, either: DemoServer) -> None:
    either.add(**SHOP | {"url": None, "dateReleased": "2026-01-02T03:04:05Z"})
    change = lost(editor, either, arrives=False, ref="b2")
    too_late_to_arrive()

    editor.get(PAGE)

    assert settled(change) == ("not_done", {"ref": "unchanged"})
    assert "A later look found nothing of it." in change.detail


def test_part_that_the_server_ignored_is_told_apart(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    sentry.plan(Fault("ignore_field", method="PUT", fields=["url"]))
    data = edited(editor, ref="b2", url="https://example.com/new")
    sentry.plan(blind())
    sentry.plan(Fault("drop_after", method="PUT"))
    editor.post(EDIT, data)
    change = Change.objects.get()
    sentry.faults.clear()

    editor.get(PAGE)

    assert settled(change) == ("partly_ignored", {"ref": "applied", "url": "ignored"})


def test_next_save_settles_the_earlier_one_first(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    change = lost(editor, sentry, arrives=True, ref="b2")
    data = edited(editor, ref="c3")
    Change.objects.filter(pk=change.pk).update(result="unknown", completed_at=None, outcomes={})

    editor.post(EDIT, data)

    assert settled(change) == ("succeeded", {"ref": "applied"})
    assert Change.objects.latest("pk").before == {"ref": "b2"}


def test_write_that_arrives_after_a_later_one_is_told_from_it(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    first = lost(editor, sentry, arrives=False, ref="late")
    editor.post(EDIT, edited(editor, ref="second"))
    colleague.edit(sentry, "shop@1.0.1", ref="late")

    editor.get(PAGE)

    assert settled(first) == ("succeeded", {"ref": "applied"})


def test_write_that_a_later_one_replaced_is_not_done(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    first = lost(editor, sentry, arrives=False, ref="lost")
    editor.post(EDIT, edited(editor, ref="second"))
    too_late_to_arrive()

    editor.get(PAGE)

    assert settled(first) == ("not_done", {"ref": "unchanged"})


def test_what_cannot_be_told_is_not_made_up(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    change = lost(editor, sentry, arrives=True, ref="b2")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    editor.get(PAGE)
    assert change.completed_at is None
    too_late_to_arrive()

    editor.get(PAGE)

    assert settled(change) == ("unknown", {"ref": "conflict"})
    assert "whether this arrived cannot be told" in change.detail
    assert change.completed_at is not None


def test_change_of_a_release_that_is_gone_is_waited_for_a_day_and_then_closed(
    editor: Client, either: DemoServer
) -> None:
    either.add(**SHOP | {"url": None, "dateReleased": "2026-01-02T03:04:05Z"})
    change = lost(editor, either, arrives=True, ref="b2")
    colleague.delete(either, "shop@1.0.1")
    too_late_to_arrive()

    editor.get(PAGE)
    assert settled(change)[0] == "unknown"
    assert change.completed_at is None
    Change.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    editor.get(PAGE)

    assert settled(change) == ("unknown", {"ref": "unknown"})
    assert "cannot be found any more" in change.detail
    assert change.completed_at is not None


def test_save_that_is_under_way_is_left_alone(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    change = lost(editor, sentry, arrives=True, ref="b2")
    Lease.objects.create(
        organization="acme", version="shop@1.0.1", holder="x", expires_at=timezone.now() + timedelta(minutes=1)
    )

    response = editor.get(PAGE)

    assert "b2" in words(response)
    assert settled(change)[0] == "unknown"


def test_create_that_was_lost_is_settled_by_what_exists(editor: Client, either: DemoServer) -> None:
    for version, fault in (("arrived@1", "drop_after"), ("lost@1", "reset")):
        either.plan(Fault(fault, method="POST"))  # type: ignore[arg-type]  # one of the kinds
        either.plan(Fault("status", method="GET", path_contains=version, code=500, skip=1))
        data = {"version": version, "projects": ["web"], "ref": "a1", "time_zone": "UTC"}
        data["dateReleased"] = "2026-01-02 03:04:05"
        editor.post("/acme/new-release/", data)
        either.faults.clear()
    too_late_to_arrive()

    editor.get("/acme/releases/arrived@1/")
    editor.get("/acme/releases/lost@1/")

    results = dict(Change.objects.values_list("version", "result"))
    assert results == {"arrived@1": "succeeded", "lost@1": "not_done"}


def test_command_settles_all_and_says_what_is_unknown_still(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    arrived = lost(editor, sentry, arrives=True, ref="b2")
    out = StringIO()

    call_command("settle_changes", stdout=out)

    assert settled(arrived)[0] == "succeeded"
    assert f"change {arrived.pk}, edit 'shop@1.0.1': succeeded" in out.getvalue()

    open_still = lost(editor, sentry, arrives=False, ref="c3")
    call_command("settle_changes", stdout=out)

    assert f"change {open_still.pk}, edit 'shop@1.0.1': unknown still" in out.getvalue()


def test_command_goes_on_where_the_server_does_not_answer(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    lost(editor, sentry, arrives=True, ref="b2")
    sentry.plan(Fault("status", method="GET", code=500, times=0))
    told = StringIO()

    with pytest.raises(CommandError, match="Releases that could not be looked at: 1"):
        call_command("settle_changes", stdout=StringIO(), stderr=told)

    assert "acme 'shop@1.0.1': Sentry answered 500." in told.getvalue()


def test_time_far_ahead_holds_back_nobody(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    lost(editor, sentry, arrives=False, ref="b2")
    Change.objects.update(created_at=timezone.now() + timedelta(days=30))

    response = editor.post(EDIT, edited(editor, ref="c3"))

    assert outcomes(response)["ref"] == "applied"
    assert Change.objects.earliest("pk").result == "not_done"


def test_what_the_write_itself_saw_counts_more_than_a_look_that_was_faster(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    change = lost(editor, sentry, arrives=True, ref="b2")
    verdict = Verdict(result=Change.Result.NOT_DONE, outcomes={"ref": "unchanged"}, words="Nothing of it.")
    record.settle(change, verdict)

    is_recorded = record.complete(change, Change.Result.SUCCEEDED, outcomes={"ref": "applied"})

    assert is_recorded
    assert settled(change) == ("succeeded", {"ref": "applied"})
    assert not change.is_settled_later
