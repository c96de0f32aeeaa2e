"""Which projects of a release the token does not reach: some servers take no change of such a release."""

from __future__ import annotations

from releases_ui.sentry_api.payloads import Release
from releases_ui.services import directory, releases


def unreached(org: str, release: Release, *, may_ask: bool = False) -> tuple[str, ...]:
    """Return the slugs of the projects that stand in the way of a change; none where they are not known.

    Args:
        org: the organization's slug.
        release: the release to change.
        may_ask: whether the server may be asked for them, if nobody has lately.
    """
    if not releases.dialect_of(org).every_project_rule:
        return ()
    reached = directory.reached_projects(org, may_ask=may_ask)
    return () if reached is None else tuple(slug for slug in release.project_slugs if slug not in reached)
