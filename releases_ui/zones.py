"""Time zones: which there are, what they are called, how far they are from UTC."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

#: First parts of the names to choose from. Others (US/…, Brazil/…, Etc/…) are old names or plain offsets.
_AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
_UTC_NAMES = frozenset({"UTC", "UCT", "Zulu", "Universal", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal"})
#: Names that a zone database may list although they are no place: the machine's own zone, and "not set".
_NOT_ZONES = frozenset({"localtime", "Factory"})


@cache
def _known_names() -> frozenset[str]:
    return frozenset(available_timezones() - _NOT_ZONES)


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of the zones to choose from, sorted: those of the world's areas, and UTC."""
    return tuple(sorted(name for name in _known_names() if name == "UTC" or name.startswith(_AREAS)))


def zone_choices(current: str) -> tuple[str, ...]:
    """Return the zones to choose from, and `current` among them where there is such a zone.

    A form that does not offer its own zone would be sent in the first one.
    """
    names = zone_names()
    if current in names or current not in _known_names():
        return names
    return tuple(sorted((*names, current)))


def is_zone(name: str) -> bool:
    """Say whether there is a zone called `name`."""
    return name in _known_names()


def zone_or_utc(name: str) -> ZoneInfo:
    """Return the zone called `name`, or UTC where there is none.

    Only names from the database's own list are looked up, so no path can be smuggled in.
    """
    return ZoneInfo(name if is_zone(name) else "UTC")


def is_utc(zone: ZoneInfo) -> bool:
    """Tell whether `zone` is UTC itself, under any of its names."""
    return zone.key in _UTC_NAMES


def localize(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return `moment` in `zone`; in UTC where the zone's time would fall outside the years 1 to 9999.

    The answer's `tzinfo` is `datetime.UTC` whenever UTC is what it shows.
    """
    if is_utc(zone):
        return moment.astimezone(UTC)
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment.astimezone(UTC)


def offset_of(local: datetime) -> timedelta:
    """Return how far an aware time is ahead of UTC."""
    return local.utcoffset() or timedelta(0)


@lru_cache(maxsize=1024)
def place_name(zone: ZoneInfo) -> str:
    """Return the zone's last part, as people say it: "Berlin", "Buenos Aires", "UTC"."""
    return "UTC" if is_utc(zone) else zone.key.rsplit("/", 1)[-1].replace("_", " ")


@lru_cache(maxsize=1024)
def offset_label(offset: timedelta) -> str:
    """Return the distance from UTC as people write it: "UTC+2", "UTC-3:30", "UTC+0"."""
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    tail = f":{minutes:02d}:{seconds:02d}" if seconds else f":{minutes:02d}" if minutes else ""
    return f"UTC{'-' if offset < timedelta(0) else '+'}{hours}{tail}"


def offset_suffix(offset: timedelta) -> str:
    """Return the distance from UTC as ISO 8601 writes it: "+02:00"; with seconds where history has them."""
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    tail = f":{seconds:02d}" if seconds else ""
    return f"{'-' if offset < timedelta(0) else '+'}{minutes // 60:02d}:{minutes % 60:02d}{tail}"
