"""Dates as people type them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from releases_ui.date_input import (
    AmbiguousTimeError,
    DateInputError,
    MissingTimeError,
    NonexistentTimeError,
    NotADateError,
    editable,
    read,
)
from releases_ui.zones import zone_names

BERLIN = ZoneInfo("Europe/Berlin")
TEN_IN_BERLIN = datetime(2026, 8, 25, 8, tzinfo=UTC)
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)

zones = st.sampled_from(zone_names()).map(ZoneInfo)
instants = st.datetimes(timezones=st.just(UTC))
#: Years in which clocks changed often, at odd hours and by odd amounts.
eventful_instants = st.integers(min_value=0, max_value=160 * 366 * 24 * 60).map(
    lambda minutes: datetime(1880, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def choices_of(text: str, zone: str) -> list[tuple[str, str]]:
    with pytest.raises(DateInputError) as raised:
        read(text, ZoneInfo(zone))
    return [(instant.isoformat(), label) for instant, label in raised.value.choices]


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-25 10:00",
        "2026-08-25 10:00:00",
        "2026-08-25 10:00:00.000",
        "2026-08-25T10:00",
        "2026-08-25t10:00:00,0",
        "  2026-08-25  10:00\n",
        "2026-08-25T08:00:00Z",
        "2026-08-25t08:00z",
        "2026-08-25 08:00:00 UTC",
        "2026-08-25T13:30:00+05:30",
        "2026-08-25T04:00:00-0400",
        "2026-08-25T04:00:00−04:00",
        "2026-08-25T10:00+02",
        "2026-08-25 10:00:00 UTC+2",
        "20260825T080000Z",
        "2026-W35-2T08:00Z",
    ],
)
def test_read_accepts_every_way_to_write_the_instant(text: str) -> None:
    assert read(text, BERLIN) == TEN_IN_BERLIN


def test_read_answers_in_utc() -> None:
    assert read("2026-08-25 10:00", BERLIN).tzinfo is UTC


def test_read_keeps_every_decimal_that_was_written() -> None:
    moments = [read(f"2026-08-25 10:00:00{tail}", BERLIN) for tail in (".5", ",25", ".993399", ".000001")]

    assert [moment.microsecond for moment in moments] == [500_000, 250_000, 993_399, 1]


def test_read_of_24_hours_is_the_next_midnight() -> None:
    assert read("2026-12-31 24:00", ZoneInfo("UTC")) == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("offset", ["Z", "+01:00", "-11:30"])
def test_read_with_an_offset_asks_nothing_about_clock_changes(offset: str) -> None:
    moment = read(f"2026-10-25 02:30:00{offset}", BERLIN)

    assert moment == datetime.fromisoformat(f"2026-10-25 02:30:00{offset}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "18 Aug 2026, 22:03:22",
        "25.08.2026 10:00",
        "2026-8-25 10:00",
        "2026-08-25 9:00",
        "2026-08-25 10-05",
        "2026-08-25_10:00",
        "2026-08-25 10:00 CEST",
        "2026-08-25Z",
        "2026-08-25 10:00,5",
        "+12026-08-25 10:00",
        "٢٠٢٦-٠٨-٢٥ ١٠:٠٠",
        "2026-08-25 10:0０",
        "2026-08-25 10:00\x00",
        "2026-08-25 10:00" + " " * 100 + "Z",
        "1" * 100_000,
    ],
)
def test_read_of_anything_else_says_how_to_write_it(text: str) -> None:
    with pytest.raises(NotADateError) as raised:
        read(text, BERLIN)

    assert str(raised.value) == (
        "This is not a date with a time. Write a date and a time, such as 2026-08-25 10:00 or 2026-08-25T08:00:00Z."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30 10:00", "The calendar has no day 2026-02-30."),
        ("2026-02-30", "The calendar has no day 2026-02-30."),
        ("0000-01-01 10:00", "The calendar has no day 0000-01-01."),
        ("2026-W54-1 10:00", "The calendar has no day 2026-W54-1."),
        ("2026-08-25 25:00", "No clock shows this time."),
        ("2026-08-25 24:00:01", "No clock shows this time."),
        ("2026-08-25 10:60", "No clock shows this time."),
        ("2026-06-30 23:59:60", "No clock shows this time."),
        ("2026-08-25 10:00:00.1234567", "The seconds have more than six decimals."),
        ("2026-08-25 10:00+24:00", "No zone has this offset from UTC."),
        ("2026-08-25 10:00+01:60", "No zone has this offset from UTC."),
        ("2026-08-25 10:00+01:00:60", "No zone has this offset from UTC."),
        ("0001-01-01 00:00", "This lies outside the years 0001 to 9999 of UTC."),
        ("0001-01-01 00:00+00:01", "This lies outside the years 0001 to 9999 of UTC."),
        ("9999-12-31 24:00Z", "This lies outside the years 0001 to 9999 of UTC."),
    ],
)
def test_read_of_an_impossible_date_says_what_is_impossible(text: str, message: str) -> None:
    with pytest.raises(NotADateError) as raised:
        read(text, BERLIN)

    assert raised.value.message == message


def test_read_of_a_day_alone_asks_for_the_time() -> None:
    with pytest.raises(MissingTimeError) as raised:
        read("2026-08-25", BERLIN)

    assert str(raised.value) == "The time is missing. Write it after the date, such as 2026-08-25 10:00."


def test_read_of_a_skipped_time_offers_the_instants_on_both_sides() -> None:
    with pytest.raises(NonexistentTimeError) as raised:
        read("2026-03-29 02:30", BERLIN)

    error = raised.value
    assert (error.before, error.after) == (
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    )
    assert error.choices == (
        (error.before, "2026-03-29 01:30:00 UTC+1 (before the change)"),
        (error.after, "2026-03-29 03:30:00 UTC+2 (after the change)"),
    )
    assert str(error) == (
        "2026-03-29 02:30:00 does not exist in Berlin: the clocks are moved forward past it. "
        "Choose the time before or after the change."
    )


def test_read_of_a_skipped_day_offers_the_days_on_both_sides() -> None:
    labels = [label for _, label in choices_of("2011-12-30 12:00", "Pacific/Apia")]

    assert labels == [
        "2011-12-29 12:00:00 UTC-10 (before the change)",
        "2011-12-31 12:00:00 UTC+14 (after the change)",
    ]


def test_read_of_a_time_that_happens_twice_offers_both() -> None:
    with pytest.raises(AmbiguousTimeError) as raised:
        read("2026-10-25 02:30", BERLIN)

    assert raised.value.choices == (
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30:00 UTC+2 (first, summer time)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 02:30:00 UTC+1 (second, winter time)"),
    )
    assert str(raised.value) == (
        "2026-10-25 02:30:00 happens twice in Berlin: the clocks are moved back over it. Choose which of the two."
    )


@pytest.mark.parametrize(
    ("zone", "text", "labels"),
    [
        ("Europe/Dublin", "2026-10-25 01:30", ["UTC+1 (first, summer time)", "UTC+0 (second, winter time)"]),
        ("Europe/Moscow", "2014-10-26 01:30", ["UTC+4 (first)", "UTC+3 (second)"]),
        (
            "Australia/Lord_Howe",
            "2026-04-05 01:45",
            ["UTC+11 (first, summer time)", "UTC+10:30 (second, winter time)"],
        ),
    ],
)
def test_seasons_are_named_only_where_summer_time_ends(zone: str, text: str, labels: list[str]) -> None:
    found = [label for _, label in choices_of(text, zone)]

    assert found == [f"{text}:00 {label}" for label in labels]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (TEN_IN_BERLIN, "2026-08-25 10:00:00"),
        (TEN_IN_BERLIN.replace(microsecond=993_400), "2026-08-25 10:00:00.993400"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30:00+02:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 02:30:00+01:00"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "2026-10-25 03:00:00"),
        (LAST, "9999-12-31 23:59:59.999999+00:00"),
    ],
)
def test_editable_has_an_offset_only_where_the_time_is_not_enough(moment: datetime, text: str) -> None:
    assert editable(moment, BERLIN) == text


def test_editable_writes_the_seconds_of_a_historical_offset() -> None:
    # On this day New York left its sun's time and put the clocks back by 3 minutes and 58 seconds.
    moment = datetime(1883, 11, 18, 16, 58, tzinfo=UTC)

    assert editable(moment, ZoneInfo("America/New_York")) == "1883-11-18 12:01:58-04:56:02"


@given(instants | eventful_instants, zones)
@example(FIRST, ZoneInfo("America/New_York"))
@example(LAST, ZoneInfo("Pacific/Kiritimati"))
@example(datetime(2026, 10, 25, 1, 0, tzinfo=UTC), BERLIN)
def test_editable_read_back_is_the_same_instant(moment: datetime, zone: ZoneInfo) -> None:
    assert read(editable(moment, zone), zone) == moment


@given(
    st.sampled_from(["Europe/Berlin", "Africa/Casablanca", "America/St_Johns", "Australia/Lord_Howe"]),
    st.integers(min_value=0, max_value=365 * 24 * 4),
)
def test_editable_of_every_quarter_of_a_year_reads_back(name: str, quarters: int) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)

    assert read(editable(moment, ZoneInfo(name)), ZoneInfo(name)) == moment


@given(st.datetimes(), zones)
def test_every_choice_offered_is_read_as_the_instant_it_stands_for(wall: datetime, zone: ZoneInfo) -> None:
    try:
        meant = [read(str(wall), zone)]
    except DateInputError as error:
        meant = [choice.instant for choice in error.choices]

    assert [read(instant.isoformat(), zone) for instant in meant] == meant


@given(st.text(max_size=60) | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,Z+\-]*\Z"), zones)
def test_read_of_any_text_answers_or_explains(text: str, zone: ZoneInfo) -> None:
    try:
        is_sound = read(text, zone).tzinfo is UTC
    except DateInputError as error:
        is_sound = error.message.endswith(".") and error.advice.endswith(".")

    assert is_sound
