"""The admin site: people can be managed there, the record only read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from releases_ui.models import Change, Role, User


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

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("admin:login"))


def test_record_can_be_read(admin: Client, change: Change) -> None:
    listed = admin.get(reverse("admin:releases_ui_change_changelist"))
    opened = admin.get(reverse("admin:releases_ui_change_change", args=[change.pk]))

    assert [row.version for row in listed.context["cl"].result_list] == ["shop@1.0.0"]
    assert opened.status_code == 200


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
