"""The fields of the edit form, while somebody fills them in."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, staying
from tests.in_row import LIST, add_releases, open_form, outcome


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases; the one in the middle has everything that can be edited."""
    add_releases(sentry)
    return sentry


def test_form_counts_what_is_changed_and_shows_what_stood_there(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    page = visits.open(LIST, editor)
    form = open_form(page)
    ref, save = form.get_by_label("Ref"), form.locator("[data-save]")
    expect(save).to_have_text("Save")

    ref.fill("b2")
    form.get_by_label("Time zone of this date").select_option("Europe/Berlin")
    expect(save).to_have_text("Save 2 changes")
    expect(form.get_by_text("was a1")).to_be_visible()
    form.get_by_label("Time zone of this date").select_option("UTC")
    expect(save).to_have_text("Save 1 change")

    ref.press("Escape")
    expect(ref).to_have_value("a1")
    expect(save).to_have_text("Save")
    expect(form.get_by_text("was a1")).to_be_hidden()


def test_one_field_is_put_back_and_the_others_stay(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Ref").fill("b2")
    form.get_by_label("Released").fill("2026-02-02 00:00")
    form.get_by_label("Time zone of this date").select_option("Europe/Berlin")
    expect(form.locator("[data-save]")).to_have_text("Save 2 changes")

    form.get_by_role("button", name="Put back Released").click()

    expect(form.get_by_role("textbox", name="Released")).to_have_value("2026-01-02 03:04:05.678901")
    expect(form.get_by_role("textbox", name="Released")).to_be_focused()
    expect(form.get_by_label("Time zone of this date")).to_have_value("UTC")
    expect(form.get_by_label("Ref")).to_have_value("b2")
    expect(form.locator("[data-save]")).to_have_text("Save 1 change")


def test_date_is_read_while_it_is_typed(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    form = open_form(page)
    hint, date = form.locator("[data-typed]"), form.get_by_role("textbox", name="Released")

    date.fill("9000-01-02 03:04")
    expect(hint).to_contain_text("9000-01-02T03:04:00Z in UTC")
    expect(hint).to_contain_text("ahead")
    form.get_by_label("Time zone of this date").select_option("Europe/Berlin")
    expect(hint).to_contain_text("9000-01-02T02:04:00Z in UTC")
    date.fill("2025-01-02")
    expect(hint).to_contain_text("The time is missing.")
    date.fill("2025-01-02 00:00")
    expect(hint).to_contain_text("before it was created")
    date.press("Escape")
    expect(hint).to_contain_text("2026-01-02T03:04:05.678901Z in UTC")


def test_quick_pick_fills_in_the_date_and_keeps_what_was_typed(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)

    with staying(page):
        form = open_form(page)
        form.get_by_label("Ref").fill("b2")
        form.get_by_role("button", name="Created").click()
        expect(form.get_by_label("Released")).to_have_value("2026-01-02T00:00:00Z")

    expect(form.get_by_label("Released")).to_be_focused()
    expect(form.get_by_label("Ref")).to_have_value("b2")
    assert api.release("shop@1.0.1")["dateReleased"] == "2026-01-02T03:04:05.678901Z"


def test_local_time_that_happens_twice_is_asked_about_and_answered(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    visits.expect_status(422)
    page = visits.open(LIST, editor, timezone_id="Europe/Berlin")
    page.reload()

    with staying(page):
        form = open_form(page)
        expect(form.get_by_label("Time zone of this date")).to_have_value("Europe/Berlin")
        form.get_by_label("Released").fill("2026-10-25 02:30:00")
        page.keyboard.press("Enter")
        question = form.get_by_role("group", name="Which one")
        expect(question.get_by_role("radio")).to_have_count(2)
        question.get_by_role("radio").last.check()
        form.get_by_role("button", name="Save").click()
        expect(outcome(page, "dateReleased")).to_have_attribute("data-outcome", "applied")

    assert api.release("shop@1.0.1")["dateReleased"] == "2026-10-25T01:30:00Z"
