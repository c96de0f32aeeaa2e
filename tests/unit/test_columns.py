"""Columns over time: the finest unit that can be read, without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from releases_ui.presentation.columns import MOST, over_time

DAY = date(2026, 3, 25)


def days(*back: int) -> list[date]:
    return [DAY - timedelta(days=number) for number in back]


def test_nothing_has_no_columns() -> None:
    found = over_time([])

    assert (found.rows, found.highest, found.before) == ((), None, 0)


def test_days_without_anything_are_columns_of_nothing() -> None:
    found = over_time(days(0, 0, 0, 3))

    assert found.unit == "day"
    assert [(column.start.day, column.count, column.height) for column in found.rows] == [
        (22, 1, 33),
        (23, 0, 0),
        (24, 0, 0),
        (25, 3, 100),
    ]


def test_day_on_which_clocks_change_is_one_column() -> None:
    assert [column.start.day for column in over_time([date(2026, 3, 28), date(2026, 3, 30)]).rows] == [28, 29, 30]


@pytest.mark.parametrize(
    ("back", "unit", "first"),
    [
        (0, "day", DAY),
        (MOST - 1, "day", DAY - timedelta(days=MOST - 1)),
        (MOST, "week", date(2026, 2, 16)),
        (212, "week", date(2025, 8, 25)),
        (213, "month", date(2025, 8, 1)),
        (900, "month", date(2023, 10, 1)),
        (1000, "year", date(2023, 1, 1)),
    ],
)
def test_unit_is_the_finest_that_fits(back: int, unit: str, first: date) -> None:
    found = over_time(days(0, back))

    assert (found.unit, found.rows[0].start) == (unit, first)
    assert len(found.rows) <= MOST
    assert sum(column.count for column in found.rows) == 2


def test_years_that_are_too_many_are_counted_apart() -> None:
    found = over_time([DAY, date.min, date(1970, 1, 1)])

    assert found.unit == "year"
    assert (len(found.rows), found.before) == (MOST, 2)


def test_last_day_of_the_calendar_has_a_column() -> None:
    assert over_time([date.max, date.max - timedelta(days=40)]).rows[-1].count == 1


def test_highest_is_the_newest_of_equals() -> None:
    found = over_time(days(0, 2))

    assert found.highest is not None
    assert found.highest.start == DAY


def test_many_commits_add_up() -> None:
    found = over_time([DAY - timedelta(days=number % 90) for number in range(5000)])

    assert sum(column.count for column in found.rows) == 5000
