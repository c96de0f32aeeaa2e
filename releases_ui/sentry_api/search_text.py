"""The rule by which a version matches what somebody typed, and what to ask a server that only knows substrings."""

import re

#: Characters that Sentry's search language gives a meaning, or that no version can hold.
_MEANINGFUL = re.compile(r"""[:()"\[\],!<>=\x00-\x1f\x7f\ud800-\udfff]""")
_OPERATOR = re.compile(r"(?:^|(?<= ))(?:OR|AND)(?= |$)", re.IGNORECASE | re.ASCII)
#: The server echoes the query in two links of a header, and no version is longer.
_LONGEST_QUERY = 200


def fold(text: str) -> str:
    """Return `text` in capitals, character by character: what PostgreSQL's UPPER does.

    A character whose capital is longer than itself stays, so that the length never changes: "ß" does not match "SS",
    and "i" does not match "İ".
    """
    if text.isascii():
        return text.upper()
    return "".join(map(_fold_character, text))


def _fold_character(character: str) -> str:
    upper = character.upper()
    return upper if len(upper) == 1 else character


def starts_with(version: str, typed: str, *, is_case_exact: bool) -> bool:
    """Return whether `version` starts with `typed`, to the last blank."""
    return version.startswith(typed) if is_case_exact else fold(version).startswith(fold(typed))


def contains(version: str, typed: str, *, is_case_exact: bool) -> bool:
    """Return whether `typed` stands anywhere in `version`."""
    return typed in version if is_case_exact else fold(typed) in fold(version)


def superset_query(typed: str) -> str:
    """Return the longest stretch of `typed` that Sentry searches for literally; "" if there is none.

    Every version that starts with `typed`, or contains it, contains this too, whatever the case.
    """
    pieces = (words for piece in _MEANINGFUL.split(typed) for words in _OPERATOR.split(piece))
    return max((piece.strip(" ")[:_LONGEST_QUERY].strip(" ") for piece in pieces), key=len, default="")
