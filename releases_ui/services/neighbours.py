"""The releases before and after one in a project, by creation."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui.sentry_api.dialect import Dialect, Feature, ReleaseFilters
from releases_ui.sentry_api.pagination import walk
from releases_ui.sentry_api.payloads import ProjectRef, Release, UnreadableRow
from releases_ui.services import directory, releases, upstream
from releases_ui.services.upstream import ReleaseKey

#: Pages of 100 releases that are read in search of a release, where the server does not name its neighbours.
MAX_PAGES = 5
_ROWS = 100


@dataclass(frozen=True)
class Neighbours:
    """What stands before and after a release in one of its projects."""

    release: Release
    dialect: Dialect
    #: The project's slug; empty where the release has none.
    project: str
    older: str | None = None
    newer: str | None = None
    #: How many of the project's newest releases were read without finding this one; 0 where the answer is whole.
    read_in_vain: int = 0


def look(key: ReleaseKey, wanted: str = "") -> Neighbours:
    """Return the neighbours of a release in the project `wanted`, or in its first where it is in no such project.

    Raises:
        SentryError: any subclass.
    """
    dialect = upstream.client().dialect_for(key.org)
    release = releases.get(key)
    project = _chosen(release, wanted)
    if project is None:
        return Neighbours(release, dialect, "")
    if dialect.supports(Feature.NEIGHBOURS) is None and project.id is not None:
        return _as_told(key, dialect, project)
    return _as_found(key, dialect, release, project)


def _chosen(release: Release, wanted: str) -> ProjectRef | None:
    first = release.projects[0] if release.projects else None
    return next((project for project in release.projects if project.slug == wanted), first)


def _as_told(key: ReleaseKey, dialect: Dialect, project: ProjectRef) -> Neighbours:
    release = upstream.client().get_release(key.org, key.version, project_id=project.id)
    meta = release.current_project_meta
    older, newer = (meta.prev_release_version, meta.next_release_version) if meta else (None, None)
    return Neighbours(release, dialect, project.slug, older, newer)


def _as_found(key: ReleaseKey, dialect: Dialect, release: Release, project: ProjectRef) -> Neighbours:
    """Look for the release in the list of its project; its neighbours there are the server's order."""
    filters = ReleaseFilters(
        project_ids=directory.project_ids(key.org, (project.slug,), dialect),
        project_slugs=(project.slug,),
        status="all",
    )
    client, newer, read, is_found = upstream.client(), None, 0, False
    for page in walk(
        lambda cursor: client.list_releases(key.org, filters, per_page=_ROWS, cursor=cursor),
        key=lambda row: row.version if isinstance(row, Release) else row.raw,
        max_pages=MAX_PAGES,
    ):
        for row in page.rows:
            if isinstance(row, UnreadableRow) or not dialect.keeps(row, filters):
                continue
            if is_found:
                return Neighbours(release, dialect, project.slug, row.version, newer)
            if row.version == key.version:
                is_found = True
            else:
                newer = row.version
                read += 1
    if is_found:
        return Neighbours(release, dialect, project.slug, None, newer)
    return Neighbours(release, dialect, project.slug, read_in_vain=read)
