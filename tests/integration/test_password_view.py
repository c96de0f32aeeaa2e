"""One's own password: changed by knowing the old one, or chosen after coming by a link."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import FailedSignIn, Role, SignInLink, User
from releases_ui.services import people
from releases_ui.services.people import COMMAND_LINE
from tests.pages import alerts, invalid_fields, soup, words

ADDRESS = "/accounts/password/"
FORM = f'form[action="{ADDRESS}"]'
OLD = "a long password"
NEW = "correct horse battery"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", password=OLD, role=Role.EDITOR)


def session(person: User) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=person.pk))
    return browser


def arrived(person: User) -> Client:
    """Return the browser of somebody who came by a link."""
    browser = Client()
    browser.post(f"/accounts/link/{people.issue_link(COMMAND_LINE, person.pk).secret}/")
    return browser


def typed(new: str = NEW, *, again: str | None = None, old: str | None = OLD) -> dict[str, str]:
    new_twice = {"new_password1": new, "new_password2": new if again is None else again}
    return new_twice | ({} if old is None else {"old_password": old})


def fields(browser: Client) -> list[str]:
    """Return the names of the password fields that the page asks for."""
    return [str(field["name"]) for field in soup(browser.get(ADDRESS)).select(f'{FORM} input[type="password"]')]


def can_sign_in(password: str) -> bool:
    return Client().login(username="ada", password=password)


def test_password_is_changed_here_and_ends_the_sessions_elsewhere(ada: User, sentry: DemoServer) -> None:
    here, elsewhere = session(ada), session(ada)
    old_key = here.cookies["session"].value

    done = here.post(ADDRESS, typed(), follow=True)

    assert "Your password is set. Everywhere else you are signed out." in words(done)
    assert [browser.get(ADDRESS).status_code for browser in (here, elsewhere)] == [200, 302]
    assert here.cookies["session"].value != old_key
    assert [can_sign_in(OLD), can_sign_in(NEW)] == [False, True]


@pytest.mark.parametrize(
    ("data", "field", "told"),
    [
        (typed(old="wrong"), "old_password", "This is not your password."),
        (typed(old=""), "old_password", "This field is required."),
        (typed(old=None), "old_password", "This field is required."),
        (typed("short"), "new_password1", "This password is too short. It must contain at least 12 characters."),
        (typed("password1234"), "new_password1", "This password is too common."),
        (typed(again="correct horse"), "new_password2", "This is not the same as above."),
        (typed(again=""), "new_password2", "This field is required."),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_changes(
    ada: User, data: dict[str, str], field: str, told: str
) -> None:
    browser = session(ada)

    page = browser.post(ADDRESS, data)

    assert (page.status_code, invalid_fields(page), alerts(page)) == (422, [field], told)
    assert can_sign_in(OLD)
    assert OLD not in page.content.decode()


def test_name_of_the_person_leads_to_the_page(ada: User) -> None:
    page = session(ada).get(ADDRESS)

    link = soup(page).select_one(f'header a[href="{ADDRESS}"]')
    assert link is not None
    assert link.text == "ada"
    assert fields(session(ada)) == ["old_password", "new_password1", "new_password2"]


def test_invited_person_is_led_to_choose_a_password(db: None, sentry: DemoServer) -> None:
    issued = people.invite(COMMAND_LINE, "ada", Role.EDITOR)
    browser = Client()

    page = browser.post(f"/accounts/link/{issued.secret}/", follow=True)
    done = browser.post(ADDRESS, typed(old=None))

    assert "Choose a password" in words(page)
    assert "the link is used up. Without a password you cannot come back once this session ends." in words(page)
    later = soup(page).find("a", string="Later")
    assert later is not None
    assert done["Location"] == "/"
    assert can_sign_in(NEW)


def test_invited_person_may_leave_it_for_later_in_the_same_session(db: None, sentry: DemoServer) -> None:
    people.invite(COMMAND_LINE, "ada", Role.EDITOR)
    browser = arrived(User.objects.get(username="ada"))

    listed = browser.get("/", follow=True)

    assert listed.status_code == 200
    assert fields(browser) == ["new_password1", "new_password2"]


def test_person_who_forgot_the_password_chooses_another_by_a_link(ada: User) -> None:
    elsewhere, browser = session(ada), arrived(ada)

    page = browser.get(ADDRESS)
    browser.post(ADDRESS, typed(old=None))

    assert "Your old password is valid until you choose another." in words(page)
    assert [can_sign_in(OLD), can_sign_in(NEW)] == [False, True]
    assert elsewhere.get(ADDRESS).status_code == 302


def test_link_spares_the_old_password_once_and_in_one_session(ada: User) -> None:
    browser = arrived(ada)
    browser.post(ADDRESS, typed(old=None))

    again = browser.post(ADDRESS, typed("yet another password", old=None))
    elsewhere = session(ada).post(ADDRESS, typed("yet another password", old=None))

    assert [invalid_fields(page) for page in (again, elsewhere)] == [["old_password"], ["old_password"]]
    assert can_sign_in(NEW)


def test_link_of_the_demo_spares_nobody_the_old_password(ada: User) -> None:
    browser = Client()
    browser.get(f"/accounts/link/{SignInLink.issue(ada, is_immediate=True)}/")

    assert fields(browser) == ["old_password", "new_password1", "new_password2"]


def test_rules_hold_for_those_who_came_by_a_link(ada: User) -> None:
    browser = arrived(ada)

    page = browser.post(ADDRESS, typed("ada", old=None))

    assert (page.status_code, invalid_fields(page)) == (422, ["new_password1"])
    assert can_sign_in(OLD)


def test_person_without_a_password_and_without_a_link_is_told_how_to_get_one(ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    browser = session(ada)

    shown, sent = browser.get(ADDRESS), browser.post(ADDRESS, typed(old=""))

    assert (shown.status_code, sent.status_code) == (200, 403)
    assert "You have no password here. To get one, ask an admin for a sign-in link." in words(shown)
    assert soup(shown).select_one(FORM) is None
    assert not can_sign_in(NEW)


def test_old_password_is_not_looked_at_after_too_many_guesses(ada: User) -> None:
    browser = session(ada)
    guesses = [browser.post(ADDRESS, typed(old=f"guess {number}")).status_code for number in range(5)]

    page = browser.post(ADDRESS, typed())

    assert (guesses, page.status_code) == ([422] * 5, 429)
    assert 0 < int(page["Retry-After"]) <= 900
    assert "This one was not looked at. Try again in" in alerts(page)
    assert can_sign_in(OLD)


def test_right_old_password_forgets_the_wrong_ones(ada: User) -> None:
    browser = session(ada)
    browser.post(ADDRESS, typed(old="wrong"))

    browser.post(ADDRESS, typed())

    assert not FailedSignIn.objects.exists()


def test_new_password_makes_open_links_void(ada: User) -> None:
    secret = people.issue_link(COMMAND_LINE, ada.pk).secret

    session(ada).post(ADDRESS, typed())

    assert Client().post(f"/accounts/link/{secret}/").status_code == 410


def test_person_signs_out_everywhere(ada: User) -> None:
    here, elsewhere = session(ada), session(ada)

    done = here.post("/accounts/sign-out-everywhere/", follow=True)

    assert "You are signed out everywhere." in words(done)
    assert [browser.get(ADDRESS).status_code for browser in (here, elsewhere)] == [302, 302]
    assert session(ada).get("/accounts/sign-out-everywhere/").status_code == 405


def test_nobody_changes_a_password_without_signing_in(client: Client, ada: User) -> None:
    answers = [client.post(address, typed()) for address in (ADDRESS, "/accounts/sign-out-everywhere/")]

    assert [answer["Location"].partition("?")[0] for answer in answers] == ["/accounts/login/"] * 2
    assert can_sign_in(OLD)
