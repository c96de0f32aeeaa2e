"""Getting in and out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, SignInLink, User
from tests.browsing import Visits, address

LIST = "/acme/releases/"
PASSWORD = "a long password"


def add_ada() -> User:
    """Make the account of somebody who may edit."""
    return User.objects.create_user(username="ada", password=PASSWORD, role=Role.EDITOR)


def sign_in(page: Page, password: str) -> None:
    """Fill in the form and press Enter, as people do."""
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_password_leads_to_the_page_that_was_asked_for(visits: Visits, sentry: DemoServer) -> None:
    add_ada()
    page = visits.open(f"{LIST}?query=shop&status=all")
    expect(page.get_by_label("Name")).to_be_focused()

    sign_in(page, PASSWORD)

    expect(page.get_by_role("searchbox", name="Search versions")).to_have_value("shop")
    assert address(page) == f"{LIST}?query=shop&status=all"


def test_wrong_password_is_told_and_the_name_is_kept(visits: Visits, sentry: DemoServer) -> None:
    add_ada()
    page = visits.open(LIST)

    sign_in(page, "a wrong password")

    expect(page.get_by_role("alert")).to_have_text("Name and password do not go together.")
    expect(page.get_by_label("Name")).to_have_value("ada")
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page.get_by_label("Password")).to_be_focused()
    sign_in(page, PASSWORD)
    expect(page.get_by_role("heading", name="Releases")).to_be_visible()


def test_link_signs_in_once(visits: Visits, sentry: DemoServer) -> None:
    link = f"/accounts/link/{SignInLink.issue(add_ada())}/"
    first, second = visits.open(link), visits.open(link)
    visits.expect_status(410)

    first.get_by_role("button", name="Sign in").click()
    first.get_by_role("link", name="Later").click()
    expect(first.get_by_role("heading", name="Releases")).to_be_visible()
    second.get_by_role("button", name="Sign in").click()

    expect(second.get_by_role("alert")).to_contain_text("This link was used already")
    second.get_by_role("link", name="sign in by password").click()
    expect(second.get_by_label("Password")).to_be_visible()


def test_sign_out_ends_the_session(visits: Visits, sentry: DemoServer) -> None:
    add_ada()
    page = visits.open(LIST)
    sign_in(page, PASSWORD)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(LIST)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_password_works_without_javascript(visits: Visits, sentry: DemoServer) -> None:
    add_ada()
    page = visits.open(LIST, java_script_enabled=False)

    sign_in(page, PASSWORD)

    expect(page.get_by_role("heading", name="Releases")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
