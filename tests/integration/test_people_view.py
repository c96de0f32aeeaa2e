"""The pages about people: who is let in, with which role, and what nobody can do by accident."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, SignInLink, User
from releases_ui.services import people
from releases_ui.services.people import COMMAND_LINE, GuardError
from tests.concurrency import at_once, database_of_many
from tests.pages import alerts, form_data, invalid_fields, soup, words

PEOPLE = "/people/"
INVITE = "/people/invite/"
PASSWORD = "a long password"
LIST = "/acme/releases/"
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
ACTS = ["role", "link", "sign-out", "deactivate", "activate"]

pytestmark = pytest.mark.django_db


def add(name: str, role: Role = Role.EDITOR) -> User:
    return User.objects.create_user(name, password=PASSWORD, role=role)


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def url(act: str, person: User) -> str:
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
    return browser.get("/accounts/password/").status_code == 200


def state(person: User) -> tuple[str, bool, bool]:
    person.refresh_from_db()
    return person.role, person.is_active, person.is_staff


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


def test_nobody_deactivates_themselves(admin: Client) -> None:
    add("ada", Role.ADMIN)
    me = User.objects.get(username="admin")

    page = admin.post(url("deactivate", me))

    assert (page.status_code, state(me)) == (409, ("admin", True, True))
    assert alerts(page) == "Nothing was changed. You cannot deactivate yourself. Another admin can."


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


def test_act_of_somebody_who_lost_the_role_meanwhile_is_refused(admin: Client) -> None:
    me, ada = User.objects.get(username="admin"), add("ada")
    User.objects.filter(pk=me.pk).update(role=Role.VIEWER)

    # `me` is as it was read when the request began.
    with pytest.raises(PermissionDenied):
        people.give_role(me, ada.pk, Role.ADMIN)

    assert state(ada) == ("editor", True, False)


def test_password_chosen_from_an_old_look_does_not_let_anybody_in_again() -> None:
    ada = add("ada")
    people.deactivate(COMMAND_LINE, ada.pk)

    people.choose_password(ada, "another long password")

    assert state(ada) == ("editor", False, False)
    assert ada.session_round == 1


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


def test_name_that_is_taken_at_the_last_moment_is_told() -> None:
    add("ada")

    with pytest.raises(GuardError, match="Somebody is called ada already"):
        people.invite(COMMAND_LINE, "ada", Role.VIEWER)

    assert SignInLink.objects.count() == 0
