"""The embedded API as a server: connections, simultaneous calls, limits, storage."""

import http.client
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.rate_limit import RateLimit
from releases_ui.demo_api.server import DemoServer

RELEASES = "/api/0/organizations/acme/releases/"


def connect(server: DemoServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", int(server.url.rstrip("/").rpartition(":")[2]), timeout=30)


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    headers = {"Authorization": "Bearer demo-token", "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def post_at_once(server: DemoServer, bodies: list[dict[str, Any]]) -> list[int]:
    start = threading.Barrier(len(bodies))

    def post(body: dict[str, Any]) -> int:
        connection = connect(server)
        try:
            start.wait()
            return ask(connection, "POST", RELEASES, body)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return sorted(pool.map(post, bodies))


def test_of_eight_simultaneous_creates_one_creates() -> None:
    with DemoServer() as server:
        statuses = post_at_once(server, [{"version": "v", "projects": ["web"]}] * 8)

        assert (statuses, server.versions()) == ([201] + [208] * 7, ["v"])


def test_simultaneous_creates_of_different_releases_all_create() -> None:
    with DemoServer() as server:
        commits = [{"id": f"{number:040}", "repository": f"r{number % 3}"} for number in range(50)]
        bodies = [{"version": f"v{number}", "projects": ["web"], "commits": commits} for number in range(16)]

        assert post_at_once(server, bodies) == [201] * 16
        assert [server.release(f"v{number}")["commitCount"] for number in range(16)] == [50] * 16


def test_commits_being_written_turn_another_writer_away() -> None:
    with DemoServer() as server:
        server.add(version="v")
        connection = connect(server)
        with server.site.commit_locks.hold(server.release("v")["id"]):
            status, _, content = ask(connection, "PUT", f"{RELEASES}v/", {"ref": "b", "commits": [{"id": "a"}]})
        connection.close()

        assert (status, json.loads(content)) == (409, {"detail": "Release commits are currently being processed"})
        assert (server.release("v")["ref"], server.release("v")["commitCount"]) == ("b", 0)


def test_a_connection_serves_many_calls() -> None:
    with DemoServer() as server:
        connection = connect(server)

        ask(connection, "GET", RELEASES)
        socket = connection.sock
        statuses = [ask(connection, method, RELEASES, body)[0] for method, body in (("POST", {}), ("GET", None))]

        assert (statuses, connection.sock is socket) == ([400, 200], True)
        connection.close()


def test_many_connections_are_served_at_once() -> None:
    with DemoServer() as server:
        connections = [connect(server) for _ in range(100)]
        for connection in connections:
            connection.connect()

        statuses = [ask(connection, "GET", RELEASES)[0] for connection in connections]

        assert statuses == [200] * 100
        for connection in connections:
            connection.close()


def test_a_chunked_body_is_read() -> None:
    with DemoServer() as server:
        connection = connect(server)
        headers = {"Authorization": "Bearer demo-token", "Content-Type": "application/json"}
        parts = iter([b'{"version": "v", ', b'"projects": ["web"]}'])
        connection.request("POST", RELEASES, parts, headers, encode_chunked=True)

        answer = connection.getresponse()
        answer.read()
        connection.close()

        assert (answer.status, server.versions()) == (201, ["v"])


def test_a_request_line_that_is_far_too_long_closes_the_connection() -> None:
    with DemoServer() as server:
        connection = connect(server)

        with pytest.raises(ConnectionError):
            ask(connection, "GET", f"{RELEASES}?query={'x' * 30_000}")

        connection.close()


def test_calls_are_remembered_as_they_arrived() -> None:
    with DemoServer() as server:
        connection = connect(server)
        ask(connection, "PUT", f"{RELEASES}a%2520b/?x=%31", {"ref": "y"})
        connection.close()

        seen = server.requests[-1]

        assert (seen.method, seen.path, seen.query, seen.body, seen.status) == (
            "PUT",
            f"{RELEASES}a%2520b/",
            "x=%31",
            b'{"ref": "y"}',
            404,
        )


def test_a_store_outlives_its_server(tmp_path: Path) -> None:
    with DemoServer(db=tmp_path / "kept.sqlite3") as server:
        before = server.add(version="v", ref="a")

    with DemoServer(db=tmp_path / "kept.sqlite3", projects=()) as server:
        after = server.release("v")

    assert after == before


def test_a_release_that_does_not_exist_is_a_key_error() -> None:
    with DemoServer() as server, pytest.raises(KeyError):
        server.release("v")


def test_the_window_refuses_with_a_json_string_that_calls_itself_html() -> None:
    # a window of a day, so that it does not end within the test
    with DemoServer(rate_limit=RateLimit(limit=2, window_s=86_400, concurrent=3)) as server:
        connection = connect(server)
        answers = [ask(connection, "GET", RELEASES) for _ in range(3)]
        connection.close()

    status, headers, content = answers[-1]
    prefix = "X-Sentry-Rate-Limit-"
    assert [answer[0] for answer in answers] == [200, 200, 429]
    assert [answer[1][prefix + "Remaining"] for answer in answers] == ["1", "0", "0"]
    assert [answer[1][prefix + "ConcurrentRemaining"] for answer in answers] == ["2", "2", "None"]
    assert (status, headers["Content-Type"], headers["Retry-After"], headers[prefix + "Limit"]) == (
        429,
        "text/html; charset=utf-8",
        None,
        "2",
    )
    assert json.loads(content) == (
        "You are attempting to use this endpoint too frequently. Limit is 2 requests in 86400 seconds"
    )


def test_limits_are_told_with_a_401_too_and_counted_by_caller() -> None:
    with DemoServer(rate_limit=RateLimit(limit=1, window_s=86_400)) as server:
        connection = connect(server)
        connection.request("GET", RELEASES)
        refused = connection.getresponse()
        refused.read()
        status = ask(connection, "GET", RELEASES)[0]
        connection.close()

    assert (refused.status, refused.headers["X-Sentry-Rate-Limit-Remaining"], status) == (401, "0", 200)


def test_too_many_calls_at_once_are_refused_with_some_left_in_the_window() -> None:
    with DemoServer(rate_limit=RateLimit(limit=100, window_s=86_400, concurrent=1)) as server:
        server.plan(Fault("delay", path_contains="slow", seconds=3600))
        slow, quick = connect(server), connect(server)
        headers = {"Authorization": "Bearer demo-token"}
        slow.request("GET", f"{RELEASES}?query=slow", headers=headers)
        while server.faults.planned():
            # until the slow call has met its fault
            pass
        status, told, _ = ask(quick, "GET", RELEASES)
        quick.close()
    slow.close()

    prefix = "X-Sentry-Rate-Limit-"
    assert (status, told[prefix + "ConcurrentRemaining"], told[prefix + "Remaining"]) == (429, "0", "98")
