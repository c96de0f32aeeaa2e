"""Keeping a filter under a name, and starting on it."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, assert_versions


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
def test_filter_is_saved_found_in_the_menu_and_started_on(
    visits: Visits, viewer: Client, sentry: DemoServer, has_scripts: bool
) -> None:
    sentry.add(version="shop@1.0.0")
    sentry.add(version="web@1.0.0")
    page = visits.open("/acme/releases/?query=shop", viewer, java_script_enabled=has_scripts)

    page.get_by_role("link", name="Save this filter").click()
    page.get_by_label("Name").fill("Shop")
    page.get_by_label("My start page").check()
    page.get_by_role("button", name="Save view").click()

    assert address(page) == "/acme/releases/?query=shop"
    expect(page.get_by_role("status").filter(has_text="Saved as Shop.")).to_be_visible()
    page.get_by_role("link", name="Releases", exact=True).click()
    assert_versions(page, "web@1.0.0", "shop@1.0.0")
    page.locator("summary", has_text="Views").click()
    page.get_by_role("link", name="Shop", exact=True).click()
    assert_versions(page, "shop@1.0.0")
    page.goto("/")
    assert address(page) == "/acme/releases/?query=shop"
