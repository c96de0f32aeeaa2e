"""The page about the connection: what it tells, to whom, and that it only reads."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.connection import PAGE, told
from tests.listing import htmx
from tests.pages import alerts, soup

pytestmark = pytest.mark.django_db


def test_page_tells_all_that_a_strong_token_can_do_on_sentry(admin: Client, sentry: DemoServer) -> None:
    response = admin.get(PAGE)

    lines = told(response)
    assert lines.pop("Reachable").startswith("yes It answered in ")
    assert lines == {
        "Address": sentry.url,
        "Dialect": "Sentry, found out.",
        "API version": "0",
        "The token's scopes": "event:read , org:admin , org:ci , org:read , org:write , project:admin , project:read ,"
        " project:releases , project:write (a token of Admin)",
        "The server's clock": "Within a second of ours.",
        "Releases": "can be listed",
        "Rate limit": "The server does not tell.",
        "Projects that the token reaches": "backend , web",
        "Browse releases": "works Tried just now.",
        "Create and edit releases": "allowed By the scope project:releases; not tried.",
        "Archive and restore releases": "allowed By the scope project:releases; not tried.",
        "Replace commits and add refs": "allowed By the scope project:releases; not tried.",
        "Record deploys": "allowed By the scope project:releases; not tried.",
        "Delete releases": "switched off ALLOW_DELETE is off. The token may: it has the scope project:releases.",
        "Download files": "allowed By the scope project:write; not tried.",
        "Pick from projects": "works Tried just now.",
        "Pick from environments": "works Tried just now.",
        "Pick from repositories": "works Tried just now.",
    }
    assert alerts(response) == ""


def test_page_tells_what_glitchtip_lacks(admin: Client, glitchtip: DemoServer) -> None:
    lines = told(admin.get(PAGE))

    assert lines["Dialect"] == "GlitchTip, found out."
    assert {label: text for label, text in lines.items() if text.startswith("not there")} == {
        "Archive and restore releases": "not there GlitchTip does not know open and archived releases.",
        "Replace commits and add refs": "not there GlitchTip keeps no commits.",
        "Record deploys": "not there GlitchTip keeps no deploys.",
        "Download files": "not there GlitchTip does not hand out the files of a release.",
        "Pick from environments": "not there GlitchTip ties no release to an environment.",
        "Pick from repositories": "not there GlitchTip keeps no repositories.",
    }
    assert lines["Create and edit releases"] == "allowed By the scope project:releases; not tried."


def test_page_only_reads(admin: Client, either: DemoServer) -> None:
    admin.get(PAGE)

    assert {seen.method for seen in either.requests} == {"GET"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_cannot_be_written_to(admin: Client, sentry: DemoServer, method: str) -> None:
    assert getattr(admin, method)(PAGE).status_code == 405
    assert sentry.requests == []


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_page_is_refused_to_who_may_not_manage(role: str, request: pytest.FixtureRequest, sentry: DemoServer) -> None:
    client = request.getfixturevalue(role)

    assert client.get(PAGE).status_code == 403
    assert sentry.requests == []
    assert soup(client.get("/acme/releases/")).select(f'nav a[href="{PAGE}"]') == []


def test_page_asks_to_sign_in(client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_admins_find_the_page_from_every_other(admin: Client, sentry: DemoServer) -> None:
    (link,) = soup(admin.get("/acme/releases/")).select(f'nav a[href="{PAGE}"]')

    assert link.text == "Connection"


def test_check_again_asks_the_server_again(admin: Client, sentry: DemoServer) -> None:
    first = admin.get(PAGE)
    (link,) = [link for link in soup(first).select("main a") if link.text == "Check again"]
    asked = len(sentry.requests)

    second = admin.get(str(link["href"]))

    assert len(sentry.requests) == 2 * asked
    assert told(second)["Releases"] == "can be listed"


def test_htmx_gets_the_part_that_changes(admin: Client, sentry: DemoServer) -> None:
    response = htmx(admin, PAGE)

    part = soup(response)
    assert part.select("html, nav, main") == []
    assert [element["id"] for element in part.select("#connection")] == ["connection"]
