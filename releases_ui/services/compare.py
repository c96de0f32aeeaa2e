"""Two releases, read side by side with their commits and the files that those changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.payloads import Commit, CommitFile, Release
from releases_ui.services import pool, releases, upstream
from releases_ui.services.pool import Part
from releases_ui.services.reading import Reading, read_all
from releases_ui.services.upstream import ReleaseKey


@dataclass(frozen=True)
class Side:
    """One of the two releases; each part fails alone."""

    release: Part[Release]
    commits: Part[Reading[Commit]]
    files: Part[Reading[CommitFile]]


@dataclass(frozen=True)
class Pair:
    """The two releases, in the order in which they were asked for."""

    one: Side
    other: Side
    dialect: Dialect
    as_of: datetime


def read(org: str, one: str, other: str) -> Pair:
    """Return both releases with their parts, all read at the same time and nothing twice.

    Raises:
        SentryError: the server cannot be spoken to at all; a release that cannot be read says why in its part.
    """
    dialect = upstream.client().dialect_for(org)
    tasks = _tasks("one", ReleaseKey(org, one)) | _tasks("other", ReleaseKey(org, other))
    parts = pool.side_by_side(tasks)

    def side(name: str) -> Side:
        return Side(parts[f"{name} release"], parts[f"{name} commits"], parts[f"{name} files"])

    return Pair(side("one"), side("other"), dialect, datetime.now(UTC))


def in_order(org: str, one: str, other: str) -> tuple[str, str]:
    """Return two versions, the one that was created first in front; as they came where that cannot be told."""
    client = upstream.client()
    parts = pool.side_by_side(
        {
            "one": lambda: client.get_release(org, one).date_created,
            "other": lambda: client.get_release(org, other).date_created,
        }
    )
    first, second = parts["one"].value, parts["other"].value
    is_reversed = first is not None and second is not None and first > second
    return (other, one) if is_reversed else (one, other)


def _tasks(name: str, key: ReleaseKey) -> dict[str, Callable[[], Any]]:
    """Return what is read of one of the two."""
    return {
        f"{name} release": lambda: upstream.client().get_release(key.org, key.version),
        f"{name} commits": lambda: read_all(lambda cursor: releases.commits(key, cursor=cursor), Commit),
        f"{name} files": lambda: read_all(lambda cursor: releases.commit_files(key, cursor), CommitFile),
    }
