"""What a person chooses, and what pages make of it."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.pages import alerts, invalid_fields, soup, words

PAGE = "/preferences/"
LIST = "/acme/releases/"


def test_theme_and_density_stand_on_the_first_byte_of_the_next_page(viewer: Client, sentry: DemoServer) -> None:
    viewer.post(PAGE, {"theme": "dark", "density": "roomy"})

    root = soup(viewer.get(LIST)).html
    assert root is not None
    assert (root["data-theme"], root["data-density"]) == ("dark", "roomy")


def test_what_is_as_the_system_leaves_no_mark(viewer: Client, sentry: DemoServer) -> None:
    viewer.post(PAGE, {"theme": "dark", "density": "roomy"})
    viewer.post(PAGE, {"theme": "system", "density": "compact"})

    root = soup(viewer.get(LIST)).html
    assert root is not None
    assert root.attrs == {"lang": "en"}


def test_switch_of_the_theme_leads_back_to_its_page_and_offers_the_next(viewer: Client, sentry: DemoServer) -> None:
    place = f"{LIST}?query=shop"
    switch = soup(viewer.get(place)).select_one("header button[name=theme]")
    assert switch is not None

    response = viewer.post(PAGE, {"theme": switch["value"]}, headers={"referer": f"http://testserver{place}"})

    assert response["Location"] == place
    after = soup(viewer.get(place)).select_one("header button[name=theme]")
    assert after is not None
    assert (switch["value"], after["value"]) == ("light", "dark")


@pytest.mark.parametrize(
    "page",
    ["https://evil.example/x", "http://testserver//evil.example/x", "//evil.example/x", "http://[", "nonsense", ""],
)
def test_no_page_of_others_is_led_to(viewer: Client, page: str) -> None:
    response = viewer.post(PAGE, {"theme": "dark"}, headers={"referer": page})

    assert response["Location"] == PAGE


def test_chosen_zone_wins_over_that_of_the_browser(viewer: Client, sentry: DemoServer) -> None:
    viewer.cookies["time_zone"] = "Europe/Berlin"
    viewer.post(PAGE, {"time_zone": "Asia/Kathmandu"})

    header = soup(viewer.get(LIST)).select_one("header")
    assert header is not None
    assert "Kathmandu, UTC+5:45" in header.text


def test_without_a_chosen_zone_that_of_the_browser_counts(viewer: Client, sentry: DemoServer) -> None:
    viewer.cookies["time_zone"] = "Asia/Kathmandu"
    viewer.post(PAGE, {"time_zone": "Europe/Berlin"})
    viewer.post(PAGE, {"time_zone": ""})

    header = soup(viewer.get(LIST)).select_one("header")
    assert header is not None
    assert "Kathmandu" in header.text


def test_unknown_zone_is_told_and_nothing_is_kept(viewer: Client) -> None:
    response = viewer.post(PAGE, {"time_zone": "Europe/Atlantis", "theme": "dark"})

    assert response.status_code == 422
    assert invalid_fields(response) == ["time_zone"]
    assert alerts(response) == "There is no such time zone."
    assert "theme" not in response.cookies


@pytest.mark.parametrize("name", ["theme", "density", "zone", "keys", "language", "time_zone"])
def test_cookies_of_others_are_only_text(viewer: Client, sentry: DemoServer, name: str) -> None:
    viewer.cookies[name] = '"><script>alert(1)</script>'

    response = viewer.get(LIST)

    assert response.status_code == 200
    assert b"alert(1)" not in response.content


def test_page_shows_what_is_chosen(viewer: Client) -> None:
    viewer.post(PAGE, {"theme": "dark", "density": "roomy", "time_zone": "Europe/Berlin", "keys": "off"})

    page = soup(viewer.get(PAGE))

    ticked = {str(one["name"]): str(one["value"]) for one in page.select("input[checked]")}
    assert ticked == {"theme": "dark", "density": "roomy", "language": "", "keys": "off"}
    zone = page.select_one("#time-zone option[selected]")
    assert zone is not None
    assert zone.text == "Europe/Berlin"


def test_what_is_kept_is_said_on_the_page_itself(viewer: Client) -> None:
    response = viewer.post(PAGE, {"theme": "dark"}, headers={"referer": f"http://testserver{PAGE}"}, follow=True)

    assert "Kept in this browser." in words(response)


def test_cookies_are_for_the_browser_alone(viewer: Client) -> None:
    cookie = viewer.post(PAGE, {"theme": "dark"}).cookies["theme"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
