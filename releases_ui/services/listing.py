"""Pages of an organization's releases: the server's own where it can filter, else gathered by us.

No server offers a prefix search. So the narrowest superset that it can give is asked for, filtered for what was
meant, and read on until the page is full or `MAX_CALLS` upstream pages were read; how far that went is told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from releases_ui.sentry_api.dialect import Dialect, Period, ReleaseFilters
from releases_ui.sentry_api.errors import BrokenUpstreamError, InvalidInputError, NotFoundError, SentryError
from releases_ui.sentry_api.pagination import Page
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.services import cursors, directory, upstream
from releases_ui.services.cursors import Cursor, Place

Row = Release | UnreadableRow

#: Upstream pages read for one page of ours; with 100 rows each, a search reads 1,000 releases at most.
MAX_CALLS = 10
UPSTREAM_ROWS = 100
#: After this long a search answers with what it has, even if it may read on.
MAX_SECONDS = 15.0


@dataclass(frozen=True)
class ListQuery:
    """What a list shows, in the words of its address."""

    org: str
    query: str = ""
    match: Literal["prefix", "contains"] = "prefix"
    is_case_exact: bool = False
    projects: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    status: Literal["open", "archived", "all"] = "open"
    period: Period | None = None
    per_page: int = 25
    cursor: str = ""

    @property
    def fingerprint(self) -> str:
        """Text that differs wherever a cursor of one query would be wrong in another."""
        return cursors.fingerprint(
            self.org, self.query, self.match, self.is_case_exact, self.projects, self.environments,
            self.status, self.period, self.per_page,
        )  # fmt: skip


@dataclass(frozen=True)
class ListPage:
    """One page of ours, newest created first."""

    rows: tuple[Row, ...]
    next_cursor: str | None
    previous_cursor: str | None
    dialect: Dialect
    as_of: datetime
    #: Rows of the server that were looked at.
    read: int = 0
    #: Creation of the oldest row that was looked at, and of the newest.
    read_back_to: datetime | None = None
    read_up_to: datetime | None = None
    #: The search stopped at its bound before the page was full.
    is_bounded: bool = False
    #: Rows were looked for towards newer ones.
    is_backwards: bool = False
    #: The server repeats itself from here on, so that further releases in this direction cannot be reached.
    is_stuck: bool = False
    #: The cursor fitted no longer, so this is the first page.
    is_restarted: bool = False


def list_page(query: ListQuery, max_calls: int = MAX_CALLS) -> ListPage:
    """Return the page that `query` asks for.

    Args:
        query: what to show.
        max_calls: how many upstream pages may be read for it.

    Raises:
        UnknownProjectError: for a project that the organization does not have.
        SentryError: any subclass.
    """
    dialect = upstream.client().dialect_for(query.org)
    filters = ReleaseFilters(
        query=query.query,
        match=query.match,
        is_case_exact=query.is_case_exact,
        project_ids=directory.project_ids(query.org, query.projects, dialect),
        project_slugs=query.projects,
        environments=query.environments,
        status=query.status,
        period=query.period,
    )
    cursor = cursors.decode(query.cursor, query.fingerprint) if query.cursor else Cursor()
    try:
        page = _Reader(query, filters, dialect, max_calls).read(cursor or Cursor())
    except (InvalidInputError, BrokenUpstreamError) as error:
        if not query.cursor or error.status in {502, 503, 504}:
            raise
        # Servers answer 400 or 500 to a cursor that has had its day.
        cursor, page = None, _Reader(query, filters, dialect, max_calls).read(Cursor())
    is_plain = not (query.cursor or query.query or query.projects or query.period)
    if not page.rows and is_plain:
        _check_organization(query.org, dialect)
    return replace(page, is_restarted=cursor is None)


def _check_organization(org: str, dialect: Dialect) -> None:
    """Find out whether an empty list is that of an organization at all, where the server lists any name as empty.

    Raises:
        NotFoundError: there is no such organization.
    """
    if not dialect.hides_unknown_organizations:
        return
    try:
        upstream.client().get_organization(org)
    except NotFoundError:
        raise
    except SentryError:
        # The token may not look, or the look failed: the list itself was answered.
        return


@dataclass
class _Found:
    """What a walk over upstream pages gathered."""

    rows: list[Row] = field(default_factory=list)
    #: Where the walk may go on; `None` at the end of the list.
    rest: Place | None = None
    is_bounded: bool = False
    is_stuck: bool = False


class _Reader:
    """Reads one page of ours; keeps count of what was looked at."""

    def __init__(self, query: ListQuery, filters: ReleaseFilters, dialect: Dialect, max_calls: int) -> None:
        self._query = query
        self._filters = filters
        self._dialect = dialect
        self._max_calls = max_calls
        self._give_up = time.monotonic() + MAX_SECONDS
        self._read = 0
        self._created: list[datetime] = []

    def read(self, cursor: Cursor) -> ListPage:
        """Return the page at `cursor`."""
        if not self._dialect.filters_locally(self._filters):
            found, older, newer = self._pass_on(cursor)
        elif cursor.is_backwards:
            found = self._read_back(cursor.place)
            older, newer = cursor.place, found.rest
        else:
            found = self._read_on(cursor.place)
            older, newer = found.rest, cursor.place if cursor.place != Place() else None
        mark = self._query.fingerprint
        return ListPage(
            rows=tuple(found.rows),
            next_cursor=Cursor(older).encode(mark) if older else None,
            previous_cursor=Cursor(newer, is_backwards=True).encode(mark) if newer else None,
            dialect=self._dialect,
            as_of=datetime.now(UTC),
            read=self._read,
            read_back_to=min(self._created, default=None),
            read_up_to=max(self._created, default=None),
            is_bounded=found.is_bounded,
            is_backwards=cursor.is_backwards,
            is_stuck=found.is_stuck,
        )

    def _pass_on(self, cursor: Cursor) -> tuple[_Found, Place | None, Place | None]:
        """Return the server's own page, with its own cursors."""
        page = self._fetch(cursor.place.upstream, self._query.per_page)
        found = _Found(list(_without_doubles(page.rows)))
        found.is_stuck = page.next_cursor is not None and page.next_cursor == cursor.place.upstream
        has_more = page.next_cursor and page.rows and not found.is_stuck
        older = Place(page.next_cursor) if has_more else None
        return found, older, Place(page.previous_cursor) if page.previous_cursor else None

    def _read_on(self, start: Place) -> _Found:
        """Gather matching rows from `start` on, until the page is full, the list ends, or the bound is reached."""
        found = _Found()
        place = start
        seen: set[str | None] = set()
        for _ in range(self._max_calls):
            page = self._fetch(place.upstream, UPSTREAM_ROWS)
            for index, row in self._kept(page, _position(page, place), len(page.rows), found):
                if len(found.rows) == self._query.per_page:
                    found.rest = _place_before(page, index, place.upstream)
                    return found
                found.rows.append(row)
            is_new = _has_news(page, seen) and page.next_cursor != place.upstream
            if page.next_cursor is None or not page.rows or not is_new:
                found.is_stuck = page.next_cursor is not None and not is_new
                return found
            place = Place(page.next_cursor)
            if self._is_enough(found):
                break
        found.rest = place
        found.is_bounded = len(found.rows) < self._query.per_page
        return found

    def _read_back(self, start: Place) -> _Found:
        """Gather matching rows before `start`, nearest first, as `_read_on` does after it."""
        found = _Found()
        place = start
        seen: set[str | None] = set()
        for _ in range(self._max_calls):
            page = self._fetch(place.upstream, UPSTREAM_ROWS)
            for index, row in reversed(list(self._kept(page, 0, _position(page, place), found))):
                if len(found.rows) == self._query.per_page:
                    found.rest = _place_before(page, index + 1, place.upstream)
                    return found
                found.rows.insert(0, row)
            is_new = _has_news(page, seen) and page.previous_cursor != place.upstream
            if page.previous_cursor is None or not is_new:
                found.is_stuck = page.previous_cursor is not None
                return found
            place = Place(page.previous_cursor, UPSTREAM_ROWS)
            if self._is_enough(found):
                break
        found.rest = place
        found.is_bounded = len(found.rows) < self._query.per_page
        return found

    def _is_enough(self, found: _Found) -> bool:
        """Say whether to stop: a full page is not held up to learn whether there are more, nor is one for ever."""
        return len(found.rows) == self._query.per_page or time.monotonic() > self._give_up

    def _kept(self, page: Page[Release], start: int, end: int, found: _Found) -> Iterator[tuple[int, Row]]:
        """Yield the rows of `page` between two places which the filters keep and which were not found yet."""
        shown = {row.version for row in found.rows}
        for index, row in enumerate(page.rows[start:end], start):
            if (row.version is None or row.version not in shown) and self._keeps(row):
                yield index, row

    def _keeps(self, row: Row) -> bool:
        """Say whether a row is wanted. Of one that cannot be read only the version is known, if that."""
        if isinstance(row, UnreadableRow):
            return row.version is None or self._filters.matches_text(row.version)
        return self._dialect.keeps(row, self._filters)

    def _fetch(self, upstream_cursor: str | None, per_page: int) -> Page[Release]:
        page = upstream.client().list_releases(
            self._query.org, self._filters, per_page=per_page, cursor=upstream_cursor
        )
        self._read += len(page.rows)
        self._created += [row.date_created for row in page.rows if isinstance(row, Release) and row.date_created]
        return page


def _place_before(page: Page[Release], index: int, upstream_cursor: str | None) -> Place:
    """Return the place before the row at `index`, remembered by the row that stands before it."""
    anchor = _mark(page.rows[index - 1]) if index else ""
    return Place(upstream_cursor, index, anchor)


def _position(page: Page[Release], place: Place) -> int:
    """Return how many rows of the page lie before the place: after its anchor, or as many as there were."""
    if place.anchor:
        for index, row in enumerate(page.rows):
            if _mark(row) == place.anchor:
                return index + 1
    return place.skip


def _mark(row: Row) -> str:
    return cursors.fingerprint(row.version)


def _has_news(page: Page[Release], seen: set[str | None]) -> bool:
    """Say whether the page has a version that is not in `seen`, and put all of them there."""
    versions = {row.version for row in page.rows}
    is_new = not versions <= seen
    seen |= versions
    return is_new


def _without_doubles(rows: list[Release | UnreadableRow]) -> Iterator[Row]:
    """Yield each version once: rows that are created while pages are read shift the server's pages."""
    seen: set[str] = set()
    for row in rows:
        if row.version is None or row.version not in seen:
            yield row
        if row.version is not None:
            seen.add(row.version)
