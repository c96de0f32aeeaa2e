"""Creates that fail on the way, or whose outcome nobody can tell."""

from __future__ import annotations

import socket

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.creation import HTMX, UNSURE, URL, text_of, typed, value_of, writes
from tests.pages import outcomes
from tests.record import no_record_completed


def test_400_about_refs_that_creates_the_release_is_told_truthfully(editor: Client, sentry: DemoServer) -> None:
    # A token without org:read may not list repositories, so only the server can tell.
    sentry.plan(Fault("status", method="GET", path_contains="/repos/", code=403, body={"detail": "no"}))
    form = typed(ref="abc") | {"refs-0-repository": "nope/nope", "refs-0-commit": "b"}

    response = editor.post(URL, form)

    assert outcomes(response) == {
        "version": "unknown",
        "projects": "applied",
        "ref": "applied",
        "url": "unchanged",
        "dateReleased": "unchanged",
        "commits": "ignored",
    }
    assert UNSURE in text_of(response)
    assert "Invalid repository names: nope/nope" in text_of(response)
    assert Change.objects.get().result == "partly_ignored"


def test_lost_answer_to_a_create_is_no_proof_that_the_release_is_ours(editor: Client, either: DemoServer) -> None:
    either.plan(Fault("drop_after", method="POST", path_contains="/releases/"))

    response = editor.post(URL, typed(ref="abc"))

    assert (outcomes(response)["version"], outcomes(response)["ref"]) == ("unknown", "applied")
    assert UNSURE in text_of(response)
    assert either.versions() == ["shop@1.0.0"]
    assert Change.objects.get().result == "unknown"


def test_lost_answer_to_a_create_without_its_commits_stays_unknown(editor: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("drop_after", method="POST"))

    response = editor.post(URL, typed() | {"commits-0-id": "c1", "commits-0-message": "#skipsentry"})

    assert (outcomes(response)["version"], outcomes(response)["commits"]) == ("unknown", "unknown")
    assert "Sentry counts 0, and no answer came." in text_of(response)
    assert Change.objects.get().result == "unknown"


def test_create_that_never_left_is_refused_and_nothing_was_sent(
    editor: Client, sentry: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_args: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    editor.get(URL)
    # Reads go on over the connection that is open; a write asks for one of its own.
    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    response = editor.post(URL, typed(ref="abc"))

    assert response.status_code == 503
    assert "Nothing was sent." in text_of(response)
    assert value_of(response, "ref") == "abc"
    assert (Change.objects.get().result, writes(sentry)) == ("refused", [])


def test_create_that_never_arrives_is_unknown_and_keeps_what_was_typed(editor: Client, either: DemoServer) -> None:
    either.plan(Fault("reset", method="POST", path_contains="/releases/"))

    response = editor.post(URL, typed(ref="abc", note="why"))

    assert response.status_code == 503
    assert "Unknown whether it was created" in text_of(response)
    assert (value_of(response, "version"), value_of(response, "ref")) == ("shop@1.0.0", "abc")
    assert len(writes(either)) == 1
    assert Change.objects.get().result == "unknown"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("code", "told"), [(None, "Created."), (403, "Nothing was created.")])
def test_record_that_cannot_be_completed_does_not_hide_what_became_of_the_create(
    editor: Client, sentry: DemoServer, code: int | None, told: str
) -> None:
    if code:
        sentry.plan(Fault("status", method="POST", code=code, body={"detail": "no"}))

    with no_record_completed():
        response = editor.post(URL, typed(ref="abc"))

    assert told in text_of(response)
    assert "The record of this change could not be completed, so it says unknown." in text_of(response)
    assert Change.objects.get().result == "unknown"


def test_refused_token_creates_nothing_and_keeps_what_was_typed(editor: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("status", method="POST", code=403, body={"detail": "You do not have permission."}))

    response = editor.post(URL, typed(ref="abc"))

    assert response.status_code == 502
    assert "Nothing was created." in text_of(response)
    assert value_of(response, "ref") == "abc"
    assert Change.objects.get().result == "refused"


def test_nothing_is_sent_while_it_cannot_be_known_whether_the_version_exists(
    editor: Client, sentry: DemoServer
) -> None:
    editor.get(URL)
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=500, times=0))

    response = editor.post(URL, typed(ref="abc"))

    assert response.status_code == 502
    assert "so nothing was sent" in text_of(response)
    assert value_of(response, "ref") == "abc"
    assert writes(sentry) == []
    assert not Change.objects.exists()


def test_field_that_the_server_does_not_store_is_ignored(editor: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("ignore_field", method="POST", fields=["ref"]))

    response = editor.post(URL, typed(ref="abc", url="https://ci.test/1"))

    assert (outcomes(response)["ref"], outcomes(response)["url"]) == ("ignored", "applied")
    assert Change.objects.get().result == "partly_ignored"


def test_release_that_cannot_be_read_after_the_write_is_unknown(editor: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "no"}))
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=500))

    response = editor.post(URL, typed(ref="abc"))

    assert response.status_code == 502
    assert "Unknown whether it was created" in text_of(response)
    assert value_of(response, "ref") == "abc"
    assert Change.objects.get().result == "unknown"


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("button", [{}, {"add": "commits"}, {"pick": "now"}])
def test_failure_before_the_server_is_known_keeps_all_that_was_typed(
    editor: Client, sentry: DemoServer, headers: dict[str, str], button: dict[str, str]
) -> None:
    sentry.plan(Fault("status", method="GET", code=500, times=0))
    form = typed(projects=["web", "backend"], ref="r1", url="https://ci.test/1", note="why", time_zone="US/Eastern")
    form |= {"commits-0-id": "c1", "commits-0-message": "One", "refs-0-commit": "b"}

    response = editor.post(URL, form | button, headers=headers)

    page = response.content.decode()
    assert response.status_code == 502
    assert "The server answered with a fault." in text_of(response)
    assert "so nothing was sent" in text_of(response)
    assert {name: value_of(response, name) for name in ("version", "projects", "ref", "url", "commits-0-id")} == {
        "version": "shop@1.0.0",
        "projects": "web, backend",
        "ref": "r1",
        "url": "https://ci.test/1",
        "commits-0-id": "c1",
    }
    assert "One</textarea>" in page
    assert ">why</textarea>" in page
    assert "<option selected>US/Eastern</option>" in page
    assert value_of(response, "refs-0-commit") == "b"
    assert ("<html" in page) == (not headers)
    assert page.count(" autofocus") == 1
    assert not Change.objects.exists()


def test_ticked_projects_are_kept_where_they_can_no_longer_be_listed(
    editor: Client, sentry: DemoServer, settings: Settings
) -> None:
    settings.FRESH_SECONDS = 0
    editor.get(URL)
    sentry.plan(Fault("status", method="GET", path_contains="/projects/", code=500, times=0))

    response = editor.post(URL, typed(version="..", projects=["web", "backend"]))

    assert value_of(response, "projects") == "web, backend"
    assert "They cannot be listed: " in text_of(response)
