"""The strip of weeks above the list: opened, chosen from, taken back, and found open again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, assert_versions

LIST = "/acme/releases/"
NOW = datetime.now(UTC)


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with a release of this week and one of three weeks ago."""
    sentry.add(version="new@1", dateCreated=NOW.isoformat().replace("+00:00", "Z"))
    sentry.add(version="old@1", dateCreated=(NOW - timedelta(weeks=3)).isoformat().replace("+00:00", "Z"))
    return sentry


def weeks(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Releases created by week").get_by_role("link")


def test_week_filters_the_list_and_is_taken_back(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.get_by_text("By week", exact=True).click()
    weeks(page).nth(-4).click()
    assert_versions(page, "old@1")
    expect(weeks(page).nth(-4)).to_have_attribute("aria-current", "true")
    period = page.get_by_role("textbox", name="Created in")
    assert f"?period={period.input_value()}" in address(page)
    page.get_by_role("radio", name="all", exact=True).check()
    expect(page.locator("#releases.htmx-request")).to_have_count(0)
    expect(weeks(page).nth(-4)).to_have_attribute("aria-current", "true")
    page.get_by_role("radio", name="open", exact=True).check()
    page.get_by_role("link", name="All weeks again").click()
    assert_versions(page, "new@1", "old@1")

    assert address(page).rstrip("?") == LIST
    page.reload()
    expect(weeks(page)).to_have_count(26)


def test_chosen_week_stands_in_the_filters_and_outlives_a_search(
    visits: Visits, viewer: Client, api: DemoServer
) -> None:
    page = visits.open(LIST, viewer)
    page.get_by_text("By week", exact=True).click()
    weeks(page).nth(-4).click()
    assert_versions(page, "old@1")
    chosen = address(page)
    expect(page.get_by_role("textbox", name="Created in")).to_have_value(re.sub(".*period=", "", chosen))

    # It comes by a script, so scripts hear what is typed.
    expect(weeks(page)).to_have_count(26)
    page.get_by_role("searchbox", name="Search versions").fill("new")
    expect(page.get_by_text("No release starts with new")).to_be_visible()

    page.goto(LIST)
    weeks(page).nth(-4).click()
    assert_versions(page, "old@1")
    page.go_back()
    assert_versions(page, "new@1", "old@1")
    page.go_forward()
    assert_versions(page, "old@1")
    assert address(page) == chosen


def test_week_chosen_by_keys_alone(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer, width=375)

    page.get_by_text("By week", exact=True).focus()
    page.keyboard.press("Enter")
    # As many as fit on a phone, each wide enough for a thumb.
    expect(weeks(page)).to_have_count(11)
    weeks(page).last.focus()
    page.keyboard.press("Enter")

    assert_versions(page, "new@1")


def test_strip_is_a_page_without_javascript(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer, java_script_enabled=False)

    page.get_by_text("By week", exact=True).click()
    page.get_by_role("link", name="Releases by week").click()
    weeks(page).last.click()

    assert_versions(page, "new@1")
