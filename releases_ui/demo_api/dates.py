"""Times: kept as microseconds since 1970 in UTC, written as each server writes them."""

import re
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
#: An offset that no clock has, as some version control systems record: "+518:00".
ODD_OFFSET = re.compile(r"[+-]\d{2,}:?\d{2}$")


def now_us() -> int:
    """Return the present moment."""
    return to_us(datetime.now(tz=UTC))


def to_us(moment: datetime) -> int:
    """Return a datetime as microseconds; one without a zone counts as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - EPOCH) // MICROSECOND


def from_us(moment_us: int) -> datetime:
    """Return microseconds as an aware datetime."""
    return EPOCH + timedelta(microseconds=moment_us)


def sentry_text(moment_us: int | None) -> str | None:
    """Return a time as Sentry writes it: microseconds, left out when they are zero."""
    return None if moment_us is None else from_us(moment_us).isoformat().removesuffix("+00:00") + "Z"


def glitchtip_text(moment_us: int | None) -> str | None:
    """Return a time as GlitchTip writes it: cut to milliseconds, none when microseconds are zero."""
    if moment_us is None:
        return None
    text = from_us(moment_us).isoformat().removesuffix("+00:00")
    return (text[:23] if "." in text else text) + "Z"


def parse_loaded(text: str) -> int:
    """Return the time that a line of a file gives; an impossible offset is read as UTC.

    Raises:
        ValueError: when no time can be read at all.
    """
    try:
        return to_us(datetime.fromisoformat(text))
    except ValueError:
        return to_us(datetime.fromisoformat(ODD_OFFSET.sub("", text)))
