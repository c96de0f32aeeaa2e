"""People, as the pages about them print them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from releases_ui.dates import Moment
from releases_ui.models import Role, User
from releases_ui.sentry_api.sentences import say
from releases_ui.services import people
from releases_ui.services.people import Entry
from releases_ui.viewer import Clock


@dataclass(frozen=True)
class Status:
    """Whether somebody can come in: a word, and the shape and tone that repeat it."""

    word: str
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True)
class PersonRow:
    """One person."""

    person_id: int
    name: str
    href: str
    role: str
    role_label: str
    is_self: bool
    is_active: bool
    has_password: bool
    status: Status
    last_sign_in: Moment | None
    #: Until when a link of theirs that nobody has used yet signs in.
    link_until: Moment | None


def prepare(entry: Entry, viewer: User, clock: Clock) -> PersonRow:
    """Return a person as `viewer` sees them."""
    person = entry.person
    return PersonRow(
        person_id=person.pk,
        name=person.get_username(),
        href=reverse("releases:person", args=[person.pk]),
        role=person.role,
        role_label=str(Role(person.role).label) if person.role in Role.values else person.role,
        is_self=person.pk == viewer.pk,
        is_active=person.is_active,
        has_password=person.has_usable_password(),
        status=_status(entry),
        last_sign_in=clock.moment(person.last_login),
        link_until=clock.moment(entry.link_until) if person.is_active else None,
    )


def _status(entry: Entry) -> Status:
    if not entry.person.is_active:
        return Status("deactivated", "circle-slash", "danger")
    if not people.is_invited(entry.person):
        return Status("active")
    if entry.link_until is None:
        return Status(say("invitation expired"), "circle-alert", "warning")
    return Status("invited", "clock", "info")
