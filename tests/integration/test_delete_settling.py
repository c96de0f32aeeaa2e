"""Deletes whose outcome nobody knew, settled by the next look; and what somebody else deletes meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.deleting import DELETE, RELEASE, SHOP, confirmed
from tests.pages import outcomes, words
from tests.record import HISTORY, too_late_to_arrive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def allowed(settings: Settings) -> None:
    settings.ALLOW_DELETE = True


def blind() -> Fault:
    """Let the reads before the delete be answered, and those after it not."""
    return Fault("status", method="GET", path_contains="shop", code=500, times=0, skip=6)


def ended() -> tuple[str, dict[str, str]]:
    change = Change.objects.get()
    return change.result, change.outcomes


def test_clock_of_the_server_that_is_ahead_makes_no_newer_release(admin: Client, sentry: DemoServer) -> None:
    ahead = timezone.now() + timedelta(hours=1)
    sentry.add(**SHOP | {"dateCreated": f"{ahead:%Y-%m-%dT%H:%M:%SZ}"})
    data = confirmed(admin)
    sentry.plan(Fault("reset", method="DELETE"))
    admin.post(DELETE, data)

    admin.get(RELEASE)
    before = Change.objects.get().result
    too_late_to_arrive()
    admin.get(RELEASE)

    assert before == "unknown"
    assert ended() == ("not_done", {"version": "unchanged"})


def test_clock_of_the_server_that_is_behind_hides_no_newer_release(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(blind())
    sentry.plan(Fault("drop_after", method="DELETE"))
    admin.post(DELETE, data)
    sentry.faults.clear()
    sentry.add(version="shop@1.0.1", dateCreated="2026-02-01T00:00:00Z")

    admin.get(RELEASE)

    assert ended() == ("succeeded", {"version": "applied"})
    assert "a newer release of that name" in Change.objects.get().detail


def test_delete_that_was_answered_and_did_nothing_is_not_said_to_lack_an_answer(
    admin: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(blind())
    sentry.plan(Fault("status", method="DELETE", code=204, body=""))
    admin.post(DELETE, data)
    sentry.faults.clear()

    admin.get(RELEASE)

    assert ended() == ("partly_ignored", {"version": "ignored"})
    assert "An answer came, and a later look found the release still there." in Change.objects.get().detail


def test_delete_that_arrived_is_settled_with_what_became_of_the_version(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(blind())
    sentry.plan(Fault("drop_after", method="DELETE"))
    admin.post(DELETE, data)
    before = ended()
    sentry.faults.clear()

    admin.get(RELEASE)
    assert ended() == before
    too_late_to_arrive()
    admin.get(RELEASE)

    assert before == ("unknown", {"version": "unknown"})
    assert ended() == ("succeeded", {"version": "applied"})


def test_refused_delete_of_a_release_that_is_gone_then_is_no_success(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(Fault("status", method="DELETE", code=403, body={"detail": "No."}))
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.1/", code=404, body="{}", times=0, skip=6))

    response = admin.post(DELETE, data)

    assert (response.status_code, outcomes(response)) == (200, {"version": "unchanged"})
    assert "Somebody else deleted it at the same moment." in words(response)
    assert "Deleted." not in words(response)
    assert ended() == ("refused", {"version": "unchanged"})


@pytest.mark.parametrize("code", [403, 404])
def test_refused_delete_of_a_release_that_was_replaced_then_is_no_success(
    admin: Client, sentry: DemoServer, code: int
) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    fresh = {"dateCreated": "2026-11-20T00:00:00Z"}
    sentry.plan(Fault("status", method="DELETE", code=code, body={"detail": "No."}))
    sentry.plan(Fault("alter", method="GET", path_contains="shop@1.0.1/", times=0, skip=6, fields=fresh))

    response = admin.post(DELETE, data)

    assert (response.status_code, outcomes(response)) == (200, {"version": "unchanged"})
    assert "A new release of the same version is there already" in words(response)
    assert "Deleted." not in words(response)
    assert ended() == ("refused", {"version": "unchanged"})


def test_delete_is_found_by_what_became_of_the_version(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    admin.post(DELETE, confirmed(admin))
    sentry.add(**SHOP)
    colleague.delete(sentry, "shop@1.0.1")

    pages = [admin.get(HISTORY, query) for query in ({"outcome": "applied"}, {"field": "version"})]
    others = admin.get(HISTORY, {"outcome": "unchanged"})

    assert ["shop@1.0.1" in page.content.decode() for page in pages] == [True, True]
    assert "No change matches these filters." in words(others)
