"""Who made a release's commits, and when."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from releases_ui.dates import day_label
from releases_ui.presentation import bars, columns
from releases_ui.presentation.bars import Bars
from releases_ui.presentation.columns import Column, Columns
from releases_ui.presentation.parts import person
from releases_ui.sentry_api.payloads import Commit
from releases_ui.services.reading import Reading
from releases_ui.viewer import Clock
from releases_ui.zones import localize

#: Authors with a bar of their own.
_AUTHORS = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """One column of a picture, with its words."""

    label: str
    count: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Pictures of commits."""

    #: How many commits they show; the server may have more.
    count: int
    is_cut: bool
    authors: Bars
    #: Commits that name nobody, and such without a date.
    without_author: int
    without_date: int
    stretches: tuple[Stretch, ...]
    #: What the columns are, in a sentence; empty where there are none.
    title: str
    #: Commits before the first column.
    before: int


def prepare(reading: Reading[Commit], clock: Clock) -> Activity:
    """Return the pictures of the commits that were read, by the days of the person's zone."""
    names = [person(commit.author) for commit in reading.rows]
    dates = [commit.date_created for commit in reading.rows if commit.date_created]
    found = columns.over_time(localize(date, clock.zone).date() for date in dates)
    return Activity(
        count=len(names),
        is_cut=reading.is_cut,
        authors=bars.count((name for name in names if name), most=_AUTHORS),
        without_author=names.count(""),
        without_date=len(names) - len(dates),
        stretches=stretches(found, clock),
        title=_title(found, clock),
        before=found.before,
    )


def stretches(found: Columns, clock: Clock) -> tuple[Stretch, ...]:
    """Return the columns with the words for their stretches of time."""
    return tuple(Stretch(_label(column, found, clock), column.count, column.height) for column in found.rows)


def _label(column: Column, found: Columns, clock: Clock) -> str:
    day = day_label(column.start, localize(clock.now, clock.zone).date())
    if found.unit == "day":
        return day
    if found.unit == "week":
        return gettext("week of %(day)s") % {"day": day}
    return f"{column.start.year:04d}" if found.unit == "year" else f"{column.start.year:04d}-{column.start.month:02d}"


def _title(found: Columns, clock: Clock) -> str:
    highest = found.highest
    if highest is None:
        return ""
    kind = {
        "day": gettext("Commits by day"),
        "week": gettext("Commits by week"),
        "month": gettext("Commits by month"),
        "year": gettext("Commits by year"),
    }[found.unit]
    first, last, day = (_label(column, found, clock) for column in (found.rows[0], found.rows[-1], highest))
    words = {"kind": kind, "first": first, "last": last, "day": day, "count": highest.count}
    return gettext("%(kind)s, %(first)s to %(last)s, at most %(count)s: %(day)s") % words
