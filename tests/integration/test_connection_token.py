"""The page about the connection: what the token may do there, and that nobody gets to see it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.connection import PAGE, told
from tests.listing import htmx
from tests.pages import alerts, soup

pytestmark = pytest.mark.django_db


def with_token(server: DemoServer, settings: Settings, *scopes: str) -> str:
    """Let the dashboard use a token of these scopes."""
    token = "planted-" + "-".join(scope.replace(":", "-") for scope in scopes)
    server.add_token(token, scopes)
    settings.SENTRY_AUTH_TOKEN = token
    return token


def test_token_that_may_only_read_is_told_what_it_lacks(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    with_token(sentry, settings, "project:read")

    response = admin.get(PAGE)

    lines = told(response)
    writes = "It takes one of the scopes project:releases, project:write, project:admin, org:ci."
    assert lines["Browse releases"] == "works Tried just now."
    assert lines["Create and edit releases"] == f"not allowed {writes}"
    assert lines["Archive and restore releases"] == f"not allowed {writes}"
    assert lines["Replace commits and add refs"] == f"not allowed {writes}"
    assert lines["Record deploys"] == f"not allowed {writes}"
    assert lines["Download files"] == "not allowed It takes the scope project:write."
    assert lines["Delete releases"] == (
        "switched off ALLOW_DELETE is off. Nor may the token:"
        " it takes one of the scopes project:releases, project:admin."
    )
    assert lines["Pick from projects"].startswith("refused Sentry does not allow this token to list projects.")
    assert "It takes one of the scopes org:read, org:write, org:admin." in lines["Pick from projects"]
    assert lines["Projects that the token reaches"] == "The token may not list them."
    assert lines["Organization"] == "The token may not look it up."
    assert alerts(response) == ""


def test_token_that_glitchtip_lets_only_edit(admin: Client, glitchtip: DemoServer, settings: Settings) -> None:
    with_token(glitchtip, settings, "project:releases")

    lines = told(admin.get(PAGE))

    assert lines["Browse releases"] == "works Tried just now."
    assert lines["Create and edit releases"] == "allowed By the scope project:releases; not tried."
    assert lines["Organization"] == (
        "The token may not look it up. So check the slug: GlitchTip shows an unknown organization as an empty one."
    )


def test_token_that_may_not_list_releases_leaves_the_dialect_unknown(
    admin: Client, glitchtip: DemoServer, settings: Settings
) -> None:
    with_token(glitchtip, settings, "project:read")

    response = admin.get(PAGE)

    lines = told(response)
    assert response.status_code == 200
    assert lines["Dialect"].startswith("unknown A list of releases tells it")
    assert lines["Releases"].startswith("cannot be listed The server does not allow this token to list releases.")
    assert lines["The token's scopes"] == "project:read (a token of Admin)"
    assert lines["Projects that the token reaches"] == "unknown Not asked: the dialect is not known."


def test_dialect_that_is_set_is_known_whatever_the_token_may(
    admin: Client, glitchtip: DemoServer, settings: Settings
) -> None:
    settings.SENTRY_DIALECT = "glitchtip"
    with_token(glitchtip, settings, "project:read")

    lines = told(admin.get(PAGE))

    assert lines["Dialect"] == "GlitchTip, set by SENTRY_DIALECT."
    assert lines["Browse releases"].startswith("refused GlitchTip does not allow this token to list releases.")
    assert lines["Create and edit releases"] == "not allowed It takes the scope project:releases."
    assert lines["Projects that the token reaches"] == "backend , web"


def test_token_that_is_unknown_stops_everything(admin: Client, either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_AUTH_TOKEN = "nobody-knows-this-token"

    response = admin.get(PAGE)

    assert response.status_code == 200
    assert alerts(response).startswith("The server refuses the token. The server does not accept the token.")
    assert told(response)["Reachable"].startswith("yes ")
    assert "nobody-knows-this-token" not in soup(response).decode()


def test_scopes_that_the_server_does_not_tell_are_unknown_and_what_was_tried_is_told(
    admin: Client, either: DemoServer
) -> None:
    either.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"auth": None}))

    lines = told(admin.get(PAGE))

    assert lines["The token's scopes"] == "unknown The server does not tell. (a token of Admin)"
    assert lines["Browse releases"] == "works Tried just now."
    assert lines["Pick from projects"] == "works Tried just now."
    assert lines["Create and edit releases"].startswith("unknown The server does not tell the scopes. It takes ")


def test_delete_is_told_by_its_scope_where_the_dashboard_allows_it(
    admin: Client, either: DemoServer, settings: Settings
) -> None:
    settings.ALLOW_DELETE = True

    assert told(admin.get(PAGE))["Delete releases"] == "allowed By the scope project:releases; not tried."


def test_no_page_shows_the_token(admin: Client, either: DemoServer, settings: Settings) -> None:
    """GlitchTip sends it back in clear."""
    token = with_token(either, settings, "project:releases", "project:read", "org:read")

    pages = [admin.get(PAGE), htmx(admin, PAGE)]

    assert [token in soup(page).decode() for page in pages] == [False, False]
    assert all(told(page)["Browse releases"].startswith("works") for page in pages)


def test_no_page_shows_the_token_that_a_broken_answer_holds(admin: Client, glitchtip: DemoServer) -> None:
    glitchtip.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"auth": [glitchtip.token], "slug": 1}))

    page = admin.get(PAGE)

    assert alerts(page) != ""
    assert glitchtip.token not in soup(page).decode()


def test_password_in_the_address_is_not_shown(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.SENTRY_URL = sentry.url.replace("http://", "http://somebody:sesame@") + "?key=sesame"

    page = admin.get(PAGE)

    assert told(page)["Address"] == sentry.url
    assert "sesame" not in soup(page).decode()
