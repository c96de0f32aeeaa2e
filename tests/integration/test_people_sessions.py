"""Sessions of people: ended by an admin who signs them out or deactivates them."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.models import Role, User
from releases_ui.services import people
from releases_ui.services.people import COMMAND_LINE
from tests.pages import alerts, words
from tests.people import PART, PASSWORD, add, browser_of, is_signed_in, shown_link, state, url

pytestmark = pytest.mark.django_db


def test_nobody_deactivates_themselves(admin: Client) -> None:
    add("ada", Role.ADMIN)
    me = User.objects.get(username="admin")

    page = admin.post(url("deactivate", me))

    assert (page.status_code, state(me)) == (409, ("admin", True, True))
    assert alerts(page) == "Nothing was changed. You cannot deactivate yourself. Another admin can."


def test_deactivating_ends_sessions_and_links_for_good(admin: Client) -> None:
    ada = add("ada")
    laptop, phone = browser_of(ada), browser_of(ada)
    address = shown_link(admin.post(url("link", ada)))

    admin.post(url("deactivate", ada))
    while_out = [is_signed_in(laptop), is_signed_in(phone), Client().login(username="ada", password=PASSWORD)]
    done = admin.post(url("activate", ada), follow=True)

    assert while_out == [False, False, False]
    assert "ada can sign in again." in words(done)
    assert [is_signed_in(laptop), is_signed_in(phone)] == [False, False]
    assert Client().post(address).status_code == 410
    assert Client().login(username="ada", password=PASSWORD)


def test_admin_signs_somebody_out_everywhere(admin: Client) -> None:
    ada, bob = add("ada"), add("bob")
    laptop, other = browser_of(ada), browser_of(bob)

    done = admin.post(url("sign-out", ada), follow=True)

    assert "ada is signed out everywhere." in words(done)
    assert [is_signed_in(laptop), is_signed_in(other), is_signed_in(admin)] == [False, True, True]


def test_admin_who_signs_themselves_out_everywhere_is_asked_to_sign_in(admin: Client) -> None:
    me = User.objects.get(username="admin")

    done = admin.post(url("sign-out", me), headers=PART)

    assert done["HX-Redirect"] == url("person", me)
    assert is_signed_in(admin) is False


def test_password_chosen_from_an_old_look_does_not_let_anybody_in_again() -> None:
    ada = add("ada")
    people.deactivate(COMMAND_LINE, ada.pk)

    people.choose_password(ada, "another long password")

    assert state(ada) == ("editor", False, False)
    assert ada.session_round == 1
