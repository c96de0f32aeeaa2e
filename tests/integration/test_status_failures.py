"""Archiving and restoring where the server refuses, loses the answer, or says yes and does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.pages import alerts, form_data, outcomes, words
from tests.record import no_record_completed

pytestmark = pytest.mark.django_db

RELEASE = "/acme/releases/shop@1.0.1/"
STATUS = f"{RELEASE}status/"
OPEN = {"version": "shop@1.0.1"}
ARCHIVED = OPEN | {"status": "archived"}
BOTH = pytest.mark.parametrize(
    ("release", "method"), [pytest.param(OPEN, "PUT", id="archive"), pytest.param(ARCHIVED, "POST", id="restore")]
)


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Nothing is remembered of other tests' tokens, and nothing of this one's."""
    cache.clear()
    yield
    cache.clear()


def written(server: DemoServer) -> list[str]:
    return [seen.method for seen in server.requests if seen.method != "GET"]


@BOTH
def test_answer_that_says_yes_and_does_nothing_is_found_out(
    editor: Client, sentry: DemoServer, release: dict[str, str], method: str
) -> None:
    sentry.add(**release)
    data = form_data(editor.get(STATUS))
    sentry.plan(Fault("ignore_field", method=method, field="status", claims=True))

    response = editor.post(STATUS, data)

    assert outcomes(response) == {"status": "ignored"}
    assert "answered that it was saved, and did not change it" in words(response)
    assert Change.objects.get().result == Change.Result.PARTLY_IGNORED


@BOTH
def test_answer_that_is_lost_after_it_was_done_is_found_out_by_reading(
    editor: Client, sentry: DemoServer, release: dict[str, str], method: str
) -> None:
    sentry.add(**release)
    data = form_data(editor.get(STATUS))
    sentry.plan(Fault("drop_after", method=method))

    response = editor.post(STATUS, data)

    assert outcomes(response) == {"status": "applied"}
    assert Change.objects.get().result == Change.Result.SUCCEEDED
    assert written(sentry) == [method]


@BOTH
def test_answer_that_never_comes_is_unknown_and_settled_later(
    editor: Client, sentry: DemoServer, release: dict[str, str], method: str
) -> None:
    sentry.add(**release)
    data = form_data(editor.get(STATUS)) | {"note": "why"}
    sentry.plan(Fault("reset", method=method))

    response = editor.post(STATUS, data)
    unknown = Change.objects.get()
    Change.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    editor.get(RELEASE)

    assert response.status_code == 503
    assert outcomes(response) == {"status": "unknown"}
    assert form_data(response)["note"] == "why"
    assert (unknown.result, unknown.completed_at, written(sentry)) == ("unknown", None, [method])
    assert Change.objects.get().result == Change.Result.NOT_DONE


def test_write_that_arrives_late_is_settled_as_done(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS))
    sentry.plan(Fault("reset", method="PUT"))
    editor.post(STATUS, data)

    colleague.edit(sentry, "shop@1.0.1", status="archived")
    editor.get(RELEASE)

    change = Change.objects.get()
    assert (change.result, change.outcomes, change.is_settled_later) == ("succeeded", {"status": "applied"}, True)


@pytest.mark.parametrize("code", [403, 404, 409, 429, 500, 502])
def test_refusal_shows_the_form_again_with_the_note(editor: Client, sentry: DemoServer, code: int) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS)) | {"note": "why"}
    sentry.plan(Fault("status", method="PUT", code=code))

    response = editor.post(STATUS, data)

    is_open = code == 502
    assert response.status_code >= 400
    assert outcomes(response) == {"status": "unknown" if is_open else "unchanged"}
    assert form_data(response)["note"] == "why"
    assert Change.objects.get().result == ("unknown" if is_open else "refused")


def test_refusal_is_told_in_the_servers_words(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS))
    sentry.plan(Fault("status", method="PUT", code=400, body='{"status": ["Invalid status archived"]}'))

    response = editor.post(STATUS, data)

    assert response.status_code == 422
    assert "Invalid status archived" in alerts(response)
    assert "Invalid status archived" in Change.objects.get().detail


@pytest.mark.usefixtures("forgetful")
def test_not_found_for_a_release_that_is_there_is_explained(
    editor: Client, sentry: DemoServer, settings: Settings
) -> None:
    sentry.add(**OPEN, projects=["web", "ios"])
    sentry.add_token("web-only", ["project:releases", "project:read", "org:read"], ["web"])
    settings.SENTRY_AUTH_TOKEN = "web-only"
    page = editor.get(STATUS)

    response = editor.post(STATUS, form_data(page))

    assert "The token does not reach ios." in words(page)
    assert "The token does not reach ios." in alerts(response)
    assert Change.objects.get().result == Change.Result.REFUSED


def test_release_that_is_gone_is_not_created_by_restoring_it(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**ARCHIVED)
    data = form_data(editor.get(STATUS)) | {"note": "why"}
    colleague.delete(sentry, "shop@1.0.1")
    sentry.clear_requests()

    response = editor.post(STATUS, data)

    assert response.status_code == 404
    assert "Nothing was changed." in alerts(response)
    assert form_data(response)["note"] == "why"
    assert sentry.versions() == []
    assert written(sentry) == []


@pytest.mark.parametrize("skip", [0, 1])
def test_server_that_is_down_is_told_and_the_note_kept(editor: Client, sentry: DemoServer, skip: int) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS)) | {"note": "why"}
    sentry.plan(Fault("status", method="GET", code=502, times=0, skip=skip))

    response = editor.post(STATUS, data)

    assert response.status_code == 502
    assert form_data(response)["note"] == "why"
    assert written(sentry) == ([] if skip == 0 else ["PUT"])
    assert outcomes(response) == ({} if skip == 0 else {"status": "unknown"})


def test_server_that_cannot_even_be_recognised_is_told_and_the_note_kept(
    editor: Client, sentry: DemoServer, settings: Settings
) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS)) | {"note": "why"}
    settings.SENTRY_URL = "http://127.0.0.1:9/"

    response = editor.post(STATUS, data)

    assert response.status_code == 503
    assert form_data(response)["note"] == "why"


def test_report_in_place_survives_a_failing_look_at_the_whole_page(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS)) | {"in": "release"}
    sentry.plan(Fault("status", method="GET", path_contains="shop", skip=2, times=0, code=502))

    response = editor.post(STATUS, data, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert outcomes(response) == {"status": "applied"}
    assert "HX-Retarget" not in response


def test_record_that_could_not_be_completed_is_told(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(STATUS))

    with no_record_completed():
        response = editor.post(STATUS, data)

    assert outcomes(response) == {"status": "applied"}
    assert "The record of this change could not be completed" in words(response)


def test_metadata_that_somebody_edits_meanwhile_is_left_alone(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN, ref="a1")
    data = form_data(editor.get(STATUS))
    sentry.plan(Fault("other_editor", method="PUT", fields={"ref": "b2"}))

    response = editor.post(STATUS, data)

    assert outcomes(response) == {"status": "applied"}
    assert sentry.release("shop@1.0.1")["ref"] == "b2"
    assert [json.loads(seen.body) for seen in sentry.requests if seen.method == "PUT"] == [{"status": "archived"}]
