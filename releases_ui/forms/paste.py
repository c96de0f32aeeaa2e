"""Pasted JSON: a create request's body, or a list of commits, as texts for the create form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.http import QueryDict

from releases_ui import date_input
from releases_ui.date_input import DateInputError
from releases_ui.dates import iso
from releases_ui.forms.rows import MAX_ROWS, CommitForm, RefForm, RowForm, RowKind, write_rows
from releases_ui.sentry_api.sentences import Number, say

_TEXTS = ("version", "ref", "url", "dateReleased")
_ROWS: dict[RowKind, type[RowForm]] = {"commits": CommitForm, "refs": RefForm}


class PasteError(ValueError):
    """What was pasted cannot be taken over; its text says why to the person who pasted it."""


@dataclass
class Pasted:
    """What was read. A key that the JSON does not have is left as the form has it."""

    texts: dict[str, str] = field(default_factory=dict)
    projects: list[str] | None = None
    rows: dict[RowKind, list[dict[str, str]]] = field(default_factory=dict)
    #: Keys that the form has no place for, such as `status`.
    left_out: list[str] = field(default_factory=list)

    @property
    def taken(self) -> list[str]:
        """What was taken over, in words."""
        counts = [f"{len(rows)} {kind if len(rows) != 1 else kind[:-1]}" for kind, rows in self.rows.items()]
        return [*self.texts, *(["projects"] if self.projects is not None else []), *counts]

    def of_rows(self) -> Self:
        """Return the rows alone; everything else is left out, for a form that has no place for it."""
        others = [*self.texts, *(["projects"] if self.projects is not None else [])]
        return replace(self, texts={}, projects=None, left_out=[*others, *self.left_out])

    def fill(self, data: QueryDict) -> QueryDict:
        """Return `data` with what was read in place of what it had."""
        filled = data.copy()
        for name, text in self.texts.items():
            filled[name] = text
        if self.projects is not None:
            filled.setlist("projects", self.projects)
        filled["paste"] = ""
        for kind, rows in self.rows.items():
            filled = write_rows(filled, kind, rows)
        return filled


def read_paste(text: str) -> Pasted:
    """Return what `text` says.

    Raises:
        PasteError: it is no JSON, or not of the form that the API takes.
    """
    if not text.strip():
        raise PasteError(say("Nothing was pasted."))
    value = _parse(text)
    if isinstance(value, list):
        value = {"commits": value}
    if not isinstance(value, dict):
        raise PasteError(say("Paste an object with a version, or a list of commits."))
    pasted = Pasted()
    for key, inner in value.items():
        _take(pasted, key, inner)
    return pasted


def _parse(text: str) -> Any:
    try:
        value = json.loads(text)
        # Half a character, as "\ud800" is, fits into no page.
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise PasteError(
            say(
                "This is not JSON: line %(lineno)s, column %(colno)s: %(msg)s.",
                lineno=error.lineno,
                colno=error.colno,
                msg=error.msg,
            )
        ) from error
    except UnicodeEncodeError as error:
        raise PasteError(say("It holds half a character, such as \\ud800, which no text can carry.")) from error
    except (ValueError, RecursionError) as error:
        raise PasteError(say("A number in it is too long, or it is nested too deeply.")) from error
    return value


def _take(pasted: Pasted, key: str, value: Any) -> None:
    if key in _TEXTS:
        text = _read_text(key, value)
        pasted.texts[key] = _with_zone(text) if key == "dateReleased" else text
    elif key == "projects":
        pasted.projects = [_read_text(say("Each of projects"), slug) for slug in _read_list(key, value)]
    elif key in _ROWS:
        _take_rows(pasted, key, _read_list(key, value))
    else:
        pasted.left_out.append(key)


def _take_rows(pasted: Pasted, kind: RowKind, values: Sequence[Any]) -> None:
    if len(values) > MAX_ROWS:
        raise PasteError(
            say(
                "It has %(count)s %(kind)s; the form takes %(most)s.",
                count=Number(len(values)),
                kind=kind,
                most=Number(MAX_ROWS),
            )
        )
    names = _ROWS[kind].base_fields
    pasted.rows[kind] = []
    for number, value in enumerate(values, start=1):
        if not isinstance(value, Mapping):
            raise PasteError(
                say(
                    "%(capitalize)s %(number)s is not an object in braces.",
                    capitalize=kind[:-1].capitalize(),
                    number=number,
                )
            )
        what = f"In {kind[:-1]} {number}, "
        pasted.rows[kind].append({name: _read_text(what + name, value[name]) for name in names if name in value})
        unknown = (f"{name} of {kind}" for name in value if name not in names)
        pasted.left_out += [name for name in unknown if name not in pasted.left_out]


def _read_list(key: str, value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise PasteError(say("%(key)s is not a list in brackets.", key=key))
    return value


def _read_text(what: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PasteError(say("%(what)s is not a text in quotes.", what=what))
    return value


def _with_zone(text: str) -> str:
    """Return the date with its zone written out: the API takes one without for UTC, the form for its own zone."""
    try:
        return iso(date_input.read(text, ZoneInfo("UTC")).astimezone(UTC))
    except DateInputError:
        return text
