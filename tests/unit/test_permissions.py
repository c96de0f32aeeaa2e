"""Who may do what, and links that sign in once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from releases_ui import permissions
from releases_ui.models import Role, SignInLink, User
from releases_ui.permissions import Right

pytestmark = pytest.mark.django_db


def person(role: Role, *, is_active: bool = True) -> User:
    return User.objects.create_user(f"{role}-person", password="a long password", role=role, is_active=is_active)


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.EDITOR, True), (Role.ADMIN, True)])
def test_editors_and_admins_edit_releases(role: Role, may: bool) -> None:
    assert permissions.can(person(role), Right.EDIT) is may


def test_check_raises_where_can_says_no() -> None:
    with pytest.raises(PermissionDenied, match="takes the role editor or admin"):
        permissions.check(person(Role.VIEWER), Right.EDIT)
    with pytest.raises(PermissionDenied):
        permissions.check(AnonymousUser(), Right.EDIT)


def test_person_who_was_deactivated_edits_nothing() -> None:
    assert permissions.can(person(Role.ADMIN, is_active=False), Right.EDIT) is False


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.EDITOR, False), (Role.ADMIN, True)])
def test_admins_delete_where_deleting_is_allowed(role: Role, may: bool, settings: Settings) -> None:
    settings.ALLOW_DELETE = True

    assert permissions.can(person(role), Right.DELETE) is may


def test_nobody_deletes_where_deleting_is_not_allowed() -> None:
    with pytest.raises(PermissionDenied, match="ALLOW_DELETE=1"):
        permissions.check(person(Role.ADMIN), Right.DELETE)


@pytest.mark.parametrize(("role", "is_admin"), [(Role.VIEWER, False), (Role.EDITOR, False), (Role.ADMIN, True)])
def test_admin_site_obeys_the_role(role: Role, is_admin: bool) -> None:
    user = person(role)

    assert (user.is_staff, user.is_superuser, permissions.can(user, Right.MANAGE)) == (is_admin,) * 3


def test_link_signs_in_once() -> None:
    user = person(Role.EDITOR)
    secret = SignInLink.issue(user)

    assert SignInLink.redeem(secret) == user
    assert SignInLink.redeem(secret) is None


def test_link_is_kept_only_as_a_hash() -> None:
    secret = SignInLink.issue(person(Role.EDITOR))

    assert secret not in str(SignInLink.objects.values().get())


def test_link_that_is_too_old_or_made_up_signs_nobody_in() -> None:
    secret = SignInLink.issue(person(Role.EDITOR))
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert SignInLink.redeem(secret) is None
    assert SignInLink.redeem("made up") is None


def test_link_of_somebody_who_was_deactivated_is_void() -> None:
    user = person(Role.EDITOR)
    secret = SignInLink.issue(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert SignInLink.redeem(secret) is None
