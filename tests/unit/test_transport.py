"""What only a real server on a real socket shows: connections, and what is sent on them."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from releases_ui.sentry_api.errors import (
    BrokenUpstreamError,
    ForbiddenError,
    UnreachableError,
)
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sessions import BearerAuth
from tests.socket_server import Connect, Handler, Server, serving


def test_the_token_is_sent_even_where_a_netrc_names_the_host(
    server: Server, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login intruder password guess\n")
    monkeypatch.setenv("NETRC", str(netrc))

    connect().get_release("acme", "1")

    assert server.seen[0].headers["Authorization"] == "Bearer token-of-the-team"


def test_without_a_token_no_authorization_is_sent(server: Server, connect: Connect) -> None:
    connect(token="").get_release("acme", "1")

    assert server.seen[0].headers["Authorization"] is None


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("https://releases.test/api/0/", "Bearer t"),
        ("https://RELEASES.test:443/elsewhere", "Bearer t"),
        ("http://releases.test/api/0/", None),
        ("https://releases.test:8443/api/0/", None),
        ("https://releases.test.evil.test/", None),
        ("https://evil.test/?https://releases.test/", None),
    ],
)
def test_the_token_goes_to_one_origin_only(url: str, header: str | None) -> None:
    class Prepared:
        def __init__(self) -> None:
            self.url = url
            self.headers: dict[str, str] = {}

    prepared = BearerAuth("t", "https://releases.test/")(Prepared())  # type: ignore[arg-type]

    assert prepared.headers.get("Authorization") == header


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: Server, connect: Connect, status: int) -> None:
    with serving() as elsewhere:
        server.answers = [lambda handler: handler.answer(status=status, Location=elsewhere.url)]

        with pytest.raises(BrokenUpstreamError, match="sends us elsewhere") as caught:
            connect().get_release("acme", "1")

        assert (len(server.seen), elsewhere.seen) == (1, [])
        assert caught.value.detail == "Location: http://127.0.0.1"


def test_a_redirect_to_nowhere_is_an_error_of_ours(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(status=302, Location="http://[")]

    with pytest.raises(BrokenUpstreamError, match="sends us elsewhere"):
        connect().get_release("acme", "1")


def test_cookies_are_not_kept(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(Set_Cookie="session=1; Path=/")]
    client = connect()

    for _ in range(2):
        client.get_release("acme", "1")

    assert [handler.headers["Cookie"] for handler in server.seen] == [None, None]


def test_each_call_says_who_asks_and_for_what(server: Server, connect: Connect) -> None:
    client = connect(request_id=lambda: "req-7")

    client.get_release("acme", "1")
    client.update_release("acme", "1", {"ref": "a"})

    names = ("User-Agent", "Accept", "Content-Type", "X-Request-Id", "Connection")
    assert [[handler.headers[name] for name in names] for handler in server.seen] == [
        ["dashboard/1", "application/json", None, "req-7", "keep-alive"],
        ["dashboard/1", "application/json", "application/json", "req-7", "close"],
    ]


@pytest.mark.parametrize("request_id", [None, "", "two\r\nlines"])
def test_a_request_id_that_cannot_be_sent_is_not(server: Server, connect: Connect, request_id: str | None) -> None:
    connect(request_id=lambda: request_id).get_release("acme", "1")

    assert server.seen[0].headers["X-Request-Id"] is None


def test_reads_share_a_connection(server: Server, connect: Connect) -> None:
    client = connect()

    for _ in range(3):
        client.get_release("acme", "1")

    assert len({handler.port for handler in server.seen}) == 1


def test_an_error_leaves_the_connection_usable(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b'{"detail": "No"}', 403), lambda handler: handler.answer()]
    client = connect()

    with pytest.raises(ForbiddenError):
        client.get_release("acme", "1")
    client.get_release("acme", "1")

    assert len({handler.port for handler in server.seen}) == 1


def test_each_write_goes_out_on_a_connection_of_its_own(server: Server, connect: Connect) -> None:
    client = connect()

    client.get_release("acme", "1")
    client.update_release("acme", "1", {})
    client.create_release("acme", {})
    client.get_release("acme", "1")

    ports = [handler.port for handler in server.seen]
    assert ports[0] == ports[3]
    assert len(set(ports)) == 3


def hang_up_on_the_second(handler: Handler) -> None:
    """Answer the first request of a connection, and close it silently when a second one comes."""
    if [other.port for other in handler.server.seen].count(handler.port) > 1:
        handler.hang_up()
    else:
        handler.answer()


def test_a_read_on_a_connection_that_the_server_closed_is_tried_again(server: Server, connect: Connect) -> None:
    server.answers = [hang_up_on_the_second]
    client = connect()

    releases = [client.get_release("acme", "1") for _ in range(2)]

    assert releases == [Release(version="1")] * 2
    assert len(server.seen) == 3


def test_a_write_without_an_answer_is_not_tried_again(server: Server, connect: Connect) -> None:
    server.answers = [Handler.hang_up]

    with pytest.raises(UnreachableError) as caught:
        connect().update_release("acme", "1", {"ref": "a"})

    assert (len(server.seen), caught.value.status) == (1, None)
    assert caught.value.message == "Sentry broke the connection off before the answer was whole."


def test_a_body_that_breaks_off_is_no_answer(server: Server, connect: Connect) -> None:
    def answer(handler: Handler) -> None:
        handler.answer(Content_Length="5000")
        handler.hang_up()

    server.answers = [answer]

    with pytest.raises(UnreachableError, match="broke the connection off"):
        connect().get_release("acme", "1")


def test_a_port_where_nobody_listens_cannot_be_reached(connect: Connect) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        client = connect(base_url=f"http://127.0.0.1:{unused.getsockname()[1]}/")

        with pytest.raises(UnreachableError) as caught:
            client.get_release("acme", "1")

    assert caught.value.message == "Sentry cannot be reached."


@pytest.mark.parametrize(
    "base_url", ["releases.test", "ftp://releases.test/", "http://releases.test:port/", "", "http://[", "//["]
)
def test_an_address_that_is_none_is_said_to_be(connect: Connect, base_url: str) -> None:
    with pytest.raises(UnreachableError, match="SENTRY_URL is not an address"):
        connect(base_url=base_url).get_release("acme", "1")


def test_plain_text_where_tls_is_expected_is_no_trusted_certificate(server: Server, connect: Connect) -> None:
    with pytest.raises(UnreachableError, match="certificate"):
        connect(base_url=server.url.replace("http:", "https:")).get_release("acme", "1")


def test_a_proxy_of_the_environment_is_used(server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "")

    connect(base_url="http://releases.invalid/").get_release("acme", "1")

    assert server.seen[0].path == "http://releases.invalid/api/0/organizations/acme/releases/1/"


def test_many_threads_share_one_client(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(json.dumps({"version": handler.path.split("/")[-2]}).encode())]
    client = connect(pool_size=4, max_in_flight=8)

    with ThreadPoolExecutor(8) as threads:
        releases = list(threads.map(lambda number: client.get_release("acme", str(number)), range(100)))

    assert releases == [Release(version=str(number)) for number in range(100)]
