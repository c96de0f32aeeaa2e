"""The pages about people: who is listed, who may look, and what is logged."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from releases_ui.models import Role, SignInLink, User
from releases_ui.services import people
from releases_ui.services.people import COMMAND_LINE
from tests.pages import alerts, soup
from tests.people import INVITE, PEOPLE, add, rows, shown_link, state, url

ACTS = ["role", "link", "sign-out", "deactivate", "activate"]
pytestmark = pytest.mark.django_db


def test_everybody_is_listed_with_what_they_may_do(admin: Client) -> None:
    add("ada")
    User.objects.filter(pk=add("bob", Role.VIEWER).pk).update(is_active=False)
    people.invite(COMMAND_LINE, "cleo", Role.EDITOR)
    people.invite(COMMAND_LINE, "dan", Role.EDITOR)
    SignInLink.objects.filter(user__username="dan").delete()

    listed = rows(admin)

    assert list(listed) == ["ada", "admin", "bob", "cleo", "dan"]
    assert listed["ada"] == ["Editor", "active", "never"]
    assert listed["admin"][:2] == ["Admin", "active"]
    assert re.fullmatch(r"\d+ s ago", listed["admin"][2])
    assert listed["bob"] == ["Viewer", "deactivated", "never"]
    assert re.fullmatch(r"invited with a link until .+", listed["cleo"][1])
    assert listed["dan"][1] == "invitation expired"


def test_list_of_many_takes_as_many_queries_as_that_of_one(
    admin: Client, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    for number in range(4):
        people.invite(COMMAND_LINE, f"ada{number}", Role.EDITOR)

    # Who asks, everybody, and their links; the session, unless it comes from a shared cache.
    with django_assert_num_queries(3 if settings.IS_CACHE_SHARED else 4):
        listed = rows(admin)

    assert len(listed) == 5


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_pages_about_people_are_closed_to_others(role: str, request: pytest.FixtureRequest) -> None:
    browser: Client = request.getfixturevalue(role)
    ada = add("ada")

    answers = [browser.get(PEOPLE), browser.get(url("person", ada))]
    answers += [browser.post(INVITE, {"username": "eve", "role": "admin"})]
    answers += [browser.post(url(act, ada), {"role": "admin"}) for act in ACTS]

    assert [answer.status_code for answer in answers] == [403] * 8
    assert {alerts(answer)[:68] for answer in answers} == {
        "Not allowed. Managing people and the connection takes the role admin"
    }
    assert (state(ada), User.objects.count(), SignInLink.objects.count()) == (("editor", True, False), 2, 0)


@pytest.mark.parametrize("act", ACTS)
def test_act_is_neither_done_by_looking_nor_to_nobody(admin: Client, act: str) -> None:
    ada = add("ada")

    looked, nobody = admin.get(url(act, ada)), admin.post(f"/people/{ada.pk + 10**30}/{act}/", {"role": "admin"})

    assert (looked.status_code, nobody.status_code) == (405, 404)
    assert state(ada) == ("editor", True, False)


def test_navigation_leads_to_people_and_on_to_the_admin_site(admin: Client, editor: Client) -> None:
    page = admin.get(PEOPLE)

    current = soup(page).select('nav[aria-label="Main"] [aria-current="page"]')
    assert [(link.text, link["href"]) for link in current] == [("People", PEOPLE)]
    assert soup(page).select_one('main a[href="/admin/"]') is not None
    assert PEOPLE not in editor.get("/accounts/password/").content.decode()


def test_every_act_is_logged_without_secrets(admin: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "releases_ui"):
        invited = admin.post(INVITE, {"username": "ada", "role": "viewer"})
        ada = User.objects.get(username="ada")
        again = admin.post(url("link", ada))
        for act in ("role", "sign-out", "deactivate", "activate"):
            admin.post(url(act, ada), {"role": "editor"})

    assert [record.getMessage() for record in caplog.records if record.name == "releases_ui.services.people"] == [
        "admin added ada as viewer.",
        "admin made a sign-in link for ada.",
        "admin made a sign-in link for ada.",
        "admin made ada editor, who was viewer.",
        "admin signed ada out everywhere.",
        "admin deactivated ada.",
        "admin activated ada.",
    ]
    secrets = [shown_link(page).split("/")[-2] for page in (invited, again)]
    assert [secret for secret in secrets if secret in caplog.text] == []
