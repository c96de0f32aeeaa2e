"""From the bytes of an answer to payloads, row by row where a page holds an odd one."""

import json
from functools import cache
from typing import TypeVar

import msgspec

from releases_ui.sentry_api.characters import has_lone_surrogate, writable
from releases_ui.sentry_api.errors import BrokenUpstreamError
from releases_ui.sentry_api.payloads import UnreadableRow, version_of
from releases_ui.sentry_api.sentences import say

T = TypeVar("T", bound=msgspec.Struct)

#: How much of an unreadable row is kept to be shown.
RAW_LIMIT = 2000


def decode_rows(body: bytes, row_type: type[T]) -> list[T | UnreadableRow]:
    """Return the rows of a list; one that cannot be read becomes an `UnreadableRow`, and loses no other.

    Raises:
        BrokenUpstreamError: the body is not a JSON list.
    """
    try:
        rows: list[T | UnreadableRow] = _decoder(list[row_type]).decode(body)  # type: ignore[valid-type]
    except (ValueError, RecursionError):
        return [_read_row(row, row_type) for row in untyped_rows(body)]
    return rows


def decode_one(body: bytes, payload_type: type[T]) -> T:
    """Return the one thing that an answer holds.

    Raises:
        BrokenUpstreamError: the body is not JSON, or not such a thing.
    """
    row: T | UnreadableRow
    try:
        row = _decoder(payload_type).decode(body)
    except (ValueError, RecursionError):
        row = _read_row(_untyped(body), payload_type)
    if isinstance(row, UnreadableRow):
        raise BrokenUpstreamError(say("The server's answer cannot be read."), detail=f"{row.reason} {row.raw}")
    return row


def untyped_rows(body: bytes) -> list[object]:
    """Return the rows of a list as JSON has them.

    Raises:
        BrokenUpstreamError: the body is not a JSON list.
    """
    rows = _untyped(body)
    if not isinstance(rows, list):
        raise BrokenUpstreamError(say("The server answered something other than a list."), detail=_cut(body))
    return rows


@cache
def _decoder(payload_type: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(payload_type)


def _untyped(body: bytes) -> object:
    """Read with the standard library, which takes NaN and cut escapes where msgspec refuses the whole page."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenUpstreamError(say("The server's answer is not JSON."), detail=_cut(body)) from error


def _read_row(row: object, row_type: type[T]) -> T | UnreadableRow:
    raw = json.dumps(row, ensure_ascii=False)
    if has_lone_surrogate(raw):
        return _unreadable(row, say("It holds text that is not valid Unicode."))
    try:
        return msgspec.convert(without_nulls(row), row_type)
    except (ValueError, RecursionError) as error:
        return _unreadable(row, f"{error}.")


def _unreadable(row: object, reason: str) -> UnreadableRow:
    return UnreadableRow(version=version_of(row), reason=writable(reason), raw=json.dumps(row)[:RAW_LIMIT])


def without_nulls(value: object) -> object:
    """Return `value` with every key left out that holds null: to us the two mean the same."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_nulls(inner) for inner in value]
    return value


def _cut(body: bytes) -> str:
    return body[:RAW_LIMIT].decode(errors="replace")
