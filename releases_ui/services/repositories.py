"""The repositories that the server knows."""

from __future__ import annotations

from collections.abc import Iterable

from releases_ui.sentry_api.dialect import Feature
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.pagination import walk
from releases_ui.sentry_api.payloads import Repository
from releases_ui.sentry_api.wishes import NewRef
from releases_ui.services import upstream

#: Pages of 100 repositories that are read; of a longer list nobody can say that a name is missing.
_MAX_PAGES = 10


def unknown(org: str, refs: Iterable[NewRef]) -> tuple[str, ...]:
    """Return the repositories in `refs` that the server does not know, as far as the token may find out.

    The server itself would say so only after it has done the rest of what was sent.
    """
    wanted = dict.fromkeys(ref.repository for ref in refs)
    known = _names(org) if wanted else None
    return () if known is None else tuple(name for name in wanted if name not in known)


def _names(org: str) -> frozenset[str] | None:
    """Return the names of all repositories; `None` where the token or the server does not tell them all."""
    client = upstream.client()
    if client.dialect_for(org).supports(Feature.REPOS) is not None:
        return None
    try:
        pages = list(
            walk(
                lambda cursor: client.list_repos(org, cursor=cursor),
                key=lambda row: row.id if isinstance(row, Repository) else row.raw,
                max_pages=_MAX_PAGES,
            )
        )
    except SentryError:
        return None
    if pages[-1].next_cursor is not None:
        return None
    return frozenset(row.name for page in pages for row in page.rows if isinstance(row, Repository) and row.name)
