"""What a date moves, said beside Save while the date is typed."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, staying

LIST = "/acme/releases/"


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases, each a day after the other."""
    for day, version in enumerate(("shop-a", "shop-b", "shop-c"), start=1):
        sentry.add(version=version, dateReleased=f"2026-01-0{day}T10:00:00Z", dateCreated=f"2026-01-0{day}T00:00:00Z")
    return sentry


def open_form(page: Page, version: str) -> Locator:
    """Open the form under a row, and return it."""
    page.get_by_role("link", name=f"Edit {version}").click()
    return page.get_by_role("form", name=f"Edit {version}")


def test_sentences_follow_what_is_typed(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)

    with staying(page):
        form = open_form(page, "shop-b")
        other = open_form(page, "shop-a")
        said = form.locator("[data-impact]")
        expect(said).to_contain_text("shop-c is the latest.")
        form.get_by_label("Released").fill("2026-01-04 09:00")
        expect(said).to_contain_text("this release becomes the latest, in place of shop-c.")
        form.get_by_label("Released").fill("2026-01-04 09:")
        expect(said).to_contain_text("shop-c is the latest.")
        form.get_by_label("Released").fill("2026-01-05 09:00")
        expect(said).to_contain_text("this release becomes the latest, in place of shop-c.")
        page.keyboard.press("Escape")
        expect(said).to_contain_text("shop-c is the latest.")
        form.get_by_role("button", name="Now").click()
        expect(said).to_contain_text("this release becomes the latest, in place of shop-c.")
        expect(other.locator("[data-impact]")).to_contain_text("shop-c is the latest.")

    expect(form.get_by_role("button", name="Save").last).to_be_enabled()
    assert [seen.method for seen in api.requests if seen.method != "GET"] == []


def test_zone_of_the_date_counts(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(f"{LIST}shop-b/edit/", editor)
    said = page.locator("[data-impact]")
    expect(said).to_contain_text("shop-c is the latest.")

    with staying(page):
        page.get_by_label("Released").fill("2026-01-03 12:00:00")
        expect(said).to_contain_text("this release becomes the latest")
        page.get_by_label("Time zone of this date").select_option("Asia/Tokyo")
        expect(said).to_contain_text("shop-c stays the latest.")
