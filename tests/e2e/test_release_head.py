"""What a release's page shows at once, and the way to the releases around it."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address
from tests.in_row import add_releases
from tests.page_steps import LONG

SHOP = "/acme/releases/shop%401.0.1/"


def test_older_and_newer_release_are_one_key_away(visits: Visits, viewer: Client, sentry: DemoServer) -> None:
    add_releases(sentry)
    page = visits.open(SHOP, viewer)
    around = page.get_by_role("navigation", name="Releases around this one")

    expect(around.get_by_role("link", name="older 1.0.0")).to_be_visible()
    page.keyboard.press("]")
    expect(page.locator("h1")).to_contain_text("1.0.0")
    expect(around.get_by_text("nothing older in")).to_be_visible()
    page.keyboard.press("[")
    expect(page.locator("h1")).to_contain_text("1.0.1")
    expect(around.get_by_role("link", name="newer 1.0.2")).to_be_visible()
    page.keyboard.press("[")
    expect(page.locator("h1")).to_contain_text("1.0.2")

    around.get_by_role("link", name="Compare with the one before").click()
    expect(page.locator("h1")).to_have_text("Compare")
    assert address(page) == "/acme/compare/?from=shop%401.0.1&to=shop%401.0.2"


def test_releases_around_are_a_page_without_javascript(visits: Visits, viewer: Client, sentry: DemoServer) -> None:
    add_releases(sentry)
    page = visits.open(SHOP, viewer, java_script_enabled=False)

    page.get_by_role("link", name="newer and older").click()
    page.get_by_role("link", name="older 1.0.0").click()

    expect(page.locator("h1")).to_contain_text("1.0.0")


def test_line_of_the_releases_around_moves_nothing(visits: Visits, viewer: Client, sentry: DemoServer) -> None:
    add_releases(sentry)
    for width in (1280, 375):
        page = visits.open("/preferences/", viewer, width=width)
        page.add_init_script(
            "window.shifts = 0; new PerformanceObserver((list) => {"
            " for (const entry of list.getEntries()) window.shifts += entry.value;"
            "}).observe({ type: 'layout-shift', buffered: true });"
        )
        page.goto(SHOP)
        expect(page.get_by_role("link", name="Compare with the one before")).to_be_visible()
        assert page.evaluate("window.shifts") < 0.02


@pytest.fixture
def heavy(sentry: DemoServer) -> str:
    """A release with everything that a page can show, in six projects, with a version of the greatest length."""
    version = f"shop@{LONG}"[:200]
    projects = ["store", "web", "backend", "worker", "ios", "android"]
    for number in range(3):
        sentry.add(version=f"shop@{number}", projects=projects, dateCreated=f"2026-01-0{2 * number + 1}T00:00:00Z")
    sentry.add(
        version=version,
        projects=projects,
        ref="a1" * 20,
        url=f"https://example.com/{'x' * 150}",
        dateReleased="2026-01-02T03:04:05.678901Z",
        dateCreated="2026-01-02T00:00:00Z",
        newGroups=12,
        commits=[{"id": f"{number:040x}", "author_name": f"Ada {number}"} for number in range(30)],
        deploys=[{"environment": "production", "dateFinished": "2026-01-03T00:01:00Z"}],
    )
    return version


def test_what_matters_is_above_the_fold(visits: Visits, editor: Client, sentry: DemoServer, heavy: str) -> None:
    page = visits.open("/acme/releases/", editor)
    page.locator(f'tr[data-version="{heavy}"] a.version').click()
    expect(page.get_by_role("link", name="Compare with the one before")).to_be_visible()

    for name, text in (
        ("Ref", "a1a1a1a"),
        ("Url", "https://example.com/x"),
        ("Released", "2 Jan 2026"),
        ("Projects", "android"),
        ("Commits", "30"),
        ("Commits", "author"),
        ("New issues", "12"),
        ("Last deploy", "production"),
    ):
        assert_above_the_fold(page, f'.fact:has(dt:text-is("{name}")) dd', text)
    for selector in ("h1", "h1 [data-copy]", "#state", "#neighbours", '[aria-keyshortcuts="e"]', ".tabs.section a"):
        assert_above_the_fold(page, selector)


def assert_above_the_fold(page: Page, selector: str, text: str = "") -> None:
    """Assert that the whole of a place is in the window of 1280 by 800, unscrolled."""
    place = page.locator(selector).first
    expect(place).to_contain_text(text)
    box = place.bounding_box()
    assert box is not None
    assert box["y"] >= 0, selector
    assert box["y"] + box["height"] <= 800, (selector, text, box)
