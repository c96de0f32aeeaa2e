"""All rows of a part of a release, page by page within a bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from releases_ui.sentry_api.pagination import Page

T = TypeVar("T")

#: How many pages of 100 rows are read.
MAX_PAGES = 5


@dataclass(frozen=True)
class Reading(Generic[T]):
    """Rows of a part, as far as they were read."""

    rows: tuple[T, ...]
    #: Whether the server has more than were read.
    is_cut: bool


def read_all(load: Callable[[str | None], Page[T]], kind: type[T]) -> Reading[T]:
    """Return the rows of a part that could be read.

    Args:
        load: reads the page at a cursor, `None` being the first.
        kind: what a row is that could be read.

    Raises:
        SentryError: a page could not be read.
    """
    rows: list[T] = []
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = load(cursor)
        rows += [row for row in page.rows if isinstance(row, kind)]
        if page.next_cursor is None or page.next_cursor == cursor:
            return Reading(tuple(rows), is_cut=False)
        cursor = page.next_cursor
    return Reading(tuple(rows), is_cut=True)
