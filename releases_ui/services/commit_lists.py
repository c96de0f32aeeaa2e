"""All commits of a release: read as a whole, named by a digest, kept in the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from releases_ui.sentry_api.dialect import as_json_value
from releases_ui.sentry_api.pagination import Page, walk
from releases_ui.sentry_api.payloads import Commit, Release, UnreadableRow
from releases_ui.sentry_api.sentences import Number, say
from releases_ui.sentry_api.wishes import NewCommit
from releases_ui.services import upstream
from releases_ui.services.upstream import ReleaseKey

#: Pages that are read of one release: as many commits as a form can send.
MAX_PAGES = 15
_PAGE_SIZE = 100
#: What the record keeps of one list, in characters of JSON; of a longer one the messages' first lines, and then the
#: first commits.
_MAX_KEPT = 1_000_000


@dataclass(frozen=True)
class CommitList:
    """The commits that a release has, in the server's order, as far as they were read."""

    commits: tuple[NewCommit, ...] = ()
    #: Rows that could not be read.
    unreadable: int = 0
    #: Whether every commit was asked for.
    is_whole: bool = True

    def __len__(self) -> int:
        """Return how many commits were seen."""
        return len(self.commits) + self.unreadable

    @property
    def digest(self) -> str:
        """What names exactly this list, as a person was shown it."""
        text = json.dumps([as_json(self.commits), self.unreadable, self.is_whole])
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Kept:
    """A list of commits as the record has it."""

    commits: tuple[NewCommit, ...]
    #: Why these are not all of it, in a sentence; empty where they are.
    cut: str = ""

    @property
    def rows(self) -> list[dict[str, str]]:
        """The commits in JSON."""
        return as_json(self.commits)


def read(key: ReleaseKey) -> CommitList:
    """Return the release's commits, the first 1,500 of them.

    Raises:
        SentryError: they could not be read, or the server keeps none.
    """

    def fetch(cursor: str | None) -> Page[Commit]:
        return upstream.client().list_commits(key.org, key.version, per_page=_PAGE_SIZE, cursor=cursor)

    pages = list(walk(fetch, key=_identity, max_pages=MAX_PAGES))
    rows = [row for page in pages for row in page.rows]
    commits = tuple(_as_sent(row) for row in rows if isinstance(row, Commit))
    return CommitList(commits, len(rows) - len(commits), is_whole=pages[-1].next_cursor is None)


def head_of(release: Release) -> dict[str, Any]:
    """Return what a release itself tells of its commits: enough to see that they are others."""
    return {
        "commitCount": release.commit_count,
        "lastCommit": release.last_commit.id if release.last_commit else None,
    }


def keep(found: CommitList) -> Kept:
    """Return what the record keeps of a list that was read: all of it if it can, else with the reason why not."""
    cut = ""
    if not found.is_whole:
        cut = say("Only the first %(count)s commits were read.", count=Number(len(found)))
    elif found.unreadable:
        cut = say("%(count)s of the commits could not be read.", count=Number(found.unreadable))
    if _size(found.commits) <= _MAX_KEPT:
        return Kept(found.commits, cut)
    return Kept(_shortened(found.commits), cut or say("They are too long to be kept whole."))


def recall(rows: object, cut: object = "") -> Kept | None:
    """Return the list whose commits the record keeps as `rows`; `None` where there is none."""
    if not isinstance(rows, list):
        return None
    return Kept(tuple(_from_json(row) for row in rows if isinstance(row, Mapping)), str(cut))


def as_json(commits: Iterable[NewCommit]) -> list[dict[str, str]]:
    """Return commits as the API takes them, each without what is empty."""
    return [_as_json(commit) for commit in commits]


def _identity(row: Commit | UnreadableRow) -> tuple[str, str]:
    if isinstance(row, UnreadableRow):
        return ("", row.raw)
    return ((row.repository.name if row.repository else None) or "", row.id)


def _as_sent(commit: Commit) -> NewCommit:
    """Return what would have to be sent for the server to have this commit."""
    author = commit.author
    return NewCommit(
        id=commit.id,
        repository=(commit.repository.name if commit.repository else None) or "",
        message=commit.message or "",
        author_name=(author.name if author else None) or "",
        author_email=(author.email if author else None) or "",
        timestamp=commit.date_created,
    )


def _as_json(commit: NewCommit) -> dict[str, str]:
    values = {
        "id": commit.id,
        "repository": commit.repository,
        "message": commit.message,
        "author_name": commit.author_name,
        "author_email": commit.author_email,
        "timestamp": as_json_value(commit.timestamp),
    }
    return {name: value for name, value in values.items() if value}


def _from_json(row: Mapping[str, Any]) -> NewCommit:
    texts = {name: str(row.get(name) or "") for name in ("id", "repository", "message", "author_name", "author_email")}
    stamp = row.get("timestamp")
    return NewCommit(**texts, timestamp=datetime.fromisoformat(stamp).astimezone(UTC) if stamp else None)


def _shortened(commits: Sequence[NewCommit]) -> tuple[NewCommit, ...]:
    short = tuple(replace(commit, message=commit.message.partition("\n")[0][:200]) for commit in commits)
    while _size(short) > _MAX_KEPT:
        short = short[: len(short) // 2]
    return short


def _size(commits: Sequence[NewCommit]) -> int:
    return len(json.dumps(as_json(commits)))
