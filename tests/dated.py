"""Releases that differ by their dates: days of January 2026."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from releases_ui.demo_api.version_info import version_info
from releases_ui.sentry_api.payloads import Release, VersionInfo
from releases_ui.services.impact import ProjectImpact, Wish, compare


def day(number: int) -> datetime:
    """Return a day of January 2026."""
    return datetime(2026, 1, number, tzinfo=UTC)


def release(version: str, created: int, released: int | None = None, status: str = "open") -> Release:
    """Return a release as Sentry sends it."""
    info = msgspec.convert(version_info(version), VersionInfo | None)
    return Release(
        version=version,
        version_info=info,
        status=status,
        date_created=day(created),
        date_released=day(released) if released else None,
    )


#: By date: a (1), b (5), c (9). Newest created first, as servers list them.
A, B, C = release("a", 1), release("b", 2, 5), release("c", 3, 9)
ABC = [C, B, A]


def moved(one: Release, to: int | None, among: list[Release] | None = None) -> ProjectImpact:
    """Return what moves when the release gets another date."""
    return compare(one, ABC if among is None else among, Wish(day(to) if to else None))
