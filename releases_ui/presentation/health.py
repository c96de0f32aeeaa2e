"""How far a release is in use, and how its sessions end, as the server tells it; it may tell anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from releases_ui.presentation.activity import Stretch
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.payloads import ProjectRef, Release
from releases_ui.viewer import Clock

#: Points of one line; the server sends 24 for a day.
_MOST_POINTS = 200
#: More than any server counts.
_LARGEST = 10**15


@dataclass(frozen=True, kw_only=True)
class ProjectHealth:
    """One project; texts are empty where the server does not tell."""

    project: str
    stage: str
    #: Label and value.
    numbers: tuple[tuple[str, str], ...]
    #: Sessions over time.
    stretches: tuple[Stretch, ...]
    title: str

    @property
    def is_silent(self) -> bool:
        """Whether the server tells nothing of it."""
        return not (self.stage or self.numbers or self.stretches)


def prepare(release: Release, clock: Clock) -> tuple[ProjectHealth, ...]:
    """Return what the server tells of each project."""
    stages = release.adoption_stages or {}
    return tuple(_of_project(project, stages.get(project.slug), clock) for project in release.projects)


def _of_project(project: ProjectRef, stage: Any, clock: Clock) -> ProjectHealth:
    data = project.health_data if isinstance(project.health_data, dict) else {}
    found = stage.get("stage") if isinstance(stage, dict) else None
    # A project that sends no sessions has zeros, which say nothing about how they end.
    has_any = data.get("hasHealthData") is True or (_number(data.get("totalSessions")) or 0) > 0
    stretches = tuple(_stretches(data.get("stats"), clock)) if has_any else ()
    highest = max(stretches, key=lambda one: one.count, default=None)
    words = {"count": highest.count, "time": highest.label} if highest else {}
    return ProjectHealth(
        project=make_visible(project.slug),
        stage=make_visible(found).replace("_", " ") if isinstance(found, str) else "",
        numbers=tuple(_numbers(data)) if has_any else (),
        stretches=stretches,
        title=gettext("Sessions by hour, at most %(count)s: %(time)s") % words if words else "",
    )


def _numbers(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    labelled = (
        (gettext("Crash-free sessions"), "crashFreeSessions", "%"),
        (gettext("Crash-free users"), "crashFreeUsers", "%"),
        (gettext("Adoption"), "sessionsAdoption", "%"),
        (gettext("Sessions"), "totalSessions", ""),
        (gettext("Users"), "totalUsers", ""),
    )
    for label, name, unit in labelled:
        value = _number(data.get(name))
        if value is not None:
            yield label, f"{number_format(round(value, 2), use_l10n=True)}{f' {unit}' if unit else ''}"


def _stretches(stats: Any, clock: Clock) -> Iterator[Stretch]:
    """Yield a column for each point of the first line that the server drew."""
    lines = [line for line in stats.values() if isinstance(line, list)] if isinstance(stats, dict) else []
    points = [point for point in map(_point, lines[0][-_MOST_POINTS:]) if point] if lines else []
    highest = max((count for _time, count in points), default=0) or 1
    for time, count in points:
        moment = clock.moment(time)
        height = max(4, round(100 * count / highest)) if count else 0
        yield Stretch(moment.short if moment else "", round(count), height)


def _point(point: Any) -> tuple[datetime, float] | None:
    if not isinstance(point, list) or len(point) != 2:
        return None
    seconds, count = _number(point[0]), _number(point[1])
    if seconds is None or count is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC), count
    except (OverflowError, ValueError, OSError):
        return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Comparing also refuses NaN, and does not overflow on an integer that no float can hold.
    return value if 0 <= value <= _LARGEST else None
