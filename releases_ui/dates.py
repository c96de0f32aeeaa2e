"""Dates as pages show them. Everything takes aware times; the servers' are in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from releases_ui.zones import is_utc, localize, offset_label, offset_of, place_name

#: Written here and not by strftime, whose words depend on the machine's language.
_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time, in every form that a template prints."""

    #: For the `datetime` attribute: "2026-08-18T20:03:22Z".
    iso: str
    #: For the `title` attribute: in the person's zone, and in UTC.
    exact: str
    #: "18 Aug 22:03", or "18 Aug 2025" in another year than this.
    short: str
    #: "18 Aug 2026, 22:03:22".
    long: str
    #: "18 Aug 2026, 22:03:22.678901 Berlin": to the last digit that there is, for values that are compared.
    precise: str
    #: "2 days ago", "in 3 days".
    relative: str
    #: "2 days", "in 3 days".
    brief: str
    is_future: bool

    @property
    def time(self) -> str:
        """Without the day: "22:03:22"."""
        return self.long.rpartition(", ")[2]


def moment(value: datetime, zone: ZoneInfo, now: datetime) -> Moment:
    """Return `value` in every form, for a person in `zone` at `now`."""
    local = localize(value, zone)
    words = _brief(value, now)
    is_future = value > now
    return Moment(
        iso=iso(value),
        exact=_exact(value, local, zone),
        short=_short(local, localize(now, zone)),
        long=_long(local),
        precise=f"{_day(local)}, {_clock(local)} {place_name(zone)}",
        relative=words if is_future else f"{words} ago",
        brief=words,
        is_future=is_future,
    )


def iso(moment: datetime) -> str:
    """Return the time in UTC as ISO 8601: "2026-08-18T20:03:22Z"; microseconds where there are some."""
    utc = moment.astimezone(UTC)
    return f"{utc.year:04d}-{utc.month:02d}-{utc.day:02d}T{_clock(utc)}Z"


def _brief(moment: datetime, now: datetime) -> str:
    """Return how long ago, without the word "ago", or how far ahead: "48 min", "in 3 days"."""
    distance = moment - now
    if distance > timedelta(0):
        # Less than a second ahead is still ahead: "in 0 s" would contradict itself.
        return f"in {_span(max(1, distance.days * _DAY + distance.seconds))}"
    distance = -distance
    return _span(distance.days * _DAY + distance.seconds)


def duration(length: timedelta) -> str:
    """Return how long something took, in its two largest units: "4 min 12 s", "2 h", "1 day 3 h"."""
    seconds = abs(length) // timedelta(seconds=1)
    if not seconds:
        return "under 1 s" if length else "0 s"
    sign = "-" if length < timedelta(0) else ""
    if seconds < _HOUR:
        return sign + _two_units(seconds // _MINUTE, "min", seconds % _MINUTE, "s")
    if seconds < _DAY:
        return sign + _two_units(seconds // _HOUR, "h", seconds % _HOUR // _MINUTE, "min")
    days = seconds // _DAY
    return sign + _two_units(days, "day" if days == 1 else "days", seconds % _DAY // _HOUR, "h")


def day_label(day: date, today: date) -> str:
    """Return a day as a heading writes it: "Fri 21 Aug", with its year where that is not this year."""
    year = "" if day.year == today.year else f" {day.year:04d}"
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month]}{year}"


def zone_label(zone: ZoneInfo, now: datetime) -> str:
    """Return the zone's name and its distance from UTC at `now`: "Berlin, UTC+2"; "UTC" for UTC."""
    if is_utc(zone):
        return "UTC"
    return f"{place_name(zone)}, {offset_label(offset_of(now.astimezone(zone)))}"


def _exact(moment: datetime, local: datetime, zone: ZoneInfo) -> str:
    utc = moment.astimezone(UTC)
    in_utc = f"{_day(utc)}, {_clock(utc)} UTC"
    if local.tzinfo is UTC:
        return in_utc
    return f"{_day(local)}, {_clock(local)} {place_name(zone)} ({offset_label(offset_of(local))}) = {in_utc}"


def _short(local: datetime, now: datetime) -> str:
    if local.year != now.year:
        return _day(local)
    return f"{local.day} {_MONTHS[local.month]} {local.hour:02d}:{local.minute:02d}"


def _day(local: datetime) -> str:
    return f"{local.day} {_MONTHS[local.month]} {local.year:04d}"


def _long(local: datetime) -> str:
    return f"{_day(local)}, {local.hour:02d}:{local.minute:02d}:{local.second:02d}"


def _clock(time: datetime) -> str:
    fraction = f".{time.microsecond:06d}" if time.microsecond else ""
    return f"{time.hour:02d}:{time.minute:02d}:{time.second:02d}{fraction}"


def _span(seconds: int) -> str:
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h"
    return _span_of_days(seconds // _DAY)


def _span_of_days(days: int) -> str:
    if days < 14:
        return "1 day" if days == 1 else f"{days} days"
    if days < 30:
        return f"{days // 7} wk"
    if days < 365:
        # Eleven at most: twelve months of thirty days are not yet a year.
        return f"{min(11, days // 30)} mo"
    return f"{int(days / 365.2425) or 1} yr"


def _two_units(large: int, large_unit: str, small: int, small_unit: str) -> str:
    parts = ((large, large_unit), (small, small_unit))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
