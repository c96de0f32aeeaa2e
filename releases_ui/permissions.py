"""Who may do what: the one table from a role to its rights, and how it is asked.

Views name the right they need (`views/access.py`), services check it again before they write, and templates get the
answers as `can_…` (`context_processors.py`); so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from releases_ui.models import Role, User
from releases_ui.sentry_api.sentences import say

Person = User | AnonymousUser


class Right(Enum):
    """Something that not everybody may do."""

    LOOK = say("Looking at releases")
    EDIT = say("Editing releases")
    DELETE = say("Deleting releases")
    MANAGE = say("Managing people and the connection")


_RIGHTS: Mapping[str, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.LOOK}),
    Role.EDITOR: frozenset({Right.LOOK, Right.EDIT}),
    Role.ADMIN: frozenset(Right),
}


def can(person: Person, right: Right) -> bool:
    """Say whether `person` has the right; deleting has to be allowed for the whole installation, too."""
    if not isinstance(person, User) or not person.is_active:
        return False
    if right == Right.DELETE and not settings.ALLOW_DELETE:
        return False
    return right in _RIGHTS.get(person.role, frozenset())


def check(person: Person, right: Right) -> User:
    """Return `person` as a signed-in user who has the right.

    Raises:
        PermissionDenied: for everybody else, with the reason in words.
    """
    if not isinstance(person, User) or not can(person, right):
        raise PermissionDenied(_reason(right))
    return person


def _reason(right: Right) -> str:
    if right == Right.DELETE and not settings.ALLOW_DELETE:
        return say("Deleting releases is switched off. Whoever runs this dashboard can set ALLOW_DELETE=1.")
    roles = " or ".join(role for role in Role.values if right in _RIGHTS[role])
    return say("%(value)s takes the role %(roles)s. An admin can change yours.", value=right.value, roles=roles)
