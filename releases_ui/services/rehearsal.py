"""A copy of an organization's releases, as lines that the embedded API loads: to rehearse on.

One call at a time, with a pause after each; where the server asks to slow down, it gets the time that it asks for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import msgspec

from releases_ui.dates import iso
from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.dialect import Feature, ReleaseFilters
from releases_ui.sentry_api.errors import (
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    UnaddressableVersionError,
    UnsupportedError,
)
from releases_ui.sentry_api.pagination import Page, walk
from releases_ui.sentry_api.payloads import Author, Commit, Deploy, ProjectRef, Release, ReleaseFile, UnreadableRow

T = TypeVar("T")
Line = dict[str, Any]

_PER_PAGE = 100
#: More than any organization has; a walk that long goes round in circles.
_MAX_PAGES = 100_000
#: How often a call is repeated when the server asks to slow down, and the longest pause that it gets.
_PATIENCE = 10
_LONGEST_PAUSE_S = 120.0


@dataclass
class Copying:
    """Reads one organization; afterwards says what could not be had."""

    client: ReleasesClient
    org: str
    #: After each call.
    pause_s: float
    #: What the token or the server withheld, by kind of part, with how many releases it concerns.
    missing: dict[str, int] = field(default_factory=dict)
    unreadable: int = 0

    def list_all(self, limit: int | None = None) -> list[Release]:
        """Return the newest `limit` releases of every status, each once, newest first."""
        return list(islice(self._distinct(), limit))

    def line(self, release: Release) -> Line:
        """Return `release` with its parts as a line to load; what is not known is left out."""
        line = {
            "version": release.version,
            "projects": [_project(project) for project in release.projects],
            "ref": release.ref,
            "url": release.url,
            "dateReleased": _text(release.date_released),
            "dateCreated": _text(release.date_created),
            "status": release.status,
            "newGroups": {project.slug: project.new_groups for project in release.projects if project.new_groups},
            "hasHealthData": any(project.has_health_data for project in release.projects),
            "userAgent": release.user_agent,
            "owner": release.owner.email if release.owner else None,
            "firstEvent": _text(release.first_event),
            "lastEvent": _text(release.last_event),
            "commits": [_commit(row) for row in self._commits(release)],
            "deploys": [_deploy(row) for row in self._deploys(release)],
            "files": [_file(row) for row in self._files(release)],
        }
        return {key: value for key, value in line.items() if value or key == "projects"}

    def _distinct(self) -> Iterator[Release]:
        """Yield each release once: on a list that grows meanwhile, rows move on to the next page."""
        seen: set[str] = set()
        filters = ReleaseFilters(status="all")
        for row in self._rows(
            lambda cursor: self.client.list_releases(self.org, filters, per_page=_PER_PAGE, cursor=cursor),
            lambda row: row.version,
        ):
            if row.version not in seen:
                seen.add(row.version)
                yield row

    def _commits(self, release: Release) -> list[Commit]:
        def fetch(cursor: str | None) -> Page[Commit]:
            return self.client.list_commits(self.org, release.version, per_page=_PER_PAGE, cursor=cursor)

        if release.commit_count == 0:
            return []
        return self._part(Feature.COMMITS, fetch, lambda row: (row.id, row.repository))

    def _deploys(self, release: Release) -> list[Deploy]:
        def fetch(cursor: str | None) -> Page[Deploy]:
            return self.client.list_deploys(self.org, release.version, per_page=_PER_PAGE, cursor=cursor)

        if release.deploy_count == 0:
            return []
        return self._part(Feature.DEPLOYS, fetch, lambda row: row.id)

    def _files(self, release: Release) -> list[ReleaseFile]:
        def fetch(cursor: str | None) -> Page[ReleaseFile]:
            return self.client.list_files(self.org, release.version, per_page=_PER_PAGE, cursor=cursor)

        return self._part("files", fetch, lambda row: row.id)

    def _part(self, part: Feature | str, fetch: Callable[[str | None], Page[T]], key: Callable[[T], object]) -> list[T]:
        """Return all rows of a part; none where the server has it not, or does not give it to this token."""
        name = part.value if isinstance(part, Feature) else part
        if isinstance(part, Feature) and self.client.dialect_for(self.org).supports(part):
            return []
        try:
            return list(self._rows(fetch, key))
        except (ForbiddenError, NotFoundError, UnsupportedError, UnaddressableVersionError):
            self.missing[name] = self.missing.get(name, 0) + 1
            return []

    def _rows(self, fetch: Callable[[str | None], Page[T]], key: Callable[[T], object]) -> Iterator[T]:
        def polite(cursor: str | None) -> Page[T]:
            return self._politely(lambda: fetch(cursor))

        def row_key(row: T | UnreadableRow) -> object:
            return row.raw if isinstance(row, UnreadableRow) else key(row)

        for page in walk(polite, key=row_key, max_pages=_MAX_PAGES):
            for row in page.rows:
                if isinstance(row, UnreadableRow):
                    self.unreadable += 1
                else:
                    yield row

    def _politely(self, call: Callable[[], T]) -> T:
        for _attempt in range(_PATIENCE):
            try:
                answer = call()
            except RateLimitedError as error:
                time.sleep(min(max(error.retry_after_s, self.pause_s), _LONGEST_PAUSE_S))
            else:
                time.sleep(self.pause_s)
                return answer
        return call()


def _text(when: Any) -> str | None:
    return iso(when) if when else None


def _project(project: ProjectRef) -> Line:
    return {"slug": project.slug, "name": project.name, "platform": project.platform}


def _commit(commit: Commit) -> Line:
    author = commit.author or Author()
    line = {
        "id": commit.id,
        "repository": commit.repository.name if commit.repository else None,
        "message": commit.message,
        "author_name": author.name,
        "author_email": author.email,
        "timestamp": _text(commit.date_created),
        "pullRequest": msgspec.to_builtins(commit.pull_request),
    }
    return {key: value for key, value in line.items() if value is not None}


def _deploy(deploy: Deploy) -> Line:
    line = {
        "environment": deploy.environment,
        "name": deploy.name,
        "url": deploy.url,
        "dateStarted": _text(deploy.date_started),
        "dateFinished": _text(deploy.date_finished),
    }
    return {key: value for key, value in line.items() if value is not None}


def _file(file: ReleaseFile) -> Line:
    line = {
        "name": file.name,
        "dist": file.dist,
        "headers": file.headers,
        "size": file.size,
        "sha1": file.sha1,
        "dateCreated": _text(file.date_created),
    }
    return {key: value for key, value in line.items() if value is not None}
