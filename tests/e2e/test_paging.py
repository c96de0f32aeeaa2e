"""Going through the list page by page, forwards and back."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, assert_versions, staying

FIRST = "/acme/releases/?per_page=10"
VERSIONS = [f"shop@1.0.{number}" for number in range(25, 0, -1)]
PAGES = (VERSIONS[:10], VERSIONS[10:20], VERSIONS[20:])


@pytest.fixture
def api(either: DemoServer) -> DemoServer:
    """Upstream with three pages of releases, as either server."""
    either.load(
        {"version": version, "projects": ["web"], "dateCreated": f"2026-01-{25 - number:02d}T00:00:00Z"}
        for number, version in enumerate(VERSIONS)
    )
    return either


def go(page: Page, name: str) -> None:
    """Click one of the links to the neighbouring pages."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()


def test_older_and_newer_change_rows_and_address_without_a_page_load(
    visits: Visits, viewer: Client, api: DemoServer
) -> None:
    page = visits.open(FIRST, viewer)
    addresses = [address(page)]

    with staying(page):
        for name, rows in (("Older", PAGES[1]), ("Older", PAGES[2]), ("Newer", PAGES[1]), ("Newer", PAGES[0])):
            go(page, name)
            assert_versions(page, *rows)
            addresses.append(address(page))

    assert len(set(addresses[:3])) == 3
    assert all(each.startswith(FIRST) for each in addresses)


def test_back_and_forward_show_the_pages_again(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(FIRST, viewer)
    go(page, "Older")
    assert_versions(page, *PAGES[1])
    second = address(page)
    go(page, "Older")
    assert_versions(page, *PAGES[2])

    page.go_back()
    assert_versions(page, *PAGES[1])
    assert address(page) == second
    page.go_back()
    assert_versions(page, *PAGES[0])
    assert address(page) == FIRST
    page.go_forward()
    assert_versions(page, *PAGES[1])

    assert address(page) == second


def test_page_after_back_still_searches_and_pages(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(FIRST, viewer)
    go(page, "Older")
    assert_versions(page, *PAGES[1])
    page.go_back()
    assert_versions(page, *PAGES[0])

    with staying(page):
        page.get_by_role("searchbox", name="Search versions").fill("shop@1.0.2")
        assert_versions(page, *VERSIONS[:6], "shop@1.0.2")

    assert address(page) == f"{FIRST.replace('?', '?query=shop%401.0.2&')}"


def test_shared_link_to_a_page_shows_that_page(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(FIRST, viewer)
    go(page, "Older")
    assert_versions(page, *PAGES[1])

    shared = visits.open(page.url, viewer)

    assert_versions(shared, *PAGES[1])


def test_number_of_rows_can_be_chosen(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(FIRST, viewer)

    page.get_by_label("Rows").select_option("50")

    assert_versions(page, *VERSIONS)
    assert address(page) == "/acme/releases/?per_page=50"


def test_older_and_newer_work_without_javascript(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(FIRST, viewer, java_script_enabled=False)

    for name, rows in (("Older", PAGES[1]), ("Older", PAGES[2]), ("Newer", PAGES[1]), ("Newer", PAGES[0])):
        go(page, name)
        assert_versions(page, *rows)
