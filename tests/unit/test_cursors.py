"""Our own cursor: a place in an upstream list, in the address bar."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases_ui.services import cursors
from releases_ui.services.cursors import Cursor, Place


@given(
    upstream=st.none() | st.text(max_size=300),
    skip=st.integers(0, 100),
    anchor=st.text(max_size=12),
    is_backwards=st.booleans(),
)
def test_cursor_reads_back_as_it_was_written(upstream: str | None, skip: int, anchor: str, is_backwards: bool) -> None:
    cursor = Cursor(Place(upstream, skip, anchor), is_backwards)

    assert cursors.decode(cursor.encode("mark"), "mark") == cursor


@given(text=st.text(max_size=200))
def test_rubbish_is_no_cursor(text: str) -> None:
    assert cursors.decode(text, "mark") is None


@pytest.mark.parametrize(
    "data",
    [
        {"a": 1}, [], ["c"], ["c", "1", "", 0, "mark"], ["c", -1, "", 0, "mark"], ["c", 101, "", 0, "mark"],
        ["c", 1, "", 2, "mark"], [1, 1, "", 0, "mark"], ["c", 1, "", 0, "other"], ["c", 1, "", 0, None], "text", None,
        [[[]]], ["c", 1.5, "", 0, "mark"], ["c", 1, 0, 0, "mark"], ["c", 1, 0, "mark"],
    ],
)  # fmt: skip
def test_forged_cursor_leads_nowhere(data: object) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(data).encode()).decode()

    assert cursors.decode(forged, "mark") is None


def test_cursor_of_another_search_leads_nowhere() -> None:
    one, other = cursors.fingerprint("acme", "shop"), cursors.fingerprint("acme", "shop ")

    assert cursors.decode(Cursor(Place("c", 3)).encode(one), other) is None


def test_cursor_is_safe_in_an_address() -> None:
    text = Cursor(Place("ÿ?/&=#" * 20, 7), is_backwards=True).encode("mark")

    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
