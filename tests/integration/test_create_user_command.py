"""`create_user`, which adds a person or changes their role."""

from __future__ import annotations

import pytest
from django.core.management import CommandError
from django.test import Client

from releases_ui.models import Role, User
from tests.commands import run

PASSWORD = "correct horse battery staple"


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "is_staff"), [("viewer", False), ("editor", False), ("admin", True)])
def test_create_user_adds_a_person_with_a_role(role: str, is_staff: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", PASSWORD)

    out, _ = run("create_user", "ada", "--role", role)

    person = User.objects.get(username="ada")
    assert (person.role, person.is_staff, person.check_password(PASSWORD)) == (role, is_staff, True)
    assert out == f"ada can sign in, as {role}.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "password"), [("ada", "short"), ("ada", "password1234"), ("no blanks", PASSWORD), ("", PASSWORD)]
)
def test_create_user_refuses_a_weak_password_and_an_odd_name(
    name: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", password)

    with pytest.raises(CommandError):
        run("create_user", name, "--role", "viewer")

    assert not User.objects.exists()


@pytest.mark.django_db
def test_create_user_leaves_an_existing_person_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", "another long password")
    User.objects.create_user(username="ada", password=PASSWORD, role=Role.VIEWER)

    with pytest.raises(CommandError, match="ada exists already, as viewer"):
        run("create_user", "ada", "--role", "admin")

    person = User.objects.get(username="ada")
    assert (person.role, person.check_password(PASSWORD)) == ("viewer", True)


@pytest.mark.django_db
def test_create_user_refuses_a_name_that_somebody_has_in_another_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", PASSWORD)
    User.objects.create_user(username="ada", password=PASSWORD)

    with pytest.raises(CommandError, match="Somebody is called ada already"):
        run("create_user", "Ada", "--role", "viewer")


@pytest.mark.django_db
def test_create_user_with_update_changes_the_role_and_not_the_password() -> None:
    User.objects.create_user(username="ada", password=PASSWORD, role=Role.VIEWER)

    run("create_user", "ada", "--role", "admin", "--update")

    person = User.objects.get(username="ada")
    assert (person.role, person.is_superuser, person.check_password(PASSWORD)) == ("admin", True, True)


@pytest.mark.django_db
def test_create_user_leaves_the_last_admin_one() -> None:
    User.objects.create_user(username="ada", password=PASSWORD, role=Role.ADMIN)

    with pytest.raises(CommandError, match="ada is the only admin who can sign in"):
        run("create_user", "ada", "--role", "viewer", "--update")

    assert User.objects.get(username="ada").role == "admin"


@pytest.mark.django_db
def test_create_user_writes_a_name_as_the_sign_in_page_reads_it(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", PASSWORD)

    run("create_user", "ａｄａ", "--role", "viewer")

    signed_in = client.post("/accounts/login/", {"username": "ａｄａ", "password": PASSWORD})
    assert (User.objects.get().username, signed_in.status_code) == ("ada", 302)
