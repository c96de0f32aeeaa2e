"""The admin site: people can be managed there, the record only read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases_ui.models import Change, Role, User
from tests.pages import alerts, soup


@pytest.fixture
def change(db: None) -> Change:
    """A record of a change."""
    return Change.objects.create(
        organization="acme", version="shop@1.0.0", action=Change.Action.EDIT, actor="ada", request_id="1"
    )


def test_admin_gives_a_person_another_role(admin: Client) -> None:
    person = User.objects.create_user(username="ada", password="a long password", role=Role.VIEWER)
    page = admin.get(reverse("admin:releases_ui_user_change", args=[person.pk]))
    fields = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}

    admin.post(reverse("admin:releases_ui_user_change", args=[person.pk]), {**fields, "role": "editor"})

    person.refresh_from_db()
    assert (person.role, person.is_staff) == ("editor", False)


def test_admin_adds_a_person(admin: Client) -> None:
    password = "correct horse battery staple"
    fields = {"username": "ada", "role": "editor", "usable_password": "true"}

    admin.post(reverse("admin:releases_ui_user_add"), {**fields, "password1": password, "password2": password})

    person = User.objects.get(username="ada")
    assert (person.role, person.check_password(password)) == ("editor", True)


@pytest.mark.parametrize("address", ["admin:index", "admin:releases_ui_user_changelist"])
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_admin_site_is_closed_to_others(role: str, address: str, request: pytest.FixtureRequest) -> None:
    browser: Client = request.getfixturevalue(role)

    response = browser.get(reverse(address))

    assert response.status_code == 403
    assert alerts(response).startswith("Not allowed. Managing people and the connection takes the role admin.")


def edit(browser: Client, person: User, **typed: str) -> HttpResponseBase:
    """Send the form about a person with `typed` in place of what it shows."""
    address = reverse("admin:releases_ui_user_change", args=[person.pk])
    shown = browser.get(address).context["adminform"].form.initial
    fields = {name: value for name, value in shown.items() if value not in (None, False)}
    return browser.post(address, {name: value for name, value in (fields | typed).items() if value}, follow=True)


def test_guards_of_the_last_admin_hold_here_too(admin: Client) -> None:
    me = User.objects.get(username="admin")

    pages = [edit(admin, me, role="viewer"), edit(admin, me, is_active="")]

    me.refresh_from_db()
    told = "Nothing was changed. admin is the only admin who can sign in. Make somebody else an admin first."
    assert [told in soup(page).text for page in pages] == [True, True]
    assert (me.role, me.is_active, me.is_staff) == ("admin", True, True)


def test_nothing_else_is_saved_where_a_guard_refuses(admin: Client) -> None:
    me = User.objects.get(username="admin")

    edit(admin, me, role="viewer", email="me@example.com")

    me.refresh_from_db()
    assert (me.role, me.email) == ("admin", "")


def test_deactivating_here_ends_sessions_for_good_too(admin: Client) -> None:
    person = User.objects.create_user(username="ada", password="a long password", role=Role.VIEWER)
    browser = Client()
    browser.force_login(person)

    edit(admin, person, is_active="", first_name="Ada")
    edit(admin, person, is_active="on")

    person.refresh_from_db()
    assert (person.is_active, person.first_name) == (True, "Ada")
    assert browser.get("/accounts/password/").status_code == 302


def test_nobody_is_renamed_into_somebody_else_in_another_case(admin: Client) -> None:
    person = User.objects.create_user(username="ada", password="a long password")
    before = edit(admin, person, username="ADMIN")

    edit(admin, person, username="Ada")

    person.refresh_from_db()
    assert "Somebody is called admin already." in soup(before).text
    assert person.username == "Ada"


@pytest.mark.parametrize("address", ["delete", "changelist"])
def test_nobody_is_deleted(admin: Client, address: str) -> None:
    person = User.objects.create_user(username="ada", password="a long password")
    arguments = [person.pk] if address == "delete" else []
    data = {"post": "yes", "action": "delete_selected", "_selected_action": str(person.pk)}

    admin.post(reverse(f"admin:releases_ui_user_{address}", args=arguments), data)

    assert User.objects.filter(username="ada").exists()


def test_name_that_is_taken_is_told(admin: Client) -> None:
    password = "correct horse battery staple"
    typed = {"username": "Admin", "role": "viewer", "usable_password": "true"}

    admin.post(reverse("admin:releases_ui_user_add"), typed | {"password1": password, "password2": password})

    assert User.objects.count() == 1


def test_password_of_somebody_else_is_a_matter_of_a_link(admin: Client) -> None:
    person = User.objects.create_user(username="ada", password="a long password")

    answers = [
        admin.post(f"/admin/releases_ui/user/{person.pk}/password/", {"password1": "x", "password2": "x"}),
        admin.get("/admin/password_change/"),
        admin.get("/admin/releases_ui/user/none/password/"),
    ]

    assert [answer.get("Location") for answer in answers] == [f"/people/{person.pk}/", "/accounts/password/", None]
    assert answers[2].status_code == 404


def test_record_can_be_read(admin: Client, change: Change) -> None:
    listed = admin.get(reverse("admin:releases_ui_change_changelist"))
    opened = admin.get(reverse("admin:releases_ui_change_change", args=[change.pk]))

    assert [row.version for row in listed.context["cl"].result_list] == ["shop@1.0.0"]
    assert opened.status_code == 200


def test_list_of_the_record_reads_neither_all_of_it_nor_what_is_large(admin: Client, change: Change) -> None:
    with CaptureQueriesContext(connection) as captured:
        page = admin.get(reverse("admin:releases_ui_change_changelist"))

    (rows,) = [query["sql"] for query in captured if "ORDER BY" in query["sql"] and "request_id" in query["sql"]]
    assert [name for name in ("before", "after", "read_back", "last_state") if f'"{name}"' in rows] == []
    assert len([query for query in captured if "COUNT(*)" in query["sql"]]) == 1
    # Neither months nor columns to sort by.
    assert soup(page).select("nav.toplinks, ul.toplinks, th.sortable") == []


@pytest.mark.parametrize(("action", "extra"), [("change", {"actor": "eve"}), ("delete", {"post": "yes"})])
def test_record_can_be_neither_changed_nor_deleted(
    action: str, extra: dict[str, str], admin: Client, change: Change
) -> None:
    response = admin.post(reverse(f"admin:releases_ui_change_{action}", args=[change.pk]), extra)

    assert response.status_code == 403
    assert [record.actor for record in Change.objects.all()] == ["ada"]


def test_record_cannot_be_added_to(admin: Client) -> None:
    response = admin.get(reverse("admin:releases_ui_change_add"))

    assert response.status_code == 403


def test_sign_in_links_and_groups_are_not_shown(admin: Client) -> None:
    response = admin.get(reverse("admin:index"))

    apps = {app["app_label"]: [model["object_name"] for model in app["models"]] for app in response.context["app_list"]}
    assert apps == {"releases_ui": ["Change", "User"]}
