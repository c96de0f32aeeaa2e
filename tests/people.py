"""People of the dashboard: added, found on the pages about them, and looked up."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from releases_ui.models import Role, User
from tests.pages import soup

PEOPLE = "/people/"
INVITE = "/people/invite/"
PASSWORD = "a long password"
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def add(name: str, role: Role = Role.EDITOR) -> User:
    """Return a new person with a password."""
    return User.objects.create_user(name, password=PASSWORD, role=role)


def browser_of(person: User) -> Client:
    """Return a browser in which they are signed in."""
    browser = Client()
    browser.force_login(person)
    return browser


def url(act: str, person: User) -> str:
    """Return the path of an act upon a person, or of their page."""
    return reverse(f"releases:{act}", args=[person.pk])


def rows(browser: Client) -> dict[str, list[str]]:
    """Return the cells of each person's row, by name."""
    found = soup(browser.get(PEOPLE)).select("tr[data-person]")
    return {
        str(row["data-person"]): [" ".join(cell.get_text(" ").split()) for cell in row.select("td")] for row in found
    }


def shown_link(page: HttpResponseBase) -> str:
    """Return the path of the link that a page shows to pass on."""
    field = soup(page).select_one('input[aria-label="Link to pass on"]')
    assert field is not None, "the page shows no link"
    return str(field["value"]).removeprefix("http://testserver")


def is_signed_in(browser: Client) -> bool:
    """Tell whether a browser is let in."""
    return browser.get("/accounts/password/").status_code == 200


def state(person: User) -> tuple[str, bool, bool]:
    """Return their role, whether they are active, and whether the admin site is open to them."""
    person.refresh_from_db()
    return person.role, person.is_active, person.is_staff
