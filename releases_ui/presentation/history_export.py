"""The record of changes as files: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import itertools
import json
import string
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from releases_ui.dates import iso
from releases_ui.models import Change
from releases_ui.presentation.change_lines import changed_names
from releases_ui.presentation.recorded_values import as_mapping

COLUMNS = (
    "change", "time", "person", "action", "version", "projects", "field", "before", "after", "now", "outcome", "result",
    "note", "request", "undoes",
)  # fmt: skip

#: Without it, Excel takes UTF-8 for something else and shows other letters; it belongs to the first line.
_BYTE_ORDER_MARK = "\ufeff"
#: A formula begins with one of these; after a break some spreadsheets begin to read anew.
_SIGNS = frozenset("=+-@")
_BREAKS = frozenset("\t\r\n")
_LETTERS = frozenset(string.ascii_letters + string.digits)


def as_csv(changes: Iterable[Change]) -> Iterator[bytes]:
    """Yield a file with one line for each changed field, and one for a change that names none.

    Every cell is quoted, and none begins as a formula would; so a value that does has an apostrophe before it.
    """
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield (_BYTE_ORDER_MARK + writer.writerow(COLUMNS)).encode()
    for change in changes:
        for row in _rows(change):
            yield writer.writerow([neutral(cell) for cell in row]).encode("utf-8", "backslashreplace")


def as_json(changes: Iterable[Change]) -> Iterator[bytes]:
    """Yield a list with one object for each change, a line each; values are as the record keeps them."""
    separator = b"[\n"
    for change in changes:
        yield separator + json.dumps(_object(change)).encode()
        separator = b",\n"
    yield b"\n]\n" if separator == b",\n" else b"[]\n"


def neutral(text: str) -> str:
    """Return what a spreadsheet shows as `text` and never takes for a formula."""
    if not text or text[0] in _LETTERS:
        return text
    return f"'{text}" if _may_be_formula(text) else text


def _may_be_formula(text: str) -> bool:
    blanks = "".join(itertools.takewhile(_is_skipped, text))
    # Full-width and small forms count as the sign itself.
    first = unicodedata.normalize("NFKC", text[len(blanks) : len(blanks) + 1])
    return first[:1] in _SIGNS or not _BREAKS.isdisjoint(blanks)


def _is_skipped(character: str) -> bool:
    """Say whether a spreadsheet may look past the character: blanks of any kind, and what has no shape."""
    return character.isspace() or unicodedata.category(character)[0] in "ZC"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """Return the line."""
        return text


def _rows(change: Change) -> Iterator[list[str]]:
    outcomes, before, after, now = map(as_mapping, (change.outcomes, change.before, change.after, change.read_back))
    head = [str(change.pk), iso(change.created_at), change.actor, change.action, change.version]
    tail = [change.result, change.note, change.request_id, str(change.undoes or "")]
    projects = " ".join(change.projects.split())
    for name in changed_names(change) or [""]:
        values = [_cell(kept.get(name)) for kept in (before, after, now, outcomes)]
        yield [*head, projects, name, *values, *tail]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _object(change: Change) -> dict[str, Any]:
    return {
        "id": change.pk,
        "dateCreated": iso(change.created_at),
        "dateCompleted": iso(change.completed_at) if change.completed_at else None,
        "organization": change.organization,
        "version": change.version,
        "projects": change.projects.split(),
        "action": change.action,
        "person": change.actor,
        "note": change.note,
        "undoes": change.undoes,
        "before": change.before,
        "after": change.after,
        "readBack": change.read_back,
        "outcomes": change.outcomes,
        "result": change.result,
        "detail": change.detail,
        "isSettledLater": change.is_settled_later,
        "lastState": change.last_state,
        "requestId": change.request_id,
    }
