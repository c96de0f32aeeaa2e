"""How a typed date is read, beside its field, before anything is saved."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.pages import soup, words

pytestmark = pytest.mark.django_db

WHERE = "/acme/read-date/"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def read(client: Client, text: str, **more: str) -> str:
    """Return what is said of a text."""
    return words(client.get(WHERE, {"dateReleased": text, **more}, headers=PARTIAL))


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        ("2026-01-02 03:04:05", "UTC", "2026-01-02T03:04:05Z in UTC,"),
        ("2026-07-02 03:04", "Europe/Berlin", "2026-07-02T01:04:00Z in UTC,"),
        ("2026-07-02T03:04:05.678901+05:30", "Europe/Berlin", "2026-07-01T21:34:05.678901Z in UTC,"),
        ("2026-03-29 02:30", "Europe/Berlin", "does not exist in Berlin"),
        ("2026-10-25 02:30", "Europe/Berlin", "happens twice in Berlin"),
        ("2026-01-02", "UTC", "The time is missing."),
        ("yesterday", "UTC", "This is not a date with a time."),
        ("2026-01-02 03:04", "Mars/Olympus", "2026-01-02T03:04:00Z in UTC,"),
        ("", "UTC", ""),
    ],
)
def test_text_is_read_as_a_save_would(editor: Client, sentry: DemoServer, text: str, zone: str, said: str) -> None:
    assert said in read(editor, text, time_zone=zone)
    assert sentry.requests == []


def test_date_ahead_and_date_before_the_release_was_created_are_marked(editor: Client, sentry: DemoServer) -> None:
    created = "2026-01-02T00:00:00+00:00"

    assert "ahead" in read(editor, "9000-01-01 00:00", created=created)
    assert "before it was created" in read(editor, "2026-01-01 00:00:00Z", created="2026-01-02T00:00:01Z")
    assert "before it was created" not in read(editor, "2026-01-01 00:00:00Z", created=created)
    assert "ahead" not in read(editor, "2026-01-01 00:00:00Z", created="nonsense")


def test_marks_stand_in_the_form_from_the_start(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="v", dateReleased="2025-01-01T00:00:00Z", dateCreated="2026-01-01T00:00:00Z")

    hint = soup(editor.get("/acme/releases/v/edit/")).select_one("[data-typed]")

    assert hint is not None
    assert "2025-01-01T00:00:00Z in UTC" in hint.text
    assert "before it was created" in hint.text
    assert "created=2026-01-01T00%3A00%3A00%2B00%3A00" in str(hint["hx-get"])


def test_hostile_text_is_escaped(editor: Client, sentry: DemoServer) -> None:
    page = editor.get(WHERE, {"dateReleased": "<img src=x>"})

    assert soup(page).select("main img") == []
    assert "<img src=x>" in words(page)


def test_only_editors_are_told(viewer: Client, sentry: DemoServer) -> None:
    assert viewer.get(WHERE, {"dateReleased": "2026-01-01 00:00"}).status_code == 403
