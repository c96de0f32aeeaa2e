"""What an edit form was opened on, written into the form and read again."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from releases_ui.forms.opened import LostBaseError, Opened
from releases_ui.services.values import Values

AT = datetime(2026, 8, 21, 9, 36, 0, 1, UTC)
FIRST = Values("a1", None, datetime(2026, 1, 2, 3, 4, 5, 678901, UTC))
BASE = {"ref": "a1", "url": None, "dateReleased": None}


def test_what_is_written_is_what_is_read() -> None:
    opened = Opened.on(FIRST, "Europe/Berlin", AT)

    assert Opened.read(opened.as_text()) == opened


def test_conflict_keeps_what_stood_there_at_first() -> None:
    moved = Opened.on(FIRST, "UTC", AT).moved_on(Values("theirs"), ("ref",))

    read = Opened.read(moved.as_text())

    assert (read.first, read.values, read.disputed) == (FIRST, Values("theirs"), ("ref",))


def test_script_names_no_more_than_the_three_values() -> None:
    opened = Opened.read(json.dumps(BASE))

    assert opened == Opened(values=Values("a1"), first=Values("a1"), zone="UTC", at=None, disputed=())


def test_fields_that_there_are_not_are_not_disputed() -> None:
    assert Opened.read(json.dumps(BASE | {"disputed": ["version", "ref", 3]})).disputed == ("ref",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "12",
        '"ref"',
        "{}",
        "[" * 100_000,
        json.dumps({"ref": "a1"}),
        json.dumps(BASE | {"ref": 1}),
        json.dumps(BASE | {"ref": "\ud800"}),
        json.dumps(BASE | {"dateReleased": "soon"}),
        json.dumps(BASE | {"dateReleased": "0001-01-01T00:00:00+14:00"}),
        json.dumps(BASE | {"at": 5}),
        json.dumps(BASE | {"at": "soon"}),
        json.dumps(BASE | {"first": None}),
        json.dumps(BASE | {"first": {"ref": "a1"}}),
        json.dumps(BASE | {"disputed": 7}),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(LostBaseError):
        Opened.read(text)
