"""Looking through the record: filters that apply at once, pages, and the address of one change."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, staying
from tests.record import HISTORY, record


@pytest.fixture
def made(db: None, sentry: DemoServer) -> list[int]:
    """The numbers of a few changes, newest first."""
    sentry.add(version="shop@1.0.1")
    changes = [
        record(version=version, actor=actor)
        for version, actor in (("web@1", "ada"), ("shop@1.0.1", "bob"), ("Shop@2", "ada"))
    ]
    return [change.pk for change in changes][::-1]


def assert_shown(page: Page, *numbers: int) -> None:
    """Assert that the page shows exactly these changes, now or soon."""
    expect(page.locator("li.change")).to_have_count(len(numbers))
    for place, number in enumerate(numbers):
        expect(page.locator("li.change").nth(place)).to_have_id(f"change-{number}")


def test_filters_apply_at_once_and_stand_in_the_address(visits: Visits, viewer: Client, made: list[int]) -> None:
    page = visits.open(HISTORY, viewer)

    with staying(page):
        page.keyboard.press("/")
        page.keyboard.type("shop@")
        assert_shown(page, made[0], made[1])
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.get_by_label("Person").select_option("bob")
        assert_shown(page, made[1])

    assert address(page) == f"{HISTORY}?version=shop%40&person=bob"
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", f"{address(page)}&format=csv")
    page.reload()
    assert_shown(page, made[1])
    expect(page.get_by_label("Person")).to_have_value("bob")


def test_wrong_period_is_told_and_the_next_one_works(visits: Visits, viewer: Client, made: list[int]) -> None:
    visits.expect_status(422)
    page = visits.open(HISTORY, viewer)

    with staying(page):
        page.get_by_label("Changed in").fill("2026-13")
        page.keyboard.press("Tab")
        expect(page.get_by_role("alert")).to_contain_text("2026-13")
        expect(page.get_by_label("Changed in")).to_have_value("2026-13")
        page.get_by_label("Changed in").fill("2026-01")
        page.keyboard.press("Tab")
        assert_shown(page, *made)

    assert address(page) == f"{HISTORY}?period=2026-01"


def test_pages_are_turned_in_place_and_back_returns(visits: Visits, viewer: Client, made: list[int]) -> None:
    page = visits.open(f"{HISTORY}?per_page=2", viewer)

    with staying(page):
        page.get_by_role("link", name="Older").click()
        assert_shown(page, made[2])
        page.go_back()
        assert_shown(page, made[0], made[1])


def test_change_is_opened_and_its_address_copied(visits: Visits, viewer: Client, made: list[int]) -> None:
    page = visits.open(HISTORY, viewer, permissions=["clipboard-read", "clipboard-write"])

    page.locator(f"#change-{made[1]} a").first.click()
    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_text("Copied", exact=True)).to_be_in_viewport()
    assert address(page) == f"{HISTORY}{made[1]}/"
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_history_works_without_javascript(visits: Visits, viewer: Client, made: list[int]) -> None:
    page = visits.open(HISTORY, viewer, java_script_enabled=False)

    page.get_by_role("searchbox").fill("web")
    page.get_by_role("button", name="Filter").click()

    assert_shown(page, made[2])
