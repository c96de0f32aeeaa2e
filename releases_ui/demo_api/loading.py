"""Releases from lines of JSON: what the API takes to create one, and much that it would not take."""

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from releases_ui.demo_api.dates import now_us, parse_loaded
from releases_ui.demo_api.store import commits, deploys, files, organization, releases
from releases_ui.demo_api.store.database import Database

GZIP_BEGINNING = b"\x1f\x8b"


class LineError(ValueError):
    """A line that cannot be loaded."""


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Return the objects of a file of JSON Lines, plain or gzipped; blank lines are skipped.

    Raises:
        LineError: naming the line that is no object.
    """
    with path.open("rb") as begin:
        is_packed = begin.read(2) == GZIP_BEGINNING
    with gzip.open(path, "rt", encoding="utf-8") if is_packed else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _object(line, number)


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise LineError(f"Line {number} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise LineError(f"Line {number} is not a JSON object.")
    return value


def load(database: Database, lines: Iterable[Mapping[str, Any]]) -> int:
    """Store the releases of all lines at once, and return how many were new; versions that exist stay as they are.

    Raises:
        LineError: naming the line, counted from 1, that cannot be stored; nothing is stored then.
    """
    with database.write() as connection:
        loader = Loader(connection)
        made = 0
        for number, line in enumerate(lines, start=1):
            try:
                made += loader.add(line)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise LineError(f"Line {number} cannot be loaded: {error!r}") from error
    return made


class Loader:
    """Stores releases line by line, inside the caller's transaction."""

    def __init__(self, connection: organization.Connection) -> None:
        """Write through this connection."""
        self._connection = connection
        self._commits = commits.CommitWriter(connection)
        self._projects: dict[str, int] = {}

    def add(self, line: Mapping[str, Any]) -> bool:
        """Store the release of a line, unless its version exists; return whether it was stored."""
        if releases.find(self._connection, line["version"]) is not None:
            return False
        release_id = releases.insert(self._connection, self._new_release(line))
        project_ids = self._attach_projects(release_id, line)
        if line.get("commits"):
            self._commits.replace(release_id, [_new_commit(one) for one in line["commits"]])
        for deploy in line.get("deploys") or ():
            self._add_deploy(release_id, deploy, project_ids)
        for name in line.get("environments") or ():
            organization.add_environment(self._connection, name)
            releases.see_environment(self._connection, release_id, name, project_ids)
        for file in line.get("files") or ():
            files.insert(self._connection, release_id, _new_file(file))
        return True

    def _new_release(self, line: Mapping[str, Any]) -> releases.NewRelease:
        released = _moment(line.get("dateReleased"))
        created = _moment(line.get("dateCreated"))
        owner = line.get("owner")
        return releases.NewRelease(
            version=line["version"],
            ref=line.get("ref"),
            url=line.get("url"),
            date_released=released,
            date_created=released if created is None else created,
            is_archived=line.get("status") == "archived",
            owner_id=self._owner(owner) if owner else None,
            user_agent=line.get("userAgent"),
            first_event=_moment(line.get("firstEvent")),
            last_event=_moment(line.get("lastEvent")),
            adoption_stages=line.get("adoptionStages"),
            has_issues=bool(line.get("hasIssues", False)),
        )

    def _owner(self, owner: str | Mapping[str, Any]) -> int:
        if isinstance(owner, str):
            return organization.add_user(self._connection, owner)
        return organization.add_user(self._connection, owner["email"], owner.get("name") or "")

    def _attach_projects(self, release_id: int, line: Mapping[str, Any]) -> list[int]:
        """Attach the projects; new issues are a number for the first one, or a map by slug."""
        named = line.get("projects", [])
        new_groups = line.get("newGroups") or 0
        ids = []
        for place, project in enumerate(named):
            slug = project if isinstance(project, str) else project["slug"]
            count = new_groups.get(slug, 0) if isinstance(new_groups, Mapping) else new_groups if place == 0 else 0
            ids.append(self._project(slug, {} if isinstance(project, str) else project))
            releases.attach_project(
                self._connection,
                release_id,
                ids[-1],
                new_groups=count,
                has_health_data=bool(line.get("hasHealthData", False)),
            )
        return ids

    def _project(self, slug: str, described: Mapping[str, Any]) -> int:
        if slug not in self._projects:
            self._projects[slug] = organization.add_project(
                self._connection, slug, described.get("name") or "", described.get("platform")
            )
        return self._projects[slug]

    def _add_deploy(self, release_id: int, deploy: Mapping[str, Any], project_ids: list[int]) -> None:
        finished = _moment(deploy.get("dateFinished"))
        new = deploys.NewDeploy(
            environment=deploy["environment"],
            date_finished=now_us() if finished is None else finished,
            date_started=_moment(deploy.get("dateStarted")),
            name=deploy.get("name"),
            url=deploy.get("url"),
        )
        deploys.insert(self._connection, release_id, new, project_ids)


def _moment(text: str | None) -> int | None:
    return parse_loaded(text) if text else None


def _new_commit(value: Mapping[str, Any]) -> commits.NewCommit:
    return commits.NewCommit(
        sha=value["id"],
        repository=value.get("repository"),
        message=value.get("message"),
        author_name=value.get("author_name"),
        author_email=value.get("author_email"),
        date_created=_moment(value.get("timestamp")),
        patch_set=[(patch["path"], patch["type"]) for patch in value.get("patch_set") or ()],
        pull_request=value.get("pullRequest"),
    )


def _new_file(value: Mapping[str, Any]) -> files.NewFile:
    """Return a file; its content is text, or base64 under `contentBase64`."""
    packed = value.get("contentBase64")
    content = base64.b64decode(packed) if packed else (value.get("content") or "").encode()
    return files.NewFile(
        name=value["name"],
        content=content,
        dist=value.get("dist"),
        headers=value.get("headers", {"Content-Type": "application/octet-stream"}),
        date_created=_moment(value.get("dateCreated")),
        debug_id=value.get("debugId"),
        size=None if content else value.get("size"),
        sha1=None if content else value.get("sha1"),
    )
