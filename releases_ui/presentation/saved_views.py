"""Saved views as a page lists them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from releases_ui.links import list_href
from releases_ui.models import SavedView
from releases_ui.permissions import Person
from releases_ui.services import saved_views


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLine:
    """One view: where it leads, whose it is, and whether the person may change it."""

    name: str
    href: str
    owner: str
    is_own: bool
    is_shared: bool
    is_start: bool
    #: What it asks for, a phrase each.
    words: tuple[str, ...]
    #: Where it is changed; `None` for those who may not.
    edit_href: str | None
    start_href: str
    #: Whether it is what the list shows.
    is_current: bool = False


def view_href(view: SavedView) -> str:
    """Return the address of the list that a view stands for."""
    return list_href(view.organization) + (f"?{view.address}" if view.address else "")


def menu(person: Person, org: str, address: str) -> tuple[ViewLine, ...]:
    """Return the views that `person` sees, for the list that shows what `address` asks for."""
    start = saved_views.start_of(person)
    views = saved_views.visible_to(person, org)
    return tuple(prepare(view, (), person, start, is_current=f"?{view.address}" == address) for view in views)


def prepare(
    view: SavedView, words: tuple[str, ...], person: Person, start: SavedView | None, *, is_current: bool = False
) -> ViewLine:
    """Return a view ready to print, for `person`, who starts on `start`."""
    place = [view.organization, view.pk]
    return ViewLine(
        name=view.name,
        href=view_href(view),
        owner=view.owner.get_short_name() or view.owner.username,
        is_own=view.owner_id == person.pk,
        is_shared=view.is_shared,
        is_start=start is not None and start.pk == view.pk,
        words=words,
        edit_href=reverse("releases:view", args=place) if saved_views.can_change(person, view) else None,
        start_href=reverse("releases:view_start", args=place),
        is_current=is_current,
    )
