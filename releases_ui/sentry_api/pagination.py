"""Pages of rows, and the cursors that lead from one to the next."""

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from releases_ui.sentry_api.payloads import UnreadableRow

T = TypeVar("T")

_LINK = re.compile(r"""<[^<>]*>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+))+)""")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; a cursor is `None` where the server has nothing further."""

    rows: list[T | UnreadableRow]
    next_cursor: str | None = None
    previous_cursor: str | None = None


def parse_link(header: str | None) -> tuple[str | None, str | None]:
    """Return the cursors of the next and of the previous page.

    Only `results="true"` means that a page exists, and only the cursor is taken, never the URL, which names whatever
    host the server believes to have. GlitchTip sends the header wrapped as `{'…'}`.
    """
    cursors: dict[str, str] = {}
    for link in _LINK.finditer(header or ""):
        attributes = {name.lower(): quoted or bare for name, quoted, bare in _ATTRIBUTE.findall(link[1])}
        if attributes.get("results") == "true" and attributes.get("cursor"):
            cursors.setdefault(attributes.get("rel", ""), attributes["cursor"])
    return cursors.get("next"), cursors.get("previous")


def walk(
    fetch: Callable[[str | None], Page[T]],
    *,
    key: Callable[[T | UnreadableRow], Hashable],
    max_pages: int,
    cursor: str | None = None,
) -> Iterator[Page[T]]:
    """Yield pages until the server has no more, repeats itself, or `max_pages` were read.

    A page is also the last where it brings nothing new: GlitchTip repeats a page without end where many releases share
    one time, and both servers go on and on after a page size of nothing. Such a page is not yielded, unless it is the
    first. Whoever needs to know whether everything was seen looks at `next_cursor` of the last page.

    Args:
        fetch: reads the page at a cursor, `None` being the first.
        key: what tells two rows apart.
        max_pages: the most pages to ask for.
        cursor: where to start.
    """
    seen: set[Hashable] = set()
    cursors: set[str | None] = set()
    for number in range(max_pages):
        page = fetch(cursor)
        fresh = {key(row) for row in page.rows} - seen
        if fresh or number == 0:
            yield page
        cursors.add(cursor)
        seen |= fresh
        cursor = page.next_cursor
        if not fresh or cursor is None or cursor in cursors:
            return
