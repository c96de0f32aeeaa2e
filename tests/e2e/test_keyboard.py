"""Everything by keys: from the table that the help shows, never in the way of typing, and with the palette."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, assert_versions, staying
from tests.in_row import LIST, VERSIONS, add_releases

SHOP = "/acme/releases/shop%401.0.1/"


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases."""
    add_releases(sentry)
    return sentry


def chosen(page: Page) -> Locator:
    """Return what Enter goes to in the palette."""
    return page.get_by_role("dialog").get_by_role("option", selected=True)


def expect_current(page: Page, version: str) -> None:
    """Assert that keys act upon this row, which has the focus."""
    expect(page.locator("[data-current]")).to_have_count(1)
    expect(page.locator(f'tr[data-version="{version}"][data-current] a.version')).to_be_focused()


def test_rows_are_walked_and_opened(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.keyboard.press("j")
    expect_current(page, VERSIONS[0])
    page.keyboard.press("j")
    expect_current(page, VERSIONS[1])
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect_current(page, VERSIONS[0])
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("1.0.1")
    assert address(page) == SHOP


def test_current_row_is_edited_and_stays_current(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)

    with staying(page):
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("e")
        expect(page.get_by_label("Ref")).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.type("j/e")
        expect(page.get_by_label("Ref")).to_have_value("a1j/e")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(page.get_by_label("Ref")).to_have_count(0)
        page.keyboard.press("j")
        expect_current(page, VERSIONS[2])


def test_search_and_back_to_the_list_and_the_history(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, viewer)

    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.locator("h1")).to_have_text("History")
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.locator("h1")).to_have_text("Releases")
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("shop@1.0.2")

    assert_versions(page, "shop@1.0.2")


def test_pages_are_turned(visits: Visits, viewer: Client, api: DemoServer) -> None:
    for number in range(12):
        api.add(version=f"web@{number}", dateCreated="2025-01-01T00:00:00Z")
    page = visits.open(f"{LIST}?per_page=10", viewer)

    page.keyboard.press("]")
    expect(page.get_by_text("First page")).to_be_visible()
    # Until htmx knows the link, it is the browser's.
    expect(page.locator("#newer[data-htmx-powered]")).to_be_visible()
    page.keyboard.press("[")
    expect(page.locator("tr[data-version]").first).to_have_attribute("data-version", VERSIONS[0])


def test_release_is_edited_and_a_new_one_begun(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, editor)

    page.keyboard.press("e")
    expect(page.get_by_label("Ref")).to_be_focused()
    page.goto(LIST)
    page.keyboard.press("n")

    expect(page.locator("h1")).to_contain_text("New release")


def test_version_is_copied(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, viewer, permissions=["clipboard-read", "clipboard-write"])

    page.keyboard.press("c")

    expect(page.locator("#said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "shop@1.0.1"


def test_help_shows_the_keys_that_are_bound(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.keyboard.press("?")

    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    shown = dialog.locator("[data-keys]").evaluate_all("rows => rows.map((row) => row.dataset.keys)")
    assert shown == ["?", "g l", "g h", "n", "/", "j", "k", "e", "x", "c", "[", "]"]
    page.keyboard.press("j")
    expect(page.locator("[data-current]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_keys_are_switched_off_in_the_help_and_on_again(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.keyboard.press("?")
    page.get_by_role("button", name="Switch single keys off").click()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("[data-current]")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="A release, a page or an action")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Keyboard").click()
    page.get_by_role("button", name="Switch single keys on").click()
    expect(page.locator("html:not([data-keys])")).to_have_count(1)
    page.wait_for_load_state()
    page.keyboard.press("j")

    expect_current(page, VERSIONS[0])


def test_keys_of_the_browser_are_left_alone(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    for keys in ("Control+j", "Alt+j", "Meta+j"):
        page.keyboard.press(keys)

    expect(page.locator("[data-current]")).to_have_count(0)


def test_palette_leads_to_a_release_by_how_it_starts(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open("/acme/history/", viewer)

    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="A release, a page or an action")).to_be_focused()
    page.keyboard.type("shop@1.0.1")
    expect(chosen(page)).to_contain_text("1.0.1")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("1.0.1")
    assert address(page) == SHOP


def test_palette_leads_to_a_page(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.get_by_role("link", name="Go to").click()
    page.keyboard.type("pref")
    expect(chosen(page)).to_have_text("Preferences")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Preferences")


def test_palette_runs_an_action_of_the_page(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, editor)

    with staying(page):
        page.keyboard.press("Control+k")
        page.keyboard.type("edit")
        expect(chosen(page)).to_have_text("Edit")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Ref")).to_be_focused()


def test_palette_is_walked_with_the_arrows_and_left_with_escape(
    visits: Visits, viewer: Client, api: DemoServer
) -> None:
    page = visits.open(LIST, viewer)
    page.keyboard.press("j")
    page.keyboard.press("Control+k")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options.filter(has_text="Preferences")).to_have_count(1)

    page.keyboard.press("ArrowUp")
    last = chosen(page)
    expect(last).to_have_text("Your account")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect_current(page, VERSIONS[0])


def test_palette_tells_how_much_it_found(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("shop@1.0.1")

    # The release, and searching the list for it.
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Found: 2")


@pytest.mark.parametrize("way", ["Escape", "Tab", "click"])
def test_menu_is_closed(visits: Visits, viewer: Client, api: DemoServer, way: str) -> None:
    page = visits.open(LIST, viewer)
    summary = page.locator("summary", has_text="Columns")
    keep = page.get_by_role("button", name="Keep")

    page.locator("summary", has_text="Views").click()
    expect(page.get_by_role("link", name="Manage views")).to_be_visible()
    summary.click()
    expect(page.get_by_role("link", name="Manage views")).to_be_hidden()
    keep.focus()
    if way == "click":
        page.locator("h1").click()
    else:
        page.keyboard.press(way)

    expect(keep).to_be_hidden()
    if way == "Escape":
        expect(summary).to_be_focused()


def test_menu_stays_open_while_it_is_used_by_mouse(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    summary = page.locator("summary", has_text="Columns")
    box = page.get_by_role("checkbox", name="Authors")

    summary.click()
    was_ticked = box.is_checked()
    page.locator("details.menu label", has_text="Authors").click()
    expect(box).to_be_checked(checked=not was_ticked)
    # What takes no focus leaves it with the page, from where Escape closes the menu, too.
    page.locator("details.menu[open] .menu-body").click(position={"x": 3, "y": 3})
    expect(box).to_be_visible()
    page.keyboard.press("Escape")

    expect(box).to_be_hidden()
    expect(summary).to_be_focused()


def test_palette_keeps_its_pages_while_upstream_is_down(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open("/preferences/", viewer)
    api.plan(Fault(kind="status", code=500, times=20))

    page.keyboard.press("Control+k")

    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Releases cannot be looked up now")
    expect(page.get_by_role("dialog").get_by_role("option").filter(has_text="History")).to_have_count(1)


def test_going_somewhere_works_as_a_page_without_javascript(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer, java_script_enabled=False)

    page.get_by_role("link", name="Go to").click()
    page.get_by_role("searchbox").fill("shop@1.0.1")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="1.0.1 shop").click()

    assert address(page) == SHOP
    page.get_by_role("link", name="Keyboard").click()
    expect(page.get_by_text("Next row")).to_be_visible()
