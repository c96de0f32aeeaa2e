"""Limits on time, size and tries, against a real server on a real socket."""

import gzip
import time

import pytest

from releases_ui.sentry_api.deadlines import at_most
from releases_ui.sentry_api.errors import (
    BrokenUpstreamError,
    OversizedAnswerError,
    RateLimitedError,
    SentryError,
    SlowUpstreamError,
    UnreachableError,
)
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.transport import Call
from tests.socket_server import RELEASE, Connect, Handler, Server


def test_a_read_is_tried_three_times_at_most(server: Server, connect: Connect) -> None:
    server.answers = [Handler.hang_up]

    with pytest.raises(UnreachableError):
        connect().get_release("acme", "1")

    assert len(server.seen) == 3


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_is_tried_again_while_the_server_restarts(server: Server, connect: Connect, status: int) -> None:
    server.answers = [
        lambda handler: handler.answer(b"", status, Retry_After="0"),
        lambda handler: handler.answer(b"", status, Retry_After="0"),
        lambda handler: handler.answer(),
    ]

    assert connect().get_release("acme", "1") == Release(version="1")


@pytest.mark.parametrize(
    ("status", "headers", "calls"),
    [
        (503, {"Retry_After": "0"}, 3),
        (503, {"Retry_After": "3"}, 1),
        (503, {"Retry_After": "86400"}, 1),
        (500, {}, 1),
        (429, {"Retry_After": "0"}, 3),
        (429, {"Retry_After": "3"}, 1),
        (429, {"Retry_After": "3", "X_Sentry_Rate_Limit_Reset": "1"}, 1),
        (429, {"X_Sentry_Rate_Limit_Reset": "9999999999"}, 1),
        (429, {}, 1),
        (404, {}, 1),
    ],
)
def test_what_is_tried_again_and_what_not(
    server: Server, connect: Connect, status: int, headers: dict[str, str], calls: int
) -> None:
    server.answers = [lambda handler: handler.answer(b"", status, **headers)]

    with pytest.raises(SentryError) as caught:
        connect().get_release("acme", "1")

    assert (len(server.seen), caught.value.status) == (calls, status)


@pytest.mark.parametrize("headers", [{"Retry_After": "0"}, {"X_Sentry_Rate_Limit_Reset": "1"}])
def test_a_read_is_tried_again_where_the_server_asks_for_a_short_wait(
    server: Server, connect: Connect, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releases_ui.sentry_api.refusals._DEFAULT_WAIT_S", 0)
    server.answers = [
        lambda handler: handler.answer(b'"Too frequently"', 429, Content_Type="text/html", **headers),
        lambda handler: handler.answer(),
    ]

    assert connect().get_release("acme", "1") == Release(version="1")


def test_a_write_is_not_tried_again_where_the_server_asks_for_a_short_wait(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"", 429, Retry_After="0")]

    with pytest.raises(RateLimitedError):
        connect().update_release("acme", "1", {})

    assert len(server.seen) == 1


def test_a_read_is_tried_again_without_being_asked_to_wait(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releases_ui.sentry_api.transport._PAUSES_S", (0, 0))
    server.answers = [lambda handler: handler.answer(b"", 502), lambda handler: handler.answer()]

    assert connect().get_release("acme", "1") == Release(version="1")


def test_a_read_is_not_tried_again_once_the_time_for_that_is_over(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releases_ui.sentry_api.transport._RETRY_BUDGET_S", 1.5)
    server.answers = [lambda handler: handler.answer(b"", 503, Retry_After="2")]

    with pytest.raises(BrokenUpstreamError):
        connect().get_release("acme", "1")

    assert len(server.seen) == 1


def test_a_write_is_not_tried_again_while_the_server_restarts(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"", 503, Retry_After="0")]

    with pytest.raises(BrokenUpstreamError):
        connect().update_release("acme", "1", {})

    assert len(server.seen) == 1


def test_a_server_that_does_not_answer_is_slow(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.server.is_over.wait(5)]
    started = time.monotonic()

    with pytest.raises(SlowUpstreamError, match="Sentry took too long to answer"):
        connect(timeout_s=(1, 0.1)).get_release("acme", "1")

    assert (len(server.seen), time.monotonic() - started < 2) == (1, True)


def drip(handler: Handler, data: bytes) -> None:
    """Send a byte now and then, each well within the time that one read may take."""
    handler.close_connection = True
    for byte in data:
        handler.wfile.write(bytes([byte]))
        if handler.server.is_over.wait(0.02):
            return


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 5000, id="head"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6000\r\n\r\n" + b" " * 6000,
            id="body",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"1\r\n \r\n" * 1000,
            id="chunks",
        ),
    ],
)
def test_an_answer_that_drips_is_slow_as_a_whole(server: Server, connect: Connect, data: bytes) -> None:
    head, _, rest = data.partition(b"X-Slow" if b"X-Slow" in data else b"\r\n\r\n")
    separator = b"X-Slow" if b"X-Slow" in data else b"\r\n\r\n"

    def answer(handler: Handler) -> None:
        handler.wfile.write(head + separator)
        drip(handler, rest)

    server.answers = [answer]
    started = time.monotonic()

    with pytest.raises(SlowUpstreamError):
        connect(timeout_s=(1, 1), total_s=0.3).get_release("acme", "1")

    assert time.monotonic() - started < 1


def test_a_compressed_answer_is_read(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(gzip.compress(RELEASE), Content_Encoding="gzip")]

    assert connect().get_release("acme", "1") == Release(version="1")


def test_a_compressed_answer_that_is_none_is_broken(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"not gzip", Content_Encoding="gzip")]

    with pytest.raises(BrokenUpstreamError, match="cannot be decompressed"):
        connect().get_release("acme", "1")


def test_a_small_answer_that_unpacks_to_a_huge_one_is_given_up_early(server: Server, connect: Connect) -> None:
    bomb = gzip.compress(b"[" + b" " * 50_000_000)
    server.answers = [lambda handler: handler.answer(bomb, Content_Encoding="gzip")]
    calls: list[Call] = []

    with pytest.raises(OversizedAnswerError, match="more than the 1,000,000 bytes"):
        connect(max_answer_bytes=1_000_000, on_call=calls.append).get_release("acme", "1")

    assert 1_000_000 < calls[0].bytes < 1_100_000


def test_an_answer_of_just_the_limit_is_read(server: Server, connect: Connect) -> None:
    assert connect(max_answer_bytes=len(RELEASE)).get_release("acme", "1") == Release(version="1")


def test_each_exchange_is_reported(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"", 503, Retry_After="0"), lambda handler: handler.answer()]
    calls: list[Call] = []

    connect(on_call=calls.append, request_id=lambda: "r").get_release("acme", "1")

    assert [(call.method, call.operation, call.status, call.bytes, call.request_id) for call in calls] == [
        ("GET", "get a release", 503, 0, "r"),
        ("GET", "get a release", 200, len(RELEASE), "r"),
    ]
    assert all(0 < call.ms < 5000 for call in calls)


def test_an_exchange_without_an_answer_is_reported_too(server: Server, connect: Connect) -> None:
    server.answers = [Handler.hang_up]
    calls: list[Call] = []

    with pytest.raises(UnreachableError):
        connect(on_call=calls.append).delete_release("acme", "1")

    assert [(call.method, call.status, call.bytes) for call in calls] == [("DELETE", None, 0)]


def test_calls_that_have_a_time_together_end_with_it(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(), lambda handler: handler.server.is_over.wait(5)]
    client, started = connect(), time.monotonic()

    with at_most(0.3):
        first = client.get_release("acme", "1")
        for _ in range(3):
            with pytest.raises(SlowUpstreamError, match="Sentry took too long to answer"):
                client.get_release("acme", "1")

    assert first == Release(version="1")
    assert (len(server.seen), time.monotonic() - started < 2) == (2, True)


def test_time_for_calls_together_is_never_made_longer_within(server: Server, connect: Connect) -> None:
    with at_most(0), at_most(60), pytest.raises(SlowUpstreamError):
        connect().get_release("acme", "1")

    assert server.seen == []
    assert connect().get_release("acme", "1") == Release(version="1")


def test_read_is_not_tried_again_when_the_time_for_calls_together_is_over(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"", 503, Retry_After="2")]

    with at_most(1.5), pytest.raises(BrokenUpstreamError):
        connect().get_release("acme", "1")

    assert len(server.seen) == 1
