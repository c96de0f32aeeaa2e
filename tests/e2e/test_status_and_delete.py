"""Archiving and restoring on the release's page, deleting on its own: by the keyboard, without a page being loaded."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, staying

SHOP = "/acme/releases/shop%401.0.1/"


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with one release."""
    sentry.add(version="shop@1.0.1", dateCreated="2026-01-01T00:00:00Z")
    return sentry


def test_release_is_archived_and_restored_in_place(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, editor)

    with staying(page):
        page.get_by_role("link", name="Archive", exact=True).click()
        expect(page.get_by_role("heading", name="Archive this release?")).to_be_focused()
        page.get_by_role("button", name="Archive", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="Archived.")).to_be_focused()
        expect(page.locator("#state")).to_contain_text("archived")
        page.get_by_role("link", name="Restore", exact=True).click()
        page.get_by_role("button", name="Restore", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="Restored.")).to_be_focused()

    assert address(page) == SHOP
    assert api.release("shop@1.0.1")["status"] == "open"


def test_escape_leaves_it_as_it_is(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, editor)

    with staying(page):
        page.get_by_role("link", name="Archive", exact=True).press("Enter")
        expect(page.get_by_role("heading", name="Archive this release?")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Archive", exact=True)).to_be_focused()

    expect(page.get_by_role("heading", name="Archive this release?")).to_have_count(0)
    assert api.release("shop@1.0.1")["status"] == "open"


def test_release_is_marked_as_released_in_place(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, editor)

    with staying(page):
        page.get_by_role("link", name="Mark as released").click()
        expect(page.get_by_label("Released", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator('[data-field="dateReleased"][data-outcome="applied"]')).to_be_visible()

    expect(page.get_by_role("link", name="Mark as released")).to_have_count(0)


def test_release_is_deleted_once_its_version_is_typed(
    visits: Visits, admin: Client, api: DemoServer, settings: Settings
) -> None:
    settings.ALLOW_DELETE = True
    visits.expect_status(422)
    page = visits.open(SHOP, admin)
    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_label("Type the version")).to_be_visible()
    page.wait_for_load_state()

    with staying(page):
        page.get_by_label("Type the version").fill("shop@1")
        page.keyboard.press("Enter")
        expect(page.get_by_text("This is not the version.")).to_be_visible()
        expect(page.get_by_label("Type the version")).to_be_focused()
        page.get_by_label("Type the version").fill("shop@1.0.1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="Deleted.")).to_be_focused()

    assert api.versions() == []
