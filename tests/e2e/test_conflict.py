"""Choosing between one's own value and somebody else's, in the list and on the release's page."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from releases_ui.demo_api.server import DemoServer
from tests import colleague
from tests.browsing import Visits, staying
from tests.in_row import LIST, add_releases, open_form, outcome, pencil


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases; the one in the middle has everything that can be edited."""
    add_releases(sentry)
    return sentry


def conflict_in_row(page: Page, api: DemoServer) -> Locator:
    """Type a ref and a url under the row while somebody else changes the ref; return the form."""
    form = open_form(page)
    colleague.edit(api, "shop@1.0.1", ref="theirs")
    form.get_by_label("Url").fill("https://example.com/mine")
    form.get_by_label("Ref").fill("mine")
    page.keyboard.press("Enter")
    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "conflict")
    return form


def choice(page: Page, which: str) -> Locator:
    """Return the button that chooses a value for the ref."""
    return outcome(page, "ref").get_by_role("radio", name=which)


def test_keyboard_chooses_ones_own_value_and_a_second_conflict_asks_again(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    visits.expect_status(409)
    page = visits.open(LIST, editor)

    with staying(page):
        form = conflict_in_row(page, api)
        expect(choice(page, "theirs")).to_be_focused()
        expect(form.get_by_text("Saving sends url and keeps ref as the server has it.")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(choice(page, "mine")).to_be_checked()
        expect(form.get_by_text("Saving sends url and ref.")).to_be_visible()
        colleague.edit(api, "shop@1.0.1", ref="theirs, later")
        page.keyboard.press("Enter")
        expect(choice(page, "theirs, later")).to_be_checked()
        assert api.release("shop@1.0.1")["url"] == "https://example.com/old"
        choice(page, "mine").check()
        form.get_by_role("button", name="Save with these choices").click()
        expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")

    assert api.release("shop@1.0.1")["ref"] == "mine"
    assert api.release("shop@1.0.1")["url"] == "https://example.com/mine"


def test_value_of_somebody_else_is_kept_and_what_was_typed_is_told(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    visits.expect_status(409)
    page = visits.open(LIST, editor)

    with staying(page):
        conflict_in_row(page, api)
        expect(choice(page, "theirs")).to_be_focused()
        page.keyboard.press("Escape")
        expect(choice(page, "theirs")).to_be_checked()
        page.keyboard.press("Enter")
        expect(outcome(page, "url")).to_have_attribute("data-outcome", "applied")

    expect(outcome(page, "ref")).to_contain_text("You had typed mine.")
    assert api.release("shop@1.0.1")["ref"] == "theirs"


def test_typing_anew_chooses_ones_own_value(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_status(409)
    page = visits.open(LIST, editor)

    with staying(page):
        form = conflict_in_row(page, api)
        outcome(page, "ref").get_by_text("change it").click()
        form.get_by_label("Ref").fill("both of us")
        expect(form.get_by_text("Saving sends url and ref.")).to_be_visible()
        page.keyboard.press("Enter")
        expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")

    assert api.release("shop@1.0.1")["ref"] == "both of us"


def test_ones_own_edit_is_thrown_away(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_status(409)
    page = visits.open(LIST, editor)

    with staying(page):
        form = conflict_in_row(page, api)
        form.get_by_role("link", name="Throw mine away").click()
        expect(form).to_have_count(0)

    expect(pencil(page)).to_be_focused()
    assert api.release("shop@1.0.1")["url"] == "https://example.com/old"


def test_conflict_is_solved_as_a_page_without_javascript(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_status(409)
    page = visits.open("/acme/releases/shop@1.0.1/edit/", editor, java_script_enabled=False)
    page.get_by_label("Ref").fill("mine")
    colleague.edit(api, "shop@1.0.1", ref="theirs")

    page.get_by_role("button", name="Save").click()
    choice(page, "mine").check()
    outcome(page, "ref").get_by_text("change it").click()
    page.get_by_label("Ref").fill("both of us")
    page.get_by_role("button", name="Save with these choices").click()

    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")
    assert api.release("shop@1.0.1")["ref"] == "both of us"


@pytest.mark.parametrize("width", [1280, 375])
def test_values_of_a_conflict_are_shown_whole(visits: Visits, editor: Client, api: DemoServer, width: int) -> None:
    visits.expect_status(409)
    page = visits.open(LIST, editor, width=width)
    form = open_form(page)
    colleague.edit(api, "shop@1.0.1", ref="t" * 200)

    form.get_by_label("Ref").fill("m" * 200)
    page.keyboard.press("Enter")
    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "conflict")

    cut = "(cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText)"
    assert page.locator("[data-outcome] :is(th, td)").evaluate_all(cut) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
