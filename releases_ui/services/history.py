"""Reading the record of changes: filtered, paged by number, or all of it for an export.

The record is the dashboard's own, so it can be read while the server is down, and it outlives people and releases.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.db.models import Q, QuerySet

from releases_ui.models import Change
from releases_ui.sentry_api.dialect import Period
from releases_ui.services import undos
from releases_ui.services.outcomes import Outcome
from releases_ui.services.undos import Undone
from releases_ui.services.upstream import ReleaseKey

#: Everything that a change may be about, as the API calls it.
FIELDS = ("version", "projects", "ref", "url", "dateReleased", "status", "commits", "refs", "deploy")
#: What may have become of one field; that nobody knows it is told of the whole change.
FIELD_OUTCOMES = tuple(outcome.value for outcome in Outcome if outcome != Outcome.UNKNOWN)

#: How many rows an export holds in memory; lists of commits can make each of them large.
_CHUNK = 50
#: How long what occurs is kept; and how many of the changes that were read are read again, as a change with a lower
#: number may be saved a moment later.
_GATHERED_S = 24 * 60 * 60
_READ_AGAIN = 100


@dataclass(frozen=True, kw_only=True)
class HistoryQuery:
    """Which changes of one organization to show; what is empty does not narrow."""

    organization: str
    #: One release, to the letter.
    version: str = ""
    #: How a version starts; case does not count, blanks do.
    version_prefix: str = ""
    actor: str = ""
    #: A slug.
    project: str = ""
    #: One of `FIELDS`.
    field: str = ""
    action: str = ""
    #: How the change ended, or what became of the field, or of any field.
    outcome: str = ""
    #: Of the change, in UTC.
    period: Period | None = None
    per_page: int = 50
    #: Only changes with lower, or higher, numbers; a page begins next to it. `before` wins.
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class HistoryPage:
    """One page of changes, newest first."""

    changes: tuple[Change, ...]
    #: Where the next page goes on, by number; `None` where there is none.
    newer_than: int | None
    older_than: int | None
    #: By the number of the change that was taken back.
    undone: Mapping[int, Undone] = field(default_factory=dict)


@dataclass(frozen=True)
class Occurring:
    """Who and what occurs in an organization's record, sorted."""

    people: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Gathered:
    """What occurs up to a change, which is told by its number and its time."""

    newest: tuple[int, datetime]
    occurring: Occurring


def page(query: HistoryQuery) -> HistoryPage:
    """Return one page of changes; numbers decide, so changes made meanwhile move nothing."""
    matching, size = _matching(query).defer("last_state"), query.per_page
    if query.after is not None and query.before is None:
        found = list(matching.filter(pk__gt=query.after).order_by("pk")[: size + 1])
        rows = found[:size][::-1]
        has_newer, has_older = len(found) > size, matching.filter(pk__lte=query.after).exists()
    else:
        found = list(_below(matching, query.before)[: size + 1])
        rows = found[:size]
        has_newer = query.before is not None and matching.filter(pk__gte=query.before).exists()
        has_older = len(found) > size
    newest = rows[0].pk if rows else (query.before or 0) - 1
    oldest = rows[-1].pk if rows else (query.after or 0) + 1
    return HistoryPage(
        tuple(rows),
        newest if has_newer else None,
        oldest if has_older else None,
        undos.of_changes(query.organization, rows),
    )


def one(organization: str, change_id: int) -> Change | None:
    """Return one change, if it was made in the organization."""
    return Change.objects.filter(organization=organization, pk=change_id).first()


def every(query: HistoryQuery, *, with_last_state: bool) -> Iterator[Change]:
    """Yield all changes that match, newest first, whatever page is asked for.

    They are read by and by, each time from where the last stretch ended: a slow reader keeps no cursor open and no
    old snapshot of the database alive.
    """
    matching = _matching(query) if with_last_state else _matching(query).defer("last_state")
    last: int | None = None
    while chunk := list(_below(matching, last)[:_CHUNK]):
        yield from chunk
        if len(chunk) < _CHUNK:
            return
        last = chunk[-1].pk


def newest_of(key: ReleaseKey, limit: int) -> list[Change]:
    """Return the newest changes of one release."""
    return list(_matching(HistoryQuery(organization=key.org, version=key.version)).defer("last_state")[:limit])


def occurring(organization: str) -> Occurring:
    """Return the people and the projects that the record names, for filters to offer.

    The record only grows, so after the whole of it was read once, what came since is enough.
    """
    rows, key = Change.objects.filter(organization=organization), f"occurring:{organization}"
    newest = rows.values_list("pk", "created_at").first()
    if newest is None:
        return Occurring()
    kept: _Gathered | None = cache.get(key)
    # Where the record is another one, as after a restore, its changes are not those that were read.
    if kept is not None and rows.filter(pk=kept.newest[0], created_at=kept.newest[1]).exists():
        found = _named_by(rows, kept.newest[0] - _READ_AGAIN, kept.occurring)
    else:
        found = _named_by(rows, 0, Occurring())
    cache.set(key, _Gathered(newest, found), _GATHERED_S)
    return found


def _named_by(changes: QuerySet[Change], above: int, known: Occurring) -> Occurring:
    people, listed = set(known.people), set(known.projects)
    # By number even where that narrows nothing: SQLite reads a large record quicker in its own order.
    newer = changes.filter(pk__gt=above).order_by()
    for actor, projects in newer.values_list("actor", "projects").distinct():
        people.add(actor)
        listed.update(projects.split())
    return Occurring(tuple(sorted(people, key=str.casefold)), tuple(sorted(listed)))


def _below(changes: QuerySet[Change], number: int | None) -> QuerySet[Change]:
    return changes if number is None else changes.filter(pk__lt=number)


def _matching(query: HistoryQuery) -> QuerySet[Change]:
    exact = {"version": query.version, "actor": query.actor, "action": query.action}
    wanted = Q(organization=query.organization, **{name: text for name, text in exact.items() if text})
    if query.version_prefix:
        wanted &= _starts_with(query.version_prefix)
    if query.project:
        wanted &= Q(projects__contains=f" {query.project} ")
    if query.field:
        wanted &= Q(before__has_key=query.field) | Q(after__has_key=query.field)
    if query.outcome:
        wanted &= _ended(query.outcome, query.field)
    if query.period:
        wanted &= Q(created_at__gte=query.period.start, created_at__lt=query.period.end)
    return Change.objects.filter(wanted)


def _starts_with(typed: str) -> Q:
    """Return the condition that a version starts with what was typed, in any case of any script."""
    # SQLite's LIKE knows the cases of ASCII only; its regular expressions are Python's.
    return Q(version__istartswith=typed) if typed.isascii() else Q(version__iregex=f"^{re.escape(typed)}")


def _ended(outcome: str, changed: str) -> Q:
    """Return the condition that a change ended so, or that the changed field, or any field, became so."""
    if outcome not in FIELD_OUTCOMES:
        return Q(result=outcome)
    names = [changed] if changed else FIELDS
    return functools.reduce(operator.or_, (Q(**{f"outcomes__{name}": outcome}) for name in names))
