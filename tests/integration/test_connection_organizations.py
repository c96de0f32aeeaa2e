"""The page about the connection: organizations, and the projects that the token reaches there."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.connection import PAGE, told
from tests.pages import alerts, soup, words

pytestmark = pytest.mark.django_db


def test_organization_that_the_server_does_not_have(admin: Client, either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ("acme", "nowhere")

    response = admin.get(PAGE)

    page = soup(response)
    assert [" ".join(head.text.split()) for head in page.select("main h2")] == [
        "Server",
        "Organization acme",
        "Organization nowhere",
    ]
    assert "has no such organization, or the token may not see it. Check SENTRY_ORG." in alerts(response)
    assert told(response)["Browse releases"] == "works Tried just now."


def test_without_a_configured_organization_the_token_s_first_is_checked(
    admin: Client, sentry: DemoServer, settings: Settings
) -> None:
    settings.SENTRY_ORG = ()

    assert "Organization acme Acme" in words(admin.get(PAGE))


def test_token_that_sees_no_organization(admin: Client, glitchtip: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ()
    glitchtip.add_token("planted-outsider", ["org:read", "project:releases"], is_member=False)
    settings.SENTRY_AUTH_TOKEN = "planted-outsider"

    response = admin.get(PAGE)

    assert response.status_code == 200
    assert "Set SENTRY_ORG, or use another token." in alerts(response)
    assert told(response)["The token's scopes"] == "org:read , project:releases (a token of Admin)"


def test_many_projects_are_cut_and_counted(admin: Client, sentry: DemoServer) -> None:
    for number in range(28):
        sentry.add_project(f"app-{number:02d}")

    names = told(admin.get(PAGE))["Projects that the token reaches"]

    assert names.startswith("app-00 , app-01 , ")
    assert names.endswith("app-19 and 10 more")


def test_more_projects_than_a_page_holds_are_not_counted(admin: Client, sentry: DemoServer) -> None:
    for number in range(120):
        sentry.add_project(f"app-{number:03d}")

    assert told(admin.get(PAGE))["Projects that the token reaches"].endswith("app-019 and more")


def test_projects_that_the_token_does_not_reach_are_left_out(admin: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("alter", path_contains="/projects/", fields={"hasAccess": False}, row=0))

    assert told(admin.get(PAGE))["Projects that the token reaches"] == "web"


def test_names_that_the_server_makes_up_are_text(admin: Client, sentry: DemoServer) -> None:
    evil = "<script>alert(1)</script>"
    sentry.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"name": evil, "slug": evil}))

    response = admin.get(PAGE)

    assert soup(response).select("main script") == []
    assert told(response)["Projects that the token reaches"] == f"{evil} , {evil}"
