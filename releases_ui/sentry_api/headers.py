"""What servers say in headers, believed only in the form that is expected."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: More digits than these are no count of anything.
_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")


def media_type(headers: Mapping[str, str]) -> str:
    """Return the content type without its parameters; "" without one."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def whole_number(headers: Mapping[str, str], name: str) -> int | None:
    """Return the number in a header; `None` without one, and for Sentry's word "None" where it did not look."""
    text = headers.get(name, "").strip()
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def epoch_time(headers: Mapping[str, str], name: str) -> datetime | None:
    """Return the time that a header gives in seconds since 1970; `None` without one that a calendar has."""
    seconds = whole_number(headers, name)
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def http_date(headers: Mapping[str, str], name: str) -> datetime | None:
    """Return the time that a header gives as `Date` does; `None` without one, and for what is none."""
    try:
        date = parsedate_to_datetime(headers.get(name, ""))
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
