"""On paper, with few colours, with more contrast, and for eyes that movement disturbs."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits
from tests.in_row import LIST, add_releases


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases."""
    add_releases(sentry)
    return sentry


def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    """Return the style that a place, or what stands before or after it, has in the end."""
    return str(
        page.locator(selector).first.evaluate(
            "(element, [name, pseudo]) => getComputedStyle(element, pseudo || null).getPropertyValue(name)",
            [name, pseudo],
        )
    )


def test_paper_has_the_releases_and_the_time_but_no_buttons(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor, scheme="dark")

    page.emulate_media(media="print")

    expect(page.get_by_role("link", name="1.0.1", exact=True)).to_be_visible()
    for selector in (".topbar", ".tools", "#compare", ".c-pick", ".c-act", "#as-of a"):
        expect(page.locator(selector).first).to_be_hidden()
    exact = page.locator("#as-of time").get_attribute("title")
    assert style(page, "#as-of time", "content", "::after") == f'"{exact}"'
    assert style(page, "#as-of time", "font-size") == "0px"
    assert style(page, "body", "color-scheme") == "light"


def test_what_is_chosen_is_seen_without_colours(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    chosen, other = '.seg label:has([value="open"])', '.seg label:has([value="archived"])'
    assert style(page, chosen, "outline-style") == style(page, other, "outline-style") == "none"

    page.emulate_media(forced_colors="active")

    assert style(page, chosen, "outline-style") == "solid"
    assert style(page, other, "outline-style") == "none"
    assert style(page, '[aria-current="page"]', "outline-style") == "solid"


def test_quiet_words_and_lines_become_strong_where_contrast_is_wanted(
    visits: Visits, viewer: Client, api: DemoServer
) -> None:
    page = visits.open(LIST, viewer)
    assert style(page, "p.quiet", "color") != style(page, "h1", "color")

    page.emulate_media(contrast="more")

    assert style(page, "p.quiet", "color") == style(page, "h1", "color")


def test_nothing_goes_on_moving_where_movement_disturbs(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    page.locator("#releases").evaluate("element => element.classList.add('htmx-request')")
    shape = "#releases tbody .c-version"
    assert "infinite" in style(page, shape, "animation-iteration-count", "::after")

    page.emulate_media(reduced_motion="reduce")

    assert style(page, shape, "animation-iteration-count", "::after") == "1"
