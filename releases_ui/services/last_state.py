"""All that the server tells of a release, read before it is deleted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from releases_ui.sentry_api.decoding import decode_one, without_nulls
from releases_ui.sentry_api.errors import SentryError, UnsupportedError
from releases_ui.sentry_api.pagination import Page, walk
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.sentry_api.sentences import say
from releases_ui.services import pool, upstream
from releases_ui.services.pool import Part
from releases_ui.services.upstream import ReleaseKey

#: Rows of a page, and pages of a part: so many rows are kept of commits, of deploys and of files.
PER_PAGE, MAX_PAGES = 100, 20
#: Of a part; what is not read until then is not kept, so that nobody waits for minutes.
_PATIENCE_S = 30.0

Fetch = Callable[[str | None], Page[Any]]


@dataclass(frozen=True)
class Kept:
    """One part of a release."""

    #: As JSON, in the API's names; of a part that is a list the rows.
    value: Any
    #: Why it is not the whole of it; empty where it is.
    why_cut: str = ""


@dataclass(frozen=True)
class LastState:
    """Everything but the release itself: commits, deploys, files, counts."""

    parts: dict[str, Any]
    #: By part, why it is missing or not whole.
    missing: dict[str, str]

    def as_json(self, raw: bytes) -> dict[str, Any]:
        """Return it as the record keeps it, with the release as the server sent it."""
        told = {"missing": self.missing} if self.missing else {}
        return {"release": json.loads(raw), **self.parts, **told}

    def count(self, part: str) -> int | None:
        """Return how many rows a part has; `None` where that is not known."""
        rows = self.parts.get(part)
        return None if rows is None or part in self.missing else len(rows)


def date_created(kept: Mapping[str, Any]) -> datetime | None:
    """Return when the server says that a release of which the record keeps the last state was created."""
    with suppress(SentryError):
        return decode_one(json.dumps(kept.get("release")).encode(), Release).date_created
    return None


def gather(key: ReleaseKey) -> LastState:
    """Return the parts of a release, read side by side, each failing alone; what the server has not is left out."""
    client = upstream.client()
    org, version = key.org, key.version
    tasks: dict[str, Callable[[], Kept]] = {
        "commits": lambda: _rows(lambda at: client.list_commits(org, version, per_page=PER_PAGE, cursor=at)),
        "deploys": lambda: _rows(lambda at: client.list_deploys(org, version, per_page=PER_PAGE, cursor=at)),
        "files": lambda: _rows(lambda at: client.list_files(org, version, per_page=PER_PAGE, cursor=at)),
        "meta": lambda: Kept(_as_json(client.get_meta(org, version))),
    }
    parts = pool.side_by_side(tasks)
    read = {name: part.value for name, part in parts.items() if part.value is not None}
    return LastState(
        parts={name: kept.value for name, kept in read.items()},
        missing={name: words for name, part in parts.items() if (words := _why_missing(part))},
    )


def _why_missing(part: Part[Kept]) -> str:
    if part.error is None:
        return part.value.why_cut if part.value else ""
    return "" if isinstance(part.error, UnsupportedError) else f"{part.error.message} {part.error.detail}".strip()


def _rows(fetch: Fetch) -> Kept:
    """Return the rows of all pages; of a list that is too long, or fails on the way, those of its beginning."""
    rows: list[Any] = []
    give_up = time.monotonic() + _PATIENCE_S
    try:
        for page in walk(fetch, key=_identity, max_pages=MAX_PAGES):
            rows += [_as_json(row) for row in page.rows]
            if page.next_cursor is None:
                return Kept(rows)
            if time.monotonic() > give_up:
                return Kept(rows, say("Reading them took too long; these are the first %(count)s.", count=len(rows)))
    except SentryError as error:
        if not rows:
            raise
        return Kept(rows, say("%(message)s These are the first %(count)s.", message=error.message, count=len(rows)))
    return Kept(rows, say("There may be more; these are the first %(count)s.", count=len(rows)))


def _identity(row: Any) -> Hashable:
    return row.raw if isinstance(row, UnreadableRow) else row.id


def _as_json(value: msgspec.Struct) -> Any:
    return without_nulls(msgspec.to_builtins(value))
