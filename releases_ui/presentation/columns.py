"""Columns over time with their numbers: how often something happened in each day, week, month or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year"]

#: More columns than this are too thin to tell apart, and too many to read.
MOST = 31
UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of time."""

    #: Its first day.
    start: date
    count: int
    #: Of 100, for a picture: 0 where nothing happened.
    height: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns without a gap, oldest first."""

    unit: Unit
    rows: tuple[Column, ...]
    #: How often it happened before the first column, where there were too many.
    before: int = 0

    @property
    def highest(self) -> Column | None:
        """The column that counts most, the newest of those that are equal."""
        return max(reversed(self.rows), key=lambda column: column.count, default=None)


def over_time(days: Iterable[date], most: int = MOST) -> Columns:
    """Return how often each stretch of time comes up, in the finest unit that needs no more than `most` columns."""
    counted = Counter(days)
    if not counted:
        return Columns("day", ())
    for unit in UNITS:
        starts = list(_starts(min(counted), max(counted), unit, limit=most + 1))
        if len(starts) <= most:
            break
    # Of years too many, the newest.
    shown = starts if len(starts) <= most else _newest(max(counted), most)
    return _filled(unit, shown, counted)


def filled(unit: Unit, starts: Iterable[date], days: Iterable[date]) -> Columns:
    """Return one column for each of `starts`, which follow each other."""
    return _filled(unit, list(starts), Counter(days))


def start_of(day: date, unit: Unit) -> date:
    """Return the first day of the stretch that `day` is in; weeks start on Monday, as in ISO 8601."""
    if unit == "week":
        return day - timedelta(days=day.weekday()) if day.toordinal() > day.weekday() else date.min
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _filled(unit: Unit, starts: list[date], counted: Counter[date]) -> Columns:
    binned = Counter[date]()
    for day, number in counted.items():
        binned[start_of(day, unit)] += number
    highest = max((binned[start] for start in starts), default=0) or 1
    rows = tuple(
        Column(start, binned[start], max(4, round(100 * binned[start] / highest)) if binned[start] else 0)
        for start in starts
    )
    return Columns(unit, rows, sum(number for start, number in binned.items() if starts and start < starts[0]))


def _starts(first: date, last: date, unit: Unit, limit: int) -> Iterator[date]:
    start, end = start_of(first, unit), start_of(last, unit)
    for _ in range(limit):
        yield start
        if start >= end:
            return
        start = _next(start, unit)


def _next(start: date, unit: Unit) -> date:
    if unit == "day":
        return start + timedelta(days=1)
    if unit == "week":
        return start + timedelta(days=7 - start.weekday())
    if unit == "month":
        return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start.replace(year=start.year + 1)


def _newest(last: date, most: int) -> list[date]:
    return [date(last.year - back, 1, 1) for back in reversed(range(most))]
