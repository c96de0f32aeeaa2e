"""Copying a release, and the commands of an edit, from where one is."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, staying
from tests.in_row import LIST, add_releases, open_form

SHOP = "/acme/releases/shop%401.0.1/"


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases."""
    add_releases(sentry)
    return sentry


def test_release_is_copied_from_a_dialog(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, viewer, permissions=["clipboard-read", "clipboard-write"])
    opener = page.get_by_role("link", name="Copy as")

    with staying(page):
        opener.focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog", name="Copy as").get_by_role("button", name="Copy Markdown").click()
        expect(page.get_by_text("Copied", exact=True)).to_be_attached()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    expect(opener).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()").startswith("[shop@1.0.1](http://localhost")


def test_copying_is_a_page_without_javascript(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(SHOP, viewer, java_script_enabled=False)

    page.get_by_role("link", name="Copy as").click()

    expect(page.locator("h1")).to_have_text("Copy as")
    expect(page.get_by_text("curl --fail-with-body")).to_be_visible()


def test_commands_stand_under_the_form_and_what_was_typed_stays(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    page = visits.open(LIST, editor)

    with staying(page):
        form = open_form(page)
        form.get_by_label("Ref").fill("b2")
        form.get_by_role("button", name="Show as curl and sentry-cli").click()
        expect(form.get_by_text('"ref": "b2"')).to_be_visible()
        expect(form.get_by_text("sentry-cli cannot change a ref.")).to_be_visible()
        expect(form.get_by_label("Ref")).to_have_value("b2")

    assert api.release("shop@1.0.1")["ref"] == "a1"


def test_commands_are_a_page_without_javascript(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(f"{SHOP}edit/", editor, java_script_enabled=False)

    page.get_by_label("Ref").fill("b2")
    page.get_by_role("button", name="Show as curl and sentry-cli").click()

    expect(page.get_by_text('"ref": "b2"')).to_be_visible()
    assert address(page) == f"{SHOP}edit/commands/"
    page.get_by_role("link", name="Back to the form").click()
    expect(page.get_by_label("Ref")).to_have_value("b2")
