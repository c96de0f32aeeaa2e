"""The order of one project's releases, where a server keeps one (`Feature.DATE_ORDER`). No API tells it.

Source: Sentry's code, 23.7.1 and 2026: `follows_semver_versioning_scheme`, `get_latest_release` and
`Release.set_refs`. Archived releases count; only newer servers leave them out when they choose the rule.
"""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from enum import Enum

from releases_ui.sentry_api.payloads import Release

#: How many of the newest created releases choose the rule.
_JUDGED = 10
_REVISION = re.compile(r"\d+\.\d+\.\d+\.(\d+)", re.ASCII)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Rule(Enum):
    """By what the latest release of a project is chosen."""

    DATES = "dates"
    NUMBERS = "version numbers"
    #: Servers of different age would choose differently.
    UNKNOWN = "unknown"


def rule_of(newest_created: Sequence[Release]) -> Rule:
    """Return by what a project goes, judged by its releases, newest created first."""
    of_all = _goes_by_numbers(newest_created[:_JUDGED])
    of_open = _goes_by_numbers([release for release in newest_created if release.status != "archived"][:_JUDGED])
    if of_all != of_open:
        return Rule.UNKNOWN
    return Rule.NUMBERS if of_all else Rule.DATES


def date_of(release: Release) -> datetime:
    """Return the date that places a release: of its release, or else of its creation. Dates ahead count at once."""
    return release.date_released or release.date_created or _NEVER


def by_date(releases: Collection[Release]) -> list[Release]:
    """Return the releases, oldest date first; of equal dates, whose order the server leaves open, by creation."""
    return sorted(releases, key=lambda release: (date_of(release), release.date_created or _NEVER, release.version))


def latest(releases: Collection[Release], rule: Rule) -> tuple[str, ...]:
    """Return what counts as the latest; several where they share the latest date, none where it cannot be told."""
    if rule is Rule.UNKNOWN or not releases:
        return ()
    if rule is Rule.NUMBERS:
        numbered = [release for release in releases if _numbers(release) is not None]
        return (max(numbered, key=_rank).version,) if numbered else ()
    ordered = by_date(releases)
    return tuple(release.version for release in ordered if date_of(release) == date_of(ordered[-1]))


def _goes_by_numbers(newest: Sequence[Release]) -> bool:
    """Tell what Sentry makes of the newest ten: one of the last three has to have numbers, and three of ten."""
    numbered = [_numbers(release) is not None for release in newest]
    if len(numbered) <= 2:
        return numbered[:1] == [True]
    return any(numbered[:3]) and (len(numbered) < _JUDGED or sum(numbered) >= 3)


def _numbers(release: Release) -> tuple[int, int, int, int] | None:
    """Return the four numbers of a version with a package, `None` for any other."""
    info = release.version_info
    if info is None or info.package is None or info.version is None or info.version.major is None:
        return None
    revision = _REVISION.match(info.version.raw or "")
    parts = info.version
    return parts.major or 0, parts.minor or 0, parts.patch or 0, int(revision[1]) if revision else 0


def _rank(release: Release) -> tuple[tuple[int, ...], bool, str, datetime]:
    """Return where the numbers place a release: after its pre-releases, and of equal numbers the newest."""
    parts = release.version_info.version if release.version_info else None
    pre = (parts.pre if parts else None) or ""
    return _numbers(release) or (), not pre, pre, release.date_created or _NEVER
