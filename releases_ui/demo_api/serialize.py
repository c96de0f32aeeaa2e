"""Releases and what hangs on them as Sentry's JSON, a whole page with a fixed number of queries."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import msgspec

from releases_ui.demo_api.dates import sentry_text
from releases_ui.demo_api.store import commits, deploys, files, organization, releases

Connection = sqlite3.Connection
JSON = dict[str, Any]
USER_OPTIONS = {
    "theme": "light",
    "language": "en",
    "stacktraceOrder": -1,
    "timezone": "UTC",
    "clock24Hours": False,
}
LETTER_AVATAR = {"avatarType": "letter_avatar", "avatarUuid": None}


def releases_json(
    connection: Connection, rows: Sequence[releases.Release], *, only_projects: Sequence[int] | None = None
) -> list[JSON]:
    """Return release objects, each with one of `only_projects` where the list has a row for each."""
    around = _Surroundings.of(connection, rows)
    if only_projects is None:
        return [around.release_json(row, around.projects.get(row.id, [])) for row in rows]
    return [
        around.release_json(row, [one for one in around.projects.get(row.id, []) if one.id == project_id])
        for row, project_id in zip(rows, only_projects, strict=True)
    ]


@dataclass(frozen=True)
class _Surroundings:
    """What hangs on the releases of a page, by id."""

    projects: dict[int, list[releases.ReleaseProject]]
    last_commits: dict[int, JSON]
    last_deploys: dict[int, deploys.Deploy]
    owners: dict[int, organization.User]
    authors: dict[int, JSON]

    @classmethod
    def of(cls, connection: Connection, rows: Sequence[releases.Release]) -> Self:
        last_commits = commits.by_ids(connection, _given(row.last_commit_id for row in rows))
        author_ids = {one for row in rows for one in json.loads(row.author_ids)}
        authors = commits.authors(connection, author_ids)
        return cls(
            projects=releases.projects_of(connection, [row.id for row in rows]),
            last_commits=commits_json(connection, list(last_commits.values())),
            last_deploys=deploys.by_ids(connection, _given(row.last_deploy_id for row in rows)),
            owners=organization.users(connection, _given(row.owner_id for row in rows)),
            authors={one: author_json(*author) for one, author in authors.items()},
        )

    def release_json(self, row: releases.Release, projects: Sequence[releases.ReleaseProject]) -> JSON:
        last_deploy = self.last_deploys.get(row.last_deploy_id or 0)
        owner = self.owners.get(row.owner_id or 0)
        return _release_head(row) | {
            "newGroups": sum(project.new_groups for project in projects),
            "owner": user_json(owner) if owner else None,
            "commitCount": row.commit_count,
            "lastCommit": self.last_commits.get(row.last_commit_id or 0),
            "deployCount": row.deploy_count,
            "lastDeploy": deploy_json(last_deploy) if last_deploy else None,
            "authors": [self.authors[one] for one in json.loads(row.author_ids)],
            "projects": [
                {**project_of_release_json(one), "hasHealthData": bool(one.has_health_data)} for one in projects
            ],
            "firstEvent": sentry_text(row.first_event),
            "lastEvent": sentry_text(row.last_event),
            "currentProjectMeta": {},
            "userAgent": row.user_agent,
        }


def _given(ids: Iterable[int | None]) -> list[int]:
    return [one for one in ids if one is not None]


def _release_head(row: releases.Release) -> JSON:
    return {
        "id": row.id,
        "version": row.version,
        "status": "archived" if row.is_archived else "open",
        "shortVersion": row.version,
        "versionInfo": msgspec.Raw(row.version_info.encode()),
        "ref": row.ref,
        "url": row.url,
        "dateReleased": sentry_text(row.date_released),
        "dateCreated": sentry_text(row.date_created),
        "data": {},
    }


def release_json(connection: Connection, row: releases.Release) -> JSON:
    """Return one release object."""
    return releases_json(connection, [row])[0]


def project_of_release_json(project: releases.ReleaseProject) -> JSON:
    """Return a project as a release names it, without its health."""
    return {
        "id": project.id,
        "slug": project.slug,
        "name": project.name,
        "newGroups": project.new_groups,
        "platform": project.platform,
        "platforms": [],
    }


def commits_json(connection: Connection, rows: Sequence[commits.Commit]) -> dict[int, JSON]:
    """Return commit objects by the commits' ids, each with the releases that hold it."""
    holders = commits.release_ids_of(connection, [row.id for row in rows]) if rows else {}
    wanted = {one for many in holders.values() for one in many}
    summaries = {row.id: _release_summary(row) for row in releases.by_ids(connection, sorted(wanted))} if wanted else {}
    return {row.id: _commit_json(row, [summaries[one] for one in holders.get(row.id, ())]) for row in rows}


def _release_summary(row: releases.Release) -> JSON:
    return {
        "version": row.version,
        "shortVersion": row.version,
        "ref": row.ref,
        "url": row.url,
        "dateReleased": sentry_text(row.date_released),
        "dateCreated": sentry_text(row.date_created),
    }


def _commit_json(row: commits.Commit, holders: list[JSON]) -> JSON:
    return {
        "id": row.sha,
        "message": row.message,
        "dateCreated": sentry_text(row.date_created),
        "pullRequest": msgspec.Raw(row.pull_request.encode()) if row.pull_request else None,
        "suspectCommitType": "",
        "repository": repository_json(row.repository),
        "author": author_json(row.author_name, row.author_email),
        "releases": holders,
    }


def commit_file_json(row: commits.CommitFile) -> JSON:
    """Return a file that a commit changes."""
    return {
        "id": str(row.id),
        "orgId": 1,
        "author": author_json(row.author_name, row.author_email),
        "commitMessage": row.message,
        "filename": row.filename,
        "type": row.type,
        "repoName": row.repository,
    }


def author_json(name: str | None, email: str | None) -> JSON:
    """Return an author; an empty object for none."""
    return {} if email is None else {"name": name, "email": email}


def repository_json(row: organization.Repository) -> JSON:
    """Return a repository."""
    return {
        "id": str(row.id),
        "name": row.name,
        "url": row.url,
        "provider": {"id": "unknown", "name": "Unknown Provider"},
        "status": "active",
        "dateCreated": sentry_text(row.date_created),
        "integrationId": None,
        "externalSlug": None,
    }


def deploy_json(row: deploys.Deploy) -> JSON:
    """Return a deploy."""
    return {
        "id": str(row.id),
        "environment": row.environment,
        "dateStarted": sentry_text(row.date_started),
        "dateFinished": sentry_text(row.date_finished),
        "name": row.name,
        "url": row.url,
    }


def file_json(row: files.StoredFile) -> JSON:
    """Return a file of a release."""
    return {
        "id": str(row.id),
        "name": row.name,
        "dist": row.dist,
        "headers": msgspec.Raw(row.headers.encode()),
        "size": row.size,
        "sha1": row.sha1,
        "dateCreated": sentry_text(row.date_created),
    }


def user_json(row: organization.User) -> JSON:
    """Return a person."""
    digest = hashlib.md5(row.email.encode(), usedforsecurity=False).hexdigest()
    joined = sentry_text(row.date_joined)
    return {
        "id": str(row.id),
        "name": row.name,
        "username": row.email,
        "email": row.email,
        "avatarUrl": f"https://secure.gravatar.com/avatar/{digest}?s=32&d=mm",
        "isActive": True,
        "hasPasswordAuth": True,
        "isManaged": False,
        "dateJoined": joined,
        "lastLogin": None,
        "has2fa": False,
        "lastActive": joined,
        "isSuperuser": False,
        "isStaff": False,
        "experiments": {},
        "emails": [{"id": str(row.id), "email": row.email, "is_verified": False}],
        "options": USER_OPTIONS,
        "flags": {"newsletter_consent_prompt": False},
        "avatar": LETTER_AVATAR,
        "identities": [],
    }
