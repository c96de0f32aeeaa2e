"""Edits with a token that does not reach every project of the release."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, outcomes, words

pytestmark = pytest.mark.django_db

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
SCOPES = ["org:read", "project:read", "project:write", "project:releases"]
WARNING = "The token does not reach backend. Since March 2026 Sentry answers “not found” to a change"


@pytest.fixture
def web_only(sentry: DemoServer, settings: Settings) -> DemoServer:
    """A Sentry with a release of two projects, and a token that reaches one of them."""
    sentry.add(**SHOP, projects=["web", "backend"])
    sentry.add_token("web-only", SCOPES, projects=["web"])
    settings.SENTRY_AUTH_TOKEN = "web-only"
    return sentry


def test_page_says_before_saving_which_projects_are_not_reached(editor: Client, web_only: DemoServer) -> None:
    response = editor.get(EDIT)

    assert WARNING in words(response)
    assert alerts(response) == ""


@pytest.mark.parametrize("place", ["row", "release"])
def test_form_in_its_place_says_what_is_known_and_asks_nothing(
    editor: Client, web_only: DemoServer, place: str
) -> None:
    before = editor.get(f"{EDIT}?in={place}", headers=PARTIAL)
    editor.get("/acme/releases/")
    asked = len(web_only.requests)

    after = editor.get(f"{EDIT}?in={place}", headers=PARTIAL)

    assert WARNING not in words(before)
    assert WARNING in words(after)
    assert len(web_only.requests) == asked + 1


def test_save_that_is_not_found_names_the_projects_and_keeps_what_was_typed(
    editor: Client, web_only: DemoServer
) -> None:
    form = editor.get(f"{EDIT}?in=row", headers=PARTIAL)

    response = editor.post(EDIT, form_data(form) | {"ref": "b2"}, headers=PARTIAL)

    assert response.status_code == 404
    assert "Nothing was saved. Sentry shows the release, but answered “not found” to the change." in alerts(response)
    assert WARNING in alerts(response)
    assert outcomes(response)["ref"] == "unchanged"
    assert form_data(response)["ref"] == "b2"
    assert web_only.release("shop@1.0.1")["ref"] == "a1"


def test_save_that_is_not_found_names_all_projects_where_it_is_not_known_which(
    editor: Client, web_only: DemoServer, settings: Settings
) -> None:
    web_only.add_token("ci", ["org:ci", "project:releases"], projects=["web"])
    settings.SENTRY_AUTH_TOKEN = "ci"

    opened = editor.get(EDIT)
    response = editor.post(EDIT, form_data(opened) | {"ref": "b2"})

    assert "The token does not reach" not in words(opened)
    assert "The token misses one of its projects:" in alerts(response)
    assert "web" in alerts(response)
    assert "backend" in alerts(response)


def test_release_that_is_gone_when_it_is_saved_is_told_so(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault("status", method="PUT", code=404))
    sentry.plan(Fault("status", method="GET", path_contains="shop", skip=1, times=0, code=404))

    response = editor.post(EDIT, data)

    assert "Sentry shows the release" not in alerts(response)
    assert "It may have been deleted" in alerts(response)


@pytest.mark.parametrize("fault", ["a list that fails", "a row that cannot be read"])
def test_projects_that_are_not_known_for_certain_warn_of_nothing(
    editor: Client, web_only: DemoServer, fault: str
) -> None:
    body = '[{"slug": "web", "id": "1"}, {"name": "no slug"}]'
    is_failing = fault == "a list that fails"
    web_only.plan(
        Fault("status", path_contains="/projects/", times=0, code=500)
        if is_failing
        else Fault("status", path_contains="/projects/", times=0, code=200, body=body)
    )

    response = editor.get(EDIT)

    assert response.status_code == 200
    assert "The token does not reach" not in words(response)


def test_glitchtip_takes_changes_of_every_release_that_it_shows(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**SHOP, projects=["web", "backend"])

    response = editor.get(EDIT)

    assert "The token does not reach" not in words(response)
    assert [seen.path for seen in glitchtip.requests if "/projects/" in seen.path] == []
