"""Sentry's cursors: three numbers, meant one way by most lists and another way by commits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode

from releases_ui.demo_api.answers import RefusalError, internal_error

Row = TypeVar("Row")
#: Reads rows from an offset on, at most so many.
Fetch = Callable[[int, int], list[Row]]

NUMBERS = re.compile(r"(-?\d+)(?:\.\d+)?:(-?\d+):(-?\d+)", re.ASCII)
#: What PostgreSQL takes as an offset.
LARGEST_OFFSET = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """A place in a list. `value` is the page size, or a position among commits."""

    value: int
    offset: int
    is_previous: bool

    def __str__(self) -> str:
        return f"{self.value}:{self.offset}:{int(self.is_previous)}"


START = Cursor(0, 0, is_previous=False)


@dataclass(frozen=True)
class Turns:
    """Where a page's two links lead, and whether there is anything."""

    previous: Cursor
    has_previous: bool
    next: Cursor
    has_next: bool

    def header(self, base: str, path: str, query: Mapping[str, list[str]]) -> str:
        """Return the Link header; `base` is the configured address, whoever was called."""
        pairs = [(name, value) for name, values in query.items() for value in values if name != "cursor"]
        url = f"{base.rstrip('/')}{quote(path)}?{urlencode(pairs)}&cursor="
        return ", ".join(
            f'<{url}{cursor}>; rel="{rel}"; results="{str(has_any).lower()}"; cursor="{cursor}"'
            for rel, cursor, has_any in (
                ("previous", self.previous, self.has_previous),
                ("next", self.next, self.has_next),
            )
        )


def parse_cursor(text: str | None) -> Cursor:
    """Return the cursor that was sent; the start for none or an empty one.

    Raises:
        RefusalError: 400 for anything but three numbers.
    """
    if not text:
        return START
    match = NUMBERS.fullmatch(text)
    if match is None:
        raise RefusalError(400, {"detail": "Invalid cursor parameter."})
    return Cursor(int(match[1]), int(match[2]), bool(int(match[3])))


def page_by_offset(fetch: Fetch[Row], limit: int, cursor: Cursor) -> tuple[list[Row], Turns]:
    """Return a page whose cursor is page size and page number.

    A page size that changed under the cursor gives the wrong rows, and a limit below one a page that
    never ends: both as the server does it.

    Raises:
        RefusalError: 400 for a negative offset, 500 for one that the database does not take.
    """
    page, offset = cursor.offset, cursor.offset * cursor.value
    if offset < 0:
        raise RefusalError(400, {"detail": "Pagination offset cannot be negative"})
    count = (cursor.value or limit) + 1
    if count < 0 or offset + count > LARGEST_OFFSET:
        raise internal_error()
    rows = fetch(offset, count)
    if cursor.value != limit:
        rows = rows[-(limit + 1) :]
    turns = Turns(
        Cursor(limit, page - 1, is_previous=True),
        page > 0,
        Cursor(limit, page + 1, is_previous=False),
        len(rows) > limit,
    )
    return rows[:limit], turns


def page_by_position(fetch: Fetch[Row], limit: int, cursor: Cursor) -> tuple[list[Row], Turns]:
    """Return a page whose cursor is the position of a row, as commits are paged.

    Raises:
        RefusalError: 500 for a negative offset.
    """
    if cursor.offset < 0 or limit < 0 or abs(cursor.value) + cursor.offset > LARGEST_OFFSET:
        raise internal_error()
    if cursor.is_previous and cursor.value:
        return _page_before(fetch, limit, cursor)
    return _page_after(fetch, limit, cursor)


def _page_after(fetch: Fetch[Row], limit: int, cursor: Cursor) -> tuple[list[Row], Turns]:
    start = max(cursor.value, 0) + cursor.offset
    rows = fetch(start, limit + 1)
    has_next = len(rows) > limit
    previous = Cursor(start if rows else 0, 0, is_previous=True)
    following = _after(start, len(rows), limit, cursor)
    return rows[:limit], Turns(previous, bool(cursor.value or cursor.offset), following, has_next)


def _after(start: int, found: int, limit: int, cursor: Cursor) -> Cursor:
    if found > limit:
        return Cursor(start + limit, 0, is_previous=False)
    if found == 0:
        return Cursor(cursor.value, cursor.offset, is_previous=False)
    last = start + found - 1
    # a last row that is also the place where the page began is passed by offset
    offset = cursor.offset + limit if last == (cursor.value or start) else 1
    return Cursor(last, offset, is_previous=False)


def _page_before(fetch: Fetch[Row], limit: int, cursor: Cursor) -> tuple[list[Row], Turns]:
    end = max(cursor.value - cursor.offset, 0)
    start = max(end - limit, 0)
    rows = fetch(start, end - start) if end > start else []
    turns = Turns(
        Cursor(start, 0, is_previous=True),
        start > 0,
        Cursor(cursor.value, cursor.offset, is_previous=False),
        has_next=True,
    )
    return rows, turns
