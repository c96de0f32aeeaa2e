"""Edits of the date: time zones, times that happen twice, and times that are picked."""

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests import colleague
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, outcomes, soup, words

pytestmark = pytest.mark.django_db


def test_time_that_happens_twice_is_asked_about(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, dateReleased="2026-10-25 02:30:00", time_zone="Europe/Berlin")

    asked = editor.post(EDIT, data)
    choices = [str(radio["value"]) for radio in soup(asked).select('input[name="instant"]')]
    response = editor.post(EDIT, data | {"instant": choices[1]})

    assert choices == ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]
    assert outcomes(response)["dateReleased"] == "applied"
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-10-25T01:30:00Z"


def test_untouched_date_keeps_its_microseconds_in_any_zone(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    editor.cookies["time_zone"] = "Asia/Tokyo"

    response = editor.post(EDIT, edited(editor, ref="b2"))

    assert outcomes(response)["dateReleased"] == "unchanged"
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-01-02T03:04:05.678901Z"


def test_same_time_in_another_zone_is_another_date(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, time_zone="Asia/Tokyo"))

    assert outcomes(response)["dateReleased"] == "applied"
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-01-01T18:04:05.678901Z"


@pytest.mark.parametrize("zone", ["US/Eastern", "Etc/GMT+5", "EST5EDT"])
def test_zone_of_the_browser_that_is_not_on_the_list_is_offered_all_the_same(
    editor: Client, sentry: DemoServer, zone: str
) -> None:
    sentry.add(**SHOP)
    editor.cookies["time_zone"] = zone

    data = edited(editor, dateReleased="2026-01-05 09:00:00")
    editor.post(EDIT, data)

    assert data["time_zone"] == zone
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-01-05T14:00:00Z"


def test_zone_that_does_not_exist_is_refused(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, dateReleased="2026-01-05 09:00", time_zone="../../etc/passwd"))

    assert response.status_code == 422
    assert "There is no time zone ../../etc/passwd." in alerts(response)


def test_quick_pick_fills_in_the_date_and_sends_nothing(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, ref="typed", pick="created"))

    assert (form_data(response)["dateReleased"], form_data(response)["ref"]) == ("2026-01-01T00:00:00Z", "typed")
    assert [seen for seen in sentry.requests if seen.method == "PUT"] == []


def test_date_of_a_colleague_is_shown_in_the_zone_that_stands_beside_it(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP | {"dateReleased": None})
    data = edited(editor, ref="mine", time_zone="Asia/Tokyo")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs", dateReleased="2026-01-02T10:00:00Z")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict))

    assert outcomes(response)["dateReleased"] == "unchanged"
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-01-02T10:00:00Z"


def test_zone_that_a_script_left_out_is_the_one_of_the_form_it_opened(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    editor.cookies["time_zone"] = "Europe/Berlin"
    data = edited(editor, dateReleased="2026-01-05 09:00", url="nonsense")
    del data["time_zone"]

    refused = editor.post(EDIT, data)
    editor.post(EDIT, form_data(refused) | {"url": "https://example.com/"})

    assert form_data(refused)["time_zone"] == "Europe/Berlin"
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-01-05T08:00:00Z"


def test_dates_that_differ_by_less_than_a_second_look_different(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, dateReleased="2026-01-02 03:04:05.5")
    colleague.edit(sentry, "shop@1.0.1", dateReleased="2026-01-02T03:04:05.7Z")

    page = words(editor.post(EDIT, data))

    for fraction in ("678901", "700000", "500000"):
        assert f"03:04:05.{fraction} UTC" in page
