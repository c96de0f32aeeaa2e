"""Commits, their authors, and the files that they change."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from releases_ui.demo_api.dates import now_us
from releases_ui.demo_api.store import organization
from releases_ui.demo_api.store.releases import set_fields

Connection = sqlite3.Connection

#: Where a commit goes that names no repository, as in Sentry.
OWN_REPOSITORY = "organization-1"
LONGEST_EMAIL = 75
NOT_IN_EMAILS = re.compile(r"[^a-zA-Z0-9\-_.]")
COLUMNS = (
    "c.id, c.sha, c.message, c.date_created, c.pull_request, a.email, a.name,"
    " p.id, p.name, p.url, p.date_created FROM commits c JOIN repositories p ON p.id = c.repository_id"
    " LEFT JOIN authors a ON a.id = c.author_id"
)


@dataclass(frozen=True)
class Commit:
    """A commit with its author and repository."""

    id: int
    sha: str
    message: str | None
    date_created: int
    pull_request: str | None
    author_email: str | None
    author_name: str | None
    repository: organization.Repository


@dataclass(kw_only=True)
class NewCommit:
    """A commit as it is sent."""

    sha: str
    repository: str | None = None
    message: str | None = None
    author_name: str | None = None
    author_email: str | None = None
    date_created: int | None = None
    #: Path and kind (A, M or D) of each file that it changes.
    patch_set: list[tuple[str, str]] = field(default_factory=list)
    pull_request: dict[str, Any] | None = None


@dataclass(frozen=True)
class CommitFile:
    """A file that a commit of a release changes."""

    id: int
    filename: str
    type: str
    author_email: str | None
    author_name: str | None
    message: str | None
    repository: str


class CommitWriter:
    """Writes commits; remembers the ids of authors, repositories and commits that it has met."""

    def __init__(self, connection: Connection) -> None:
        """Write through this connection, inside the caller's transaction."""
        self._connection = connection
        self._repositories: dict[str, int] = {}
        self._authors: dict[str, tuple[int, str | None]] = {}

    def replace(self, release_id: int, commits: Sequence[NewCommit]) -> None:
        """Make these the commits of a release, in this order, the last commit first."""
        self._connection.execute("DELETE FROM release_commits WHERE release_id = ?", (release_id,))
        author_ids: dict[int, None] = {}
        ids: dict[int, None] = {}
        for commit in commits:
            author_id = self._author(commit)
            if author_id is not None:
                author_ids[author_id] = None
            ids[self._commit(commit, author_id)] = None
        self._connection.executemany(
            "INSERT INTO release_commits VALUES (?, ?, ?)",
            [(release_id, position, commit_id) for position, commit_id in enumerate(ids)],
        )
        fields = {
            "commit_count": len(ids),
            "last_commit_id": next(iter(ids), None),
            "author_ids": json.dumps(list(author_ids)),
        }
        set_fields(self._connection, release_id, fields)

    def _commit(self, new: NewCommit, author_id: int | None) -> int:
        repository_id = self._repository(new.repository or OWN_REPOSITORY)
        row = self._connection.execute(
            "SELECT id FROM commits WHERE repository_id = ? AND sha = ?", (repository_id, new.sha)
        ).fetchone()
        commit_id = int(row[0]) if row else self._insert(new, repository_id, author_id)
        if row:
            self._update(commit_id, new, author_id)
        if new.patch_set:
            self._connection.executemany(
                "INSERT OR IGNORE INTO commit_files (commit_id, filename, type) VALUES (?, ?, ?)",
                [(commit_id, path, kind) for path, kind in new.patch_set],
            )
        return commit_id

    def _insert(self, new: NewCommit, repository_id: int, author_id: int | None) -> int:
        made = self._connection.execute(
            "INSERT INTO commits (repository_id, sha, message, date_created, author_id, pull_request)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                repository_id,
                new.sha,
                new.message,
                now_us() if new.date_created is None else new.date_created,
                author_id,
                json.dumps(new.pull_request) if new.pull_request else None,
            ),
        )
        return int(made.lastrowid or 0)

    def _update(self, commit_id: int, new: NewCommit, author_id: int | None) -> None:
        """Store what is sent of a commit that exists; what is left out stays."""
        self._connection.execute(
            "UPDATE commits SET message = coalesce(?, message), date_created = coalesce(?, date_created),"
            " author_id = coalesce(?, author_id) WHERE id = ?",
            (new.message, new.date_created, author_id, commit_id),
        )

    def _repository(self, name: str) -> int:
        if name not in self._repositories:
            self._repositories[name] = organization.add_repository(self._connection, name)
        return self._repositories[name]

    def _author(self, commit: NewCommit) -> int | None:
        email = commit.author_email or _invented_email(commit.author_name)
        if email is None:
            return None
        author_id, known_name = self._authors.get(email) or self._add_author(email, commit.author_name)
        if commit.author_name and commit.author_name != known_name:
            self._connection.execute("UPDATE authors SET name = ? WHERE id = ?", (commit.author_name, author_id))
            known_name = commit.author_name
        self._authors[email] = (author_id, known_name)
        return author_id

    def _add_author(self, email: str, name: str | None) -> tuple[int, str | None]:
        row = self._connection.execute("SELECT id, name FROM authors WHERE email = ?", (email,)).fetchone()
        if row is not None:
            return int(row[0]), row[1]
        made = self._connection.execute("INSERT INTO authors (email, name) VALUES (?, ?)", (email, name))
        return int(made.lastrowid or 0), name


def clear(connection: Connection, release_id: int) -> None:
    """Take every commit from a release."""
    CommitWriter(connection).replace(release_id, [])


def by_ids(connection: Connection, ids: Iterable[int]) -> dict[int, Commit]:
    """Return the commits with these ids."""
    statement = f"SELECT {COLUMNS} WHERE c.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - fixed columns
    rows = connection.execute(statement, (json.dumps(list(ids)),))
    return {row[0]: _commit(row) for row in rows}


def of_release(connection: Connection, release_id: int, start: int, count: int) -> list[Commit]:
    """Return a release's commits from a position on."""
    statement = (
        f"SELECT {COLUMNS} JOIN release_commits rc ON rc.commit_id = c.id"
        " WHERE rc.release_id = ? AND rc.position >= ? ORDER BY rc.position LIMIT ?"
    )
    return [_commit(row) for row in connection.execute(statement, (release_id, start, count))]


def release_ids_of(connection: Connection, ids: Iterable[int]) -> dict[int, list[int]]:
    """Return for each commit the releases that hold it."""
    found: dict[int, list[int]] = {}
    rows = connection.execute(
        "SELECT commit_id, release_id FROM release_commits WHERE commit_id IN (SELECT value FROM json_each(?))"
        " ORDER BY release_id",
        (json.dumps(list(ids)),),
    )
    for commit_id, release_id in rows:
        found.setdefault(commit_id, []).append(release_id)
    return found


def authors(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str | None, str]]:
    """Return name and email of these authors."""
    rows = connection.execute(
        "SELECT id, name, email FROM authors WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def files_changed(connection: Connection, release_id: int, offset: int, limit: int) -> list[CommitFile]:
    """Return the files that a release's commits change, by name."""
    rows = connection.execute(
        "SELECT f.id, f.filename, f.type, a.email, a.name, c.message, p.name FROM release_commits rc"
        " JOIN commit_files f ON f.commit_id = rc.commit_id JOIN commits c ON c.id = rc.commit_id"
        " JOIN repositories p ON p.id = c.repository_id LEFT JOIN authors a ON a.id = c.author_id"
        " WHERE rc.release_id = ? ORDER BY f.filename, f.id LIMIT ? OFFSET ?",
        (release_id, limit, offset),
    )
    return [CommitFile(*row) for row in rows]


def count_files_changed(connection: Connection, release_id: int) -> int:
    """Return how many different files a release's commits change."""
    row = connection.execute(
        "SELECT count(DISTINCT f.filename) FROM release_commits rc JOIN commit_files f ON f.commit_id = rc.commit_id"
        " WHERE rc.release_id = ?",
        (release_id,),
    ).fetchone()
    return int(row[0])


def _commit(row: tuple[Any, ...]) -> Commit:
    commit_id, sha, message, created, pull_request, email, name, *repository = row
    return Commit(commit_id, sha, message, created, pull_request, email, name, organization.Repository(*repository))


def _invented_email(name: str | None) -> str | None:
    if not name:
        return None
    return (NOT_IN_EMAILS.sub("", name).lower() + "@localhost")[:LONGEST_EMAIL]
