"""Inviting people: a link that is shown once, and signs in once."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, SignInLink, User
from releases_ui.services import people
from releases_ui.services.people import COMMAND_LINE, GuardError
from tests.pages import alerts, form_data, invalid_fields, soup, words
from tests.people import INVITE, PART, PASSWORD, add, rows, shown_link, url

LIST = "/acme/releases/"
pytestmark = pytest.mark.django_db


def test_invitation_is_a_link_that_is_shown_once_and_signs_in_once(admin: Client, sentry: DemoServer) -> None:
    invited = admin.post(INVITE, {"username": "ada", "role": "editor"})
    address = shown_link(invited)
    newcomer = Client()
    arrived = newcomer.post(address)

    ada = User.objects.get(username="ada")
    assert "Pass this link on to ada . It signs in once, until" in words(invited)
    assert soup(invited).select_one(f'[data-copy="http://testserver{address}"]') is not None
    assert invited["Cache-Control"] == "private, no-store"
    assert (ada.role, ada.has_usable_password()) == ("editor", False)
    assert arrived["Location"] == "/accounts/password/"
    assert newcomer.get(LIST).status_code == 200
    assert Client().post(address).status_code == 410
    secret = address.split("/")[-2]
    assert secret not in admin.get(url("person", ada)).content.decode()
    assert secret not in str(list(SignInLink.objects.values()))


def test_link_to_pass_on_has_the_scheme_and_host_of_the_page(admin: Client) -> None:
    invited = admin.post(INVITE, {"username": "ada", "role": "editor"}, secure=True, headers={"host": "localhost"})

    field = soup(invited).select_one('input[aria-label="Link to pass on"]')
    assert field is not None
    assert str(field["value"]).startswith("https://localhost/accounts/link/")


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"username": "ADMIN", "role": "viewer"}, "username", "Somebody is called admin already."),
        ({"username": "<b>", "role": "viewer"}, "username", "Enter a valid username."),
        ({"username": "", "role": "viewer"}, "username", "This field is required."),
        ({"username": "x" * 151, "role": "viewer"}, "username", "at most 150 characters"),
        ({"username": "ada", "role": "owner"}, "role", "Select a valid choice."),
    ],
)
def test_invitation_that_cannot_be_is_told_beside_the_field(
    admin: Client, typed: dict[str, str], field: str, told: str
) -> None:
    page = admin.post(INVITE, typed)

    assert (page.status_code, invalid_fields(page)) == (422, [field])
    assert told in alerts(page)
    assert form_data(page, f'form[action="{INVITE}"]')["username"] == typed["username"]
    assert (User.objects.count(), SignInLink.objects.count()) == (1, 0)


def test_invitation_by_htmx_answers_with_the_part_that_changes(admin: Client) -> None:
    refused = admin.post(INVITE, {"username": "admin", "role": "viewer"}, headers=PART)
    done = admin.post(INVITE, {"username": "ada", "role": "viewer"}, headers=PART)

    assert [str(page.content.strip()[:16].decode()) for page in (refused, done)] == [
        '<div id="people"',
        '<div id="person"',
    ]
    assert shown_link(done).startswith("/accounts/link/")


def test_new_link_makes_the_older_one_void(admin: Client) -> None:
    first = shown_link(admin.post(INVITE, {"username": "ada", "role": "editor"}))
    ada = User.objects.get(username="ada")

    second = shown_link(admin.post(url("link", ada)))

    assert [Client().post(address).status_code for address in (first, second)] == [410, 302]


def test_link_for_somebody_with_a_password_leaves_it_as_it_is(admin: Client) -> None:
    ada = add("ada")
    address = shown_link(admin.post(url("link", ada)))

    assert rows(admin)["ada"][1].startswith("active with a link until")
    assert Client().login(username="ada", password=PASSWORD)
    assert Client().post(address)["Location"] == "/accounts/password/"


def test_link_for_somebody_who_is_deactivated_is_refused(admin: Client) -> None:
    ada = add("ada")
    people.deactivate(COMMAND_LINE, ada.pk)

    page = admin.post(url("link", ada))

    assert (page.status_code, SignInLink.objects.count()) == (409, 0)
    assert alerts(page) == "Nothing was changed. A deactivated person cannot sign in. Activate first."


def test_name_that_is_taken_at_the_last_moment_is_told() -> None:
    add("ada")

    with pytest.raises(GuardError, match="Somebody is called ada already"):
        people.invite(COMMAND_LINE, "ada", Role.VIEWER)

    assert SignInLink.objects.count() == 0
