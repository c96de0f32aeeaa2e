"""The list's `period`: a stretch of days, as an address writes it."""

import re
from datetime import UTC, date, datetime, timedelta

from releases_ui.sentry_api.sentences import say

ADVICE = say("Write a month as 2026-07, days as 2026-07-01..2026-07-31, or a year as 2026.")

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
_LAST = datetime.max.replace(tzinfo=UTC)


class PeriodError(ValueError):
    """What was written is no period. Its text is a sentence for the person who wrote it."""


def read_period(text: str) -> tuple[datetime, datetime]:
    """Start and end of the period, in UTC; the end is no longer part of it.

    Args:
        text: a year, a month or a day, or two of them with ".." between, both included.

    Raises:
        PeriodError: with a sentence about what is wrong.

    """
    first, dots, last = text.strip().partition("..")
    start, end = _read_part(first)
    if dots:
        last_start, end = _read_part(last)
        if last_start < start:
            raise PeriodError(say("The period ends before it starts. Write the earlier day first."))
    return start, end


def _read_part(text: str) -> tuple[datetime, datetime]:
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise PeriodError(say("This is not a period. %(advice)s", advice=ADVICE))
    year, month, day = (int(part) if part else None for part in written.groups())
    try:
        start = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise PeriodError(say("The calendar has no %(text)s. %(advice)s", text=text, advice=ADVICE)) from error
    return _midnight(start), _end(start, has_month=month is not None, has_day=day is not None)


def _end(start: date, *, has_month: bool, has_day: bool) -> datetime:
    try:
        if has_day:
            return _midnight(start + timedelta(days=1))
        if has_month and start.month < 12:
            return _midnight(start.replace(month=start.month + 1))
        return _midnight(date(start.year + 1, 1, 1))
    except (OverflowError, ValueError):
        # The year 10000 cannot be written; the last microsecond of 9999 is the nearest to it.
        return _LAST


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
