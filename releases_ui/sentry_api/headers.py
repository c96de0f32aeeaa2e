"""What servers say in headers, believed only in the form that is expected."""

import re
from collections.abc import Mapping

#: More digits than these are no count of anything.
_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")


def media_type(headers: Mapping[str, str]) -> str:
    """Return the content type without its parameters; "" without one."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def whole_number(headers: Mapping[str, str], name: str) -> int | None:
    """Return the number in a header; `None` without one, and for Sentry's word "None" where it did not look."""
    text = headers.get(name, "").strip()
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None
