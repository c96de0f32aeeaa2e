"""Creating a release by hand."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address, staying

NEW = "/acme/new-release/"


def outcomes(page: Page) -> dict[str, str]:
    """Wait for the report, and return what became of each field."""
    expect(page.locator("[data-outcome]").first).to_be_visible()
    return dict(
        page.locator("[data-outcome]").evaluate_all("all => all.map(e => [e.dataset.field, e.dataset.outcome])")
    )


def create(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="Create release").click()


def test_release_is_created_from_the_list_and_opened(visits: Visits, editor: Client, sentry: DemoServer) -> None:
    page = visits.open("/acme/releases/", editor)
    page.get_by_role("link", name="New release").click()
    expect(page.get_by_label("Version")).to_be_focused()

    with staying(page):
        page.keyboard.type("shop@1.0.1")
        page.get_by_label("backend").check()
        page.get_by_label("Ref", exact=True).fill("b2")
        page.get_by_role("button", name="Now").click()
        expect(page.get_by_label("Released", exact=True)).to_be_focused()
        create(page)
        told = outcomes(page)

    assert (told["version"], told["ref"], told["dateReleased"]) == ("applied", "applied", "applied")
    expect(page.get_by_role("status").filter(has_text="Created")).to_be_focused()
    page.get_by_role("link", name="Open the release").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("shop@1.0.1")
    made = sentry.release("shop@1.0.1")
    assert (made["ref"], [project["slug"] for project in made["projects"]]) == ("b2", ["backend"])


def test_rows_are_added_and_removed_without_a_page_load(visits: Visits, editor: Client, sentry: DemoServer) -> None:
    page = visits.open(NEW, editor)
    ids = page.get_by_label("Id", exact=True)

    with staying(page):
        page.get_by_label("Version").fill("shop@1.0.1")
        page.get_by_label("web").check()
        for number, name in enumerate(("c1", "c2", "c3")):
            page.get_by_role("button", name="Add a commit").click()
            expect(ids.nth(number)).to_be_focused()
            page.keyboard.type(name)
        page.get_by_role("button", name="Remove commit 2").click()
        expect(ids).to_have_count(2)
        expect(page.get_by_role("button", name="Add a commit")).to_be_focused()
        expect(ids.first).to_have_value("c1")
        expect(ids.last).to_have_value("c3")
        create(page)
        told = outcomes(page)

    assert told["commits"] == "applied"
    assert sentry.release("shop@1.0.1")["commitCount"] == 2


def test_mistakes_are_listed_lead_to_their_fields_and_lose_nothing(
    visits: Visits, editor: Client, sentry: DemoServer
) -> None:
    visits.expect_status(422)
    page = visits.open(NEW, editor)

    with staying(page):
        page.get_by_label("Version").fill("shop@1.0.1")
        page.get_by_label("Url").fill("nonsense")
        page.keyboard.press("Enter")
        summary = page.get_by_role("alert").filter(has_text="Not created: 2 things need a look")
        expect(summary).to_be_focused()
        summary.get_by_role("link", name="valid URL").click()
        expect(page.get_by_label("Url")).to_be_focused()

    expect(page.get_by_label("Version")).to_have_value("shop@1.0.1")
    expect(page.get_by_label("Url")).to_have_value("nonsense")
    expect(page.get_by_label("Url")).to_have_attribute("aria-invalid", "true")
    assert sentry.versions() == []


def test_version_that_exists_is_not_sent_and_can_be_edited_with_what_was_typed(
    visits: Visits, editor: Client, sentry: DemoServer
) -> None:
    visits.expect_status(409)
    sentry.add(version="shop@1.0.1", ref="a1")
    page = visits.open(NEW, editor)

    page.get_by_label("Version").fill("shop@1.0.1")
    page.get_by_label("web").check()
    page.get_by_label("Ref", exact=True).fill("b2")
    create(page)
    page.get_by_role("alert").get_by_role("link", name="Edit shop@1.0.1").click()

    expect(page.get_by_label("Ref", exact=True)).to_have_value("b2")
    assert address(page).startswith("/acme/releases/shop%401.0.1/edit/")
    assert sentry.release("shop@1.0.1")["ref"] == "a1"


def test_pasted_json_fills_the_form_in(visits: Visits, editor: Client, sentry: DemoServer) -> None:
    page = visits.open(NEW, editor)
    body = {"version": "shop@1.0.1", "projects": ["web"], "ref": "b2", "commits": [{"id": "c1"}]}

    with staying(page):
        page.get_by_text("Fill in from JSON").first.click()
        page.get_by_label("The body of a create request").fill(json.dumps(body))
        page.get_by_role("button", name="Fill in from JSON").click()
        expect(page.get_by_label("Version")).to_have_value("shop@1.0.1")

    expect(page.get_by_label("web")).to_be_checked()
    expect(page.get_by_label("Ref", exact=True)).to_have_value("b2")
    expect(page.get_by_label("Id", exact=True)).to_have_value("c1")
    assert sentry.versions() == []


def test_form_stays_as_typed_when_upstream_fails_and_can_be_sent_again(
    visits: Visits, editor: Client, sentry: DemoServer
) -> None:
    visits.expect_status(502)
    page = visits.open(NEW, editor)
    sentry.plan(Fault(kind="status", code=500, times=0))

    with staying(page):
        page.get_by_label("Version").fill("shop@1.0.1")
        page.get_by_label("web").check()
        create(page)
        expect(page.get_by_role("alert")).to_contain_text("nothing was sent")
        expect(page.get_by_label("Version")).to_have_value("shop@1.0.1")
        sentry.faults.clear()
        create(page)
        told = outcomes(page)

    assert told["version"] == "applied"
    assert sentry.versions() == ["shop@1.0.1"]


@pytest.mark.parametrize("dialect", ["sentry", "glitchtip"])
def test_release_is_created_without_javascript(
    visits: Visits, editor: Client, dialect: str, request: pytest.FixtureRequest
) -> None:
    api: DemoServer = request.getfixturevalue(dialect)
    page = visits.open(NEW, editor, java_script_enabled=False)

    page.get_by_label("Version").fill("shop@1.0.1")
    page.get_by_label("web").check()
    if dialect == "sentry":
        page.get_by_role("button", name="Add a commit").click()
        page.get_by_label("Id", exact=True).fill("c1")
        page.get_by_role("button", name="Add a commit").click()
        page.get_by_role("button", name="Remove commit 2").click()
    create(page)

    assert outcomes(page)["version"] == "applied"
    page.get_by_role("link", name="Open the release").click()
    assert address(page) == "/acme/releases/shop%401.0.1/"
    assert api.versions() == ["shop@1.0.1"]
