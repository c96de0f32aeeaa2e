"""The strip of weeks: how many releases each has, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from releases_ui.dates import day_label
from releases_ui.presentation import columns
from releases_ui.services.cadence import Cadence


@dataclass(frozen=True, slots=True)
class Week:
    """One week, in UTC."""

    label: str
    count: int
    height: int
    href: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Strip:
    """The last weeks, oldest first."""

    weeks: tuple[Week, ...]
    #: What they are, in a sentence.
    title: str
    #: The first day that was counted, where older weeks were not read.
    counted_back_to: str
    counts_archived: bool


def prepare(cadence: Cadence, today: date, period: str, href: Callable[[str], str]) -> Strip:
    """Return the weeks of which every release was counted.

    Args:
        cadence: what was counted.
        today: in UTC.
        period: of the list, as its address has it.
        href: the list's address with another period.
    """
    first, last = (columns.start_of(day, "week") for day in (cadence.since, today))
    if first < cadence.since:
        first += timedelta(days=7)
    starts = [first + timedelta(days=back) for back in range(0, (last - first).days + 1, 7)]
    found = columns.filled("week", starts, [day for day in cadence.days if day >= first])
    weeks = tuple(_week(column, today, period, href) for column in found.rows)
    highest = max(weeks, key=lambda week: week.count, default=None)
    words = {"count": highest.count, "week": highest.label, "first": weeks[0].label} if highest else {}
    return Strip(
        weeks=weeks,
        title=gettext("Releases created by week, since %(first)s, at most %(count)s: %(week)s") % words
        if words
        else "",
        counted_back_to=day_label(cadence.since, today) if cadence.is_cut else "",
        counts_archived=cadence.counts_archived,
    )


def _title(words: dict[str, object]) -> str:
    return gettext("Releases created by week, since %(first)s, at most %(count)s: %(week)s") % words


def _week(column: columns.Column, today: date, period: str, href: Callable[[str], str]) -> Week:
    own = f"{column.start.isoformat()}..{(column.start + timedelta(days=6)).isoformat()}"
    label = gettext("week of %(day)s") % {"day": day_label(column.start, today)}
    return Week(label, column.count, column.height, href(own), own == period)
