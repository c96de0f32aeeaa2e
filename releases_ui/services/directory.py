"""What an organization consists of besides releases: projects and environments, for filters and forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.errors import BadTokenError, ForbiddenError, SentryError
from releases_ui.sentry_api.organization_payloads import Environment, Project
from releases_ui.sentry_api.pagination import Page, walk
from releases_ui.services import upstream

T = TypeVar("T")

#: Upstream pages of 100 that are read of one directory; a picker of more is of no use.
_MAX_PAGES = 10
#: How long it is remembered which projects the token reaches. That changes seldom, and nothing is shown of it but a
#: warning.
_REACHED_S = 300


class UnknownProjectError(Exception):
    """The organization has no project by that slug, or the token does not reach it."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@dataclass(frozen=True)
class Names:
    """The names to choose from, sorted; or why they are not known."""

    names: tuple[str, ...] = ()
    why_missing: str = ""


def project_names(org: str) -> Names:
    """Return the slugs of the organization's projects that the token reaches."""
    try:
        return Names(tuple(sorted(_projects(org).ids)))
    except SentryError as error:
        return Names(why_missing=error.message)


def environment_names(org: str) -> Names:
    """Return the organization's environments, where the server has such a list."""
    client = upstream.client()
    try:
        reason = client.dialect_for(org).supports(Feature.ENVIRONMENTS)
        if reason:
            return Names(why_missing=reason)
        return Names(_fresh(f"environments:{org}", lambda: _environments(org)))
    except SentryError as error:
        return Names(why_missing=error.message)


def reached_projects(org: str, *, may_ask: bool) -> frozenset[str] | None:
    """Return the slugs of all projects that the token reaches; `None` where that is not known for certain.

    Args:
        org: the organization's slug.
        may_ask: whether the server may be asked; else what was read minutes ago, for a filter or a form, has to do.
    """
    try:
        return _projects(org).reached if may_ask else cache.get(_reached_key(org))
    except SentryError:
        return None


def project_ids(org: str, slugs: Sequence[str], dialect: Dialect) -> tuple[str, ...]:
    """Return the ids that the server filters by; none where it filters by slug or the token may not list them.

    Raises:
        UnknownProjectError: for a slug that the organization does not have.
    """
    if not slugs or dialect.supports(Feature.PROJECT_FILTER) is not None:
        return ()
    try:
        known = _projects(org)
    except (ForbiddenError, BadTokenError):
        return ()
    unknown = [slug for slug in slugs if slug not in known.ids]
    if unknown and known.is_whole:
        raise UnknownProjectError(unknown[0])
    return () if unknown else tuple(known.ids[slug] for slug in slugs)


@dataclass(frozen=True)
class _Projects:
    """Ids by slug; not the whole of them in an organization of very many."""

    ids: dict[str, str]
    is_whole: bool
    #: Slugs; `None` where some may be missing.
    reached: frozenset[str] | None = None


def _projects(org: str) -> _Projects:
    return _fresh(f"projects:{org}", lambda: _read_projects(org))


def _read_projects(org: str) -> _Projects:
    client = upstream.client()

    def fetch(cursor: str | None) -> Page[Project]:
        return client.list_projects(org, per_page=100, cursor=cursor)

    pages = list(walk(fetch, key=lambda row: row.slug if isinstance(row, Project) else row.raw, max_pages=_MAX_PAGES))
    rows = [row for page in pages for row in page.rows]
    projects = [row for row in rows if isinstance(row, Project)]
    ids = {project.slug: str(project.id) for project in projects if project.id is not None}
    is_whole = pages[-1].next_cursor is None
    reached = frozenset(project.slug for project in projects if project.has_access is not False)
    known = reached if is_whole and len(projects) == len(rows) else None
    cache.set(_reached_key(org), known, _REACHED_S)
    return _Projects(ids, is_whole, known)


def _reached_key(org: str) -> str:
    return f"reached:{settings.SENTRY_URL}:{org}"


def _environments(org: str) -> tuple[str, ...]:
    rows = upstream.client().list_environments(org)
    return tuple(sorted({row.name for row in rows if isinstance(row, Environment) and row.name}))


def _fresh(key: str, read: Callable[[], T]) -> T:
    """Return the answer kept under `key` if it is younger than `FRESH_SECONDS`, else read and keep it."""
    kept: T | None = cache.get(key)
    if kept is not None:
        return kept
    answer = read()
    if settings.FRESH_SECONDS > 0:
        cache.set(key, answer, settings.FRESH_SECONDS)
    return answer


#: The list's filters that need the server's help, by their names in the address.
_FILTERS = {"environment": Feature.ENVIRONMENT_FILTER, "status": Feature.STATUS}


def disabled_filters(dialect: Dialect) -> dict[str, str]:
    """Return the filters that this server ignores, each with the reason."""
    reasons = {name: dialect.supports(feature) for name, feature in _FILTERS.items()}
    return {name: reason for name, reason in reasons.items() if reason}
