"""How many releases were created in each of the last weeks, by what a list shows otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from releases_ui.sentry_api.dialect import Dialect, Feature, Period, ReleaseFilters
from releases_ui.sentry_api.pagination import Page
from releases_ui.sentry_api.payloads import UnreadableRow
from releases_ui.services import directory, upstream
from releases_ui.services.listing import ListQuery

WEEKS = 26
#: Pages that are read: of 1,000 versions where the server has such an index, else of 100 releases.
MAX_PAGES = 5
#: After this long what was counted has to do.
MAX_SECONDS = 10.0
_ROWS = 100


@dataclass(frozen=True)
class Cadence:
    """Releases by the day of their creation, in UTC."""

    days: tuple[date, ...]
    #: The first day from which on every release was counted.
    since: date
    #: Whether older weeks were not read, rather than asked for.
    is_cut: bool
    #: Whether archived ones were counted along, whatever the list shows.
    counts_archived: bool
    dialect: Dialect


def count(query: ListQuery, today: date) -> Cadence:
    """Return when the releases were created that a list would show, but for its period: in the last `WEEKS` weeks.

    Args:
        query: what the list shows.
        today: in UTC; its week is the last.

    Raises:
        UnknownProjectError: for a project that the organization does not have.
        SentryError: any subclass.
    """
    client = upstream.client()
    dialect = client.dialect_for(query.org)
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    filters = _filters(query, first, today, dialect)
    if dialect.supports(Feature.STATS) is None:
        rows, reached = _walk(
            lambda cursor: client.list_release_stats(query.org, filters, cursor=cursor), _of_stat(filters), first
        )
        return _cadence(rows, reached, first, dialect, counts_archived=query.status != "all")
    rows, reached = _walk(
        lambda cursor: client.list_releases(query.org, filters, per_page=_ROWS, cursor=cursor),
        _of_release(filters, dialect),
        first,
    )
    return _cadence(rows, reached, first, dialect, counts_archived=False)


def _filters(query: ListQuery, first: date, today: date, dialect: Dialect) -> ReleaseFilters:
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return ReleaseFilters(
        query=query.query,
        match=query.match,
        is_case_exact=query.is_case_exact,
        project_ids=directory.project_ids(query.org, query.projects, dialect),
        project_slugs=query.projects,
        environments=query.environments,
        status=query.status,
        period=Period(start, start + timedelta(days=(today - first).days + 1)),
    )


#: When a row was created, `None` where it does not say, and whether it is wanted.
_Judge = Callable[[Any], tuple[datetime | None, bool]]


def _of_stat(filters: ReleaseFilters) -> _Judge:
    return lambda row: (row.date, filters.matches_text(row.version))


def _of_release(filters: ReleaseFilters, dialect: Dialect) -> _Judge:
    # The period is held against the days below: here it would hide how far back was read.
    wanted = replace(filters, period=None)
    return lambda row: (row.date_created, dialect.keeps(row, wanted))


def _walk(load: Callable[[str | None], Page[Any]], judge: _Judge, first: date) -> tuple[list[date], datetime | None]:
    """Return the days of the wanted rows, and how far back was read; `None` for all that was asked for."""
    days: list[date] = []
    oldest: datetime | None = None
    cursor: str | None = None
    give_up = time.monotonic() + MAX_SECONDS
    for _ in range(MAX_PAGES):
        page = load(cursor)
        for row in page.rows:
            if isinstance(row, UnreadableRow):
                continue
            created, is_wanted = judge(row)
            if created is None:
                continue
            oldest = created if oldest is None else min(oldest, created)
            if is_wanted and created.date() >= first:
                days.append(created.date())
        is_last = page.next_cursor is None or page.next_cursor == cursor or not page.rows
        if is_last or (oldest is not None and oldest.date() < first):
            return days, None
        cursor = page.next_cursor
        if time.monotonic() > give_up:
            break
    return days, oldest


def _cadence(
    days: list[date], reached: datetime | None, first: date, dialect: Dialect, *, counts_archived: bool
) -> Cadence:
    # The day at which the reading stopped may have more.
    since = first if reached is None else max(first, reached.date() + timedelta(days=1))
    return Cadence(
        days=tuple(day for day in days if day >= since),
        since=since,
        is_cut=reached is not None,
        counts_archived=counts_archived,
        dialect=dialect,
    )
