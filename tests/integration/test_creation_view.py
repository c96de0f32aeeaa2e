"""Creating releases through the form: what it offers, and what is stored and recorded."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.creation import URL, text_of, typed, value_of
from tests.pages import outcomes

AWKWARD = [
    "release with spaces 1.0",
    "%2F not a slash",
    "a#b?c=d&e+f;g",
    "\"double\" and 'single' quotes",
    "🚀 launch 🇩🇪",
    "إصدار 1.0",
    "x" * 200,
    "new",
    "edit",
    "commits",
    "  leading blanks",
    "trailing blanks  ",
    "<b>bold",
    "...",
    "100% done %20",
]


def test_get_shows_an_empty_form_with_the_projects_to_choose(editor: Client, either: DemoServer) -> None:
    response = editor.get(URL)

    page = response.content.decode()
    assert re.findall(r'name="projects" value="([^"]+)"', page) == ["backend", "web"]
    assert [value_of(response, name) for name in ("version", "ref")] == ["", ""]
    assert 'role="alert"' not in page
    assert "aria-invalid" not in page


def test_get_takes_fields_from_the_address(editor: Client, sentry: DemoServer) -> None:
    response = editor.get(
        URL, {"version": " a&b", "ref": "r1", "url": "https://x.test/", "projects": "backend,web", "note": "why"}
    )

    page = response.content.decode()
    assert [value_of(response, name) for name in ("version", "ref", "url")] == [" a&b", "r1", "https://x.test/"]
    assert re.findall(r'name="projects" value="([^"]+)" checked', page) == ["backend", "web"]
    assert ">why</textarea>" in page


def test_create_on_sentry_stores_everything_and_reports_each_field(editor: Client, sentry: DemoServer) -> None:
    form = typed(
        projects=["web", "backend"],
        ref=" abc ",
        url="https://ci.test/1",
        dateReleased="2026-08-25 10:00:00.123456",
        time_zone="Europe/Berlin",
        note="first",
    )
    form |= {
        "commits-0-id": "c1",
        "commits-0-repository": "acme/shop",
        "commits-0-message": "One\r\n\r\nTwo",
        "commits-0-author_name": "Ann",
        "commits-0-author_email": "ann@example.com",
        "commits-0-timestamp": "2026-08-20T12:03:30+02:00",
        "commits-1-id": "",
    }

    response = editor.post(URL, form)

    release = sentry.release("shop@1.0.0")
    assert {name: release[name] for name in ("ref", "url", "dateReleased", "commitCount")} == {
        "ref": "abc",
        "url": "https://ci.test/1",
        "dateReleased": "2026-08-25T08:00:00.123456Z",
        "commitCount": 1,
    }
    assert release["lastCommit"]["message"] == "One\n\nTwo"
    assert outcomes(response) == dict.fromkeys(
        ("version", "projects", "ref", "url", "dateReleased", "commits"), "applied"
    )
    assert "/acme/releases/shop%401.0.0/" in response.content.decode()
    change = Change.objects.get()
    assert (change.action, change.result, change.note, change.before) == ("create", "succeeded", "first", {})
    assert change.after == {
        "version": "shop@1.0.0",
        "projects": ["web", "backend"],
        "ref": "abc",
        "url": "https://ci.test/1",
        "dateReleased": "2026-08-25T08:00:00.123456Z",
        "commits": 1,
    }


def test_create_of_the_least_sends_no_blank_keys_on_sentry(editor: Client, sentry: DemoServer) -> None:
    response = editor.post(URL, typed())

    sent = json.loads(next(seen.body for seen in sentry.requests if seen.method == "POST"))
    assert sent == {"version": "shop@1.0.0", "projects": ["web"]}
    assert outcomes(response) == {
        "version": "applied",
        "projects": "applied",
        "ref": "unchanged",
        "url": "unchanged",
        "dateReleased": "unchanged",
    }
    assert "Created." in text_of(response)


def test_create_on_glitchtip_reports_url_and_unknown_project_as_ignored(editor: Client, glitchtip: DemoServer) -> None:
    response = editor.post(
        URL, typed(projects=["web", "nope"], ref="abc", url="https://ci.test/1", dateReleased="2026-08-25 10:00:00")
    )

    assert outcomes(response) == {
        "version": "applied",
        "projects": "ignored",
        "ref": "applied",
        "url": "ignored",
        "dateReleased": "applied",
    }
    assert "GlitchTip left out nope" in text_of(response)
    assert glitchtip.release("shop@1.0.0")["dateReleased"] == "2026-08-25T10:00:00Z"
    assert Change.objects.get().result == "partly_ignored"


def test_create_without_date_leaves_it_unreleased_on_glitchtip(editor: Client, glitchtip: DemoServer) -> None:
    editor.post(URL, typed())

    assert glitchtip.release("shop@1.0.0")["dateReleased"] is None


@pytest.mark.parametrize("version", AWKWARD)
def test_awkward_version_is_created_and_linked(editor: Client, either: DemoServer, version: str) -> None:
    response = editor.post(URL, typed(version=version))

    assert either.versions() == [version]
    assert outcomes(response)["version"] == "applied"
    assert f'href="/acme/releases/{quote(version, safe="")}/"' in response.content.decode()


def test_version_of_250_characters_is_created_on_glitchtip(editor: Client, glitchtip: DemoServer) -> None:
    editor.post(URL, typed(version="y" * 250))

    assert glitchtip.versions() == ["y" * 250]


def test_time_that_happens_twice_is_asked_about(editor: Client, sentry: DemoServer) -> None:
    form = typed(dateReleased="2026-10-25 02:30:00", time_zone="Europe/Berlin")

    asked = editor.post(URL, form)
    instants = re.findall(r'name="instant" value="([^"]+)"', asked.content.decode())
    answered = editor.post(URL, form | {"instant": instants[1]})

    assert (asked.status_code, instants) == (422, ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"])
    assert outcomes(answered)["dateReleased"] == "applied"
    assert sentry.release("shop@1.0.0")["dateReleased"] == "2026-10-25T01:30:00Z"


@pytest.mark.parametrize("zone", ["US/Eastern", "Etc/GMT+5", "EST5EDT"])
def test_zone_of_the_browser_that_is_not_on_the_list_is_offered_all_the_same(
    editor: Client, sentry: DemoServer, zone: str
) -> None:
    editor.cookies["time_zone"] = zone

    response = editor.get(URL)

    assert re.findall(r"<option selected>([^<]+)</option>", response.content.decode()) == [zone]


def test_note_of_as_many_characters_as_the_browser_allows_is_kept(editor: Client, sentry: DemoServer) -> None:
    editor.post(URL, typed(note="x\r\n" * 499 + "yz"))

    assert Change.objects.get().note == "x\n" * 499 + "yz"


def test_projects_are_typed_where_the_token_may_not_list_them(editor: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("status", method="GET", path_contains="/projects/", code=403, body={"detail": "no"}, times=0))

    shown = editor.get(URL, {"projects": ["web", "backend"]})
    response = editor.post(URL, typed(projects="web, backend"))

    assert value_of(shown, "projects") == "web, backend"
    assert [project["slug"] for project in sentry.release("shop@1.0.0")["projects"]] == ["web", "backend"]
    assert outcomes(response)["projects"] == "applied"


def test_record_of_a_create_holds_what_was_asked_and_what_is_there(editor: Client, sentry: DemoServer) -> None:
    sentry.add_repository("acme/shop")
    form = typed(
        projects=["web", "backend"], ref="abc", dateReleased="2026-08-25 10:00:00", time_zone="Europe/Berlin"
    ) | {"commits-0-id": "c1", "refs-0-repository": "acme/shop", "refs-0-commit": "b"}

    editor.post(URL, form)

    change = Change.objects.get()
    assert change.before == {}
    assert change.after == {
        "version": "shop@1.0.0",
        "projects": ["web", "backend"],
        "ref": "abc",
        "dateReleased": "2026-08-25T08:00:00Z",
        "commits": 1,
        "refs": 1,
    }
    assert change.read_back == {
        "version": "shop@1.0.0",
        "projects": ["web", "backend"],
        "ref": "abc",
        "url": None,
        "dateReleased": "2026-08-25T08:00:00Z",
        "commits": 1,
    }
