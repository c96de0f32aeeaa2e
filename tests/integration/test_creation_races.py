"""New releases that are there before, or that somebody else creates or changes in between."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.creation import UNSURE, URL, text_of, typed, value_of, writes
from tests.pages import outcomes


def test_existing_version_is_found_before_anything_is_sent(editor: Client, either: DemoServer) -> None:
    either.add(version="a b", ref="theirs")

    response = editor.post(
        URL,
        typed(
            version="a b", ref="mine", dateReleased="2026-08-25 10:00:00", time_zone="Europe/Berlin", note="why & how"
        ),
    )

    href = unescape(re.search(r'href="([^"]*/edit/\?[^"]*)"', response.content.decode())[1])  # type: ignore[index]
    assert response.status_code == 409
    assert "This version exists already" in text_of(response)
    assert urlsplit(href).path == "/acme/releases/a%20b/edit/"
    assert parse_qs(urlsplit(href).query) == {
        "ref": ["mine"],
        "dateReleased": ["2026-08-25T08:00:00Z"],
        "note": ["why & how"],
    }
    assert value_of(response, "ref") == "mine"
    assert writes(either) == []
    assert not Change.objects.exists()


def test_link_to_edit_an_existing_version_fills_in_what_was_typed(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0", ref="theirs")
    response = editor.post(URL, typed(ref="mine"))
    href = unescape(re.search(r'href="([^"]*/edit/\?[^"]*)"', response.content.decode())[1])  # type: ignore[index]

    edit = editor.get(href)

    assert value_of(edit, "ref") == "mine"


@pytest.mark.parametrize("version", ["shop@1.0.0", "🚀" * 200])
def test_link_to_edit_an_existing_version_stays_short(editor: Client, sentry: DemoServer, version: str) -> None:
    sentry.add(version=version)
    note, ref = "🚀" * 1000, "r" * 200

    response = editor.post(URL, typed(version=version, ref=ref, note=note))

    href = unescape(re.search(r'href="([^"]*/edit/\?[^"]*)"', response.content.decode())[1])  # type: ignore[index]
    assert len(href) < 4000
    assert parse_qs(urlsplit(href).query) == {"ref": [ref]}
    assert "What is typed here goes with you: ref." in text_of(response)
    assert "Too long for a link, and still in the form below: note." in text_of(response)
    assert f">{note}</textarea>" in response.content.decode()


def test_short_note_goes_along_to_an_existing_version(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0")

    response = editor.post(URL, typed(note="why"))

    assert "What is typed here goes with you: note." in text_of(response)
    assert "Too long for a link" not in text_of(response)


def test_version_that_somebody_creates_in_between_is_told_apart(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0", ref="theirs")
    # The look before the write does not see it yet.
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "gone"}))

    response = editor.post(URL, typed(ref="mine", url="https://ci.test/1"))

    assert outcomes(response) == {
        "version": "conflict",
        "projects": "unchanged",
        "ref": "conflict",
        "url": "ignored",
        "dateReleased": "unchanged",
    }
    assert "Somebody else created this version in the meantime." in text_of(response)
    assert sentry.release("shop@1.0.0")["ref"] == "theirs"
    assert Change.objects.get().result == "partly_ignored"


def test_201_for_an_existing_version_that_gains_a_project_is_not_called_new(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0", projects=["backend"])
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "gone"}))

    response = editor.post(URL, typed(ref="mine"))

    assert outcomes(response) == {
        "version": "conflict",
        "projects": "applied",
        "ref": "ignored",
        "url": "unchanged",
        "dateReleased": "unchanged",
    }
    assert "It belongs to backend as well." in text_of(response)


def test_500_for_an_existing_version_on_glitchtip_is_not_called_ours(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.0", ref="theirs", dateReleased="2026-08-25T10:00:00Z")
    glitchtip.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "gone"}))

    response = editor.post(URL, typed(ref="mine", url="https://ci.test/1"))

    assert response.status_code == 409
    assert outcomes(response) == {
        "version": "unknown",
        "projects": "applied",
        "ref": "conflict",
        "url": "ignored",
        "dateReleased": "conflict",
    }
    assert UNSURE in text_of(response)
    assert "You asked for mine" in text_of(response)
    assert Change.objects.get().result == "partly_ignored"


def test_500_for_a_like_version_on_glitchtip_is_not_called_a_success(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.0", ref="same")
    glitchtip.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "gone"}))

    response = editor.post(URL, typed(ref="same"))

    assert (outcomes(response)["version"], outcomes(response)["ref"]) == ("unknown", "applied")
    assert UNSURE in text_of(response)
    assert "GlitchTip also gives this answer where the version exists already." in text_of(response)
    assert "Created." not in text_of(response)
    assert Change.objects.get().result == "unknown"


def test_500_for_an_existing_version_in_other_projects_is_a_conflict(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.0", projects=["backend"])
    glitchtip.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "gone"}))

    response = editor.post(URL, typed(ref="mine"))

    assert (outcomes(response)["projects"], outcomes(response)["ref"]) == ("conflict", "conflict")
    assert "It belongs to backend as well. It does not belong to web." in text_of(response)
    assert "The server has no value." in text_of(response)


def test_value_that_a_colleague_sets_after_our_create_leaves_the_create_ours(
    editor: Client, sentry: DemoServer
) -> None:
    url = "https://ci.test/theirs"
    # It exists only from the second look on.
    sentry.plan(Fault("other_editor", method="GET", path_contains="shop@1.0.0", times=2, fields={"url": url}))

    response = editor.post(URL, typed(ref="abc", url="https://ci.test/mine"))

    assert response.status_code == 200
    assert outcomes(response) == {
        "version": "applied",
        "projects": "applied",
        "ref": "applied",
        "url": "conflict",
        "dateReleased": "unchanged",
    }
    assert "Created, and changed since by somebody else." in text_of(response)
    assert "Changed since: somebody else set this value after the release was created." in text_of(response)
    assert "Somebody else created this version" not in text_of(response)
    assert Change.objects.get().result == "partly_ignored"


def test_date_that_a_colleague_sets_after_our_create_on_glitchtip_is_theirs(
    editor: Client, glitchtip: DemoServer
) -> None:
    fields = {"dateReleased": "2026-08-25T10:00:00Z"}
    glitchtip.plan(Fault("other_editor", method="GET", path_contains="shop@1.0.0", times=2, fields=fields))

    response = editor.post(URL, typed())

    assert (outcomes(response)["version"], outcomes(response)["dateReleased"]) == ("applied", "conflict")


def test_value_that_the_server_puts_there_by_itself_is_ignored(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.plan(Fault("other_editor", method="GET", path_contains="shop@1.0.0", times=2, fields={"ref": "own"}))
    glitchtip.plan(Fault("alter", method="POST", fields={"ref": "own"}))

    response = editor.post(URL, typed(ref="abc"))

    assert outcomes(response)["ref"] == "ignored"
    assert "GlitchTip put this value there by itself." in text_of(response)


def test_existing_release_that_the_token_may_not_see_is_unknown(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0")
    sentry.plan(Fault("status", method="GET", path_contains="shop@1.0.0", code=404, body={"detail": "no"}, times=2))

    response = editor.post(URL, typed())

    words = "The release was there already, and the token may not see it."
    assert response.status_code == 502
    assert words in text_of(response)
    assert (Change.objects.get().result, Change.objects.get().detail) == ("unknown", words)
