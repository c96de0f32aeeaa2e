"""Pages of the list of releases: conditions, order, offset."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from releases_ui.demo_api.keyset import Place

#: Newest created first; equal times by id, so that a page never changes by itself.
NEWEST_FIRST = "r.date_created DESC, r.id DESC"


@dataclass
class Listing:
    """A choice of releases that grows condition by condition."""

    conditions: list[str] = field(default_factory=lambda: ["1"])
    values: list[Any] = field(default_factory=list)
    order: str = NEWEST_FIRST
    #: One row for each release and project.
    is_flat: bool = False

    def where(self, condition: str, *values: Any) -> None:
        """Keep only releases for which the SQL condition holds."""
        self.conditions.append(condition)
        self.values.extend(values)

    def where_projects(self, project_ids: Iterable[int]) -> None:
        """Keep releases of any of these projects."""
        self.where(
            "EXISTS (SELECT 1 FROM release_projects rp WHERE rp.release_id = r.id"  # noqa: S608 - numbers
            f" AND rp.project_id IN ({_numbers(project_ids)}))"
        )

    def where_environments(self, environment_ids: Iterable[int], project_ids: Iterable[int]) -> None:
        """Keep releases that were seen in any of these environments of these projects."""
        self.where(
            "EXISTS (SELECT 1 FROM release_environments re WHERE re.release_id = r.id"  # noqa: S608 - numbers
            f" AND re.environment_id IN ({_numbers(environment_ids)}) AND re.project_id IN ({_numbers(project_ids)}))"
        )

    def ids(self, connection: sqlite3.Connection, offset: int, limit: int) -> list[tuple[int, int]]:
        """Return release ids of a page, each with a project's id when the list is flat, else with 0."""
        column, join = ("r.id, f.project_id", _FLAT_JOIN) if self.is_flat else ("r.id, 0", "")
        statement = (
            f"SELECT {column} FROM releases r {join} WHERE {' AND '.join(self.conditions)}"  # noqa: S608 - our own text
            f" ORDER BY {self.order} LIMIT ? OFFSET ?"
        )
        return list(connection.execute(statement, (*self.values, limit, offset)))

    def versions_and_dates(self, connection: sqlite3.Connection, offset: int, limit: int) -> list[tuple[str, int]]:
        """Return version and creation of a page, newest first."""
        statement = (
            f"SELECT r.version, r.date_created FROM releases r WHERE {' AND '.join(self.conditions)}"  # noqa: S608 - ours
            f" ORDER BY {NEWEST_FIRST} LIMIT ? OFFSET ?"
        )
        return list(connection.execute(statement, (*self.values, limit, offset)))


_FLAT_JOIN = "JOIN release_projects f ON f.release_id = r.id"


def _numbers(ids: Iterable[int]) -> str:
    """Return ids as SQL: written out they are looked up faster, row by row, than read from a parameter."""
    return ", ".join(str(int(one)) for one in ids)


def count_up_to(connection: sqlite3.Connection, most: int, project_id: int | None = None) -> int:
    """Return how many releases there are, of one project or of all, at most `most`."""
    condition, values = _of_project(project_id)
    statement = f"SELECT count(*) FROM (SELECT 1 FROM releases r WHERE {condition} LIMIT ?)"  # noqa: S608 - fixed text
    return int(connection.execute(statement, (*values, most)).fetchone()[0])


def ids_by_creation(
    connection: sqlite3.Connection, place: Place, limit: int, project_id: int | None = None
) -> list[tuple[int, int]]:
    """Return id and creation of releases from a place on, nearest first, of one project or of all."""
    sign, direction = (">", "ASC") if place.is_reverse else ("<", "DESC")
    condition, values = _of_project(project_id)
    if place.position is not None:
        condition, values = f"{condition} AND r.date_created {sign} ?", (*values, place.position)
    statement = (
        f"SELECT r.id, r.date_created FROM releases r WHERE {condition}"  # noqa: S608 - fixed text
        f" ORDER BY r.date_created {direction}, r.id {direction} LIMIT ? OFFSET ?"
    )
    return list(connection.execute(statement, (*values, limit, place.offset)))


def _of_project(project_id: int | None) -> tuple[str, tuple[int, ...]]:
    if project_id is None:
        return "1", ()
    condition = "EXISTS (SELECT 1 FROM release_projects p WHERE p.release_id = r.id AND p.project_id = ?)"
    return condition, (project_id,)
