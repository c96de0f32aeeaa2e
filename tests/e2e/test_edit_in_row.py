"""Fixing a release's metadata right in the list."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, assert_versions, staying
from tests.in_row import LIST, VERSIONS, add_releases, open_form, outcome, pencil


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases; the one in the middle has everything that can be edited."""
    add_releases(sentry)
    return sentry


def test_pencil_opens_the_form_under_its_row_and_enter_saves(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)

    with staying(page):
        form = open_form(page)
        expect(form.get_by_label("Ref")).to_have_value("a1")
        assert_versions(page, *VERSIONS)
        page.keyboard.press("Control+A")
        page.keyboard.type("b2")
        page.keyboard.press("Enter")
        expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")

    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_focused()
    expect(form).to_have_count(0)
    assert_versions(page, *VERSIONS)
    assert address(page) == LIST
    assert api.release("shop@1.0.1")["ref"] == "b2"
    assert api.release("shop@1.0.1")["dateReleased"] == "2026-01-02T03:04:05.678901Z"


def test_outcome_can_be_dismissed_and_the_form_opened_again(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Ref").fill("b2")
    form.get_by_role("button", name="Save").click()

    with staying(page):
        page.get_by_role("link", name="Edit again").click()
        expect(form.get_by_label("Ref")).to_have_value("b2")
        form.get_by_role("link", name="Cancel").click()
        expect(form).to_have_count(0)

    expect(pencil(page)).to_be_focused()


@pytest.mark.parametrize("way", ["Escape", "Cancel", "pencil"])
def test_form_closes_without_a_trace_and_the_focus_returns_to_the_pencil(
    visits: Visits, editor: Client, api: DemoServer, way: str
) -> None:
    page = visits.open(LIST, editor)

    with staying(page):
        form = open_form(page)
        form.get_by_label("Ref").fill("b2")
        if way == "Escape":
            page.keyboard.press("Escape")
            expect(form.get_by_label("Ref")).to_have_value("a1")
            page.keyboard.press("Escape")
        elif way == "Cancel":
            form.get_by_role("link", name="Cancel").click()
        else:
            pencil(page).click()
        expect(form).to_have_count(0)

    expect(pencil(page)).to_be_focused()
    assert_versions(page, *VERSIONS)
    assert api.release("shop@1.0.1")["ref"] == "a1"


def test_two_forms_can_be_open_at_once(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor)
    first = open_form(page)
    first.get_by_label("Ref").fill("typed in the first")

    with staying(page):
        page.get_by_role("link", name="Edit shop@1.0.2").click()
        second = page.get_by_role("form", name="Edit shop@1.0.2")
        expect(second.get_by_label("Ref")).to_be_focused()
        second.get_by_label("Ref").fill("b2")
        page.keyboard.press("Enter")
        expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")

    expect(first.get_by_label("Ref")).to_have_value("typed in the first")


def test_bad_url_is_told_beside_its_field_which_keeps_what_was_typed(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    visits.expect_status(422)
    page = visits.open(LIST, editor)

    with staying(page):
        form = open_form(page)
        form.get_by_label("Ref").fill("b2")
        form.get_by_label("Url").fill("example.com/new")
        page.keyboard.press("Enter")
        expect(form.get_by_role("alert")).to_have_text("Enter a valid URL. It starts with https:// or http://.")

    expect(form.get_by_label("Url")).to_have_value("example.com/new")
    expect(form.get_by_label("Url")).to_be_focused()
    expect(form.get_by_label("Url")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Ref")).to_have_value("b2")
    assert api.release("shop@1.0.1")["ref"] == "a1"


def test_form_stays_as_typed_when_upstream_fails_and_can_be_sent_again(
    visits: Visits, editor: Client, api: DemoServer
) -> None:
    visits.expect_status(502)
    page = visits.open(LIST, editor)
    form = open_form(page)
    api.plan(Fault(kind="status", code=500, path_contains="shop%401.0.1", times=4))

    with staying(page):
        form.get_by_label("Ref").fill("b2")
        page.keyboard.press("Enter")
        expect(form.get_by_role("alert")).to_contain_text("Nothing was saved.")
        expect(form.get_by_label("Ref")).to_have_value("b2")
        api.faults.clear()
        form.get_by_role("button", name="Save").click()
        expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")

    assert api.release("shop@1.0.1")["ref"] == "b2"


def test_loss_of_the_network_is_told_and_the_form_stays(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_loss()
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Ref").fill("b2")

    with staying(page):
        page.context.set_offline(True)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("No answer came from the dashboard.")
        expect(form.get_by_label("Ref")).to_have_value("b2")
        page.context.set_offline(False)
        page.keyboard.press("Enter")
        expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")


def test_row_stays_when_its_form_cannot_be_opened(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_status(502)
    page = visits.open(LIST, editor)
    api.plan(Fault(kind="status", code=500, path_contains="shop%401.0.1"))

    with staying(page):
        pencil(page).click()
        expect(page.get_by_role("alert")).to_be_in_viewport()
        assert_versions(page, *VERSIONS)
        open_form(page)

    expect(page.get_by_role("alert")).to_have_count(0)


def test_edit_works_as_a_page_without_javascript(visits: Visits, editor: Client, api: DemoServer) -> None:
    visits.expect_status(422)
    page = visits.open(LIST, editor, java_script_enabled=False)

    pencil(page).click()
    page.get_by_label("Url").fill("nonsense")
    page.get_by_label("Ref").fill("b2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Enter a valid URL. It starts with https:// or http://.")
    page.get_by_label("Url").fill("https://example.com/new")
    page.get_by_role("button", name="Created").click()
    expect(page.get_by_label("Released")).to_have_value("2026-01-02T00:00:00Z")
    page.get_by_role("button", name="Save").click()

    for field in ("ref", "url", "dateReleased"):
        expect(outcome(page, field)).to_have_attribute("data-outcome", "applied")
    page.get_by_role("link", name="Back to the release").click()
    assert address(page) == "/acme/releases/shop%401.0.1/"
    names = ("ref", "url", "dateReleased")
    assert [api.release("shop@1.0.1")[name] for name in names] == [
        "b2",
        "https://example.com/new",
        "2026-01-02T00:00:00Z",
    ]


@pytest.mark.parametrize("twice", ["clicks", "Enter"])
def test_save_that_is_asked_for_twice_is_sent_once(visits: Visits, editor: Client, api: DemoServer, twice: str) -> None:
    page = visits.open(LIST, editor)
    form = open_form(page)
    form.get_by_label("Ref").fill("b2")
    api.plan(Fault(kind="delay", method="PUT", seconds=0.5))

    if twice == "clicks":
        form.get_by_role("button", name="Save").dblclick()
    else:
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")

    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")
    assert [seen.method for seen in api.requests if seen.method == "PUT"] == ["PUT"]


def test_date_is_fixed_on_a_phone(visits: Visits, editor: Client, api: DemoServer) -> None:
    page = visits.open(LIST, editor, width=375, has_touch=True, is_mobile=True)

    with staying(page):
        page.get_by_role("searchbox", name="Search versions").fill("shop@1.0.1")
        assert_versions(page, "shop@1.0.1")
        pencil(page).tap()
        form = page.get_by_role("form", name="Edit shop@1.0.1")
        form.get_by_role("button", name="Created").tap()
        expect(form.get_by_label("Released")).to_have_value("2026-01-02T00:00:00Z")
        form.get_by_role("button", name="Save").tap()
        expect(outcome(page, "dateReleased")).to_have_attribute("data-outcome", "applied")

    assert api.release("shop@1.0.1")["dateReleased"] == "2026-01-02T00:00:00Z"
