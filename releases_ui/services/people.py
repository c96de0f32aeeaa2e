"""People: who is let in, with which role, and what keeps an organization from locking itself out.

Every act holds the rows of all admins, so that of two acts at once the second sees what the first has done. What is
saved are the fields that an act is about, never the whole person: a row that was read earlier would bring back an
access that somebody has ended meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from releases_ui import permissions
from releases_ui.models import Role, SignInLink, User
from releases_ui.permissions import Person, Right
from releases_ui.sentry_api.sentences import say

logger = logging.getLogger(__name__)


class GuardError(Exception):
    """What was asked for would lock people out, or cannot be done; nothing was changed. The text says why."""


@dataclass(frozen=True)
class Authority:
    """Something outside of the dashboard that decides about people without being one; its name is for the log."""

    name: str

    def __str__(self) -> str:
        return self.name


#: Whoever can run commands on the machine has its database, too.
COMMAND_LINE = Authority("the command line")

Actor = Person | Authority


@dataclass(frozen=True)
class Entry:
    """A person, and until when a link of theirs that nobody has used yet signs in."""

    person: User
    link_until: datetime | None


@dataclass(frozen=True)
class Guards:
    """Why something cannot be done with a person; an empty text where it can."""

    demotion: str
    deactivation: str
    link: str


@dataclass(frozen=True)
class IssuedLink:
    """A new one-time link; its secret cannot be read again later."""

    person: User
    secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class _Held:
    person: User
    guards: Guards


def everybody() -> list[Entry]:
    """Return all people, by name."""
    return [Entry(person, until) for person, until in _with_links(User.objects.all())]


def entry_of(person: User) -> Entry:
    """Return one person as the list of all shows them."""
    ((found, until),) = _with_links(User.objects.filter(pk=person.pk))
    return Entry(found, until)


def guards(actor: Person, person: User) -> Guards:
    """Return what cannot be done with `person`, to be said before anybody tries."""
    return _guards(actor, person, _active_admins())


def is_invited(person: User) -> bool:
    """Say whether a person has never been here and could not come without a link."""
    return person.last_login is None and not person.has_usable_password()


def add(actor: Actor, person: User) -> None:
    """Save a new person.

    Raises:
        GuardError: somebody has the name already.
    """
    _check(actor)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise GuardError(say("Somebody is called %(username)s already.", username=person.username)) from error
    logger.info("%s added %s as %s.", actor, person, person.role)


def invite(actor: Actor, name: str, role: str) -> IssuedLink:
    """Add a person who has no password yet, and return the link by which they get one.

    Raises:
        GuardError: somebody has the name already.
    """
    person = User(username=name, role=role)
    person.set_unusable_password()
    with transaction.atomic():
        add(actor, person)
        return issue_link(actor, person.pk)


def issue_link(actor: Actor, person_id: int) -> IssuedLink:
    """Return a new one-time link for a person; older ones that were not used are void from now on.

    Raises:
        GuardError: the person is deactivated.
    """
    with _held(actor, person_id) as held:
        _refuse(held.guards.link)
        _void_links(held.person)
        secret = SignInLink.issue(held.person)
        expires_at = SignInLink.objects.get(user=held.person, used_at=None).expires_at
    logger.info("%s made a sign-in link for %s.", actor, held.person)
    return IssuedLink(held.person, secret, expires_at)


def give_role(actor: Actor, person_id: int, role: str) -> User:
    """Give a person a role, which holds from their next request on, and return them.

    Raises:
        GuardError: nobody would be left who can manage people.
    """
    with _held(actor, person_id) as held:
        person, was = held.person, held.person.role
        if role != Role.ADMIN:
            _refuse(held.guards.demotion)
        person.role = role
        # The admin site's own flags follow from the role.
        person.save(update_fields=["role", "is_staff", "is_superuser"])
    if role != was:
        logger.info("%s made %s %s, who was %s.", actor, person, role, was)
    return person


def deactivate(actor: Actor, person_id: int) -> User:
    """Keep a person out, end their sessions and void their links, all for good, and return them.

    Raises:
        GuardError: nobody would be left who can manage people, or it is the actor.
    """
    with _held(actor, person_id) as held:
        _refuse(held.guards.deactivation)
        person = held.person
        person.is_active = False
        # Without a new round they would go on after the person is let in again.
        person.end_sessions()
        person.save(update_fields=["is_active", "session_round"])
        _void_links(person)
    logger.info("%s deactivated %s.", actor, person)
    return person


def activate(actor: Actor, person_id: int) -> User:
    """Let a person in again, who has to sign in anew, and return them."""
    with _held(actor, person_id) as held:
        held.person.is_active = True
        held.person.save(update_fields=["is_active"])
    logger.info("%s activated %s.", actor, held.person)
    return held.person


def sign_out_everywhere(actor: Actor, person_id: int) -> User:
    """End every session of a person and return them; for oneself no right is needed."""
    if isinstance(actor, User) and actor.pk == person_id:
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=person_id)
            _end_sessions(person)
    else:
        with _held(actor, person_id) as held:
            person = held.person
            _end_sessions(person)
    logger.info("%s signed %s out everywhere.", actor, person)
    return person


def choose_password(person: User, password: str) -> None:
    """Give a person the password that they chose: it ends their sessions, and voids their links."""
    # Hashing takes a while, so it is done before anything is locked.
    person.set_password(password)
    with transaction.atomic():
        person.save(update_fields=["password"])
        _void_links(person)
    logger.info("%s chose a new password.", person)


@contextmanager
def _held(actor: Actor, person_id: int) -> Iterator[_Held]:
    """Hold a person and all admins until everything is saved.

    Raises:
        PermissionDenied: the actor may not manage people, or no longer.
    """
    with transaction.atomic():
        # Always first and in one order, so that no two acts wait for each other.
        admins = list(_active_admins().select_for_update())
        _check(actor)
        person = User.objects.select_for_update().get(pk=person_id)
        yield _Held(person, _guards(actor, person, admins))


def _check(actor: Actor) -> None:
    if isinstance(actor, Authority):
        return
    known = permissions.check(actor, Right.MANAGE)
    # Somebody else may have taken it since the request began.
    permissions.check(User.objects.get(pk=known.pk), Right.MANAGE)


def _refuse(reason: str) -> None:
    if reason:
        raise GuardError(reason)


def _active_admins() -> QuerySet[User]:
    return User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk")


def _guards(actor: Actor, person: User, admins: Collection[User]) -> Guards:
    last = _last_admin(person, admins)
    is_self = isinstance(actor, User) and actor.pk == person.pk
    return Guards(
        demotion=last,
        deactivation=last or (say("You cannot deactivate yourself. Another admin can.") if is_self else ""),
        link="" if person.is_active else say("A deactivated person cannot sign in. Activate first."),
    )


def _last_admin(person: User, admins: Collection[User]) -> str:
    """Say that nobody else could manage people; an admin who has no way to sign in again does not count."""
    others = (admin for admin in admins if admin.pk != person.pk and _can_come_back(admin))
    if all(admin.pk != person.pk for admin in admins) or any(others):
        return ""
    return say(
        "%(username)s is the only admin who can sign in. Make somebody else an admin first.", username=person.username
    )


def _can_come_back(person: User) -> bool:
    """Say whether a person can sign in without a new link: by a password, or where somebody else vouches for them."""
    if person.has_usable_password():
        return True
    return bool(settings.OIDC_ISSUER or settings.PROXY_USER_HEADER) and person.last_login is not None


def _end_sessions(person: User) -> None:
    person.end_sessions()
    person.save(update_fields=["session_round"])


def _void_links(person: User) -> None:
    SignInLink.objects.filter(user=person, used_at=None).delete()


def _with_links(found: QuerySet[User]) -> Iterator[tuple[User, datetime | None]]:
    usable = SignInLink.objects.filter(user__in=found, used_at=None, expires_at__gt=timezone.now())
    until = dict(usable.values_list("user").annotate(Max("expires_at")))
    return ((person, until.get(person.pk)) for person in found)
