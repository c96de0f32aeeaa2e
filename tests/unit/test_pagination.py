"""Cursors out of Link headers, and walks that end."""

import pytest

from releases_ui.sentry_api.pagination import Page, parse_link, walk
from releases_ui.sentry_api.payloads import UnreadableRow

SENTRY_FIRST = (
    '<http://inside.test/api/0/organizations/acme/releases/?per_page=3&cursor=3:-1:1>; rel="previous"; '
    'results="false"; cursor="3:-1:1", '
    '<http://inside.test/api/0/organizations/acme/releases/?per_page=3&cursor=3:1:0>; rel="next"; '
    'results="true"; cursor="3:1:0"'
)
GLITCHTIP_FIRST = (
    '{\'<http://tip.test/api/0/organizations/acme/releases/?limit=2>; rel="previous"; results="false", '
    '<http://tip.test/api/0/organizations/acme/releases/?cursor=cD0yMDI2%3D%3D&limit=2>; rel="next"; '
    'results="true"; cursor="cD0yMDI2=="\'}'
)


@pytest.mark.parametrize(
    ("header", "cursors"),
    [
        (None, (None, None)),
        ("", (None, None)),
        ("rubbish", (None, None)),
        (SENTRY_FIRST, ("3:1:0", None)),
        (SENTRY_FIRST.replace('"false"', '"true"'), ("3:1:0", "3:-1:1")),
        (SENTRY_FIRST.replace('"true"', '"false"'), (None, None)),
        (GLITCHTIP_FIRST, ("cD0yMDI2==", None)),
        (GLITCHTIP_FIRST.replace("?limit=2", "?query=o\\'brien%5Cx, <b&limit=2"), ("cD0yMDI2==", None)),
        ('<http://x/?cursor=9>; rel="next"; results="true"', (None, None)),
        ('<http://x/?cursor=9>; rel="next"; results="true"; cursor=""', (None, None)),
        ('<http://x/>;cursor="1:0:0";results="true";rel="previous"', (None, "1:0:0")),
        ("<http://x/>; rel=next; results=true; cursor=abc", ("abc", None)),
    ],
)
def test_parse_link_takes_the_cursors_of_pages_that_exist(
    header: str | None, cursors: tuple[str | None, str | None]
) -> None:
    assert parse_link(header) == cursors


def test_parse_link_reads_a_long_header_in_no_time() -> None:
    header = SENTRY_FIRST.replace("per_page=3", "query=" + "<%20;=" * 100_000)

    assert parse_link(header) == ("3:1:0", None)


def pages(*rows_and_next: tuple[list[str], str | None]) -> dict[str | None, Page[str]]:
    """Return pages by cursor, the first under `None` and the n-th under its number."""
    cursors = [None, *(str(number) for number in range(2, len(rows_and_next) + 1))]
    return {
        cursor: Page[str](list(rows), next_cursor)
        for cursor, (rows, next_cursor) in zip(cursors, rows_and_next, strict=True)
    }


def walked(by_cursor: dict[str | None, Page[str]], *, max_pages: int = 100) -> list[list[str | UnreadableRow]]:
    return [page.rows for page in walk(by_cursor.__getitem__, key=lambda row: row, max_pages=max_pages)]


def test_walk_follows_next_to_the_end() -> None:
    assert walked(pages((["a", "b"], "2"), (["c"], None))) == [["a", "b"], ["c"]]


def test_walk_stops_after_the_pages_it_may_read() -> None:
    assert walked(pages((["a"], "2"), (["b"], "3"), (["c"], None)), max_pages=2) == [["a"], ["b"]]


def test_walk_stops_where_a_page_brings_nothing_new() -> None:
    assert walked(pages((["a", "b"], "2"), (["b", "a"], "3"), (["c"], None))) == [["a", "b"]]


def test_walk_stops_where_a_cursor_repeats() -> None:
    assert walked(pages((["a"], "2"), (["b"], "2"))) == [["a"], ["b"]]


def test_walk_of_an_empty_list_yields_its_one_empty_page() -> None:
    assert walked(pages(([], "2"), (["a"], None))) == [[]]


def test_walk_can_start_at_a_cursor() -> None:
    by_cursor = pages((["a"], "2"), (["b"], None))

    rows = [page.rows for page in walk(by_cursor.__getitem__, key=lambda row: row, max_pages=9, cursor="2")]

    assert rows == [["b"]]
