"""The list's period."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases_ui.periods import PeriodError, read_period

UNREADABLE = "This is not a period. Write a month as 2026-07, days as 2026-07-01..2026-07-31, or a year as 2026."


def utc(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", (utc(2026), utc(2027))),
        ("2026-07", (utc(2026, 7), utc(2026, 8))),
        ("2026-12", (utc(2026, 12), utc(2027))),
        ("2026-07-04", (utc(2026, 7, 4), utc(2026, 7, 5))),
        ("2026-07-01..2026-07-31", (utc(2026, 7), utc(2026, 8))),
        ("2026-07-04..2026-07-04", (utc(2026, 7, 4), utc(2026, 7, 5))),
        ("2025-11..2026-02", (utc(2025, 11), utc(2026, 3))),
        (" 2024-02-29 ", (utc(2024, 2, 29), utc(2024, 3))),
    ],
)
def test_period_includes_its_last_day(text: str, period: tuple[datetime, datetime]) -> None:
    assert read_period(text) == period


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "2026..9999"])
def test_period_to_the_end_of_the_calendar_ends_with_it(text: str) -> None:
    assert read_period(text)[1] == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", UNREADABLE),
        ("last week", UNREADABLE),
        ("2026-7", UNREADABLE),
        ("2026-07..", UNREADABLE),
        ("2026-07..2026-08..2026-09", UNREADABLE),
        ("٢٠٢٦", UNREADABLE),
        ("2026-13", UNREADABLE.replace("This is not a period.", "The calendar has no 2026-13.")),
        ("2026-02-29", UNREADABLE.replace("This is not a period.", "The calendar has no 2026-02-29.")),
        ("0000", UNREADABLE.replace("This is not a period.", "The calendar has no 0000.")),
        ("2026-08..2026-07", "The period ends before it starts. Write the earlier day first."),
    ],
)
def test_period_that_cannot_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(PeriodError) as raised:
        read_period(text)

    assert str(raised.value) == message


@given(st.dates(), st.dates())
def test_period_of_two_days_lasts_from_one_to_the_other(one: date, other: date) -> None:
    first, last = sorted([one, other])

    start, end = read_period(f"{first.isoformat()}..{last.isoformat()}")

    assert (start.date(), (end - timedelta(microseconds=1)).date()) == (first, last)
