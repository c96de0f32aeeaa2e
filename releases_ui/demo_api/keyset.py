"""GlitchTip's cursors: base64 of a moment, a direction and an offset; and its misprinted Link header."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, parse_qsl, urlencode

from releases_ui.demo_api.dates import from_us, to_us

#: Reads (id, moment) of so many rows from a place on, nearest first.
Fetch = Callable[["Place", int], list[tuple[int, int]]]
#: Rows with one moment are passed by an offset that never grows beyond this: longer ties loop forever.
LARGEST_OFFSET = 99


class InvalidCursorError(Exception):
    """Text that is no cursor."""


@dataclass(frozen=True)
class Place:
    """Where a page begins."""

    position: int | None = None
    is_reverse: bool = False
    offset: int = 0

    def encoded(self) -> str:
        """Return the cursor's text."""
        pairs = {}
        if self.is_reverse:
            pairs["r"] = "1"
        if self.offset:
            pairs["o"] = str(self.offset)
        if self.position is not None:
            pairs["p"] = str(from_us(self.position))
        return base64.b64encode(urlencode(pairs).encode()).decode()


@dataclass(frozen=True)
class Page:
    """Ids of a page, and the cursors beside it."""

    ids: list[int]
    previous: str | None
    next: str | None


def decode(text: str) -> Place:
    """Return the place that a cursor names; readable rubbish names the first page.

    Raises:
        InvalidCursorError: when it is not base64 of text.
        ValueError: when its moment is none; the server breaks on that.
    """
    try:
        pairs = parse_qs(base64.b64decode(text.encode("ascii")).decode(), keep_blank_values=True)
    except (binascii.Error, UnicodeError) as error:
        raise InvalidCursorError from error
    position = to_us(datetime.fromisoformat(pairs["p"][0])) if "p" in pairs else None
    offset = pairs.get("o", ["0"])[0]
    return Place(position, "r" in pairs, min(int(offset), LARGEST_OFFSET) if offset.isdecimal() else 0)


def page(fetch: Fetch, place: Place, limit: int) -> Page:
    """Return the page at a place; a negative limit is an empty page that promises another."""
    if limit < 0:
        return Page([], None, Place(offset=1).encoded())
    found = fetch(place, limit + 1)
    rows, more = found[:limit], found[limit:]
    has_come = place.position is not None or place.offset > 0
    if place.is_reverse:
        rows.reverse()
        has_previous, has_next = bool(more), has_come
    else:
        has_previous, has_next = has_come, bool(more)
    beyond = more[0][1] if more else None
    after, before = (place.position, beyond) if place.is_reverse else (beyond, place.position)
    return Page(
        [row[0] for row in rows],
        _turn(rows, before, place, limit, is_reverse=True, is_first=not has_next) if has_previous else None,
        _turn(rows[::-1], after, place, limit, is_reverse=False, is_first=not has_previous) if has_next else None,
    )


def _turn(
    rows: list[tuple[int, int]], beyond: int | None, place: Place, limit: int, *, is_reverse: bool, is_first: bool
) -> str:
    """Return the cursor that continues after these rows, the nearest first."""
    if not rows:
        return Place(beyond, is_reverse).encoded()
    for same, (_, moment) in enumerate(rows):
        if moment != beyond:
            return Place(moment, is_reverse, same).encoded()
    if is_first:
        return Place(None, is_reverse, limit).encoded()
    if place.is_reverse != is_reverse:
        return Place(place.position, is_reverse).encoded()
    return Place(place.position, is_reverse, place.offset + limit).encoded()


def link_header(url: str, cursors: Page) -> str:
    """Return the Link header for the address that was called, as GlitchTip sends it: a Python set, printed."""
    links = f"{_link(url, 'previous', cursors.previous)}, {_link(url, 'next', cursors.next)}"
    return str({links})


def _link(url: str, rel: str, cursor: str | None) -> str:
    if cursor is None:
        return f'<{url}>; rel="{rel}"; results="false"'
    path, _, query = url.partition("?")
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "cursor"]
    pairs = sorted([*pairs, ("cursor", cursor)], key=lambda pair: pair[0])
    return f'<{path}?{urlencode(pairs)}>; rel="{rel}"; results="true"; cursor="{cursor}"'
