"""What a release manager comes for: by mouse, by keys alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.browsing import Visits, address, assert_versions
from tests.hands import WAYS, Hands, Way
from tests.in_row import LIST, VERSIONS, add_releases, outcome, pencil

SHOP = "/acme/releases/shop%401.0.1/"

Enter = Callable[..., Hands]


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with three releases; the one in the middle has everything that can be edited."""
    add_releases(sentry)
    return sentry


@pytest.fixture(params=WAYS)
def enter(request: pytest.FixtureRequest, visits: Visits, editor: Client) -> Enter:
    """Open a page as an editor, and work on it in one of the ways."""
    way: Way = request.param

    def open_page(where: str = LIST) -> Hands:
        return Hands(visits.open(where, editor, java_script_enabled=way != "no scripts"), way)

    return open_page


def open_form(hands: Hands) -> None:
    """Open the form of the release in the middle: under its row, or as a page."""
    hands.press(pencil(hands.page))
    ref = hands.page.get_by_label("Ref")
    expect(ref).to_be_focused() if hands.has_scripts else expect(ref).to_be_visible()


def test_release_is_found_by_how_it_starts_and_opened(enter: Enter, api: DemoServer) -> None:
    hands = enter()

    hands.type(hands.page.get_by_role("searchbox"), "shop@1.0.1")
    hands.page.keyboard.press("Enter")
    assert_versions(hands.page, "shop@1.0.1")
    hands.press(hands.page.locator("tr[data-version] a.version"))

    expect(hands.page.locator("h1")).to_contain_text("1.0.1")
    assert address(hands.page) == SHOP


def test_pages_are_turned_and_found_again_by_back_and_forward(enter: Enter, api: DemoServer) -> None:
    for number in range(20):
        api.add(version=f"old@{number}", dateCreated=f"2025-12-{30 - number:02d}T00:00:00Z")
    pages = [
        (*VERSIONS, *(f"old@{number}" for number in range(7))),
        tuple(f"old@{number}" for number in range(7, 17)),
    ]
    hands = enter(f"{LIST}?per_page=10")

    hands.press(hands.page.get_by_role("link", name="Older"))
    assert_versions(hands.page, *pages[1])
    second = address(hands.page)
    hands.press(hands.page.get_by_role("link", name="Newer"))
    assert_versions(hands.page, *pages[0])
    hands.page.go_back()
    assert_versions(hands.page, *pages[1])
    hands.page.go_back()
    assert_versions(hands.page, *pages[0])
    hands.page.go_forward()

    assert_versions(hands.page, *pages[1])
    assert address(hands.page) == second


def test_release_is_created(enter: Enter, api: DemoServer) -> None:
    hands = enter()

    hands.press(hands.page.get_by_role("link", name="New release"))
    hands.type(hands.page.get_by_label("Version"), "shop@2.0.0")
    hands.tick(hands.page.get_by_label("web"))
    hands.type(hands.page.get_by_label("Ref", exact=True), "b2")
    hands.press(hands.page.get_by_role("button", name="Now"))
    hands.press(hands.page.get_by_role("button", name="Create release"))
    for field in ("version", "ref", "dateReleased"):
        expect(outcome(hands.page, field).first).to_have_attribute("data-outcome", "applied")
    hands.press(hands.page.get_by_role("link", name="Open the release"))

    expect(hands.page.locator("h1")).to_contain_text("2.0.0")
    assert api.release("shop@2.0.0")["ref"] == "b2"


def test_release_is_edited_from_its_row(enter: Enter, api: DemoServer) -> None:
    hands = enter()

    open_form(hands)
    hands.type(hands.page.get_by_label("Ref"), "b2")
    hands.press(hands.page.get_by_role("button", name="Created"))
    expect(hands.page.get_by_role("textbox", name="Released")).to_have_value("2026-01-02T00:00:00Z")
    hands.press(hands.page.get_by_role("button", name="Save"))

    for field in ("ref", "dateReleased"):
        expect(outcome(hands.page, field)).to_have_attribute("data-outcome", "applied")
    made = api.release("shop@1.0.1")
    assert (made["ref"], made["dateReleased"]) == ("b2", "2026-01-02T00:00:00Z")


def test_conflict_is_solved_field_by_field(enter: Enter, visits: Visits, api: DemoServer) -> None:
    visits.expect_status(409)
    hands = enter()

    open_form(hands)
    colleague.edit(api, "shop@1.0.1", ref="theirs", url="https://example.com/theirs")
    hands.type(hands.page.get_by_label("Ref"), "mine")
    hands.type(hands.page.get_by_label("Url"), "https://example.com/mine")
    hands.press(hands.page.get_by_role("button", name="Save"))
    for field in ("ref", "url"):
        expect(outcome(hands.page, field)).to_have_attribute("data-outcome", "conflict")
    hands.tick(outcome(hands.page, "ref").get_by_role("radio", name="mine"))
    hands.press(hands.page.get_by_role("button", name="Save with these choices"))

    expect(outcome(hands.page, "ref")).to_have_attribute("data-outcome", "applied")
    made = api.release("shop@1.0.1")
    assert (made["ref"], made["url"]) == ("mine", "https://example.com/theirs")


def test_edit_is_undone(enter: Enter, api: DemoServer) -> None:
    hands = enter()
    open_form(hands)
    hands.type(hands.page.get_by_label("Ref"), "b2")
    hands.press(hands.page.get_by_role("button", name="Save"))
    expect(outcome(hands.page, "ref")).to_have_attribute("data-outcome", "applied")

    hands.press(hands.page.get_by_role("link", name="History", exact=True).first)
    hands.press(hands.page.get_by_role("link", name="Undo").first)
    hands.press(hands.page.get_by_role("button", name="Undo change"))

    expect(outcome(hands.page, "ref")).to_have_attribute("data-outcome", "applied")
    assert api.release("shop@1.0.1")["ref"] == "a1"


def test_two_releases_are_compared(enter: Enter, api: DemoServer) -> None:
    hands = enter()

    boxes = hands.page.locator(".c-pick input")
    hands.tick(boxes.nth(0))
    hands.tick(boxes.nth(2))
    hands.press(hands.page.get_by_role("button", name="Compare"))

    expect(hands.page.locator("h1")).to_have_text("Compare")
    assert address(hands.page) == "/acme/compare/?from=shop%401.0.0&to=shop%401.0.2"


def sign_in(hands: Hands) -> None:
    """Fill in the form of the sign-in page."""
    hands.type(hands.page.get_by_label("Name"), "editor")
    hands.type(hands.page.get_by_label("Password"), "a long password")
    hands.press(hands.page.get_by_role("button", name="Sign in"))


def end_sessions() -> None:
    """End the session of everybody, as time does."""
    Session.objects.all().delete()
    cache.clear()


def test_session_that_ends_during_an_edit_costs_nothing_of_what_was_typed(
    enter: Enter, visits: Visits, api: DemoServer
) -> None:
    visits.expect_status(401, 403)
    hands = enter()
    page = hands.page
    open_form(hands)
    if hands.has_scripts:
        # Else its answer may bring the session back into the cache.
        expect(page.locator("[data-impact]")).not_to_contain_text("Looking what the date moves.")
    end_sessions()

    hands.type(page.get_by_label("Note"), "a long story")
    hands.type(page.get_by_label("Ref"), "b2")
    hands.press(page.locator("form:has([name=ref])").get_by_role("button", name="Save").last)
    if hands.has_scripts:
        with page.context.expect_page() as opened:
            hands.press(page.get_by_role("alert").get_by_role("link", name="Sign in in another tab"))
        sign_in(Hands(opened.value, hands.way))
        assert_versions(opened.value, *VERSIONS)
        page.bring_to_front()
        # The token of the form went with the session in which it was opened.
        save = page.get_by_role("button", name="Save 1 change")
        hands.press(save)
        expect(page.get_by_role("alert")).to_contain_text("What you typed is still here: press the button again.")
        assert api.release("shop@1.0.1")["ref"] == "a1"
        hands.press(save)
    else:
        sign_in(hands)
        expect(page.get_by_role("alert")).to_contain_text("not saved yet")
        assert api.release("shop@1.0.1")["ref"] == "a1"
        hands.press(page.get_by_role("button", name="Send it now"))

    expect(outcome(page, "ref")).to_have_attribute("data-outcome", "applied")
    assert api.release("shop@1.0.1")["ref"] == "b2"
    assert Change.objects.get().note == "a long story"
