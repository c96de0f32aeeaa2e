"""The rule of a match, and the question that a server which only knows substrings is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releases_ui.sentry_api.search_text import contains, fold, starts_with, superset_query

#: What people type and versions hold, with what Sentry's search language gives a meaning well represented.
typed_text = st.text(
    alphabet=st.one_of(st.sampled_from("aoORAND :()\"[],!<>=*%_\\#?&+.-@/'\n"), st.characters()), max_size=40
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Web@1.0-rc", "WEB@1.0-RC"),
        ("ünïcödé", "ÜNÏCÖDÉ"),
        ("straße", "STRAßE"),
        ("istanbul", "ISTANBUL"),
        ("İstanbul", "İSTANBUL"),
        ("ﬁx", "ﬁX"),
    ],
)
def test_fold_capitalizes_each_character_that_has_one_capital(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_starts_with_ignores_case_unless_it_counts() -> None:
    answers = [
        starts_with("Web@1.0", typed, is_case_exact=exact) for typed in ("web@", "Web@") for exact in (False, True)
    ]

    assert answers == [True, False, True, True]


def test_contains_counts_every_blank() -> None:
    answers = [contains("pump  3 ", typed, is_case_exact=False) for typed in ("PUMP  3", "pump 3", "3 ", " 3  ")]

    assert answers == [True, False, True, False]


def test_starts_with_does_not_find_a_dotted_capital_by_a_plain_letter() -> None:
    assert not starts_with("İstanbul", "istanbul", is_case_exact=False)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", ""),
        ("web@1.0", "web@1.0"),
        ("a:bcd", "bcd"),
        ("http://x", "http"),
        ('"quoted text"', "quoted text"),
        ("(1.0", "1.0"),
        ("release[2]!", "release"),
        ("100%_*\\#?&+.-@/'", "100%_*\\#?&+.-@/'"),
        ("red or blue", "blue"),
        ("OR", ""),
        ("this and", "this"),
        ("orange andes", "orange andes"),
        ("key:or", "key"),
        ("  padded  ", "padded"),
        ("two\nlines", "lines"),
        (":()", ""),
        ("   ", ""),
        ("half \ud800 character", "character"),
    ],
)
def test_superset_query_is_the_longest_literal_stretch(typed: str, query: str) -> None:
    assert superset_query(typed) == query


def test_superset_query_is_no_longer_than_a_version() -> None:
    assert superset_query("a" * 5000) == "a" * 200


@settings(deadline=None)
@given(typed=typed_text, rest=typed_text, is_case_exact=st.booleans())
def test_superset_query_is_found_in_every_version_that_starts_with_what_was_typed(
    typed: str, rest: str, is_case_exact: bool
) -> None:
    version = typed.swapcase() + rest

    if starts_with(version, typed, is_case_exact=is_case_exact):
        assert contains(version, superset_query(typed), is_case_exact=False)


@settings(deadline=None)
@given(before=typed_text, typed=typed_text, after=typed_text)
def test_superset_query_is_found_in_every_version_that_contains_what_was_typed(
    before: str, typed: str, after: str
) -> None:
    version = before + typed + after

    assert contains(version, typed, is_case_exact=True)
    assert contains(version, superset_query(typed), is_case_exact=False)


@settings(deadline=None)
@given(typed=typed_text)
def test_superset_query_holds_nothing_that_the_search_language_would_read(typed: str) -> None:
    query = superset_query(typed)

    assert not set(query) & set(':()"[],!<>=\n')
    assert not {"OR", "AND"} & {word.upper() for word in query.split(" ")}
    assert query == query.strip(" ")


@settings(deadline=None)
@given(text=st.text())
def test_fold_never_changes_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
