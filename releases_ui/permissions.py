"""Who may do what: pairs of `can_…`, which answers, and `check_…`, which raises.

Views, templates and services all ask here, so they cannot disagree.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from releases_ui.models import Role, User

Person = User | AnonymousUser


def can_edit_releases(person: Person) -> bool:
    """Say whether `person` may create and edit releases: editors and admins."""
    return isinstance(person, User) and person.is_active and person.role in {Role.EDITOR, Role.ADMIN}


def check_can_edit_releases(person: Person) -> User:
    """Return `person` as a signed-in user who may create and edit releases.

    Raises:
        PermissionDenied: for everybody else.
    """
    if not isinstance(person, User) or not can_edit_releases(person):
        raise PermissionDenied("Editing releases takes the role editor or admin. An admin can change yours.")
    return person


def can_manage_people(person: Person) -> bool:
    """Say whether `person` may manage people: admins."""
    return isinstance(person, User) and person.is_active and person.role == Role.ADMIN
