"""Deletes that the server refuses, loses or answers not at all, and releases that cannot be read whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.deleting import DELETE, RELEASE, SHOP, confirmed, deletes
from tests.pages import alerts, form_data, outcomes, soup, words
from tests.record import no_record_completed, too_late_to_arrive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def allowed(settings: Settings) -> Iterator[None]:
    settings.ALLOW_DELETE = True
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(
    ("release", "why"),
    [
        ({"newGroups": 2}, "Sentry keeps every release in which it first saw an issue"),
        ({"hasIssues": True}, "Sentry keeps every release in which it first saw an issue"),
        ({"hasHealthData": True}, "Sentry keeps every release for which it has counted sessions."),
    ],
)
def test_refusal_of_sentry_is_put_into_plain_words_with_a_way_out(
    admin: Client, sentry: DemoServer, release: dict[str, Any], why: str
) -> None:
    sentry.add(**SHOP | release)

    response = admin.post(DELETE, confirmed(admin, note="why"))

    change = Change.objects.get()
    link = soup(response).select_one('[role=alert] a:-soup-contains("Archive it instead")')
    assert response.status_code == 422
    assert outcomes(response) == {"version": "unchanged"}
    assert why in alerts(response)
    assert "cannot be removed." in alerts(response)
    assert link is not None
    assert form_data(response)["note"] == "why"
    assert (change.result, "cannot be removed." in change.detail) == ("refused", True)
    assert sentry.versions() == ["shop@1.0.1"]


@pytest.mark.parametrize(
    ("release", "why"),
    [
        ({"newGroups": 2}, "first saw an issue"),
        ({"hasHealthData": True}, "counted sessions"),
    ],
)
def test_refusal_that_is_likely_is_said_before(
    admin: Client, sentry: DemoServer, release: dict[str, Any], why: str
) -> None:
    sentry.add(**SHOP | release)

    assert why in words(admin.get(DELETE))


def test_glitchtip_that_breaks_at_files_without_a_debug_id_is_explained(admin: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1", files=[{"name": "app.js", "content": "x"}])
    page = admin.get(DELETE)

    response = admin.post(DELETE, form_data(page) | {"version": "shop@1.0.1"})

    assert "files without a debug id" in words(page)
    assert response.status_code == 502
    assert "files without a debug id" in alerts(response)
    assert Change.objects.get().result == Change.Result.REFUSED
    assert glitchtip.versions() == ["shop@1.0.1"]


def test_token_that_may_not_delete_is_told_which_scope_it_takes(
    admin: Client, sentry: DemoServer, settings: Settings
) -> None:
    sentry.add(**SHOP)
    sentry.add_token("writer", ["project:write", "org:read"])
    settings.SENTRY_AUTH_TOKEN = "writer"

    response = admin.post(DELETE, confirmed(admin))

    assert response.status_code == 502
    assert "project:releases or project:admin" in alerts(response)
    assert Change.objects.get().result == Change.Result.REFUSED


def test_not_found_for_a_release_that_is_there_is_explained(
    admin: Client, sentry: DemoServer, settings: Settings
) -> None:
    sentry.add(**SHOP)
    sentry.add_token("web-only", ["project:releases", "project:read", "org:read"], ["web"])
    settings.SENTRY_AUTH_TOKEN = "web-only"
    page = admin.get(DELETE)

    response = admin.post(DELETE, form_data(page) | {"version": "shop@1.0.1"})

    assert "The token does not reach ios." in words(page)
    assert "The token does not reach ios." in alerts(response)
    assert outcomes(response) == {"version": "unchanged"}


def test_answer_that_is_lost_after_it_was_done_is_found_out_by_looking(admin: Client, either: DemoServer) -> None:
    either.add(version="shop@1.0.1")
    data = confirmed(admin)
    either.plan(Fault("drop_after", method="DELETE"))

    response = admin.post(DELETE, data)

    assert (response.status_code, outcomes(response)) == (200, {"version": "applied"})
    assert Change.objects.get().result == Change.Result.SUCCEEDED
    assert deletes(either) == 1


@pytest.mark.parametrize("fault", [Fault("reset", method="DELETE"), Fault("status", method="DELETE", code=502)])
def test_answer_that_never_comes_is_unknown_and_settled_later(admin: Client, sentry: DemoServer, fault: Fault) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(fault)

    response = admin.post(DELETE, data)
    unknown = Change.objects.get()
    Change.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    admin.get(RELEASE)

    assert response.status_code in {502, 503}
    assert outcomes(response) == {"version": "unknown"}
    assert "Nothing is sent twice" in alerts(response)
    assert (unknown.result, unknown.completed_at, deletes(sentry)) == ("unknown", None, 1)
    assert Change.objects.get().result == Change.Result.NOT_DONE


def test_delete_that_arrives_late_is_settled_as_done(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(Fault("reset", method="DELETE"))
    admin.post(DELETE, data)

    colleague.delete(sentry, "shop@1.0.1")
    too_late_to_arrive()
    admin.get(RELEASE)

    assert (Change.objects.get().result, Change.objects.get().is_settled_later) == ("succeeded", True)


def test_answer_that_says_yes_and_deletes_nothing_is_found_out(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(Fault("status", method="DELETE", code=204, body=""))

    response = admin.post(DELETE, data)

    assert response.status_code == 502
    assert outcomes(response) == {"version": "ignored"}
    assert "answered that it was deleted, and still has it" in alerts(response)
    assert Change.objects.get().result == Change.Result.PARTLY_IGNORED


def test_delete_after_which_nobody_could_look_is_unknown(admin: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    data = confirmed(admin)
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.1/", code=502, times=0, skip=6))

    response = admin.post(DELETE, data)

    assert outcomes(response) == {"version": "unknown"}
    assert Change.objects.get().result == Change.Result.UNKNOWN
    assert sentry.versions() == []


def test_release_that_somebody_else_deletes_meanwhile_is_not_claimed(admin: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    data = confirmed(admin)
    sentry.plan(Fault("status", method="DELETE", code=404, body='{"detail": "The requested resource does not exist"}'))
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.1/", code=404, body="{}", times=0, skip=6))

    response = admin.post(DELETE, data)

    assert (response.status_code, outcomes(response)) == (200, {"version": "unchanged"})
    assert "It was gone already." in words(response)
    assert Change.objects.get().result == Change.Result.REFUSED


def test_page_of_a_proxy_does_not_say_that_a_release_is_gone(admin: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    data = confirmed(admin)
    page = {"body": "<h1>Not found</h1>", "content_type": "text/html"}
    sentry.plan(Fault("reset", method="DELETE"))
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.1/", code=404, times=0, skip=6, **page))

    response = admin.post(DELETE, data)

    assert outcomes(response) == {"version": "unknown"}
    assert (Change.objects.get().result, Change.objects.get().completed_at) == (Change.Result.UNKNOWN, None)


def test_release_that_comes_back_at_once_was_deleted_all_the_same(admin: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", dateCreated="2026-01-01T00:00:00Z")
    data = confirmed(admin)
    fresh = {"dateCreated": "2026-11-20T00:00:00Z"}
    sentry.plan(Fault("status", method="DELETE", code=204, body=""))
    sentry.plan(Fault("alter", method="GET", path_contains="shop@1.0.1/", times=0, skip=6, fields=fresh))

    response = admin.post(DELETE, data)

    assert (response.status_code, outcomes(response)) == (200, {"version": "applied"})
    assert "events create one again" in words(response)


@pytest.mark.parametrize("skip", [0, 2])
def test_release_that_cannot_be_read_is_not_deleted(admin: Client, sentry: DemoServer, skip: int) -> None:
    sentry.add(version="shop@1.0.1")
    data = confirmed(admin, note="why")
    sentry.plan(Fault("status", method="GET", path_contains="/releases/shop", code=500, times=0, skip=skip))

    response = admin.post(DELETE, data)

    assert response.status_code == 502
    assert "Nothing was deleted." in alerts(response)
    assert (form_data(response)["version"], form_data(response)["note"]) == ("shop@1.0.1", "why")
    assert (deletes(sentry), Change.objects.count()) == (0, 0)


def test_release_that_changes_while_its_parts_are_read_is_not_deleted(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(Fault("other_editor", method="GET", path_contains="/files/", fields={"ref": "b2"}))

    response = admin.post(DELETE, data)

    assert response.status_code == 409
    assert deletes(sentry) == 0


def test_second_click_tells_that_the_first_has_deleted_it(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    admin.post(DELETE, data)

    response = admin.post(DELETE, data)

    change = Change.objects.get()
    assert response.status_code == 404
    assert f"Change {change.pk} by admin deleted it." in alerts(response)
    assert deletes(sentry) == 1


def test_release_that_somebody_else_deleted_is_told_with_its_history(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin, note="why")
    colleague.delete(sentry, "shop@1.0.1")

    response = admin.post(DELETE, data)

    link = soup(response).select_one('[role=alert] a:-soup-contains("Its history here")')
    assert response.status_code == 404
    assert "Nothing was deleted." in alerts(response)
    assert form_data(response)["note"] == "why"
    assert link is not None
    assert Change.objects.count() == 0


def test_server_that_cannot_be_recognised_keeps_what_was_typed(
    admin: Client, sentry: DemoServer, settings: Settings
) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin, note="why")
    settings.SENTRY_URL = "http://127.0.0.1:9/"

    response = admin.post(DELETE, data)

    assert response.status_code == 503
    assert (form_data(response)["version"], form_data(response)["note"]) == ("shop@1.0.1", "why")


def test_record_that_could_not_be_completed_is_told(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)

    with no_record_completed():
        response = admin.post(DELETE, data)

    assert outcomes(response) == {"version": "applied"}
    assert "The record of this change could not be completed" in words(response)
