"""The organization, its projects, repositories, environments and people."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from releases_ui.demo_api.dates import now_us

Connection = sqlite3.Connection


@dataclass(frozen=True)
class Organization:
    """The one organization of a store."""

    id: int
    slug: str
    name: str
    date_created: int


@dataclass(frozen=True)
class Project:
    """A project."""

    id: int
    slug: str
    name: str
    platform: str | None
    date_created: int


@dataclass(frozen=True)
class Repository:
    """A repository that commits name."""

    id: int
    name: str
    url: str | None
    date_created: int


@dataclass(frozen=True)
class User:
    """A person of the organization."""

    id: int
    email: str
    name: str
    date_joined: int


def settle(connection: Connection, slug: str) -> None:
    """Make sure that the organization and its first member exist."""
    connection.execute(
        "INSERT INTO organization VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET slug = excluded.slug",
        (slug, slug.replace("-", " ").capitalize(), now_us()),
    )
    connection.execute(
        "INSERT OR IGNORE INTO users (id, email, name, date_joined) VALUES (1, ?, 'Admin', ?)",
        (f"admin@{slug}.test", now_us()),
    )


def organization(connection: Connection) -> Organization:
    """Return the organization."""
    return Organization(*connection.execute("SELECT * FROM organization WHERE id = 1").fetchone())


def projects(connection: Connection) -> list[Project]:
    """Return every project, by slug."""
    return [Project(*row) for row in connection.execute("SELECT * FROM projects ORDER BY slug")]


def add_project(connection: Connection, slug: str, name: str = "", platform: str | None = None) -> int:
    """Return the id of the project, made when it is new."""
    row = connection.execute("SELECT id FROM projects WHERE slug = ?", (slug,)).fetchone()
    if row is not None:
        return int(row[0])
    made = connection.execute(
        "INSERT INTO projects (slug, name, platform, date_created) VALUES (?, ?, ?, ?)",
        (slug, name or slug.replace("-", " ").title(), platform, now_us()),
    )
    return int(made.lastrowid or 0)


def repositories(connection: Connection) -> list[Repository]:
    """Return every repository, by name."""
    return [Repository(*row) for row in connection.execute("SELECT * FROM repositories ORDER BY name")]


def find_repository(connection: Connection, name: str) -> int | None:
    """Return the id of a repository, None when it is unknown."""
    row = connection.execute("SELECT id FROM repositories WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def add_repository(connection: Connection, name: str) -> int:
    """Return the id of the repository, made when it is new."""
    found = find_repository(connection, name)
    if found is not None:
        return found
    made = connection.execute("INSERT INTO repositories (name, date_created) VALUES (?, ?)", (name, now_us()))
    return int(made.lastrowid or 0)


def environments(connection: Connection) -> list[tuple[int, str]]:
    """Return id and name of every environment, by name."""
    return list(connection.execute("SELECT id, name FROM environments ORDER BY name"))


def add_environment(connection: Connection, name: str) -> int:
    """Return the id of the environment, made when it is new."""
    row = connection.execute("SELECT id FROM environments WHERE name = ?", (name,)).fetchone()
    if row is not None:
        return int(row[0])
    made = connection.execute("INSERT INTO environments (name) VALUES (?)", (name,))
    return int(made.lastrowid or 0)


def find_user(connection: Connection, text: str) -> int | None:
    """Return the id of the member with this email or id."""
    row = connection.execute("SELECT id FROM users WHERE email = ? OR CAST(id AS TEXT) = ?", (text, text)).fetchone()
    return None if row is None else int(row[0])


def add_user(connection: Connection, email: str, name: str = "") -> int:
    """Return the id of the member with this email, made when they are new."""
    found = find_user(connection, email)
    if found is not None:
        return found
    made = connection.execute(
        "INSERT INTO users (email, name, date_joined) VALUES (?, ?, ?)",
        (email, name or email.partition("@")[0], now_us()),
    )
    return int(made.lastrowid or 0)


def users(connection: Connection, ids: Iterable[int]) -> dict[int, User]:
    """Return the members with these ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = connection.execute("SELECT id, email, name, date_joined FROM users")
    return {row[0]: User(*row) for row in rows if row[0] in wanted}


@dataclass(frozen=True)
class ProjectActivity:
    """What the list of projects tells beside the project itself."""

    latest_release: dict[int, str]
    latest_deploys: dict[int, dict[str, tuple[str, int]]]
    environments: dict[int, list[str]]


def project_activity(connection: Connection) -> ProjectActivity:
    """Return the newest release, the newest deploys and the environments of every project."""
    releases = connection.execute(
        "SELECT p.id, r.version FROM projects p JOIN releases r ON r.id = (SELECT release_id FROM release_projects"
        " WHERE project_id = p.id ORDER BY date_effective DESC LIMIT 1)"
    )
    deploys: dict[int, dict[str, tuple[str, int]]] = {}
    for project_id, environment, version, finished in connection.execute(
        "SELECT l.project_id, l.environment, r.version, d.date_finished FROM latest_deploys l"
        " JOIN deploys d ON d.id = l.deploy_id JOIN releases r ON r.id = d.release_id ORDER BY l.environment"
    ):
        deploys.setdefault(project_id, {})[environment] = (version, finished)
    names: dict[int, list[str]] = {project_id: list(found) for project_id, found in deploys.items()}
    return ProjectActivity(dict(releases.fetchall()), deploys, names)
