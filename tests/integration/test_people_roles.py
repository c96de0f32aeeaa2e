"""Roles of people: they hold at once, and somebody stays an admin."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, User
from releases_ui.services import people
from releases_ui.services.people import COMMAND_LINE
from tests.concurrency import at_once, database_of_many
from tests.pages import alerts, invalid_fields, soup, words
from tests.people import PART, PEOPLE, add, browser_of, state, url

pytestmark = pytest.mark.django_db


def test_role_holds_from_the_next_request_on(admin: Client, sentry: DemoServer) -> None:
    ada = add("ada", Role.VIEWER)
    browser = browser_of(ada)
    before = browser.get("/acme/new-release/").status_code

    done = admin.post(url("role", ada), {"role": "editor"}, follow=True)

    assert (before, browser.get("/acme/new-release/").status_code) == (403, 200)
    assert "ada is editor now." in words(done)
    assert "ada is editor now." not in words(admin.get(url("person", ada)))


def test_role_by_htmx_answers_with_the_person(admin: Client) -> None:
    ada = add("ada", Role.VIEWER)

    done = admin.post(url("role", ada), {"role": "admin"}, headers=PART)

    assert (done.status_code, state(ada)) == (200, ("admin", True, True))
    assert done.content.decode().strip().startswith('<div id="person"')
    assert "ada is admin now." in words(done)


def test_role_that_there_is_not_is_refused(admin: Client) -> None:
    ada = add("ada")

    page = admin.post(url("role", ada), {"role": "owner"})

    assert (page.status_code, invalid_fields(page), state(ada)) == (422, ["role"], ("editor", True, False))


@pytest.mark.parametrize(("act", "data"), [("role", {"role": "viewer"}), ("deactivate", {})])
def test_last_admin_stays_one(admin: Client, act: str, data: dict[str, str]) -> None:
    # Neither of them could manage anything.
    people.deactivate(COMMAND_LINE, add("gone", Role.ADMIN).pk)
    people.invite(COMMAND_LINE, "not-here-yet", Role.ADMIN)
    # Came by the link, and chose no password.
    Client().post(f"/accounts/link/{people.invite(COMMAND_LINE, 'later', Role.ADMIN).secret}/")
    me = User.objects.get(username="admin")

    page = admin.post(url(act, me), data)

    reason = "admin is the only admin who can sign in. Make somebody else an admin first."
    assert (page.status_code, alerts(page)) == (409, f"Nothing was changed. {reason}")
    assert state(me) == ("admin", True, True)
    shown = soup(admin.get(url("person", me)))
    control = shown.select_one(f'form[action="{url(act, me)}"]')
    assert control is not None
    assert reason in control.text
    assert control.select_one("button[disabled]") is not None


@pytest.mark.parametrize(
    "vouching", [{"OIDC_ISSUER": "https://id.example.com"}, {"PROXY_USER_HEADER": "X-Forwarded-User"}]
)
def test_admin_for_whom_somebody_else_vouches_counts(
    admin: Client, settings: Settings, vouching: dict[str, str]
) -> None:
    browser_of(User.objects.create_user("vouched", role=Role.ADMIN))
    me = User.objects.get(username="admin")
    for name, value in vouching.items():
        setattr(settings, name, value)

    admin.post(url("role", me), {"role": "viewer"})

    assert state(me)[0] == "viewer"


@pytest.mark.parametrize("headers", [{}, PART])
def test_admin_who_gives_up_the_role_is_led_to_a_page_that_is_open(
    admin: Client, sentry: DemoServer, headers: dict[str, str]
) -> None:
    add("ada", Role.ADMIN)
    me = User.objects.get(username="admin")

    done = admin.post(url("role", me), {"role": "viewer"}, headers=headers)

    assert done["HX-Redirect" if headers else "Location"] == "/"
    assert "admin is viewer now." in words(admin.get("/", follow=True))
    assert admin.get(PEOPLE).status_code == 403


def test_act_of_somebody_who_lost_the_role_meanwhile_is_refused(admin: Client) -> None:
    me, ada = User.objects.get(username="admin"), add("ada")
    User.objects.filter(pk=me.pk).update(role=Role.VIEWER)

    # `me` is as it was read when the request began.
    with pytest.raises(PermissionDenied):
        people.give_role(me, ada.pk, Role.ADMIN)

    assert state(ada) == ("editor", True, False)


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_demote_each_other_at_once_leave_one(tmp_path: Path) -> None:
    ada, bob = add("ada", Role.ADMIN), add("bob", Role.ADMIN)

    with database_of_many(tmp_path):
        ended = at_once(
            lambda: people.give_role(ada, bob.pk, Role.EDITOR), lambda: people.give_role(bob, ada.pk, Role.EDITOR)
        )
        left = User.objects.filter(role=Role.ADMIN, is_active=True).count()

    assert sorted(type(end).__name__ for end in ended) == ["PermissionDenied", "User"]
    assert left == 1


@pytest.mark.django_db(transaction=True)
def test_two_last_admins_who_both_step_back_at_once_leave_one(tmp_path: Path) -> None:
    ada, bob = add("ada", Role.ADMIN), add("bob", Role.ADMIN)

    with database_of_many(tmp_path):
        ended = at_once(
            lambda: people.give_role(ada, ada.pk, Role.EDITOR), lambda: people.give_role(bob, bob.pk, Role.EDITOR)
        )
        left = User.objects.filter(role=Role.ADMIN, is_active=True).count()

    assert sorted(type(end).__name__ for end in ended) == ["GuardError", "User"]
    assert left == 1
