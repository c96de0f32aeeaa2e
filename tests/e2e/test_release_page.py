"""One release: opened from the list, edited in place, its parts, what can be taken away from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, staying

SHOP = "/acme/releases/shop%401.0.1/"


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with one release that has every part."""
    sentry.add(
        version="shop@1.0.1",
        ref="a1",
        url="https://example.com/old",
        dateCreated="2026-01-01T00:00:00Z",
        commits=[{"id": "c1", "message": "Fix the till", "author_name": "Ada", "author_email": "ada@example.com"}],
        deploys=[{"environment": "production", "dateFinished": "2026-01-03T00:00:00Z"}],
        files=[{"name": "~/static/app.js", "content": "let a = 1;"}],
    )
    return sentry


def test_release_is_opened_from_the_list(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open("/acme/releases/", viewer)

    page.get_by_role("link", name="1.0.1", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("shop@1.0.1")
    assert address(page) == SHOP
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)


@pytest.mark.parametrize(
    ("awkward", "shown"),
    [
        ("100% of #1?a=b&c+d", "/acme/releases/100%25%20of%20%231%3Fa%3Db%26c%2Bd/"),
        ("🚀 launch", "/acme/releases/%F0%9F%9A%80%20launch/"),
        ("commits", "/acme/releases/commits/"),
    ],
)
def test_release_with_an_awkward_name_is_opened_from_the_list(
    visits: Visits, viewer: Client, sentry: DemoServer, awkward: str, shown: str
) -> None:
    sentry.add(version=awkward)
    page = visits.open("/acme/releases/", viewer)

    page.locator("tr[data-version] a.version").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(awkward)
    assert address(page) == shown


@pytest.mark.parametrize(
    ("link", "label"),
    [("Edit", "Ref"), ("Edit ref", "Ref"), ("Edit url", "Url"), ("Edit dateReleased", "Released")],
)
def test_form_opens_in_place_on_the_field_and_gives_the_focus_back(
    visits: Visits, editor: Client, api: DemoServer, link: str, label: str
) -> None:
    page = visits.open(SHOP, editor)

    with staying(page):
        page.get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("form").get_by_label(label)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("form", name="Edit shop@1.0.1")).to_have_count(0)

    expect(page.get_by_role("link", name=link, exact=True)).to_be_focused()


def test_edit_in_place_tells_the_outcome_and_renews_what_the_page_says(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    page = visits.open(SHOP, editor)
    expect(page.locator("#state")).to_contain_text("not released")

    with staying(page):
        page.get_by_role("link", name="Edit dateReleased").click()
        page.get_by_label("Released", exact=True).fill("2026-02-03 04:05:06")
        page.keyboard.press("Enter")
        expect(page.locator('[data-field="dateReleased"]')).to_have_attribute("data-outcome", "applied")

    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_focused()
    for place in (page.locator("#state"), page.locator("dl.facts")):
        expect(place.locator('time[datetime="2026-02-03T04:05:06Z"]')).to_be_visible()
    assert address(page) == SHOP
    assert api.release("shop@1.0.1")["dateReleased"] == "2026-02-03T04:05:06Z"


def test_each_part_has_an_address_of_its_own(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, viewer)
    parts = {
        "Commits 1": ("commits/", "Fix the till"),
        "Files": ("files/", "~/static/app.js"),
        "Deploys 1": ("deploys/", "production"),
        "History": ("history/", "Nobody has changed this release"),
        "Raw": ("raw/", '"version": "shop@1.0.1"'),
    }

    for name, (tail, words) in parts.items():
        page.get_by_role("navigation", name="Parts of the release").get_by_role("link", name=name).click()
        expect(page.get_by_role("main")).to_contain_text(words)
        assert address(page) == SHOP + tail
    page.go_back()

    parts_of = page.get_by_role("navigation", name="Parts of the release")
    expect(parts_of.get_by_role("link", name="History")).to_have_attribute("aria-current", "page")
    assert address(page) == SHOP + "history/"


def test_copy_buttons_copy_the_version_and_the_raw_json(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP + "raw/", viewer, permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy shop@1.0.1").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_in_viewport()
    copied = page.evaluate("navigator.clipboard.readText()")
    page.reload()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Copied", exact=True)).to_be_in_viewport()
    raw = page.evaluate("navigator.clipboard.readText()")

    assert copied == "shop@1.0.1"
    assert raw == page.locator("#raw").text_content()


def test_copy_that_the_browser_refuses_is_told(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP + "raw/", viewer)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); }")

    page.get_by_role("button", name="Copy", exact=True).click()

    expect(page.get_by_text("The browser did not allow copying")).to_be_in_viewport()


def test_copy_buttons_are_hidden_where_the_browser_offers_no_clipboard(
    visits: Visits, viewer: Client, api: DemoServer
) -> None:
    page = visits.open(SHOP + "raw/", viewer)
    # As by plain HTTP from another machine.
    page.context.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })")

    page.reload()

    expect(page.locator("#raw")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_copy_buttons_are_hidden_without_javascript(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP + "raw/", viewer, java_script_enabled=False)

    expect(page.locator("#raw")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_file_arrives_as_a_download(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP + "files/", viewer)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download ~/static/app.js").click()

    assert download.value.suggested_filename == "app.js"
    assert Path(download.value.path()).read_text() == "let a = 1;"
    assert address(page) == SHOP + "files/"
