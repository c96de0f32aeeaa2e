"""Changes by the day on which they were made, in the zone of the person who looks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from releases_ui.dates import day_label
from releases_ui.models import Change
from releases_ui.presentation.change_lines import ChangeLine, prepare
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.sentences import say
from releases_ui.services.history import HistoryPage
from releases_ui.viewer import Clock
from releases_ui.zones import localize


@dataclass(frozen=True)
class HistoryDay:
    """The changes of one day that stand on a page."""

    #: For the `datetime` attribute.
    iso: str
    #: "Today", "Yesterday", or the day itself.
    name: str
    #: The day, where the name does not say it.
    label: str
    changes: tuple[ChangeLine, ...]


def by_day(page: HistoryPage, clock: Clock, dialect: Dialect | None) -> tuple[HistoryDay, ...]:
    """Return the page's changes in their order, those of one day together."""

    def day_of(change: Change) -> date:
        return _day(change.created_at, clock)

    return tuple(
        _day_of_changes(day, (prepare(one, clock, dialect, page.undone.get(one.pk)) for one in changes), clock)
        for day, changes in itertools.groupby(page.changes, day_of)
    )


def _day(moment: datetime, clock: Clock) -> date:
    return localize(moment, clock.zone).date()


def _day_of_changes(day: date, changes: Iterable[ChangeLine], clock: Clock) -> HistoryDay:
    today = _day(clock.now, clock)
    label = day_label(day, today)
    near = {today: say("Today"), today - timedelta(days=1): say("Yesterday")}
    return HistoryDay(day.isoformat(), near.get(day, label), label if day in near else "", tuple(changes))
