"""Time zones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from releases_ui.zones import localize, offset_label, offset_suffix, zone_choices, zone_names, zone_or_utc


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Calcutta", "US/Pacific", "Etc/GMT+3", "UTC"])
def test_zone_or_utc_of_a_known_name_is_that_zone(name: str) -> None:
    assert zone_or_utc(name) is ZoneInfo(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Europe/Berlin ",
        "Mars/Olympus",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe/../Europe/Berlin",
        "Europe",
        "posix/Europe/Berlin",
        "localtime",
        "Factory",
        "tzdata.zi",
        "Europe/Berlin\x00",
        "Europe/" + "x" * 100_000,
        "\udcff",
    ],
)
def test_zone_or_utc_of_anything_else_is_utc(name: str) -> None:
    assert zone_or_utc(name) is ZoneInfo("UTC")


@pytest.mark.parametrize("name", ["US/Eastern", "Etc/GMT+5", "EST5EDT", "Etc/UTC"])
def test_zone_choices_hold_the_current_zone_under_an_old_name(name: str) -> None:
    choices = zone_choices(name)

    assert choices == tuple(sorted((*zone_names(), name)))


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Mars/Olympus", "localtime", ""])
def test_zone_choices_of_a_listed_or_unknown_zone_are_the_names(name: str) -> None:
    assert zone_choices(name) == zone_names()


def test_zone_names_are_sorted_places_and_utc() -> None:
    names = zone_names()

    assert list(names) == sorted(set(names))
    assert {"Europe/Berlin", "America/Argentina/Buenos_Aires", "Africa/Abidjan", "UTC"} <= set(names)
    assert {name.split("/")[0] for name in names} <= {
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
        *("Indian", "Pacific", "UTC"),
    }


def test_localize_outside_the_calendar_stays_in_utc() -> None:
    first = datetime.min.replace(tzinfo=UTC)

    local = localize(first, ZoneInfo("America/New_York"))

    assert (local, local.tzinfo) == (first, UTC)


@pytest.mark.parametrize(
    ("offset", "label", "suffix"),
    [
        (timedelta(0), "UTC+0", "+00:00"),
        (timedelta(hours=2), "UTC+2", "+02:00"),
        (-timedelta(hours=3, minutes=30), "UTC-3:30", "-03:30"),
        (timedelta(minutes=53, seconds=28), "UTC+0:53:28", "+00:53:28"),
        (-timedelta(hours=4, seconds=2), "UTC-4:00:02", "-04:00:02"),
    ],
)
def test_offsets_are_written_for_people_and_for_machines(offset: timedelta, label: str, suffix: str) -> None:
    assert (offset_label(offset), offset_suffix(offset)) == (label, suffix)
