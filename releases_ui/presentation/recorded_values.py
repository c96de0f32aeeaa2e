"""Values as the record keeps them, prepared to print: any JSON becomes words, dates become dates.

The record outlives the code that wrote it, so nothing is taken for granted here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from releases_ui.dates import Moment
from releases_ui.presentation.version_text import make_visible
from releases_ui.viewer import Clock

#: What a list shows of a long text; the change's own page shows all of it.
SHORT = 300

_DATES = {"dateReleased", "dateStarted", "dateFinished"}
_COUNTED = {"commits": "commit", "refs": "ref"}


@dataclass(frozen=True, slots=True)
class RecordedValue:
    """What stood, stands or was to stand in a field."""

    #: Empty where nothing stands there.
    text: str
    moment: Moment | None = None
    #: One line an item, where the text only counts them.
    items: tuple[str, ...] = ()


def prepare(field: str, value: Any, clock: Clock, limit: int | None = None) -> RecordedValue:
    """Return `value` ready to print.

    Args:
        field: as the API calls it.
        value: any JSON.
        clock: of the person who looks.
        limit: the most characters to print; `None` for all.
    """
    if moment := _moment(field, value, clock):
        return RecordedValue(moment.precise, moment)
    if field in _COUNTED and (isinstance(value, list) or type(value) is int):
        return _counted(_COUNTED[field], value)
    if isinstance(value, dict):
        return RecordedValue(clip(", ".join(_parts(value, clock)), limit))
    return RecordedValue(clip(_words(value), limit))


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Return what the record keeps by field; something else under a name that says so."""
    if isinstance(value, dict):
        return value
    return {"value": value} if value else {}


def indented(value: Any) -> str:
    """Return JSON with line breaks; characters that would not be seen, or that no page can carry, as escapes."""
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except RecursionError:
        # Without line breaks it takes less of the stack.
        text = json.dumps(value, ensure_ascii=False)
    return "\n".join(line if line.isprintable() else "".join(map(_escaped, line)) for line in text.split("\n"))


def make_lines_visible(text: str) -> str:
    """Return a text of several lines with a sign for each character that would not be seen."""
    return "\n".join(map(make_visible, text.split("\n")))


def clip(text: str, limit: int | None) -> str:
    """Return the text, cut where it is longer than `limit` characters."""
    return text if limit is None or len(text) <= limit else f"{text[:limit]}…"


def _escaped(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def _moment(field: str, value: Any, clock: Clock) -> Moment | None:
    """Return a date that the API has written; `None` for anything else."""
    if field not in _DATES or not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
        return clock.moment(time.astimezone(UTC)) if time.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _counted(noun: str, value: list[Any] | int) -> RecordedValue:
    """Return how many there are, and which, where older records did not keep the number alone."""
    items = tuple(map(_item, value)) if isinstance(value, list) else ()
    number = len(items) if isinstance(value, list) else value
    return RecordedValue(f"{number} {noun}" if number == 1 else f"{number} {noun}s", items=items)


def _item(value: Any) -> str:
    """Return a commit or a ref in one line: what names it, where it belongs, what it says."""
    if not isinstance(value, dict):
        return _words(value)
    title = str(value.get("message") or "").partition("\n")[0]
    parts = [value.get("id"), value.get("repository"), value.get("commit"), title]
    return " ".join(_words(part) for part in parts if part) or _words(value)


def _parts(value: Mapping[str, Any], clock: Clock) -> Iterator[str]:
    """Yield an object's names and values, without those where nothing stands."""
    for name, item in value.items():
        moment = _moment(name, item, clock)
        if text := moment.precise if moment else _words(item):
            yield f"{make_visible(name)} {text}"


def _words(value: Any) -> str:
    """Return a text as it is, a list of texts with commas, anything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    return make_visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
