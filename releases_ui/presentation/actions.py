"""What can be done with a release beside editing it, as its page offers it."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui.links import Page, release_href
from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.payloads import Release
from releases_ui.services.status import status_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Addresses; `None` where the release, or the server, has no such action."""

    #: Opens the edit form on its date, with now filled in.
    finalize_href: str | None
    status_href: str | None
    is_archived: bool
    #: Why the server cannot restore it; empty where it can.
    why_no_restore: str
    delete_href: str | None
    commits_href: str | None
    deploy_href: str | None


def prepare(org: str, release: Release, dialect: Dialect) -> Actions:
    """Return what the page of `release` offers; who may do what is for the template to ask."""
    is_archived = status_of(release) == "archived"
    has_status = dialect.supports(Feature.STATUS) is None
    return Actions(
        finalize_href=_finalize_href(org, release, dialect),
        status_href=release_href(org, release.version, dialect, "status") if has_status else None,
        is_archived=is_archived,
        why_no_restore=(dialect.cannot_set_status(release.version, "open") or "") if is_archived else "",
        delete_href=release_href(org, release.version, dialect, "delete"),
        commits_href=_href_if(Feature.COMMITS, org, release, dialect, "commits/edit"),
        deploy_href=_href_if(Feature.DEPLOYS, org, release, dialect, "deploys/new"),
    )


def _href_if(feature: Feature, org: str, release: Release, dialect: Dialect, page: Page) -> str | None:
    """Return the address of a page, `None` where the server lacks what it is about: its tab says so."""
    return release_href(org, release.version, dialect, page) if dialect.supports(feature) is None else None


def _finalize_href(org: str, release: Release, dialect: Dialect) -> str | None:
    if release.date_released is not None:
        return None
    href = release_href(org, release.version, dialect, "edit")
    return f"{href}?focus=dateReleased&pick=now" if href else None
