"""The page about the connection: a server that fails, that limits calls, whose clock is off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import responses
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.rate_limit import RateLimit
from releases_ui.demo_api.server import DemoServer
from tests.connection import PAGE, told
from tests.pages import alerts, soup, words

pytestmark = pytest.mark.django_db

#: Only the look at the releases has a query right behind their address.
LOOK = "/releases/?"


@pytest.fixture
def limited(settings: Settings) -> Iterator[DemoServer]:
    """A server that takes 100 calls an hour, and says so."""
    with DemoServer(rate_limit=RateLimit(limit=100, window_s=3600, concurrent=25)) as server:
        settings.SENTRY_URL, settings.SENTRY_AUTH_TOKEN = server.url, server.token
        yield server


def test_server_that_is_down_is_told_with_what_is_known(admin: Client, settings: Settings) -> None:
    settings.SENTRY_DIALECT = "sentry"

    response = admin.get(PAGE)

    assert response.status_code == 200
    assert alerts(response).startswith("The server cannot be reached. ")
    assert told(response) == {
        "Address": "http://127.0.0.1:9/",
        "Reachable": "no Sentry cannot be reached.",
        "Dialect": "Sentry, set by SENTRY_DIALECT.",
        "The server's clock": "unknown No list of releases came that tells it.",
    }


def test_part_that_fails_leaves_the_others(admin: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("status", path_contains="/projects/", code=500, times=0, body={"detail": "<b>Ouch</b>"}))

    response = admin.get(PAGE)

    lines = told(response)
    assert lines["Projects that the token reaches"].startswith("failed Sentry answered 500. Try again in a moment.")
    assert lines["Pick from projects"].startswith("failed Sentry answered 500.")
    assert "<b>Ouch</b>" in alerts(response)
    assert lines["Pick from environments"] == "works Tried just now."
    assert lines["Releases"] == "can be listed"


def test_root_that_fails_leaves_the_scopes_unknown(admin: Client, sentry: DemoServer) -> None:
    sentry.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"auth": "nonsense"}))

    lines = told(admin.get(PAGE))

    assert lines["The token's scopes"].startswith("failed The server's answer cannot be read.")
    assert lines["Record deploys"].startswith("unknown The token's scopes could not be asked for. It takes ")
    assert lines["Browse releases"] == "works Tried just now."


def test_releases_that_fail_are_told_beside_what_works(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.SENTRY_DIALECT = "sentry"
    sentry.plan(Fault("html200", path_contains=LOOK, times=0))

    response = admin.get(PAGE)

    lines = told(response)
    assert lines["Releases"].startswith("cannot be listed Sentry answered a web page instead of data.")
    assert lines["Browse releases"].startswith("failed Sentry answered a web page instead of data.")
    assert "Organization acme Acme" in words(response)
    assert lines["Pick from projects"] == "works Tried just now."


def test_rate_limit_that_is_left_is_told(admin: Client, limited: DemoServer) -> None:
    response = admin.get(PAGE)

    text = told(response)["Rate limit"]
    assert " of 100 calls left until " in text
    assert " of 25 calls free at once. For listing releases." in text
    reset = soup(response).select_one(".fact time[datetime]")
    assert reset is not None
    assert datetime.fromisoformat(str(reset["datetime"])).timestamp() % 3600 == 0


def test_rate_limit_that_is_used_up_is_told(admin: Client, settings: Settings) -> None:
    settings.SENTRY_DIALECT = "sentry"
    with DemoServer(rate_limit=RateLimit(limit=0, window_s=3600, concurrent=25)) as server:
        settings.SENTRY_URL, settings.SENTRY_AUTH_TOKEN = server.url, server.token

        response = admin.get(PAGE)

    lines = told(response)
    assert response.status_code == 200
    assert lines["Reachable"].startswith("yes It answered in ")
    assert lines["Releases"].startswith("cannot be listed Sentry receives too many requests and asks to wait ")
    assert lines["Rate limit"].startswith("used up 0 of 0 calls left until ")
    assert "An untold number of 25 calls free at once." in lines["Rate limit"]
    assert lines["Record deploys"].startswith("unknown The token's scopes could not be asked for.")


def away(server: DemoServer, **distance: int) -> None:
    """Let the server's clock be as far ahead as `distance`."""
    date = format_datetime(datetime.now(UTC) + timedelta(**distance), usegmt=True)
    server.plan(Fault("status", path_contains=LOOK, times=0, code=200, body=[], headers={"Date": date}))


@pytest.mark.parametrize(("minutes", "words_of_it"), [(4, "ahead of ours"), (-4, "behind ours")])
def test_clock_that_is_off_is_warned_about(admin: Client, sentry: DemoServer, minutes: int, words_of_it: str) -> None:
    away(sentry, minutes=minutes)

    response = admin.get(PAGE)

    clock = told(response)["The server's clock"]
    assert clock.startswith("clocks differ About ")
    assert clock.endswith(f"{words_of_it}.")
    assert "so dates picked as now are off by as much." in words(response)


def test_clock_that_is_a_little_off_is_told_without_a_warning(admin: Client, sentry: DemoServer) -> None:
    away(sentry, seconds=3)

    response = admin.get(PAGE)

    assert told(response)["The server's clock"] in {f"About {seconds} s ahead of ours." for seconds in (2, 3)}
    assert "dates picked as now" not in words(response)


def test_host_of_sentry_io_gives_the_dialect_away(admin: Client, settings: Settings) -> None:
    settings.SENTRY_URL = "https://de.sentry.io/"
    api = "https://de.sentry.io/api/0/"
    with responses.RequestsMock() as server:
        server.get(api, json={"version": "0", "auth": {"scopes": ["org:ci"]}, "user": None})
        server.get(f"{api}organizations/acme/releases/", json=[])
        server.get(f"{api}organizations/acme/", status=403, json={"detail": "No."})
        server.get(f"{api}organizations/acme/projects/", status=403, json={"detail": "No."})
        server.get(f"{api}organizations/acme/environments/", status=403, json={"detail": "No."})
        server.get(f"{api}organizations/acme/repos/", json=[])

        lines = told(admin.get(PAGE))

    assert lines["Dialect"] == "Sentry, known by the address."
    assert lines["The token's scopes"] == "org:ci"
    assert lines["The server's clock"] == "unknown The server does not tell."
    assert lines["Record deploys"] == "allowed By the scope org:ci; not tried."
    assert lines["Pick from repositories"] == "works Tried just now."
