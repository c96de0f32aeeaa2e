"""How much of a page moves by itself.

The metric forgives whatever moves within half a second of a click or a key. A server that needs longer for its answer
is not forgiven, so nearly all of these tests forgive nothing: they measure what a person with a slow server has.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, assert_versions
from tests.in_row import LIST, VERSIONS

MOST = 0.02
WIDTHS = pytest.mark.parametrize("width", [1280, 375, 320])
FIRST = f"{LIST}?per_page=10"
TABS = ("", "commits/", "files/", "deploys/", "history/", "raw/")

#: Writes down what moves, from the first frame of every page on.
OBSERVE = """
    window.moves = [];
    window.keepMoves = (entries) => window.moves.push(...entries.map(({ value, hadRecentInput, sources }) => ({
        value, hadRecentInput, sources: sources.map(({ node, previousRect, currentRect }) => ({
            node: node ? `${node.nodeName}#${node.id ?? ""}.${node.className ?? ""}` : "(gone)",
            from: previousRect.y, to: currentRect.y, wasSeen: previousRect.height > 0 })) })));
    window.moveObserver = new PerformanceObserver((list) => window.keepMoves(list.getEntries()));
    window.moveObserver.observe({ type: "layout-shift", buffered: true });
"""
#: A frame is drawn before its moves are known, and they are told later still.
TAKE = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
    window.keepMoves(window.moveObserver.takeRecords());
    return window.moves.splice(0);
}"""


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with two pages of releases of the last three weeks, each with every part."""
    now = datetime.now(UTC)
    ages = [timedelta(weeks=number // 8, minutes=number) for number in range(20)]
    for age, version in zip(ages, (*VERSIONS, *(f"old@1.0.{number}" for number in range(17, 0, -1))), strict=True):
        sentry.add(
            version=version,
            ref="a1",
            url="https://example.com/old",
            dateReleased="2026-01-02T03:04:05.678901Z",
            dateCreated=(now - age).isoformat().replace("+00:00", "Z"),
            commits=[{"id": "c1", "message": "Fix the till", "author_name": "Ada", "author_email": "ada@example.com"}],
            deploys=[{"environment": "production", "dateFinished": "2026-01-03T00:00:00Z"}],
            files=[{"name": "~/static/app.js", "content": "let a = 1;"}],
        )
    return sentry


def observed(visits: Visits, client: Client, address: str, width: int, *, has_strip: bool = False) -> Page:
    """Open `address` in a browser that watches what moves; everything that it loads has arrived."""
    page = visits.open("about:blank", client, width=width)
    page.add_init_script(OBSERVE)
    if has_strip:
        page.context.add_cookies([{"name": "strip", "value": "open", "url": visits.origin}])
    page.goto(address, wait_until="networkidle")
    return page


def moves(page: Page) -> list[dict[str, Any]]:
    """Return what moved since this was asked last."""
    found: list[dict[str, Any]] = page.evaluate(TAKE)
    return found


def assert_still(page: Page) -> None:
    """Assert that hardly anything moved, whoever caused it."""
    found = moves(page)
    assert sum(move["value"] for move in found) < MOST, found


def weeks(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Releases created by week").get_by_role("link")


def rows(page: Page) -> Locator:
    return page.locator("tr[data-version]")


def test_what_moves_is_noticed(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = observed(visits, viewer, FIRST, 1280)

    page.evaluate("document.querySelector('.tools').before(document.createElement('textarea'))")

    assert sum(move["value"] for move in moves(page)) > MOST


@WIDTHS
@pytest.mark.parametrize("has_strip", [False, True], ids=["without the strip", "with the strip"])
def test_first_load_and_pages_of_the_list(
    visits: Visits, viewer: Client, api: DemoServer, width: int, has_strip: bool
) -> None:
    page = observed(visits, viewer, FIRST, width, has_strip=has_strip)
    expect(weeks(page)).to_have_count(0 if not has_strip else 26 if width > 1000 else 11)
    assert_still(page)

    page.get_by_role("link", name="Older").click()
    expect(rows(page).last).to_have_attribute("data-version", "old@1.0.1")
    page.wait_for_load_state("networkidle")
    assert_still(page)

    page.get_by_role("link", name="First page").click()
    expect(rows(page).first).to_have_attribute("data-version", VERSIONS[0])
    assert_still(page)


@WIDTHS
def test_strip_opened_week_chosen_and_taken_back(visits: Visits, viewer: Client, api: DemoServer, width: int) -> None:
    page = observed(visits, viewer, FIRST, width)
    page.get_by_text("By week", exact=True).click()
    # Room for the whole strip is made at the click; this is what comes after it.
    moves(page)
    expect(weeks(page).last).to_be_visible()
    assert_still(page)

    # The releases of this week are on top as before: those of another would rise, as they should.
    weeks(page).last.click()
    expect(page.get_by_role("link", name="All weeks again")).to_be_visible()
    expect(rows(page)).to_have_count(8)
    assert_still(page)

    page.get_by_role("link", name="All weeks again").click()
    expect(rows(page)).to_have_count(10)
    expect(weeks(page).last).to_be_visible()
    assert_still(page)


@WIDTHS
def test_filters(visits: Visits, viewer: Client, api: DemoServer, width: int) -> None:
    page = observed(visits, viewer, FIRST, width)
    search = page.get_by_role("searchbox", name="Search versions")

    # The first row stays the first: another would rise, as it should.
    search.fill(VERSIONS[0])
    assert_versions(page, VERSIONS[0])
    assert_still(page)

    search.fill("nothing")
    expect(page.get_by_text("No release starts with nothing")).to_be_visible()
    assert_still(page)

    search.fill("")
    expect(rows(page)).to_have_count(10)
    assert_still(page)


@WIDTHS
def test_row_in_edit_moves_only_what_is_below_it(visits: Visits, editor: Client, api: DemoServer, width: int) -> None:
    page = observed(visits, editor, FIRST, width)
    # High enough for nothing to scroll: places are those in the window.
    page.set_viewport_size({"width": width, "height": 2000})
    row = rows(page).nth(1)
    form = page.get_by_role("form", name="Edit shop@1.0.1")
    moves(page)
    top = row.evaluate("(row) => row.getBoundingClientRect().y")

    page.get_by_role("link", name="Edit shop@1.0.1").click()
    expect(form.get_by_label("Ref")).to_be_focused()
    opened = moves(page)
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)

    # By when it is forgiven decides the machine's speed; by where it is meant to be decides the page.
    sources = [source for move in (*opened, *moves(page)) for source in move["sources"] if source["wasSeen"]]
    assert sources
    assert [source for source in sources if source["from"] <= top] == []
    assert row.evaluate("(row) => row.getBoundingClientRect().y") == top


@WIDTHS
def test_newer_notice(visits: Visits, viewer: Client, api: DemoServer, width: int) -> None:
    page = observed(visits, viewer, FIRST, width)
    api.add(version="shop@2.0.0")

    page.evaluate("htmx.trigger(document.getElementById('newer-releases'), 'look')")
    expect(page.get_by_text("1 newer release, show")).to_be_visible()

    assert_still(page)


@WIDTHS
def test_tabs_of_a_release(visits: Visits, editor: Client, api: DemoServer, width: int) -> None:
    release = f"{LIST}shop%401.0.1/"
    page = observed(visits, editor, release, width)
    expect(page.get_by_role("link", name="Compare with the one before")).to_be_visible()
    assert_still(page)

    for tab in TABS[1:]:
        page.locator(f'.tabs a[href="{release}{tab}"]').click()
        expect(page.locator(f'.tabs a[href="{release}{tab}"]')).to_have_attribute("aria-current", "page")
        page.wait_for_load_state("networkidle")
        assert_still(page)
