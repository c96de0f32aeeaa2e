"""Releases and the projects and environments that they belong to."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from releases_ui.demo_api.dates import now_us
from releases_ui.demo_api.folding import fold
from releases_ui.demo_api.version_info import parse_release, split_package, version_info

Connection = sqlite3.Connection

COLUMNS = (
    "r.id, r.version, r.is_archived, r.ref, r.url, r.date_released, r.date_created, r.owner_id, r.commit_count,"
    " r.last_commit_id, r.author_ids, r.deploy_count, r.last_deploy_id, r.user_agent, r.first_event, r.last_event,"
    " r.adoption_stages, r.has_issues, r.version_info"
)


@dataclass(frozen=True)
class Release:
    """A release as it is stored; times are microseconds, lists and objects are JSON."""

    id: int
    version: str
    is_archived: int
    ref: str | None
    url: str | None
    date_released: int | None
    date_created: int
    owner_id: int | None
    commit_count: int
    last_commit_id: int | None
    author_ids: str
    deploy_count: int
    last_deploy_id: int | None
    user_agent: str | None
    first_event: int | None
    last_event: int | None
    adoption_stages: str
    has_issues: int
    version_info: str


@dataclass(frozen=True)
class ReleaseProject:
    """A project as one of a release's projects."""

    id: int
    slug: str
    name: str
    platform: str | None
    new_groups: int
    has_health_data: int


@dataclass(kw_only=True)
class NewRelease:
    """What a release starts with."""

    version: str
    ref: str | None = None
    url: str | None = None
    date_released: int | None = None
    date_created: int | None = None
    is_archived: bool = False
    owner_id: int | None = None
    user_agent: str | None = ""
    first_event: int | None = None
    last_event: int | None = None
    adoption_stages: dict[str, Any] | None = None
    has_issues: bool = False


def find(connection: Connection, version: str) -> Release | None:
    """Return the release of this version, None when there is none."""
    statement = f"SELECT {COLUMNS} FROM releases r WHERE r.version = ?"  # noqa: S608 - fixed columns
    row = connection.execute(statement, (version,)).fetchone()
    return None if row is None else Release(*row)


def by_ids(connection: Connection, ids: Sequence[int]) -> list[Release]:
    """Return the releases with these ids, in this order."""
    statement = f"SELECT {COLUMNS} FROM releases r WHERE r.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - fixed columns
    found = {row[0]: Release(*row) for row in connection.execute(statement, (json.dumps(list(ids)),))}
    return [found[release_id] for release_id in ids if release_id in found]


def insert(connection: Connection, new: NewRelease) -> int:
    """Return the id of the release that was made.

    Raises:
        sqlite3.IntegrityError: when the version exists.
    """
    values = {**_columns(new), **_version_columns(new.version)}
    columns = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    made = connection.execute(f"INSERT INTO releases ({columns}) VALUES ({marks})", values)  # noqa: S608 - fixed columns
    return int(made.lastrowid or 0)


def _columns(new: NewRelease) -> dict[str, Any]:
    return {
        "version": new.version,
        "is_archived": int(new.is_archived),
        "ref": new.ref,
        "url": new.url,
        "date_released": new.date_released,
        "date_created": now_us() if new.date_created is None else new.date_created,
        "owner_id": new.owner_id,
        "user_agent": new.user_agent,
        "first_event": new.first_event,
        "last_event": new.last_event,
        "adoption_stages": json.dumps(new.adoption_stages or {}),
        "has_issues": int(new.has_issues),
    }


def _version_columns(version: str) -> dict[str, Any]:
    """Return what searches and orders read out of the version."""
    parsed = parse_release(version)
    info = {"folded": fold(version), "version_info": msgspec.json.encode(version_info(version)).decode()}
    if parsed is None:
        return info
    return {
        **info,
        "package": split_package(version)[0],
        "major": parsed.major,
        "minor": parsed.minor,
        "patch": parsed.patch,
        "revision": parsed.revision,
        "is_final": int(parsed.pre is None),
        "pre": parsed.pre or "",
        "build_code": parsed.build or "",
        "build_number": parsed.build_number,
    }


def set_fields(connection: Connection, release_id: int, fields: dict[str, Any]) -> None:
    """Write columns of one release; a new `date_released` also moves its place among its projects' latest."""
    if not fields:
        return
    assignments = ", ".join(f"{name} = :{name}" for name in fields)
    statement = f"UPDATE releases SET {assignments} WHERE id = :id"  # noqa: S608 - our own column names
    connection.execute(statement, {**fields, "id": release_id})
    if "date_released" in fields:
        connection.execute(
            "UPDATE release_projects SET date_effective = (SELECT coalesce(date_released, date_created)"
            " FROM releases WHERE id = release_id) WHERE release_id = ?",
            (release_id,),
        )


def attach_project(
    connection: Connection, release_id: int, project_id: int, *, new_groups: int = 0, has_health_data: bool = False
) -> bool:
    """Return whether the project was new to the release."""
    made = connection.execute(
        "INSERT OR IGNORE INTO release_projects SELECT id, ?, project_count, ?, ?,"
        " coalesce(date_released, date_created) FROM releases WHERE id = ?",
        (project_id, new_groups, int(has_health_data), release_id),
    )
    if made.rowcount:
        connection.execute("UPDATE releases SET project_count = project_count + 1 WHERE id = ?", (release_id,))
    return bool(made.rowcount)


def projects_of(connection: Connection, ids: Iterable[int]) -> dict[int, list[ReleaseProject]]:
    """Return the projects of each release, in the order in which they were attached."""
    found: dict[int, list[ReleaseProject]] = {}
    rows = connection.execute(
        "SELECT rp.release_id, p.id, p.slug, p.name, p.platform, rp.new_groups, rp.has_health_data"
        " FROM release_projects rp JOIN projects p ON p.id = rp.project_id"
        " WHERE rp.release_id IN (SELECT value FROM json_each(?)) ORDER BY rp.release_id, rp.position",
        (json.dumps(list(ids)),),
    )
    for release_id, *project in rows:
        found.setdefault(release_id, []).append(ReleaseProject(*project))
    return found


def see_environment(connection: Connection, release_id: int, name: str, project_ids: Iterable[int]) -> None:
    """Note that a release was seen in an environment of these projects."""
    environment = connection.execute("SELECT id FROM environments WHERE name = ?", (name,)).fetchone()
    connection.executemany(
        "INSERT OR IGNORE INTO release_environments VALUES (?, ?, ?)",
        [(release_id, environment[0], project_id) for project_id in project_ids],
    )


def versions(connection: Connection) -> list[str]:
    """Return every version, newest created first."""
    rows = connection.execute("SELECT version FROM releases ORDER BY date_created DESC, id DESC")
    return [row[0] for row in rows]


def delete(connection: Connection, release_id: int) -> None:
    """Remove a release and what belongs to it."""
    connection.execute("DELETE FROM releases WHERE id = ?", (release_id,))


def previous_with_commits(connection: Connection, release: Release) -> Release | None:
    """Return the newest release with commits, of the same projects and not after this one; it may be itself."""
    effective = release.date_created if release.date_released is None else release.date_released
    statement = (
        f"SELECT {COLUMNS} FROM release_projects rp JOIN releases r ON r.id = rp.release_id"  # noqa: S608 - fixed
        " WHERE rp.project_id IN (SELECT project_id FROM release_projects WHERE release_id = ?)"
        " AND rp.date_effective <= ? AND r.commit_count > 0 ORDER BY rp.date_effective DESC LIMIT 1"
    )
    row = connection.execute(statement, (release.id, effective)).fetchone()
    return None if row is None else Release(*row)


def neighbours(connection: Connection, release: Release, project_id: int) -> dict[str, str | None]:
    """Return the versions before, after, first and last to this release in one project, by creation."""
    place = (release.date_created, release.id)
    return {
        "prevReleaseVersion": _edge(connection, project_id, "(r.date_created, r.id) < (?, ?)", "DESC", place),
        "nextReleaseVersion": _edge(connection, project_id, "(r.date_created, r.id) > (?, ?)", "ASC", place),
        "firstReleaseVersion": _edge(connection, project_id, "1", "ASC", ()),
        "lastReleaseVersion": _edge(connection, project_id, "1", "DESC", ()),
    }


def _edge(
    connection: Connection, project_id: int, condition: str, direction: str, values: tuple[int, ...]
) -> str | None:
    statement = (
        "SELECT r.version FROM releases r WHERE r.is_archived = 0 AND EXISTS (SELECT 1 FROM release_projects"  # noqa: S608 - fixed
        f" WHERE release_id = r.id AND project_id = ?) AND {condition}"
        f" ORDER BY r.date_created {direction}, r.id {direction} LIMIT 1"
    )
    row = connection.execute(statement, (project_id, *values)).fetchone()
    return None if row is None else str(row[0])
