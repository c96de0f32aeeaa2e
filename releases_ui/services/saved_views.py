"""Filters of the list that people keep under a name, for themselves or for everybody; one is where they start."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from releases_ui import permissions
from releases_ui.models import SavedView, User
from releases_ui.permissions import Person, Right


class NameTakenError(ValueError):
    """Somebody who would see both has a view of that name already. Its text is a sentence for people."""


class NotYoursError(ValueError):
    """The view is somebody else's. Its text is a sentence for people."""


@dataclass(frozen=True)
class Wanted:
    """What a view is to be."""

    name: str
    is_shared: bool
    #: Whether the person wants to start on it.
    is_start: bool


def visible_to(person: Person, org: str) -> QuerySet[SavedView]:
    """Return the views of an organization that `person` sees: their own and the shared ones, by name."""
    user = permissions.check(person, Right.LOOK)
    seen = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), organization=org)
    return seen.select_related("owner")


def start_of(person: Person) -> SavedView | None:
    """Return the view that `person` starts on; `None` where they chose none, or no longer see it."""
    user = permissions.check(person, Right.LOOK)
    view = user.start_view
    return view if view is not None and (view.is_shared or view.owner_id == user.pk) else None


def can_share(person: Person) -> bool:
    """Say whether what `person` saves may be for everybody: of those who may change releases."""
    return permissions.can(person, Right.EDIT)


def can_change(person: Person, view: SavedView) -> bool:
    """Say whether `person` may change or remove a view: its owner; of shared ones admins, too."""
    if not isinstance(person, User):
        return False
    return view.owner_id == person.pk or (view.is_shared and permissions.can(person, Right.MANAGE))


def _check_can_change(person: Person, view: SavedView) -> None:
    if not can_change(person, view):
        raise NotYoursError(gettext("This view is somebody else's. Its owner, or an admin, can change it."))


def add(person: Person, org: str, address: str, wanted: Wanted) -> SavedView:
    """Keep a filter under a name.

    Args:
        person: whose it is.
        org: the organization's slug.
        address: the list's parameters, as its form writes them.
        wanted: the name, and for whom.

    Raises:
        NameTakenError: a view that they see is called so.
        PermissionDenied: they may not share.
    """
    owner = permissions.check(person, Right.LOOK)
    return _keep(person, SavedView(organization=org, owner=owner, address=address), wanted)


def change(person: Person, view: SavedView, wanted: Wanted) -> SavedView:
    """Give a view another name, or other readers.

    Raises:
        NameTakenError: another view that they see is called so.
        NotYoursError: they may not change it.
        PermissionDenied: they may not share.
    """
    _check_can_change(person, view)
    return _keep(person, view, wanted)


def remove(person: Person, view: SavedView) -> None:
    """Remove a view. Whoever started on it starts on the first list again.

    Raises:
        NotYoursError: they may not change it.
    """
    _check_can_change(person, view)
    view.delete()


def start_on(person: Person, view: SavedView | None) -> None:
    """Let a person start on a view that they see, or with `None` on the first list."""
    user = permissions.check(person, Right.LOOK)
    user.start_view = view
    user.save(update_fields=["start_view"])


def _keep(person: Person, view: SavedView, wanted: Wanted) -> SavedView:
    if wanted.is_shared and not view.is_shared and not can_share(person):
        raise PermissionDenied(gettext("Sharing a view takes the role editor or admin."))
    others = visible_to(person, view.organization).exclude(pk=view.pk)
    view.name, view.is_shared = wanted.name, wanted.is_shared
    try:
        # Outside of the transaction nothing is left half done; inside, a race ends at the constraint.
        with transaction.atomic():
            if others.filter(name__iexact=wanted.name).exists():
                raise NameTakenError(_taken(wanted.name))
            view.save()
    except IntegrityError as error:
        raise NameTakenError(_taken(wanted.name)) from error
    user = permissions.check(person, Right.LOOK)
    if wanted.is_start != (user.start_view_id == view.pk):
        start_on(person, view if wanted.is_start else None)
    return view


def _taken(name: str) -> str:
    return gettext("There is a view called %(name)s already.") % {"name": name}
