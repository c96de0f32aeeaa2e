"""What a new release date moves, before it is saved: the latest release, and where commits are counted from."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from releases_ui.sentry_api.dialect import Dialect, Feature, ReleaseFilters
from releases_ui.sentry_api.payloads import ProjectRef, Release
from releases_ui.sentry_api.release_order import Rule, by_date, date_of, latest, rule_of
from releases_ui.services import pool, upstream
from releases_ui.services.pool import Part

#: Projects that are looked at, and the newest created releases of each.
MAX_PROJECTS = 5
MAX_RELEASES = 100


@dataclass(frozen=True)
class Wish:
    """A date that somebody is about to save; `None` takes it away."""

    date: datetime | None


@dataclass(frozen=True)
class Standing:
    """Where a release stands among those of one project, all named by their versions."""

    #: What counts as the latest; several share the latest date, none where the rule is not known.
    latest: tuple[str, ...]
    #: The neighbours by date; `None` at either end.
    before: str | None
    after: str | None
    #: Those of exactly the same date, whose order the server leaves open.
    level: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Whose commits are counted from elsewhere, once the release has moved away from before it."""

    #: `None` is the next release, which does not exist yet.
    follower: str | None
    #: `None` where nothing comes before the follower any more.
    start: str | None


@dataclass(frozen=True, kw_only=True)
class ProjectImpact:
    """What a date moves in one project."""

    rule: Rule
    now: Standing
    #: After the save; `None` where nothing is about to change.
    then: Standing | None
    gap: Gap | None
    #: How many of the newest created releases were looked at, and whether there are older ones.
    looked_at: int
    is_bounded: bool
    #: Rows that could not be read, and so are not among them.
    unreadable: int


@dataclass(frozen=True)
class Impact:
    """What a date moves in every project of a release that was looked at, each failing alone."""

    version: str
    wish: Wish | None
    projects: dict[str, Part[ProjectImpact]]
    not_looked_at: tuple[str, ...] = ()
    #: Why a date moves nothing on this server.
    reason: str = ""


def look(org: str, release: Release, wish: Wish | None) -> Impact:
    """Return what the date moves; one list of releases is read for each project.

    Args:
        org: the organization's slug.
        release: as the server has it now.
        wish: the date that is about to be saved, if there is one that the server would take.
    """
    dialect = upstream.client().dialect_for(org)
    wish = wish if wish and is_change(release, wish, dialect) else None
    if reason := dialect.supports(Feature.DATE_ORDER):
        return Impact(release.version, wish, {}, reason=reason)
    projects = release.projects[:MAX_PROJECTS]
    tasks = {project.slug: functools.partial(_of_project, org, project, release, wish) for project in projects}
    left = release.project_slugs[MAX_PROJECTS:]
    return Impact(release.version, wish, pool.side_by_side(tasks) if tasks else {}, left)


def is_change(release: Release, wish: Wish, dialect: Dialect) -> bool:
    """Say whether saving the date would change it: the server has another one, and takes this one."""
    now = release.date_released
    return wish.date != now and dialect.cannot_write("dateReleased", now, wish.date) is None


def _of_project(org: str, project: ProjectRef, release: Release, wish: Wish | None) -> ProjectImpact:
    client = upstream.client()
    ids = () if project.id is None else (project.id,)
    filters = ReleaseFilters(project_ids=ids, project_slugs=(project.slug,), status="all")
    page = client.list_releases(org, filters, per_page=MAX_RELEASES)
    dialect = client.dialect_for(org)
    rows = [row for row in page.rows if isinstance(row, Release) and dialect.keeps(row, filters)]
    return compare(
        release,
        rows,
        wish,
        is_bounded=page.next_cursor is not None,
        unreadable=sum(not isinstance(row, Release) for row in page.rows),
    )


def compare(
    release: Release, newest: Sequence[Release], wish: Wish | None, *, is_bounded: bool = False, unreadable: int = 0
) -> ProjectImpact:
    """Return what the date moves among these releases of a project, newest created first, this one or not."""
    known = _with(release, newest)
    rule = rule_of(known)
    now = _standing(release, known, rule)
    then, gap = None, None
    if wish is not None:
        moved = replace(release, date_released=wish.date)
        later = _with(moved, newest)
        then = _standing(moved, later, rule)
        gap = _gap(release.version, now.after, later)
    return ProjectImpact(
        rule=rule,
        now=now,
        then=then,
        gap=gap,
        looked_at=len(newest),
        is_bounded=is_bounded,
        unreadable=unreadable,
    )


def _with(release: Release, newest: Sequence[Release]) -> list[Release]:
    """Return the releases with this one as it is, or would be, in its place; where it is not listed, it is older."""
    by_version = {row.version: row for row in newest}
    by_version[release.version] = release
    return list(by_version.values())


def _standing(release: Release, known: Sequence[Release], rule: Rule) -> Standing:
    versions = [row.version for row in by_date(known)]
    place = versions.index(release.version)
    date = date_of(release)
    return Standing(
        latest=latest(known, rule),
        before=versions[place - 1] if place else None,
        after=versions[place + 1] if place + 1 < len(versions) else None,
        level=tuple(row.version for row in known if date_of(row) == date and row.version != release.version),
    )


def _gap(version: str, follower: str | None, later: Sequence[Release]) -> Gap | None:
    """Return whom the follower's commits are counted from, unless that is still the release."""
    versions = [row.version for row in by_date(later)]
    place = len(versions) if follower is None else versions.index(follower)
    start = versions[place - 1] if place else None
    return None if start == version else Gap(follower, start)
