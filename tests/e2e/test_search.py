"""Finding releases: as you type, by filters, by a link that somebody shared."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, assert_versions, staying

LIST = "/acme/releases/"
SHOP = ("shop@2.0.0", "shop@1.0.1", "Shop@1.0.0")


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with releases of two projects, one of them archived."""
    for day, version in enumerate(("workshop@1.0.0", *reversed(SHOP)), start=1):
        project = "web" if version.startswith("work") else "store"
        sentry.add(version=version, projects=[project], dateCreated=f"2026-01-{day:02d}T00:00:00Z")
    sentry.add(version="shop@0.9.0", status="archived", dateCreated="2025-12-01T00:00:00Z")
    return sentry


def caret(page: Page) -> list[int]:
    """Return where the selection in the focused field begins and ends."""
    return list(page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]"))


def test_typing_filters_the_rows_and_keeps_focus_and_caret(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    search = page.get_by_role("searchbox", name="Search versions")

    with staying(page):
        page.keyboard.press("/")
        page.keyboard.type("hop@1")
        expect(page.get_by_text("No release starts with hop@1.")).to_be_visible()
        page.keyboard.press("Home")
        page.keyboard.type("s")
        assert_versions(page, "shop@1.0.1", "Shop@1.0.0")

    expect(search).to_be_focused()
    expect(search).to_have_value("shop@1")
    assert caret(page) == [1, 1]
    assert address(page) == f"{LIST}?query=shop%401"


def test_answer_to_what_was_typed_last_wins(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    search = page.get_by_role("searchbox", name="Search versions")
    api.plan(Fault(kind="delay", path_contains="query=work", seconds=3))

    with page.expect_request("**query=work&**") as first:
        search.fill("work")
    with page.expect_event("requestfailed") as cancelled:
        search.fill("shop@2")
    assert_versions(page, "shop@2.0.0")

    assert cancelled.value == first.value
    assert address(page) == f"{LIST}?query=shop%402"


def test_filters_by_radio_select_and_checkbox_apply_at_once(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    with staying(page):
        page.get_by_role("searchbox", name="Search versions").fill("shop")
        assert_versions(page, *SHOP)
        page.get_by_role("group", name="Match").get_by_text("contains").click()
        assert_versions(page, *SHOP, "workshop@1.0.0")
        page.get_by_label("Project", exact=True).select_option("store")
        assert_versions(page, *SHOP)
        page.get_by_label("Case counts").check()
        assert_versions(page, "shop@2.0.0", "shop@1.0.1")
        page.get_by_label("Project", exact=True).select_option("All projects")
        page.get_by_role("group", name="Status").get_by_text("archived").click()
        assert_versions(page, "shop@0.9.0")

    assert address(page) == f"{LIST}?query=shop&match=contains&case=exact&status=archived"


def test_reload_and_a_shared_link_show_the_same(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)
    page.get_by_role("searchbox", name="Search versions").fill("shop")
    page.get_by_label("Project", exact=True).select_option("store")
    page.get_by_role("group", name="Match").get_by_text("contains").click()
    page.wait_for_url("**match=contains**")
    assert_versions(page, *SHOP)

    page.reload()
    shared = visits.open(page.url, viewer)

    for shown in (page, shared):
        assert_versions(shown, *SHOP)
        expect(shown.get_by_role("searchbox", name="Search versions")).to_have_value("shop")
        expect(shown.get_by_role("radio", name="contains")).to_be_checked()
        expect(shown.get_by_label("Project", exact=True)).to_have_value("store")


def test_back_after_a_search_leaves_the_list(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open("/acme/releases/shop%401.0.1/", viewer)
    page.get_by_role("link", name="Releases", exact=True).first.click()
    page.get_by_role("searchbox", name="Search versions").press_sequentially("work", delay=200)
    assert_versions(page, "workshop@1.0.0")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_contain_text("1.0.1")
    assert address(page) == "/acme/releases/shop%401.0.1/"


def test_wrong_period_is_told_beside_the_field_and_keeps_what_was_typed(
    visits: Visits, viewer: Client, api: DemoServer
) -> None:
    visits.expect_status(422)
    page = visits.open(LIST, viewer)

    with staying(page):
        page.get_by_label("Created in").fill("2026-13")
        page.keyboard.press("Tab")
        expect(page.get_by_role("alert")).to_contain_text("2026-13")

    expect(page.get_by_label("Created in")).to_have_value("2026-13")


def test_search_works_without_javascript(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer, java_script_enabled=False)

    page.get_by_role("searchbox", name="Search versions").fill("shop@1")
    page.get_by_role("button", name="Search").click()

    assert_versions(page, "shop@1.0.1", "Shop@1.0.0")
    expect(page.get_by_role("searchbox", name="Search versions")).to_have_value("shop@1")


def test_failure_of_upstream_is_told_where_the_rows_were_and_the_next_search_works(
    visits: Visits, viewer: Client, api: DemoServer
) -> None:
    visits.expect_status(502)
    page = visits.open(LIST, viewer)
    api.plan(Fault(kind="status", code=500, path_contains="query=work"))

    with staying(page):
        page.get_by_role("searchbox", name="Search versions").fill("work")
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("searchbox", name="Search versions").fill("shop@2")
        assert_versions(page, "shop@2.0.0")

    expect(page.get_by_role("alert")).to_have_count(0)
