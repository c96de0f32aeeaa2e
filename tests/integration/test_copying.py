"""A release, and an edit that is about to be made, as texts to copy."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.pages import alerts, form_data, soup, words

pytestmark = pytest.mark.django_db

SHOP = "/acme/releases/shop%401.0.1/"
#: What a shell, JSON, Markdown or a reader could fall for; a slash could not stand in an address.
HOSTILE = "-x'\"$(touch pwned)`touch pwned`\\n;&|<b>*[a](b)\u202e\u200b#1"


def copies(response: HttpResponseBase) -> dict[str, str]:
    """Return the texts to copy by their labels."""
    rows = soup(response).select(".copies > div")
    return {
        row.select_one("dt > span").text: str(row.select_one("[data-copy]")["data-copy"])  # type: ignore[union-attr,index]
        for row in rows
    }


def run(command: str, folder: Path) -> list[str]:
    """Return the arguments that a shell hands on to `curl`, with a token in the environment."""
    (folder / "curl").write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n')
    (folder / "curl").chmod(0o755)
    environment = {"PATH": f"{folder}:/usr/bin:/bin", "SENTRY_AUTH_TOKEN": "the-token"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout.split("\0")[:-1]


@pytest.fixture
def shop(sentry: DemoServer) -> DemoServer:
    """Upstream with a release that has everything."""
    sentry.add(
        version="shop@1.0.1",
        projects=["web"],
        ref="a1",
        url="https://example.com/old",
        dateReleased="2026-01-02T03:04:05.678901Z",
        dateCreated="2026-01-01T00:00:00Z",
    )
    return sentry


def test_release_is_copied_in_each_form(viewer: Client, shop: DemoServer) -> None:
    found = copies(viewer.get(f"{SHOP}copy/"))

    assert found["Link to this page"] == f"http://testserver{SHOP}"
    assert found["Version"] == "shop@1.0.1"
    released = "2 Jan 2026, 03:04:05 UTC"
    assert found["Markdown"] == f"[shop@1.0.1](http://testserver{SHOP}), released {released}, in web"
    kept = json.loads(found["JSON"])
    assert (kept["ref"], kept["dateReleased"], kept["projects"]) == ("a1", "2026-01-02T03:04:05.678901Z", ["web"])


def test_command_that_reads_a_release_is_what_the_dashboard_asks(
    viewer: Client, sentry: DemoServer, tmp_path: Path
) -> None:
    sentry.add(version=HOSTILE)
    page = viewer.get("/acme/releases/")
    row = soup(page).select_one("tr[data-version] a.version")
    assert row is not None

    found = copies(viewer.get(f"{row['href']}copy/"))
    arguments = run(found["curl"], tmp_path)

    asked = [seen for seen in sentry.requests if seen.method == "GET"][-1]
    assert arguments[-1].endswith(asked.path)
    assert "Authorization: Bearer the-token" in arguments
    assert not (tmp_path / "pwned").exists()
    assert found["Version"] == HOSTILE
    assert json.loads(found["JSON"])["version"] == HOSTILE
    assert "\u202e" not in found["JSON"] + found["Markdown"]
    assert "\\<b\\>\\*\\[a\\](b)" in found["Markdown"]


def propose(client: Client, **typed: str) -> HttpResponseBase:
    """Ask for the commands of an edit."""
    data = form_data(client.get(f"{SHOP}edit/")) | typed
    return client.post(f"{SHOP}edit/commands/", data)


def test_commands_send_what_save_would_send(editor: Client, shop: DemoServer, tmp_path: Path) -> None:
    typed = {"ref": "it's $(touch pwned) `x` \\ é", "dateReleased": "2026-02-03 04:05:06"}

    proposed = propose(editor, **typed)
    arguments = run(copies(proposed)["curl"], tmp_path)
    assert [seen.method for seen in shop.requests if seen.method != "GET"] == []
    assert Change.objects.count() == 0
    editor.post(f"{SHOP}edit/", form_data(editor.get(f"{SHOP}edit/")) | typed)

    sent = next(seen for seen in shop.requests if seen.method == "PUT")
    assert json.loads(arguments[arguments.index("--data-raw") + 1]) == json.loads(sent.body)
    assert arguments[arguments.index("-X") + 1] == "PUT"
    assert arguments[-1].endswith(sent.path)
    assert not (tmp_path / "pwned").exists()
    assert "sentry-cli cannot change a ref." in words(proposed)


def test_no_secret_is_in_a_command(editor: Client, shop: DemoServer) -> None:
    shown = propose(editor, ref="b2")

    assert "$SENTRY_AUTH_TOKEN" in copies(shown)["curl"]
    assert shop.token not in shown.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Nothing would be sent, so there is no command."),
        ({"url": ""}, "Sentry cannot clear a url once it is set; it can only be replaced."),
    ],
)
def test_what_would_not_be_sent_has_no_command(
    editor: Client, shop: DemoServer, typed: dict[str, str], told: str
) -> None:
    response = propose(editor, **typed)

    assert copies(response) == {}
    assert told in words(response)


def test_mistake_is_told_and_there_is_no_command(editor: Client, shop: DemoServer) -> None:
    response = propose(editor, url="nonsense")

    assert response.status_code == 422
    assert "There are no commands yet. Enter a valid URL." in alerts(response)


def test_value_of_somebody_else_is_not_overwritten_by_a_command(editor: Client, shop: DemoServer) -> None:
    data = form_data(editor.get(f"{SHOP}edit/")) | {"ref": "mine"}
    colleague.edit(shop, "shop@1.0.1", ref="theirs")

    response = editor.post(f"{SHOP}edit/commands/", data)

    assert copies(response) == {}
    assert "A command would overwrite that." in words(response)


def test_glitchtip_gets_a_call_that_keeps_the_rest_and_no_sentry_cli(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1", ref="a1", dateReleased="2026-01-02T03:04:05Z")

    response = propose(editor, dateReleased="2026-02-03 04:05:06")

    assert list(copies(response)) == ["curl"]
    assert '"ref": "a1"' in copies(response)["curl"]
    assert "sentry-cli sends no ref, which GlitchTip takes for the wish to have none." in words(response)


def test_viewer_sees_no_commands_of_an_edit(viewer: Client, shop: DemoServer) -> None:
    assert viewer.post(f"{SHOP}edit/commands/", {}).status_code == 403
