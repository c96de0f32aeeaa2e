"""Values of the record in words, whatever JSON they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases_ui.models import Change
from releases_ui.presentation import change_lines
from releases_ui.presentation.recorded_values import indented, prepare
from releases_ui.viewer import Clock

BERLIN = Clock(ZoneInfo("Europe/Berlin"), datetime(2026, 8, 21, 12, tzinfo=UTC))
TEXTS = st.text() | st.sampled_from(["\ud800", "\0", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["ref", "dateReleased", "commits", "refs", "deploy", "projects"]) | TEXTS


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("ref", "a1", "a1"),
        ("ref", None, ""),
        ("ref", "a\u202eb", "a⟨U+202E⟩b"),
        ("dateReleased", "2026-08-18T20:03:22Z", "18 Aug 2026, 22:03:22 Berlin"),
        ("dateReleased", "tomorrow", "tomorrow"),
        ("dateReleased", "2026-08-18T20:03:22", "2026-08-18T20:03:22"),
        ("projects", ["web", "backend"], "web, backend"),
        ("commits", 12, "12 commits"),
        ("commits", [{"id": "a1"}], "1 commit"),
        ("refs", [], "0 refs"),
        ("commits", True, "true"),
        (
            "deploy",
            {"environment": "production", "name": None, "dateFinished": "2026-08-18T20:03:22Z"},
            "environment production, dateFinished 18 Aug 2026, 22:03:22 Berlin",
        ),
        ("status", {"a": {"b": [1]}}, 'a {"b": [1]}'),
        ("status", [1, {"a": None}], '[1, {"a": null}]'),
    ],
)
def test_value_is_written_as_people_would(field: str, value: Any, text: str) -> None:
    assert prepare(field, value, BERLIN).text == text


def test_counted_items_are_named_one_by_one() -> None:
    commits = [{"id": "a1", "repository": "acme/shop", "message": "Fix the till\n\nat last"}, "odd", {"x": 1}]

    assert prepare("commits", commits, BERLIN).items == ("a1 acme/shop Fix the till", "odd", '{"x": 1}')


def test_long_text_is_cut_only_where_a_limit_is_given() -> None:
    assert prepare("ref", "abcdef", BERLIN, limit=3).text == "abc…"
    assert prepare("ref", "abcdef", BERLIN).text == "abcdef"


def test_json_that_is_nested_deeply_is_shown_all_the_same() -> None:
    nested: list[Any] = []
    for _ in range(400):
        nested = [nested]

    assert indented(nested).count("[") == 401


@given(name=NAMES, value=JSON)
def test_any_json_becomes_text_that_a_page_can_carry(name: str, value: Any) -> None:
    shown = prepare(name, value, BERLIN)

    text = "".join((shown.text, *shown.items, indented(value)))
    assert text.encode().decode() == text


@given(before=JSON, after=JSON, outcomes=JSON, read_back=JSON)
def test_any_json_in_any_part_of_a_record_makes_a_line(before: Any, after: Any, outcomes: Any, read_back: Any) -> None:
    change = Change(
        pk=7,
        organization="acme",
        version="v",
        result="odd",
        action="odd",
        before=before,
        after=after,
        outcomes=outcomes,
        read_back=read_back,
    )

    line = change_lines.prepare(change, BERLIN, limit=None)

    for field in line.fields:
        assert (field.difference, field.item_words, field.is_same) is not None
        f"{field.name} {field.outcome}".encode()
