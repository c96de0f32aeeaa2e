"""Who is let in by the provider, with which role, and under which name."""

from __future__ import annotations

import pytest

from tests.oidc_provider import OidcProvider
from tests.single_sign_on import Browser, Claims, account, alerts


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["release-viewers"], "viewer"),
        (["release-viewers", "release-admins"], "admin"),
        ("release-editors", "editor"),
    ],
)
def test_groups_give_the_role(browser: Browser, claims: Claims, groups: object, role: str) -> None:
    claims["groups"] = groups

    browser.sign_in()

    assert account(browser.dashboard, claims["preferred_username"]) == (role, True)


def test_groups_may_stand_in_the_id_token_alone(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    del claims["groups"]
    provider.misbehaviour.id_token["groups"] = ["release-admins"]

    browser.sign_in()

    assert account(browser.dashboard, claims["preferred_username"]) == ("admin", True)


def test_role_follows_the_groups_at_every_sign_in(browser: Browser, claims: Claims) -> None:
    browser.sign_in()
    browser.dashboard.query("UPDATE releases_ui_user SET role = 'admin'")
    claims["groups"] = ["release-viewers"]

    Browser(browser.dashboard).sign_in()

    assert account(browser.dashboard, claims["preferred_username"]) == ("viewer", True)


@pytest.mark.parametrize("groups", [["staff"], [], None, {"release-admins": True}])
def test_person_without_a_fitting_group_stays_out(browser: Browser, claims: Claims, groups: object) -> None:
    claims["groups"] = groups

    page = browser.sign_in()

    name = claims["preferred_username"]
    assert alerts(page) == f"Acme ID knows you as {name}, and none of your groups may use this dashboard."
    assert (account(browser.dashboard, name), browser.is_signed_in()) == (None, False)


def test_person_who_loses_the_group_loses_all_sessions_and_the_password(browser: Browser, claims: Claims) -> None:
    browser.sign_in()
    name = claims["preferred_username"]
    browser.dashboard.query("UPDATE releases_ui_user SET password = 'md5$known' WHERE username = ?", name)
    claims["groups"] = ["staff"]
    other = Browser(browser.dashboard)

    page = other.sign_in()

    assert "none of your groups may use this dashboard" in alerts(page)
    assert (browser.is_signed_in(), other.is_signed_in()) == (False, False)
    ((role, password),) = browser.dashboard.query(
        "SELECT role, password FROM releases_ui_user WHERE username = ?", name
    )
    assert (role, password[0]) == ("viewer", "!")


def test_deactivated_person_stays_out(browser: Browser, claims: Claims) -> None:
    browser.sign_in()
    name = claims["preferred_username"]
    browser.dashboard.query("UPDATE releases_ui_user SET is_active = 0 WHERE username = ?", name)

    page = Browser(browser.dashboard).sign_in()

    assert alerts(page) == "Your account here is deactivated. An admin of this dashboard can activate it."
    assert (account(browser.dashboard, name), browser.is_signed_in()) == (("editor", False), False)


def test_account_that_was_made_here_is_never_taken_over(browser: Browser, claims: Claims) -> None:
    browser.dashboard.manage("create_user", "root", "--role", "admin")
    pages = []
    for name in ("root", "ROOT"):
        claims["preferred_username"] = name
        pages.append(alerts(browser.sign_in()))

    assert pages[0].startswith("There is an account named root already, and it is not linked to Acme ID.")
    assert pages[1].startswith("There is an account named ROOT already, and it is not linked to Acme ID.")
    assert browser.is_signed_in() is False


def test_same_name_of_another_subject_is_another_person(
    browser: Browser, provider: OidcProvider, claims: Claims
) -> None:
    browser.sign_in()
    provider.person.sub = "somebody-else"

    page = Browser(browser.dashboard).sign_in()

    assert "There is an account named" in alerts(page)


def test_person_stays_the_same_under_a_new_name(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    first = claims["preferred_username"]
    browser.sign_in()
    claims["preferred_username"] = "married"

    Browser(browser.dashboard).sign_in()

    assert account(browser.dashboard, "married") is None
    assert account(browser.dashboard, first) == ("editor", True)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"preferred_username": "Mira K", "email": "k@acme.test", "email_verified": True}, "k@acme.test"),
        ({"preferred_username": "ACME\\mira", "email": "w@acme.test", "email_verified": "true"}, None),
        ({"preferred_username": ["mira"], "email": "v@acme.test"}, None),
    ],
)
def test_name_that_no_account_can_have_gives_way_to_a_verified_address_or_the_subject(
    browser: Browser, provider: OidcProvider, claims: Claims, said: Claims, name: str | None
) -> None:
    claims.update(said)

    browser.sign_in()

    assert account(browser.dashboard, name or provider.person.sub) == ("editor", True)


def test_person_without_any_name_is_told(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    claims["preferred_username"] = "<b>"
    provider.person.sub = "auth0|1"

    page = browser.sign_in()

    assert alerts(page) == "Acme ID gives you no name that an account can have."
