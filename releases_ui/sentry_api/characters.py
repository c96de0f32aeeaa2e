"""Characters that JSON can spell and nothing else can carry."""

import re

_UNWRITABLE = re.compile(r"[\ud800-\udfff\0]")


def has_lone_surrogate(text: str) -> bool:
    """Return whether `text` holds half a character, which no encoding can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def writable(text: str) -> str:
    """Return `text` with U+FFFD for half characters, which no page can hold, and for NUL, which no database takes."""
    return _UNWRITABLE.sub("\ufffd", text)
