"""Dates as people type them: a text in a stated zone becomes an instant, or an error that says why not."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from releases_ui.sentry_api.sentences import say
from releases_ui.zones import localize, offset_label, offset_of, offset_suffix, place_name

ADVICE = say("Write a date and a time, such as 2026-08-25 10:00 or 2026-08-25T08:00:00Z.")

#: Longer than anything that could be a date.
_MAX_LENGTH = 80
# An hour alone ("10-05") is left out although ISO 8601 has it: it would turn a slip into an offset.
_WRITTEN = re.compile(
    r"""
    (?P<date> \d{4}-\d{2}-\d{2} | \d{8} | \d{4}-?W\d{2}-?\d )
    (?:
        (?: T | \ + )
        (?P<hour>\d{2}) :? (?P<minute>\d{2}) (?: :? (?P<second>\d{2}) (?: [.,] (?P<fraction>\d+) )? )?
        \ *
        (?:
            (?P<utc> Z | UTC )
            | (?:UTC)? (?P<sign>[+\-−])
              (?:
                  (?P<ahead_h>\d{1,2}) (?: : (?P<ahead_min>\d{2}) (?: : (?P<ahead_s>\d{2}) )? )?
                  | (?P<ahead>\d{4})
              )
        )?
    )?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


class Choice(NamedTuple):
    """One of the instants that a typed time may mean."""

    #: UTC.
    instant: datetime
    #: The same for people, such as "2026-10-25 02:30:00 UTC+2 (first, summer time)".
    label: str


class DateInputError(ValueError):
    """What was typed is no instant. Its text is a message for the person who typed it.

    NotADateError          not understood, or not in the calendar
    MissingTimeError       a day without a time
    NonexistentTimeError   skipped by a clock change
    AmbiguousTimeError     happens twice because of a clock change
    """

    #: The instants to choose from, where there are two.
    choices: tuple[Choice, ...] = ()

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message} {advice}")
        #: What is wrong, in a sentence.
        self.message = message
        #: What to do, in a sentence.
        self.advice = advice


class NotADateError(DateInputError):
    """The text is not a date with a time, or names one that the calendar does not have."""

    def __init__(self, message: str, advice: str = ADVICE) -> None:
        super().__init__(message, advice)


class MissingTimeError(DateInputError):
    """Only a day was written."""

    def __init__(self, typed: date) -> None:
        super().__init__(
            say("The time is missing."), say("Write it after the date, such as %(typed)s 10:00.", typed=typed)
        )


class NonexistentTimeError(DateInputError):
    """The clocks of the zone jump over this time."""

    def __init__(self, wall: datetime, zone: ZoneInfo, before: datetime, after: datetime) -> None:
        super().__init__(
            say(
                "%(text)s does not exist in %(place_name)s: the clocks are moved forward past it.",
                text=_text(wall),
                place_name=place_name(zone),
            ),
            say("Choose the time before or after the change."),
        )
        #: The typed time by the offset after the change, and by the one before it, in UTC.
        self.before = before
        self.after = after
        self.choices = (
            Choice(before, say("%(local_label)s (before the change)", local_label=_local_label(before, zone))),
            Choice(after, say("%(local_label)s (after the change)", local_label=_local_label(after, zone))),
        )


class AmbiguousTimeError(DateInputError):
    """The clocks of the zone show this time twice."""

    def __init__(self, wall: datetime, zone: ZoneInfo, first: datetime, second: datetime) -> None:
        super().__init__(
            say(
                "%(text)s happens twice in %(place_name)s: the clocks are moved back over it.",
                text=_text(wall),
                place_name=place_name(zone),
            ),
            say("Choose which of the two."),
        )
        seasons = _seasons(first.astimezone(zone), second.astimezone(zone))
        self.choices = (
            Choice(first, say("%(time)s (first%(season)s)", time=_local_label(first, zone), season=seasons[0])),
            Choice(second, say("%(time)s (second%(season)s)", time=_local_label(second, zone), season=seasons[1])),
        )


def editable(moment: datetime, zone: ZoneInfo) -> str:
    """Return `moment` in `zone` as a text that `read` turns into the same instant: "2026-08-25 10:00:00".

    Microseconds stand there where there are some; the offset only where the time alone does not tell
    which instant is meant.
    """
    local = localize(moment, zone)
    wall = local.replace(tzinfo=None)
    text = _text(wall)
    return text if _instants(wall, zone) == [moment] else text + offset_suffix(offset_of(local))


def read(text: str, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, that `text` means to a person in `zone`.

    An offset or Z in the text wins over the zone.

    Raises:
        DateInputError: one of its four kinds, with sentences for the person who typed.

    """
    typed = text.strip()
    written = _WRITTEN.fullmatch(typed) if len(typed) <= _MAX_LENGTH else None
    if written is None:
        raise NotADateError(say("This is not a date with a time."))
    parts = written.groupdict()
    wall = _read_wall(parts)
    offset = _read_offset(parts)
    return _only_instant(wall, zone) if offset is None else _shift(wall, -offset).replace(tzinfo=UTC)


def _read_wall(parts: dict[str, str | None]) -> datetime:
    typed = _read_day(parts["date"] or "")
    if parts["hour"] is None:
        raise MissingTimeError(typed)
    clock, is_next_day = _read_clock(parts)
    return _shift(datetime.combine(typed, clock), timedelta(days=is_next_day))


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text.upper())
    except ValueError as error:
        raise NotADateError(say("The calendar has no day %(text)s.", text=text)) from error


def _read_clock(parts: dict[str, str | None]) -> tuple[time, bool]:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    fraction = parts["fraction"] or ""
    if len(fraction) > 6:
        raise NotADateError(
            say("The seconds have more than six decimals."),
            say("Write at most six: the servers keep microseconds."),
        )
    microsecond = int(fraction.ljust(6, "0"))
    is_next_day = hour == 24 and not (minute or second or microsecond)
    try:
        return time(0 if is_next_day else hour, minute, second, microsecond), is_next_day
    except ValueError as error:
        raise NotADateError(
            say("No clock shows this time."), say("Hours run from 00 to 23, minutes and seconds from 00 to 59.")
        ) from error


def _read_offset(parts: dict[str, str | None]) -> timedelta | None:
    if parts["utc"]:
        return timedelta(0)
    if not parts["sign"]:
        return None
    basic = parts["ahead"]
    hours, minutes = (basic[:2], basic[2:]) if basic else (parts["ahead_h"], parts["ahead_min"])
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(parts["ahead_s"] or 0))
    if ahead >= timedelta(days=1) or int(minutes or 0) > 59 or int(parts["ahead_s"] or 0) > 59:
        raise NotADateError(say("No zone has this offset from UTC."), say("Write an offset such as +02:00."))
    return ahead if parts["sign"] == "+" else -ahead


def _shift(wall: datetime, by: timedelta) -> datetime:
    try:
        return wall + by
    except OverflowError as error:
        raise _out_of_range() from error


def _out_of_range() -> NotADateError:
    return NotADateError(say("This lies outside the years 0001 to 9999 of UTC."), say("Write a date within them."))


def _only_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    found = _instants(wall, zone)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousTimeError(wall, zone, *found)
    try:
        before, after = sorted(_readings(wall, zone))
    except OverflowError as error:
        raise _out_of_range() from error
    raise NonexistentTimeError(wall, zone, before, after)


def _instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which the clocks of `zone` show `wall`, earliest first: none, one or two."""
    found = set()
    for fold in (0, 1):
        try:
            instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
            # A skipped time comes back as another one.
            if instant.astimezone(zone).replace(tzinfo=None) == wall:
                found.add(instant)
        except OverflowError:
            continue
    return sorted(found)


def _readings(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return what `wall` means by the offset before a clock change, and by the one after it."""
    return [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]


def _seasons(first: datetime, second: datetime) -> tuple[str, str]:
    """Return words that tell the two apart where the change is one of summer time, not of the zone's law."""
    # Compared, not tested for zero: Irish summer time is the standard, and winter an hour less.
    is_summer_time_ending = (first.dst() or timedelta(0)) > (second.dst() or timedelta(0))
    return (say(", summer time"), say(", winter time")) if is_summer_time_ending else ("", "")


def _local_label(instant: datetime, zone: ZoneInfo) -> str:
    local = localize(instant, zone)
    return f"{_text(local)} {offset_label(offset_of(local))}"


def _text(wall: datetime) -> str:
    return wall.replace(tzinfo=None).isoformat(sep=" ")
