"""What an answer tells of the server itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import responses

from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.errors import (
    BadTokenError,
    BrokenUpstreamError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    UnreachableError,
)
from releases_ui.sentry_api.server_facts import RateLimit, ServerFacts

RELEASES = "https://releases.test/api/0/organizations/acme/releases/"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LIMITED = {
    "X-Sentry-Rate-Limit-Limit": "40",
    "X-Sentry-Rate-Limit-Remaining": "39",
    "X-Sentry-Rate-Limit-Reset": "1777636800",
    "X-Sentry-Rate-Limit-ConcurrentLimit": "25",
    "X-Sentry-Rate-Limit-ConcurrentRemaining": "24",
}


@pytest.fixture
def server() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def client(dialect: str = "auto") -> ReleasesClient:
    return ReleasesClient("https://releases.test/", "token-of-the-team", user_agent="dashboard/1", dialect=dialect)


def probe() -> ServerFacts:
    return client().probe("acme")


def facts(server_time: datetime | None, *, took_s: float = 0.1) -> ServerFacts:
    took = timedelta(seconds=took_s)
    return ServerFacts(
        asked_at=NOON,
        answered_at=NOON + took,
        took=took,
        server_time=server_time,
        rate_limit=None,
        refusal=None,
    )


def test_probe_reads_the_limits_and_the_clock(server: responses.RequestsMock) -> None:
    server.get(RELEASES, json=[], headers={"Date": "Fri, 01 May 2026 12:00:00 GMT", **LIMITED})

    found = probe()

    assert found.rate_limit == RateLimit(
        limit=40, remaining=39, resets_at=NOON, concurrent_limit=25, concurrent_remaining=24
    )
    assert (found.server_time, found.refusal) == (NOON, None)


def test_probe_of_a_server_that_tells_nothing_knows_nothing(server: responses.RequestsMock) -> None:
    server.get(RELEASES, json=[])

    found = probe()

    assert (found.rate_limit, found.server_time, found.clock_difference) == (None, None, None)


@pytest.mark.parametrize("odd", ["None", "", "-1", "many", "9" * 40, "1.5"])
def test_number_that_is_none_is_left_out(server: responses.RequestsMock, odd: str) -> None:
    server.get(RELEASES, json=[], headers=dict.fromkeys(LIMITED, odd) | {"X-Sentry-Rate-Limit-Limit": "40"})

    assert probe().rate_limit == RateLimit(
        limit=40, remaining=None, resets_at=None, concurrent_limit=None, concurrent_remaining=None
    )


def test_reset_beyond_all_calendars_is_left_out(server: responses.RequestsMock) -> None:
    server.get(RELEASES, json=[], headers=LIMITED | {"X-Sentry-Rate-Limit-Reset": "9" * 12})

    limit = probe().rate_limit

    assert limit is not None
    assert (limit.remaining, limit.resets_at) == (39, None)


@pytest.mark.parametrize("odd", ["yesterday", "", "Fri, 99 May 2026 12:00:00 GMT", "2026-05-01T12:00:00Z"])
def test_date_that_is_none_is_left_out(server: responses.RequestsMock, odd: str) -> None:
    server.get(RELEASES, json=[], headers={"Date": odd})

    assert probe().server_time is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, BadTokenError), (403, ForbiddenError), (404, NotFoundError), (500, BrokenUpstreamError)],
)
def test_refusal_tells_as_much_as_a_list(server: responses.RequestsMock, status: int, kind: type[Exception]) -> None:
    headers = {"Date": "Fri, 01 May 2026 12:00:00 GMT", **LIMITED}
    server.get(RELEASES, status=status, json={"detail": "No."}, headers=headers)

    found = probe()

    assert type(found.refusal) is kind
    assert found.server_time == NOON
    assert found.rate_limit is not None


def test_limit_that_is_used_up_tells_until_when(server: responses.RequestsMock) -> None:
    used_up = {
        "X-Sentry-Rate-Limit-Remaining": "0",
        "X-Sentry-Rate-Limit-Reset": "99999999999",
        "X-Sentry-Rate-Limit-ConcurrentRemaining": "None",
    }
    server.get(RELEASES, status=429, body='"Too many"', headers=LIMITED | used_up)

    found = probe()

    assert isinstance(found.refusal, RateLimitedError)
    assert found.rate_limit == RateLimit(
        limit=40,
        remaining=0,
        resets_at=datetime.fromtimestamp(99999999999, UTC),
        concurrent_limit=25,
        concurrent_remaining=None,
    )


@pytest.mark.parametrize("body", [b'{"detail": "here"}', b"<html>"])
def test_success_that_is_no_list_is_a_fault(server: responses.RequestsMock, body: bytes) -> None:
    server.get(RELEASES, body=body, content_type="application/json")
    ours = client()

    assert isinstance(ours.probe("acme").refusal, BrokenUpstreamError)
    assert ours.known_dialect is None


def test_silence_tells_nothing_and_is_raised(server: responses.RequestsMock) -> None:
    server.get(RELEASES, body=ConnectionError())

    with pytest.raises(UnreachableError):
        probe()


@pytest.mark.parametrize(("headers", "name"), [({"X-Max-Hits": "1000"}, "glitchtip"), ({}, "sentry")])
def test_probe_finds_out_the_dialect(server: responses.RequestsMock, headers: dict[str, str], name: str) -> None:
    server.get(RELEASES, json=[], headers=headers)
    ours = client()

    ours.probe("acme")

    assert ours.known_dialect is not None
    assert ours.known_dialect.name == name
    assert ours.dialect_for("acme").name == name
    assert len(server.calls) == 1


def test_probe_does_not_touch_a_dialect_that_is_set(server: responses.RequestsMock) -> None:
    server.get(RELEASES, json=[], headers={"X-Max-Hits": "1000"})
    ours = client("sentry")

    ours.probe("acme")

    assert ours.known_dialect is not None
    assert ours.known_dialect.name == "sentry"


@pytest.mark.parametrize("ahead_s", [0, 5, 10, 3600, -6, -86400])
def test_clocks_are_compared_to_about_a_second(ahead_s: int) -> None:
    found = facts(NOON + timedelta(seconds=ahead_s))

    assert found.clock_difference == timedelta(seconds=ahead_s)


def test_clocks_are_not_called_different_because_the_answer_was_slow() -> None:
    found = facts(NOON + timedelta(seconds=15), took_s=20)

    assert found.clock_difference == timedelta(0)
