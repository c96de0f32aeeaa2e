"""Dates as pages show them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases_ui import dates
from releases_ui.zones import zone_names

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
IN_UTC = ZoneInfo("UTC")
NOW = datetime(2026, 8, 21, 9, 41, 12, tzinfo=UTC)
RELEASED = datetime(2026, 8, 18, 20, 3, 22, tzinfo=UTC)
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


def exact(moment: datetime, zone: ZoneInfo) -> str:
    return dates.moment(moment, zone, NOW).exact


def short(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    return dates.moment(moment, zone, now).short


def long(moment: datetime, zone: ZoneInfo) -> str:
    return dates.moment(moment, zone, NOW).long


def relative(moment: datetime, now: datetime) -> str:
    return dates.moment(moment, IN_UTC, now).relative


def brief(moment: datetime, now: datetime) -> str:
    return dates.moment(moment, IN_UTC, now).brief


def test_moment_in_the_past_has_every_form() -> None:
    shown = dates.moment(RELEASED, BERLIN, NOW)

    assert shown == dates.Moment(
        iso="2026-08-18T20:03:22Z",
        exact="18 Aug 2026, 22:03:22 Berlin (UTC+2) = 18 Aug 2026, 20:03:22 UTC",
        short="18 Aug 22:03",
        long="18 Aug 2026, 22:03:22",
        precise="18 Aug 2026, 22:03:22 Berlin",
        relative="2 days ago",
        brief="2 days",
        is_future=False,
    )


def test_moment_in_the_future_says_in_how_long() -> None:
    shown = dates.moment(datetime(2026, 8, 25, 8, tzinfo=UTC), BERLIN, NOW)

    assert (shown.relative, shown.brief, shown.is_future) == ("in 3 days", "in 3 days", True)


def test_precise_has_the_microseconds_and_the_zone() -> None:
    odd = RELEASED.replace(microsecond=678901)

    assert dates.moment(odd, NEW_YORK, NOW).precise == "18 Aug 2026, 16:03:22.678901 New York"


def test_iso_has_microseconds_only_where_there_are_some() -> None:
    texts = [dates.iso(RELEASED), dates.iso(RELEASED.replace(microsecond=993400))]

    assert texts == ["2026-08-18T20:03:22Z", "2026-08-18T20:03:22.993400Z"]


def test_iso_of_a_time_in_another_zone_is_in_utc() -> None:
    assert dates.iso(RELEASED.astimezone(BERLIN)) == "2026-08-18T20:03:22Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_iso_read_back_is_the_same_instant(moment: datetime) -> None:
    assert datetime.fromisoformat(dates.iso(moment)) == moment


def test_exact_shows_microseconds_in_both_zones() -> None:
    text = exact(RELEASED.replace(microsecond=42), NEW_YORK)

    assert text == "18 Aug 2026, 16:03:22.000042 New York (UTC-4) = 18 Aug 2026, 20:03:22.000042 UTC"


def test_exact_names_both_days_where_they_differ() -> None:
    text = exact(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), BERLIN)

    assert text == "1 Jan 2027, 00:30:00 Berlin (UTC+1) = 31 Dec 2026, 23:30:00 UTC"


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "Zulu"])
def test_exact_in_utc_is_written_once(name: str) -> None:
    assert exact(RELEASED, ZoneInfo(name)) == "18 Aug 2026, 20:03:22 UTC"


def test_short_shows_the_year_of_the_persons_zone() -> None:
    new_year = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)

    texts = [short(new_year, zone, NOW) for zone in (BERLIN, NEW_YORK)]

    assert texts == ["1 Jan 01:30", "31 Dec 2025"]


def test_short_counts_this_year_in_the_persons_zone() -> None:
    new_year = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)

    texts = [short(new_year, zone, new_year) for zone in (BERLIN, NEW_YORK)]

    assert texts == ["1 Jan 01:30", "31 Dec 19:30"]


def test_day_is_the_day_in_the_zone() -> None:
    late = datetime(2026, 8, 5, 23, 41, tzinfo=UTC)

    assert [long(late, IN_UTC)[:10], long(late, BERLIN)[:10]] == ["5 Aug 2026", "6 Aug 2026"]


def test_long_goes_to_the_second() -> None:
    assert long(RELEASED.replace(microsecond=5), BERLIN) == "18 Aug 2026, 22:03:22"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "0 s ago"),
        (timedelta(seconds=12, microseconds=999_999), "12 s ago"),
        (timedelta(seconds=59), "59 s ago"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=48, seconds=32), "48 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=2, hours=13), "2 days ago"),
        (timedelta(days=13, hours=23), "13 days ago"),
        (timedelta(days=14), "2 wk ago"),
        (timedelta(days=23), "3 wk ago"),
        (timedelta(days=29), "4 wk ago"),
        (timedelta(days=30), "1 mo ago"),
        (timedelta(days=91), "3 mo ago"),
        (timedelta(days=364), "11 mo ago"),
        (timedelta(days=365), "1 yr ago"),
        (timedelta(days=731), "2 yr ago"),
        (timedelta(days=2557), "7 yr ago"),
        (-timedelta(microseconds=1), "in 1 s"),
        (-timedelta(minutes=5), "in 5 min"),
        (-timedelta(hours=30), "in 1 day"),
        (-timedelta(days=3, hours=22), "in 3 days"),
        (-timedelta(days=400), "in 1 yr"),
    ],
)
def test_relative_rounds_down_to_one_unit(ago: timedelta, words: str) -> None:
    assert relative(NOW - ago, NOW) == words


def test_brief_leaves_out_the_word_ago() -> None:
    assert brief(NOW - timedelta(minutes=29), NOW) == "29 min"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 s"),
        (timedelta(milliseconds=400), "under 1 s"),
        (timedelta(seconds=12), "12 s"),
        (timedelta(minutes=4, seconds=12), "4 min 12 s"),
        (timedelta(minutes=4), "4 min"),
        (timedelta(hours=2, minutes=5, seconds=59), "2 h 5 min"),
        (timedelta(days=1, hours=3), "1 day 3 h"),
        (timedelta(days=45, minutes=3), "45 days"),
        (-timedelta(minutes=4, seconds=12), "-4 min 12 s"),
    ],
)
def test_duration_has_its_two_largest_units(length: timedelta, words: str) -> None:
    assert dates.duration(length) == words


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Europe/Berlin", "Berlin, UTC+2"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires, UTC-3"),
        ("Asia/Kolkata", "Kolkata, UTC+5:30"),
        ("America/St_Johns", "St Johns, UTC-2:30"),
        ("Africa/Abidjan", "Abidjan, UTC+0"),
        ("UTC", "UTC"),
    ],
)
def test_zone_label_names_place_and_offset(name: str, label: str) -> None:
    assert dates.zone_label(ZoneInfo(name), NOW) == label


def test_zone_label_follows_the_clock_change() -> None:
    assert dates.zone_label(BERLIN, datetime(2026, 12, 1, tzinfo=UTC)) == "Berlin, UTC+1"


def test_exact_at_the_ends_of_the_calendar_falls_back_to_utc() -> None:
    texts = [exact(FIRST, NEW_YORK), exact(LAST, BERLIN)]

    assert texts == ["1 Jan 0001, 00:00:00 UTC", "31 Dec 9999, 23:59:59.999999 UTC"]


def test_year_before_1000_is_written_with_four_digits() -> None:
    shown = dates.moment(datetime(33, 4, 3, tzinfo=UTC), IN_UTC, NOW)

    assert (shown.iso, shown.short) == ("0033-04-03T00:00:00Z", "3 Apr 0033")


@given(
    st.datetimes(timezones=st.just(UTC)) | st.sampled_from([FIRST, LAST]),
    st.sampled_from(zone_names()),
    st.datetimes(timezones=st.just(UTC)) | st.sampled_from([FIRST, LAST]),
)
def test_moment_of_any_instant_anywhere_is_written(value: datetime, name: str, now: datetime) -> None:
    shown = dates.moment(value, ZoneInfo(name), now)

    assert (shown.is_future, shown.relative.startswith("in ")) == (value > now, value > now)
