"""Choosing columns, ticking two to compare, and being told of newer releases and of a lost network."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, assert_versions, staying
from tests.in_row import LIST, VERSIONS, add_releases, open_form, outcome

#: Adds up by how much of the page moved without anybody having asked for it; to be read at the end.
WATCH_SHIFTS = """() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases."""
    add_releases(sentry)
    return sentry


def assert_still(page: Page) -> None:
    """Assert that nothing moved by itself."""
    assert page.evaluate("window.shifts") < 0.02


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
def test_columns_are_chosen_and_found_again(visits: Visits, viewer: Client, api: DemoServer, has_scripts: bool) -> None:
    page = visits.open(f"{LIST}?query=shop", viewer, java_script_enabled=has_scripts)

    page.locator("summary", has_text="Columns").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Authors").uncheck()
    page.get_by_role("radio", name="roomy").check()
    page.get_by_role("button", name="Keep").click()

    expect(page.locator("html")).to_have_attribute("data-density", "roomy")
    expect(page.get_by_role("columnheader", name="Authors")).to_have_count(0)
    assert address(page) == f"{LIST}?query=shop"
    page.goto(LIST)
    expect(page.get_by_role("columnheader", name="Authors")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="Commits")).to_have_count(1)


def test_two_are_ticked_by_keys_and_compared(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.get_by_text("2 ticked")).to_be_visible()
    page.get_by_role("button", name="Compare").click()

    expect(page.locator("h1")).to_have_text("Compare")
    assert address(page) == "/acme/compare/?from=shop%401.0.1&to=shop%401.0.2"


def test_ticks_outlive_a_swap_and_a_third_is_told(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    button = page.get_by_role("button", name="Compare")

    with staying(page):
        page.locator(".c-pick input").nth(0).check()
        expect(page.get_by_text("1 ticked, another to compare")).to_be_visible()
        expect(button).to_be_disabled()
        page.get_by_role("link", name="Refresh").click()
        expect(page.locator("#releases.htmx-request")).to_have_count(0)
        expect(page.locator(".c-pick input").nth(0)).to_be_checked()
        page.locator(".c-pick input").nth(1).check()
        expect(button).to_be_enabled()
        page.locator(".c-pick input").nth(2).check()

    expect(page.get_by_text("Only two can be compared")).to_be_visible()
    expect(button).to_be_disabled()


def test_two_are_compared_without_javascript(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer, java_script_enabled=False)

    page.locator(".c-pick input").nth(0).check()
    page.locator(".c-pick input").nth(2).check()
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="Swap the two").click()

    assert address(page) == "/acme/compare/?from=shop%401.0.2&to=shop%401.0.0"


def test_newer_release_is_announced_and_nothing_moves(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    page.evaluate(WATCH_SHIFTS)
    api.add(version="shop@2.0.0", dateCreated="2026-03-01T00:00:00Z")

    with staying(page):
        page.evaluate("htmx.trigger(document.getElementById('newer-releases'), 'look')")
        expect(page.get_by_text("1 newer release, show")).to_be_visible()
        assert_versions(page, *VERSIONS)
        assert_still(page)
        page.get_by_text("1 newer release, show").click()
        assert_versions(page, "shop@2.0.0", *VERSIONS)

    expect(page.get_by_text("newer release, show")).to_have_count(0)


def test_nothing_moves_while_a_row_is_edited_and_saved(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    page.evaluate(WATCH_SHIFTS)

    form = open_form(page)
    form.get_by_label("Ref").fill("b2")
    page.keyboard.press("Enter")
    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")

    assert_still(page)


@pytest.mark.parametrize("width", [1280, 1800])
def test_search_and_heads_stay_while_the_list_is_scrolled(
    visits: Visits, viewer: Client, sentry: DemoServer, width: int
) -> None:
    for number in range(50):
        sentry.add(version=f"shop@{number}")
    page = visits.open(f"{LIST}?per_page=50", viewer, width=width)

    page.mouse.wheel(0, 700)
    expect(page.locator("h1")).not_to_be_in_viewport()

    tools, heads = page.locator(".tools").bounding_box(), page.locator(".rows thead th").first.bounding_box()
    assert tools is not None
    assert heads is not None
    assert (tools["y"], heads["y"]) == (0, tools["height"])


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_moves_while_pictures_of_commits_arrive(
    visits: Visits, viewer: Client, api: DemoServer, width: int
) -> None:
    page = visits.open("/preferences/", viewer, width=width)
    page.goto("/acme/releases/shop%401.0.1/commits/")
    page.evaluate(WATCH_SHIFTS)

    expect(page.get_by_role("img", name="Commits by day")).to_be_visible()
    expect(page.get_by_role("link", name="Compare with the one before")).to_be_visible()

    assert_still(page)


def test_value_in_a_row_opens_the_form_at_its_field_and_gets_the_focus_back(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    page = visits.open(LIST, editor)
    value = page.get_by_role("link", name="when shop@1.0.1 was released, edit")

    with staying(page):
        value.click()
        expect(page.get_by_role("textbox", name="Released", exact=True)).to_be_focused()
        page.keyboard.press("Escape")

    expect(value).to_be_focused()


def test_lost_network_is_told_with_the_age_of_what_is_shown(visits: Visits, viewer: Client, api: DemoServer) -> None:
    visits.expect_loss()
    page = visits.open(LIST, viewer)
    notice = page.locator("#offline")

    page.context.set_offline(True)
    expect(notice).to_contain_text("You are offline. What you see is from ")
    page.context.set_offline(False)

    expect(notice).to_be_empty()
