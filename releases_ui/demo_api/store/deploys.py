"""Deploys of releases."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from releases_ui.demo_api.store import organization
from releases_ui.demo_api.store.releases import see_environment

Connection = sqlite3.Connection
COLUMNS = "id, environment, date_started, date_finished, name, url"


@dataclass(frozen=True)
class Deploy:
    """A deploy; times are microseconds."""

    id: int
    environment: str
    date_started: int | None
    date_finished: int
    name: str | None
    url: str | None


@dataclass(kw_only=True)
class NewDeploy:
    """A deploy as it is reported."""

    environment: str
    date_finished: int
    date_started: int | None = None
    name: str | None = None
    url: str | None = None


def insert(connection: Connection, release_id: int, new: NewDeploy, project_ids: Iterable[int]) -> int:
    """Return the id of the deploy that was made; the release now counts as seen in its environment."""
    made = connection.execute(
        "INSERT INTO deploys (release_id, environment, date_started, date_finished, name, url)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (release_id, new.environment, new.date_started, new.date_finished, new.name, new.url),
    )
    deploy_id = int(made.lastrowid or 0)
    connection.execute(
        "UPDATE releases SET deploy_count = deploy_count + 1, last_deploy_id = ? WHERE id = ?", (deploy_id, release_id)
    )
    projects = list(project_ids)
    organization.add_environment(connection, new.environment)
    see_environment(connection, release_id, new.environment, projects)
    connection.executemany(
        "INSERT INTO latest_deploys VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET deploy_id = excluded.deploy_id"
        " WHERE (SELECT date_finished FROM deploys d WHERE d.id = latest_deploys.deploy_id) <= ?",
        [(project_id, new.environment, deploy_id, new.date_finished) for project_id in projects],
    )
    return deploy_id


def of_release(connection: Connection, release_id: int, offset: int, limit: int) -> list[Deploy]:
    """Return a release's deploys, the one that finished last first."""
    statement = (
        f"SELECT {COLUMNS} FROM deploys WHERE release_id = ?"  # noqa: S608 - fixed columns
        " ORDER BY date_finished DESC, id DESC LIMIT ? OFFSET ?"
    )
    return [Deploy(*row) for row in connection.execute(statement, (release_id, limit, offset))]


def by_ids(connection: Connection, ids: Iterable[int]) -> dict[int, Deploy]:
    """Return the deploys with these ids."""
    statement = f"SELECT {COLUMNS} FROM deploys WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - fixed
    rows = connection.execute(statement, (json.dumps(list(ids)),))
    return {row[0]: Deploy(*row) for row in rows}
