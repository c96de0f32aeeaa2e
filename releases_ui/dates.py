"""Dates as pages show them. Everything takes aware times; the servers' are in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from releases_ui.sentry_api.sentences import say
from releases_ui.zones import is_utc, localize, offset_label, offset_of, place_name

#: Written here and not by strftime, whose words depend on the machine's language.
_MONTHS = (
    *("", say("Jan"), say("Feb"), say("Mar"), say("Apr"), say("May"), say("Jun")),
    *(say("Jul"), say("Aug"), say("Sep"), say("Oct"), say("Nov"), say("Dec")),
)
_WEEKDAYS = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))

#: Units, short enough to need no cases.
_S, _MIN, _H = say("s"), say("min"), say("h")
_DAY_WORD, _DAYS = say("day"), say("days")
_WK, _MO, _YR = say("wk"), say("mo"), say("yr")
_UNDER = say("under")

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
        relative=words if is_future else str(say("%(span)s ago", span=words)),
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
        return str(say("in %(span)s", span=_span(max(1, distance.days * _DAY + distance.seconds))))
    distance = -distance
    return _span(distance.days * _DAY + distance.seconds)


def duration(length: timedelta) -> str:
    """Return how long something took, in its two largest units: "4 min 12 s", "2 h", "1 day 3 h"."""
    seconds = abs(length) // timedelta(seconds=1)
    if not seconds:
        return f"{_UNDER} 1 {_S}" if length else f"0 {_S}"
    sign = "-" if length < timedelta(0) else ""
    if seconds < _HOUR:
        return sign + _two_units(seconds // _MINUTE, _MIN, seconds % _MINUTE, _S)
    if seconds < _DAY:
        return sign + _two_units(seconds // _HOUR, _H, seconds % _HOUR // _MINUTE, _MIN)
    days = seconds // _DAY
    return sign + _two_units(days, _DAY_WORD if days == 1 else _DAYS, seconds % _DAY // _HOUR, _H)


def day_label(day: date, today: date) -> str:
    """Return a day as a heading writes it: "Fri 21 Aug", with its year where that is not this year."""
    words = {"weekday": _WEEKDAYS[day.weekday()], "day": day.day, "month": _MONTHS[day.month]}
    if day.year == today.year:
        return str(say("%(weekday)s %(day)s %(month)s", **words))
    return str(say("%(weekday)s %(day)s %(month)s %(year)s", **words, year=f"{day.year:04d}"))


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
    clock = f"{local.hour:02d}:{local.minute:02d}"
    return str(say("%(day)s %(month)s %(clock)s", day=local.day, month=_MONTHS[local.month], clock=clock))


def _day(local: datetime) -> str:
    return str(say("%(day)s %(month)s %(year)s", day=local.day, month=_MONTHS[local.month], year=f"{local.year:04d}"))


def _long(local: datetime) -> str:
    return f"{_day(local)}, {local.hour:02d}:{local.minute:02d}:{local.second:02d}"


def _clock(time: datetime) -> str:
    fraction = f".{time.microsecond:06d}" if time.microsecond else ""
    return f"{time.hour:02d}:{time.minute:02d}:{time.second:02d}{fraction}"


def _span(seconds: int) -> str:
    if seconds < _MINUTE:
        return f"{seconds} {_S}"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} {_MIN}"
    if seconds < _DAY:
        return f"{seconds // _HOUR} {_H}"
    return _span_of_days(seconds // _DAY)


def _span_of_days(days: int) -> str:
    if days < 14:
        return f"{days} {_DAY_WORD if days == 1 else _DAYS}"
    if days < 30:
        return f"{days // 7} {_WK}"
    if days < 365:
        # Eleven at most: twelve months of thirty days are not yet a year.
        return f"{min(11, days // 30)} {_MO}"
    return f"{int(days / 365.2425) or 1} {_YR}"


def _two_units(large: int, large_unit: str, small: int, small_unit: str) -> str:
    parts = ((large, large_unit), (small, small_unit))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
