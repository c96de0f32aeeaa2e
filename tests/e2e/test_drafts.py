"""What is typed in an edit form outlives the tab in which it was typed."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from releases_ui.demo_api.server import DemoServer
from tests import colleague
from tests.browsing import Visits
from tests.in_row import LIST, add_releases, open_form, outcome

NOTICE = "and not saved."


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases."""
    add_releases(sentry)
    return sentry


def reopen(page: Page) -> Page:
    """Close the tab, and open the list in another one of the same browser."""
    context = page.context
    page.close()
    fresh = context.new_page()
    fresh.goto(LIST)
    return fresh


def wait_until_kept(page: Page, text: str) -> None:
    """Wait until the browser has a draft with this text: a test is quicker than the script that keeps it is fetched."""
    page.wait_for_function("(text) => Object.values(localStorage).some((draft) => draft.includes(text))", arg=text)


def type_and_leave(page: Page) -> Page:
    """Type a ref and a note, and close the tab without saving."""
    form = open_form(page)
    form.get_by_label("Ref").fill("typed")
    form.get_by_label("Note").fill("a long story")
    wait_until_kept(page, "a long story")
    return reopen(page)


def test_typed_text_is_there_again_in_another_tab_and_gone_once_it_is_saved(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    page = type_and_leave(visits.open(LIST, editor))

    form = open_form(page)
    expect(form.get_by_role("status").filter(has_text=NOTICE)).to_be_visible()
    expect(form.get_by_label("Ref")).to_have_value("typed")
    expect(form.get_by_label("Note")).to_have_value("a long story")
    form.get_by_role("button", name="Save 1 change").click()
    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")
    page = reopen(page)

    form = open_form(page)
    expect(form.get_by_label("Ref")).to_have_value("typed")
    expect(form.get_by_text(NOTICE)).to_have_count(0)
    expect(form.get_by_label("Note")).to_have_value("")


def test_draft_is_thrown_away(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = type_and_leave(visits.open(LIST, editor))

    form = open_form(page)
    form.get_by_role("button", name="Throw it away").click()
    expect(form.get_by_label("Ref")).to_have_value("a1")
    page = reopen(page)

    form = open_form(page)
    expect(form.get_by_label("Ref")).to_have_value("a1")
    expect(form.get_by_text(NOTICE)).to_have_count(0)


def test_what_somebody_else_changed_meanwhile_is_a_conflict_and_not_overwritten(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    visits.expect_status(409)
    page = type_and_leave(visits.open(LIST, editor))
    colleague.edit(api, "shop@1.0.1", ref="theirs")

    form = open_form(page)
    expect(form.get_by_label("Ref")).to_have_value("typed")
    form.get_by_role("button", name="Save").last.click()

    expect(form.get_by_role("alert")).to_contain_text("Nothing was saved yet.")
    assert api.release("shop@1.0.1")["ref"] == "theirs"


def test_other_fields_that_somebody_changed_meanwhile_are_shown_fresh_and_kept(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    page = type_and_leave(visits.open(LIST, editor))
    fresh = {"url": "https://example.com/theirs", "dateReleased": "2026-03-03T03:03:03.123456Z"}
    colleague.edit(api, "shop@1.0.1", **fresh)

    form = open_form(page)
    expect(form.get_by_label("Url")).to_have_value(fresh["url"])
    form.get_by_role("button", name="Save 1 change").click()
    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")

    release = api.release("shop@1.0.1")
    assert {name: release[name] for name in fresh} == fresh


def test_draft_of_somebody_else_in_the_same_browser_is_not_shown(
    visits: Visits, editor: Client, admin: Client, api: DemoServer
) -> None:
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Ref").fill("typed")
    wait_until_kept(page, "typed")
    visits.sign_in(page.context, admin)

    form = open_form(reopen(page))

    expect(form.get_by_label("Ref")).to_have_value("a1")
    expect(form.get_by_text(NOTICE)).to_have_count(0)


def test_draft_survives_a_save_that_failed(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_status(422)
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Url").fill("nonsense")
    page.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("Enter a valid URL.")
    wait_until_kept(page, "nonsense")

    form = open_form(reopen(page))

    expect(form.get_by_label("Url")).to_have_value("nonsense")


def test_tab_that_is_closed_in_a_conflict_keeps_what_was_typed(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_status(409)
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Ref").fill("typed")
    wait_until_kept(page, "typed")
    colleague.edit(api, "shop@1.0.1", ref="theirs")
    page.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("Nothing was saved yet.")
    form.get_by_role("radio", name="send yours").check()

    form = open_form(reopen(page))

    expect(form.get_by_label("Ref")).to_have_value("typed")


def test_tab_in_which_nobody_typed_drops_no_draft(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    open_form(page)
    other = page.context.new_page()
    other.goto(LIST)
    form = open_form(other)
    form.get_by_label("Ref").fill("typed")
    wait_until_kept(other, "typed")
    other.close()

    form = open_form(reopen(page))

    expect(form.get_by_label("Ref")).to_have_value("typed")


def test_date_that_is_picked_wins_over_the_one_that_was_typed(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Released").fill("2026-05-05 05:05:05")
    form.get_by_label("Ref").fill("typed")
    wait_until_kept(page, "typed")
    page = reopen(page)
    form = open_form(page)
    expect(form.get_by_label("Released")).to_have_value("2026-05-05 05:05:05")

    form.get_by_role("button", name="Created").click()

    expect(form.get_by_label("Released")).to_have_value("2026-01-02T00:00:00Z")
    expect(form.get_by_label("Ref")).to_have_value("typed")
    wait_until_kept(page, "2026-01-02T00:00:00Z")
    form = open_form(reopen(page))
    expect(form.get_by_label("Released")).to_have_value("2026-01-02T00:00:00Z")


def test_date_that_comes_back_is_read_anew(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    open_form(page).get_by_role("textbox", name="Released").fill("9000-01-02 03:04")
    wait_until_kept(page, "9000-01-02 03:04")

    page.reload()
    form = open_form(page)

    expect(form.locator("[data-typed]")).to_contain_text("9000-01-02T03:04:00Z in UTC")


def test_drafts_go_when_their_person_signs_out(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    open_form(page).get_by_label("Ref").fill("typed")
    wait_until_kept(page, "typed")
    page.evaluate("localStorage.setItem('draft 4711.acme.somebody-else', '{}')")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft '))")
    assert kept == ["draft 4711.acme.somebody-else"]


def test_words_go_on_counting(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open("/preferences/", viewer)
    page.clock.install()
    page.goto(LIST)
    words = page.locator("#as-of time")
    expect(words).to_contain_text("s ago")

    page.clock.fast_forward(125_000)

    expect(words).to_have_text("2 min ago")
