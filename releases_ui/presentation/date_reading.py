"""How a date that somebody typed is read, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from releases_ui.dates import Moment
from releases_ui.viewer import Clock

#: Pipelines set the date a moment before the server first sees the release; a day apart is a slip.
_SLIP = timedelta(hours=24)


@dataclass(frozen=True)
class Reading:
    """A date, or why the text is none."""

    moment: Moment | None = None
    is_before_created: bool = False
    problem: str = ""


def prepare(date: datetime | None, clock: Clock, created: datetime | None = None) -> Reading:
    """Return how `date` reads, for something that was created then."""
    return Reading(clock.moment(date), is_before_created(date, created))


def is_before_created(date: datetime | None, created: datetime | None) -> bool:
    """Say whether a release is said to be out before there was one, by more than clocks and pipelines differ."""
    return date is not None and created is not None and created - date > _SLIP
