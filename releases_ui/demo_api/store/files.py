"""The files uploaded to releases."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from releases_ui.demo_api.dates import now_us
from releases_ui.demo_api.folding import fold

Connection = sqlite3.Connection
COLUMNS = "id, name, dist, headers, size, sha1, date_created, debug_id"


@dataclass(frozen=True)
class StoredFile:
    """A file of a release, without its content; headers are JSON."""

    id: int
    name: str
    dist: str | None
    headers: str
    size: int
    sha1: str
    date_created: int
    debug_id: str | None


@dataclass(kw_only=True)
class NewFile:
    """A file as it is uploaded or loaded."""

    name: str
    content: bytes
    dist: str | None = None
    headers: dict[str, str] | None = field(default_factory=dict)
    date_created: int | None = None
    debug_id: str | None = None
    #: Given where the content is not at hand, as in a copy of a list.
    size: int | None = None
    sha1: str | None = None


def insert(connection: Connection, release_id: int, new: NewFile) -> int:
    """Return the id of the file that was made."""
    sha1 = new.sha1 or hashlib.sha1(new.content, usedforsecurity=False).hexdigest()
    made = connection.execute(
        "INSERT INTO files (release_id, name, folded, dist, headers, size, sha1, date_created, debug_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            release_id,
            new.name,
            fold(new.name),
            new.dist,
            json.dumps(new.headers),
            len(new.content) if new.size is None else new.size,
            sha1,
            now_us() if new.date_created is None else new.date_created,
            new.debug_id,
        ),
    )
    file_id = int(made.lastrowid or 0)
    connection.execute("INSERT INTO file_contents VALUES (?, ?)", (file_id, new.content))
    return file_id


def exists(connection: Connection, release_id: int, name: str, dist: str | None) -> bool:
    """Tell whether the release has a file of this name and dist."""
    row = connection.execute(
        "SELECT 1 FROM files WHERE release_id = ? AND name = ? AND dist IS ?", (release_id, name, dist)
    ).fetchone()
    return row is not None


def find(connection: Connection, release_id: int, file_id: int) -> StoredFile | None:
    """Return a file of a release, None when it has no such file."""
    statement = f"SELECT {COLUMNS} FROM files WHERE release_id = ? AND id = ?"  # noqa: S608 - fixed columns
    row = connection.execute(statement, (release_id, file_id)).fetchone()
    return None if row is None else StoredFile(*row)


def by_name(
    connection: Connection, release_id: int, *, contains: Sequence[str] = (), checksums: Sequence[str] = ()
) -> list[StoredFile]:
    """Return a release's files by name: those with any of the pieces, case not counting, and checksums."""
    wanted = [fold(text) for text in contains]
    statement = f"SELECT folded, {COLUMNS} FROM files WHERE release_id = ? ORDER BY name, id"  # noqa: S608 - fixed
    found = []
    for folded, *row in connection.execute(statement, (release_id,)):
        file = StoredFile(*row)
        is_named = not wanted or any(piece in folded for piece in wanted)
        if is_named and (not checksums or file.sha1 in checksums):
            found.append(file)
    return found


def content(connection: Connection, file_id: int) -> bytes:
    """Return the bytes of a file."""
    row = connection.execute("SELECT content FROM file_contents WHERE file_id = ?", (file_id,)).fetchone()
    return bytes(row[0])


def rename(connection: Connection, file_id: int, name: str) -> None:
    """Give a file another name."""
    connection.execute("UPDATE files SET name = ?, folded = ? WHERE id = ?", (name, fold(name), file_id))


def delete(connection: Connection, file_id: int) -> None:
    """Remove a file."""
    connection.execute("DELETE FROM files WHERE id = ?", (file_id,))


def count(connection: Connection, release_id: int) -> int:
    """Return how many files a release has."""
    return int(connection.execute("SELECT count(*) FROM files WHERE release_id = ?", (release_id,)).fetchone()[0])
