"""Faults that the embedded API is asked for."""

import contextlib
import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer

RELEASES = "/api/0/organizations/acme/releases/"


@pytest.fixture(params=["sentry", "glitchtip"])
def server(request: pytest.FixtureRequest) -> Iterator[DemoServer]:
    with DemoServer(dialect=request.param) as demo:
        demo.add(version="v", ref="a", url="https://example.test/1", dateReleased="2026-01-02T03:04:05Z")
        yield demo


def call(server: DemoServer, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    port = int(server.url.rstrip("/").rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content[:1] in {b"{", b"["} else content
    finally:
        connection.close()


def update(server: DemoServer, **fields: Any) -> tuple[int, Any]:
    """Write as the dialect needs it: all that is to stay."""
    return call(server, "PUT", f"{RELEASES}v/", {"ref": "a", "dateReleased": "2026-01-02T03:04:05Z", **fields})


def test_status_is_answered_instead_so_many_times(server: DemoServer) -> None:
    server.plan(Fault("status", code=503, body={"detail": "later"}, times=2))

    answers = [call(server, "GET", RELEASES) for _ in range(3)]

    assert answers[:2] == [(503, {"detail": "later"})] * 2
    assert answers[2][0] == 200


def test_fault_concerns_only_its_method_and_path(server: DemoServer) -> None:
    server.add(version="a b@1")
    server.plan(Fault("status", code=418, method="GET", path_contains="/a b@1/", times=0))

    statuses = [
        call(server, "GET", RELEASES)[0],
        call(server, "GET", f"{RELEASES}{quote('a b@1', safe='')}/")[0],
        call(server, "DELETE", f"{RELEASES}{quote('a b@1', safe='')}/")[0],
    ]

    assert statuses == [200, 418, 204]


def test_cleared_faults_do_not_happen(server: DemoServer) -> None:
    server.plan(Fault("status", code=500, times=0))

    server.faults.clear()

    assert call(server, "GET", RELEASES)[0] == 200


def test_reset_before_handling_leaves_the_release_as_it_was(server: DemoServer) -> None:
    server.plan(Fault("reset", method="PUT"))

    with pytest.raises(ConnectionResetError):
        update(server, ref="b")

    assert (server.release("v")["ref"], server.requests[-1].status) == ("a", 0)


@pytest.mark.parametrize("fault", [Fault("drop_after"), Fault("reset", after=True)])
def test_an_answer_lost_after_handling_leaves_the_change_made(server: DemoServer, fault: Fault) -> None:
    server.plan(fault)

    with pytest.raises(ConnectionError):
        update(server, ref="b")

    assert server.release("v")["ref"] == "b"


def test_a_truncated_answer_ends_too_early(server: DemoServer) -> None:
    server.plan(Fault("truncate"))

    with pytest.raises(http.client.IncompleteRead):
        call(server, "GET", RELEASES)


def test_html_is_answered_in_place_of_json(server: DemoServer) -> None:
    server.plan(Fault("html200"))

    status, content = call(server, "GET", RELEASES)

    assert (status, content[:15]) == (200, b"<!doctype html>")


def test_an_ignored_field_keeps_its_value_and_the_answer_shows_it(server: DemoServer) -> None:
    server.plan(Fault("ignore_field", fields=["dateReleased"]))

    status, answer = update(server, ref="b", dateReleased="2026-05-05T00:00:00Z")

    assert (status, answer["ref"], answer["dateReleased"]) == (200, "b", "2026-01-02T03:04:05Z")
    assert server.release("v")["dateReleased"] == "2026-01-02T03:04:05Z"


def test_an_answer_may_claim_a_field_that_was_ignored(server: DemoServer) -> None:
    server.plan(Fault("ignore_field", field="ref", claims=True))

    _, answer = update(server, ref="b")

    assert (answer["ref"], server.release("v")["ref"]) == ("b", "a")


def test_another_editor_writes_just_before_the_write_and_not_before_a_read(server: DemoServer) -> None:
    server.plan(Fault("other_editor", fields={"url": "https://example.test/2", "ref": "theirs"}))

    read = call(server, "GET", f"{RELEASES}v/")[1]["ref"]
    update(server, ref="ours")

    assert (read, server.release("v")["ref"], server.release("v")["url"]) == ("a", "ours", "https://example.test/2")


def test_one_row_of_a_list_is_altered(server: DemoServer) -> None:
    server.add(version="w", dateCreated="2026-01-01T00:00:00Z")
    server.plan(Fault("alter", fields={"projects": 7}, row=1))

    rows = call(server, "GET", RELEASES)[1]

    assert [row["projects"] == 7 for row in rows] == [False, True]


def test_faults_are_planned_and_forgotten_over_http(server: DemoServer) -> None:
    planned = call(server, "POST", "/_control/faults", [{"kind": "status", "code": 502, "times": 0}])
    failing = call(server, "GET", RELEASES)[0]
    forgotten = call(server, "DELETE", "/_control/faults")[0]
    working = call(server, "GET", RELEASES)[0]
    seen = call(server, "GET", "/_control/requests")[1]

    assert (planned[0], failing, forgotten, working) == (201, 502, 204, 200)
    assert [(one["method"], one["status"]) for one in seen] == [("GET", 502), ("GET", 200)]


@pytest.mark.parametrize("body", [{"kind": "flood"}, {"code": 1}, {"kind": "status", "colour": "red"}, 7])
def test_a_fault_that_makes_no_sense_is_refused(server: DemoServer, body: Any) -> None:
    assert call(server, "POST", "/_control/faults", body)[0] == 400


def test_a_fault_is_read_from_a_command_line() -> None:
    fault = Fault.from_text("delay,method=put,path_contains=/commits/,times=3,seconds=0.5,after=true")

    assert (fault.kind, fault.method, fault.path_contains, fault.times, fault.details) == (
        "delay",
        "PUT",
        "/commits/",
        3,
        {"seconds": 0.5, "after": True},
    )


def test_a_delay_ends_when_the_server_closes() -> None:
    server = DemoServer()
    server.plan(Fault("delay", seconds=3600))
    server.start()
    port = int(server.url.rstrip("/").rpartition(":")[2])

    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", RELEASES)
        server.close()
        end = _end_of(connection)

    # Which of the two comes first is chance; that neither comes would be a time-out.
    assert end in {"answered", "cut off"}


def _end_of(connection: http.client.HTTPConnection) -> str:
    try:
        connection.getresponse().close()
    except ConnectionError:
        return "cut off"
    return "answered"
