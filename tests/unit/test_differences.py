"""What two texts have in common, and what stands between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases_ui.presentation.differences import Difference, between, can_be_split

#: Few characters, so that much is in common.
TEXTS = st.text(alphabet="ab1/. é\u0301", max_size=12)


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("https://e.com/tag/2.10.0", "https://e.com/tag/v2.10.0", Difference("https://e.com/tag/", "2", "v2", ".10.0")),
        ("release/1.2.3", "release/1.2.4", Difference("release/1.2.", "3", "4", "")),
        ("release/1.2", "release/1.2/hotfix", Difference("release/1.2", "", "/hotfix", "")),
        ("423ab50", "423ab5081e03b9c0", Difference("", "423ab50", "423ab5081e03b9c0", "")),
        ("a b", "a  b", Difference("a ", "", " ", "b")),
        ("same", "same", Difference("same", "", "", "")),
        ("", "new", Difference("", "", "new", "")),
    ],
)
def test_difference_is_what_a_reader_would_mark(before: str, after: str, difference: Difference) -> None:
    assert between(before, after) == difference


@given(before=TEXTS, after=TEXTS)
def test_difference_gives_back_both_texts(before: str, after: str) -> None:
    found = between(before, after)

    assert found.start + found.removed + found.end == before
    assert found.start + found.added + found.end == after


@given(before=TEXTS, after=TEXTS)
def test_difference_tears_no_word_and_no_letter(before: str, after: str) -> None:
    found = between(before, after)

    for text in (before, after):
        for place in (len(found.start), len(text) - len(found.end)):
            left, right = text[:place][-1:], text[place:][:1]
            assert not (left.isalnum() and right.isalnum())
            assert not (left.isalnum() and right == "\u0301")


@pytest.mark.parametrize(
    ("text", "can"), [("release/1.0", True), ("größer/1", True), ("إصدار/1.0", False), ("גרסה", False)]
)
def test_only_scripts_from_the_left_are_split(text: str, can: bool) -> None:
    assert can_be_split(text) is can
