"""New releases that are refused, with the reason beside what was typed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.creation import URL, text_of, typed, value_of, writes


def test_viewer_is_refused_and_nothing_is_sent(viewer: Client, sentry: DemoServer) -> None:
    responses = [viewer.get(URL), viewer.post(URL, typed())]

    assert [response.status_code for response in responses] == [403, 403]
    assert list(sentry.requests) == []


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("", "This field may not be blank."),
        ("  ", "Release with name   is not allowed"),
        (".", "Release with name . is not allowed"),
        ("..", "Release with name .. is not allowed"),
        ("a/b", "Release with name a/b is not allowed"),
        ("a\\b", "Release with name a\\b is not allowed"),
        ("Latest", "Release with name Latest is not allowed"),
        ("x" * 201, "Ensure this field has no more than 200 characters."),
        ("stats", 'On Sentry the address of "stats" belongs to another endpoint.'),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_version_that_sentry_refuses_is_refused_in_its_words(
    editor: Client, sentry: DemoServer, version: str, words: str
) -> None:
    response = editor.post(URL, typed(version=version))

    assert response.status_code == 422
    assert f"Version: {' '.join(words.split())}" in text_of(response)
    assert value_of(response, "version") == version
    assert re.search(r'name="version"[^>]* aria-invalid="true"', response.content.decode())
    assert writes(sentry) == []


@pytest.mark.parametrize("version", ["shop\u202e1.0", "shop\u200b1.0", "shop\x071.0", "shop\u20281.0"])
def test_version_with_characters_that_cannot_be_seen_is_refused(
    editor: Client, either: DemoServer, version: str
) -> None:
    response = editor.post(URL, typed(version=version))

    assert response.status_code == 422
    assert "Version: This holds characters that cannot be seen. Type it anew." in text_of(response)
    assert value_of(response, "version") == version
    assert writes(either) == []


@pytest.mark.parametrize("version", [".", "..", "a/b", "/", "../..", ""])
def test_version_that_climbs_makes_no_call_outside_releases(editor: Client, either: DemoServer, version: str) -> None:
    response = editor.post(URL, typed(version=version))

    beside = {"/api/0/organizations/acme/releases/", "/api/0/organizations/acme/projects/"}
    assert response.status_code == 422
    assert {seen.path for seen in either.requests} <= beside
    assert writes(either) == []


#: Each fault of the worst form: the field that it leads to, and what is said.
FAULTS = [
    ("new-projects", "Projects: Choose at least one: nobody can see a release without a project."),
    ("new-ref", "Ref: Ensure this field has no more than 200 characters."),
    ("new-url", "Url: Enter a valid URL. It starts with https:// or http://."),
    (
        "new-dateReleased",
        "Released: This is not a date with a time. "
        "Write a date and a time, such as 2026-08-25 10:00 or 2026-08-25T08:00:00Z.",
    ),
    ("commits-1-author_email", "Commit 2, Email: Enter a valid email address."),
    (
        "commits-1-timestamp",
        "Commit 2, Timestamp: Missing here, given on row 1. Give it on all commits or on none.",
    ),
    ("commits-2-id", "Commit 3, Id: This field is required."),
    (
        "commits-2-timestamp",
        "Commit 3, Timestamp: The zone is missing: end it with Z, or with an offset such as +02:00.",
    ),
    ("commits-3-id", "Commit 4, Id: Ensure this field has no more than 64 characters."),
    ("commits-3-repository", "Commit 4, Repository: Ensure this field has no more than 64 characters."),
    ("commits-3-author_name", "Commit 4, Author: Ensure this field has no more than 128 characters."),
    ("commits-3-author_email", "Commit 4, Email: Ensure this field has no more than 75 characters."),
    (
        "commits-3-timestamp",
        "Commit 4, Timestamp: Missing here, given on row 1. Give it on all commits or on none.",
    ),
    ("refs-0-commit", "Ref 1, Commit: This field is required."),
    ("refs-1-commit", "Ref 2, Commit: Commit cannot begin or end with .."),
]


def test_every_fault_is_named_at_once_and_what_was_typed_is_kept(editor: Client, sentry: DemoServer) -> None:
    form = typed(projects=[], ref="r" * 201, url="github.com/x", dateReleased="tomorrow")
    form |= {
        "commits-0-id": "c1",
        "commits-0-timestamp": "2026-08-20T12:03:30Z",
        "commits-1-id": "c2",
        "commits-1-author_email": "nobody",
        "commits-2-message": "no id",
        "commits-2-timestamp": "2026-08-20T12:03:30",
        "commits-3-id": "c" * 65,
        "commits-3-repository": "r" * 65,
        "commits-3-author_email": f"{'e' * 70}@example.com",
        "commits-3-author_name": "n" * 129,
        "refs-0-repository": "acme/shop",
        "refs-1-repository": "acme/shop",
        "refs-1-commit": "..b",
    }

    response = editor.post(URL, form)

    links = re.findall(r'<a class="target" href="#([^"]+)">([^<]+)</a>', response.content.decode())
    assert response.status_code == 422
    assert [(anchor, unescape(words)) for anchor, words in links] == FAULTS
    assert all(f'id="{anchor}"' in response.content.decode() for anchor, _ in links)
    assert value_of(response, "url") == "github.com/x"
    assert value_of(response, "commits-3-repository") == "r" * 65
    assert writes(sentry) == []


def test_refusal_of_the_server_stands_beside_its_field(editor: Client, sentry: DemoServer) -> None:
    response = editor.post(URL, typed(projects=["web", "nope"], ref="kept"))

    assert response.status_code == 422
    assert "Projects: Invalid project slugs" in text_of(response)
    assert value_of(response, "ref") == "kept"
    assert sentry.versions() == []
    assert Change.objects.get().result == "refused"


def test_zone_that_does_not_exist_is_refused_and_shown_as_utc(editor: Client, sentry: DemoServer) -> None:
    response = editor.post(URL, typed(dateReleased="2026-08-25 10:00:00", time_zone="Mars/Olympus"))

    assert response.status_code == 422
    assert "There is no time zone Mars/Olympus." in text_of(response)
    assert "<option selected>UTC</option>" in response.content.decode()
    assert writes(sentry) == []


def test_note_that_is_too_long_is_told_beside_it(editor: Client, sentry: DemoServer) -> None:
    response = editor.post(URL, typed(note="x" * 1001))

    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'name="note"[^>]* aria-invalid="true" aria-describedby="new-note-error"', page)
    assert 'id="new-note-error">Ensure this value has at most 1000 characters (it has 1001).' in page
