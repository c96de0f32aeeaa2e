"""`check_sentry`, which tells what the server is and what the token may do there."""

from __future__ import annotations

import pytest
from django.core.management import CommandError
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.rate_limit import RateLimit
from releases_ui.demo_api.server import DemoServer
from tests.commands import run


def table(out: str) -> dict[str, str]:
    """Return the rows that check_sentry prints."""
    rows = [line.strip().split("  ", 1) for line in out.splitlines() if line.startswith("  ")]
    return {row[0]: row[-1].strip() for row in rows}


def test_check_sentry_tells_what_the_token_can_do(sentry: DemoServer, settings: Settings) -> None:
    sentry.add_token("weak-token", ["project:read"])
    settings.SENTRY_AUTH_TOKEN = "weak-token"

    out, _ = run("check_sentry")

    told = table(out)
    assert told["Dialect"] == "Sentry, found out."
    assert told["Releases"] == "can be listed"
    assert told["The token's scopes"] == "project:read (a token of Admin)"
    assert told["Browse releases"] == "works: Tried just now."
    assert told["Download files"] == "not allowed: It takes the scope project:write."
    assert told["Pick from environments"].startswith("refused: Sentry does not allow this token to list environments.")
    assert "weak-token" not in out


def test_check_sentry_knows_glitchtip(glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.0")

    out, _ = run("check_sentry")

    told = table(out)
    assert told["Dialect"] == "GlitchTip, found out."
    assert told["Create and edit releases"] == "allowed: By the scope project:releases; not tried."
    assert told["Record deploys"] == "not there: GlitchTip keeps no deploys."
    assert glitchtip.token not in out


def test_check_sentry_warns_of_a_clock_that_is_off(sentry: DemoServer) -> None:
    headers = {"Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
    sentry.plan(Fault("status", path_contains="/releases/?", code=200, body=[], headers=headers))

    out, _ = run("check_sentry")

    assert table(out)["The server's clock"].startswith("clocks differ: About ")
    assert "dates picked as now are off by as much" in out


def test_check_sentry_tells_the_rate_limit(settings: Settings) -> None:
    with DemoServer(rate_limit=RateLimit(limit=100, window_s=3600)) as server:
        settings.SENTRY_URL, settings.SENTRY_AUTH_TOKEN = server.url, server.token

        out, _ = run("check_sentry")

    assert " of 100 calls left until " in table(out)["Rate limit"]


def test_check_sentry_fails_where_nothing_answers(settings: Settings) -> None:
    settings.SENTRY_URL = "http://127.0.0.1:9/"

    with pytest.raises(CommandError, match="The server cannot be reached"):
        run("check_sentry")


def test_check_sentry_fails_on_a_bad_token(either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_AUTH_TOKEN = "a-wrong-token"

    with pytest.raises(CommandError, match="does not accept the token") as raised:
        run("check_sentry")

    assert "a-wrong-token" not in str(raised.value)


def test_check_sentry_fails_on_an_organization_that_is_not_there(either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ("acme", "nowhere")

    with pytest.raises(CommandError, match=r"^The releases of nowhere cannot be listed\.$"):
        run("check_sentry")


def test_check_sentry_fails_without_an_organization(settings: Settings) -> None:
    settings.SENTRY_ORG = ()

    with pytest.raises(CommandError, match="SENTRY_ORG is missing"):
        run("check_sentry")


def test_check_sentry_prints_nothing_that_moves_the_cursor(sentry: DemoServer) -> None:
    sentry.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"name": "Acme\x1b[2J\rAdmin"}))

    out, _ = run("check_sentry")

    assert "organization acme (Acme [2J Admin)" in out.splitlines()
