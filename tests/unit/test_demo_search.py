"""Sentry's search language as the embedded API parses it."""

import pytest

from releases_ui.demo_api.search import InvalidSearchError, Term, parse

TEXT = Term("")


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ("   ", []),
        ("build7", [TEXT]),
        ("several words", [TEXT]),
        ("a@b:c", [TEXT]),
        ("1.0 (7)", [TEXT]),
        ('"quoted: (text"', [TEXT]),
        ("OR1 band", [TEXT]),
        ("release:a", [Term("release", "a")]),
        ("!release:a", [Term("release", "a", is_negated=True)]),
        ('release:"a b"', [Term("release", "a b")]),
        (r'release:"say \"hi\""', [Term("release", r"say \"hi\"")]),
        ("release:[a, b]", [Term("release", values=("a", "b"))]),
        ("x finalized:true y", [Term("finalized", "true"), TEXT]),
        ("release.version:>=1.0", [Term("release.version", ">=1.0")]),
    ],
)
def test_a_search_is_read_as_terms(query: str, terms: list[Term]) -> None:
    assert parse(query) == terms


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("12:30", "Invalid key for this search: 12"),
        ("key: value", "Invalid key for this search: key"),
        ("x user.email:y", "Invalid key for this search: user.email"),
        ('"a b":c', "Invalid key for this search: a b"),
        ("release:", "Empty string after 'release:'"),
        ("or", 'Boolean statements containing "OR" or "AND" are not supported in this search'),
        ("a AND b", 'Boolean statements containing "OR" or "AND" are not supported in this search'),
        ('5" wide', "Invalid quote at '5\"': quotes must enclose text or be escaped."),
        (
            "paren)",
            "Parse error at 'aren)' (column 6). This is commonly caused by unmatched parentheses."
            " Enclose any text in double quotes.",
        ),
    ],
)
def test_a_search_is_refused_in_a_sentence(query: str, sentence: str) -> None:
    with pytest.raises(InvalidSearchError) as caught:
        parse(query)

    assert str(caught.value) == sentence
