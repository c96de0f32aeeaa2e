"""Exports: no cell that a spreadsheet could run, no value that gets lost."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from releases_ui.models import Change
from releases_ui.presentation.history_export import COLUMNS, as_csv, as_json, neutral

#: What spreadsheets are known to take for the beginning of a formula, or to skip before one.
SIGNS = "=+-@\t\r\n＝＋－＠﹢﹣﹦﹫"
BLANKS = " \u00a0\u2003\u3000\u200b\ufeff\u2028\x00\x0b\x1c\x85"
TEXTS = st.text(alphabet=st.sampled_from(SIGNS + BLANKS + "a1'\",;\ud800é")) | st.text()


def change(**fields: Any) -> Change:
    """Return a record that is in no database."""
    return Change(**({"pk": 7, "organization": "acme", "version": "v", "actor": "ada", "action": "edit"} | fields))


def rows_of(changes: list[Change]) -> list[dict[str, str]]:
    """Return what a program reads from the CSV."""
    text = b"".join(as_csv(changes)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\nx",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff@x",
        "＝1",
        "\x00=1",
    ],
)
def test_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "1.0", "a=1", "shop@1.0", "'=1", " x", "1-2", "é", "https://e.com/?a=b"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(TEXTS)
@example("\u2003\u200b =HYPERLINK(1)")
def test_neutral_text_never_begins_as_a_formula(text: str) -> None:
    made = neutral(text)

    assert made in {text, f"'{text}"}
    assert made.lstrip(BLANKS + " ")[:1] not in set(SIGNS)
    assert neutral(made) == made


@given(version=TEXTS, note=TEXTS, before=TEXTS, after=TEXTS)
def test_every_cell_is_quoted_neutral_and_complete(version: str, note: str, before: str, after: str) -> None:
    made = change(version=version, note=note, before={"ref": before}, after={"ref": after})

    row = rows_of([made])[0]

    written = {"version": version, "note": note, "before": before, "after": after}
    for name, text in written.items():
        assert row[name] == neutral(text).encode("utf-8", "backslashreplace").decode()
    last = b"".join(as_csv([made])).removesuffix(b"\r\n")
    assert (last[3:4], last[-1:]) == (b'"', b'"')


def test_change_has_one_line_for_each_field() -> None:
    made = change(
        projects=" web backend ",
        undoes=3,
        request_id="5f0c",
        result="partly_ignored",
        before={"ref": None, "commits": [{"id": "a1"}]},
        after={"ref": "b2", "commits": []},
        read_back={"ref": "b2", "url": "https://e.com"},
        outcomes={"ref": "applied", "commits": "ignored", "url": "unchanged"},
    )

    rows = rows_of([made])

    assert tuple(rows[0]) == COLUMNS
    assert [(row["field"], row["before"], row["after"], row["now"], row["outcome"]) for row in rows] == [
        ("ref", "", "b2", "b2", "applied"),
        ("commits", '[{"id": "a1"}]', "[]", "", "ignored"),
    ]
    assert {(row["change"], row["projects"], row["undoes"], row["request"], row["result"]) for row in rows} == {
        ("7", "web backend", "3", "5f0c", "partly_ignored")
    }


def test_change_without_fields_has_a_line_too() -> None:
    assert [(row["change"], row["field"]) for row in rows_of([change(action="delete")])] == [("7", "")]


def test_json_keeps_types_and_ends_with_a_line_break() -> None:
    values = {"ref": None, "commits": [{"id": "\ud800"}], "n": 1.5, "=x": True}

    text = b"".join(as_json([change(before=values), change(pk=8, after=values)]))

    first, second = json.loads(text)
    assert (first["before"], second["after"]) == (values, values)
    assert text.endswith(b"\n]\n")
    assert text.count(b"\n") == 4


def test_json_of_nothing_is_an_empty_list() -> None:
    assert b"".join(as_json([])) == b"[]\n"
