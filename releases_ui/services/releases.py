"""Reading one release: itself, and its parts side by side, each failing alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.downloads import FileDownload
from releases_ui.sentry_api.errors import NotFoundError
from releases_ui.sentry_api.pagination import Page
from releases_ui.sentry_api.payloads import Commit, CommitFile, Deploy, Release, ReleaseFile, ReleaseMeta
from releases_ui.services import pool, settling, upstream
from releases_ui.services.pool import Part
from releases_ui.services.reading import Reading, read_all
from releases_ui.services.upstream import ReleaseKey

#: Rows of a part on the overview, and on its own page.
FEW, MANY = 10, 100


@dataclass(frozen=True)
class ReleasePage:
    """A release and the parts that a page shows with it."""

    release: Release
    dialect: Dialect
    as_of: datetime
    parts: dict[str, Part[Any]]


def dialect_of(org: str) -> Dialect:
    """Return how the organization's server is spoken to."""
    return upstream.client().dialect_for(org)


def known_dialect() -> Dialect | None:
    """Return how the server is spoken to, as far as that is known without asking it."""
    return upstream.client().known_dialect


def get(key: ReleaseKey) -> Release:
    """Return the release as the server has it now; what this shows of earlier changes is written down."""
    with _looked_at(key) as look:
        look.release = upstream.client().get_release(key.org, key.version)
        return look.release


def health(key: ReleaseKey) -> Release:
    """Return the release with how far it is in use and how it fares: asked for on demand only, as it is slow."""
    return upstream.client().get_release(key.org, key.version, is_health_wanted=True)


def all_commits(key: ReleaseKey) -> Reading[Commit]:
    """Return the release's commits, newest first, as far as they are read for a picture."""
    return read_all(lambda cursor: commits(key, cursor=cursor), Commit)


def commits(key: ReleaseKey, per_page: int = MANY, cursor: str | None = None) -> Page[Commit]:
    """Return one page of the release's commits, newest first."""
    return upstream.client().list_commits(key.org, key.version, per_page=per_page, cursor=cursor)


def commit_files(key: ReleaseKey, cursor: str | None = None) -> Page[CommitFile]:
    """Return one page of the files that the release's commits changed."""
    return upstream.client().list_commit_files(key.org, key.version, per_page=MANY, cursor=cursor)


def files(key: ReleaseKey, per_page: int = MANY, cursor: str | None = None, query: str = "") -> Page[ReleaseFile]:
    """Return one page of the release's files, those whose name contains `query`."""
    return upstream.client().list_files(key.org, key.version, per_page=per_page, cursor=cursor, query=query)


def deploys(key: ReleaseKey, per_page: int = MANY, cursor: str | None = None) -> Page[Deploy]:
    """Return one page of the release's deploys, newest first."""
    return upstream.client().list_deploys(key.org, key.version, per_page=per_page, cursor=cursor)


def meta(key: ReleaseKey) -> ReleaseMeta:
    """Return the release's counts."""
    return upstream.client().get_meta(key.org, key.version)


def open_file(key: ReleaseKey, file_id: str) -> FileDownload:
    """Return an open download; to be used in a `with`."""
    return upstream.client().open_file(key.org, key.version, file_id)


def raw(key: ReleaseKey) -> bytes:
    """Return the release as the JSON text that the server sent."""
    return upstream.client().get_release_raw(key.org, key.version)


def overview(key: ReleaseKey) -> ReleasePage:
    """Return the release with the first rows of each of its parts."""
    return page(
        key,
        commits=lambda: commits(key, FEW),
        deploys=lambda: deploys(key, FEW),
        meta=lambda: meta(key),
    )


def page(key: ReleaseKey, **loaders: Callable[[], Any]) -> ReleasePage:
    """Return the release with the named parts, all read side by side.

    Raises:
        SentryError: the release itself could not be read; its parts fail alone.
    """
    client = upstream.client()
    dialect = dialect_of(key.org)

    def itself() -> Release:
        return client.get_release(key.org, key.version)

    with _looked_at(key) as look:
        parts: dict[str, Part[Any]] = pool.side_by_side({"release": itself, **loaders})
        look.release = release = cast("Release", parts.pop("release").required())
    return ReleasePage(release, dialect, datetime.now(UTC), parts)


@dataclass
class _Look:
    """A look at a release that is being taken."""

    release: Release | None = None


@contextmanager
def _looked_at(key: ReleaseKey) -> Iterator[_Look]:
    """Settle earlier changes by what a look at the release shows, also by its absence."""
    look, as_of = _Look(), datetime.now(UTC)
    try:
        yield look
    except NotFoundError:
        settling.look(key, None, as_of)
        raise
    settling.look(key, look.release, as_of)
