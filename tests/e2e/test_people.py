"""Letting somebody in: an admin's browser and a newcomer's."""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import User
from tests.browsing import Visits, staying

PASSWORD = "correct horse battery"


def test_newcomer_comes_by_the_link_that_an_admin_copies(visits: Visits, admin: Client, sentry: DemoServer) -> None:
    page = visits.open("/people/", admin, permissions=["clipboard-read", "clipboard-write"])

    page.get_by_label("Name").fill("ada")
    page.get_by_label("Role").select_option("editor")
    with staying(page):
        # Of the two clicks one invites.
        page.get_by_role("button", name="Invite", exact=True).dblclick()
        expect(page.get_by_text("Pass this link on to ada")).to_be_visible()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_in_viewport()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.get_by_label("Link to pass on").input_value()

    newcomer = visits.open(link.removeprefix(visits.origin))
    newcomer.get_by_role("button", name="Sign in").click()
    newcomer.get_by_label("New password").fill(PASSWORD)
    newcomer.get_by_label("The same again").fill(PASSWORD)
    newcomer.get_by_role("button", name="Set password").click()

    expect(newcomer.get_by_role("heading", name="Releases")).to_be_visible()
    expect(newcomer.get_by_role("status").first).to_contain_text("Your password is set.")
    assert User.objects.get(username="ada").check_password(PASSWORD)
    assert page.reload() is not None
    expect(page.get_by_role("row", name="ada Editor active")).to_be_visible()
