"""What an error tells about the request: whether the server may have it."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.errors import (
    BadTokenError,
    BrokenUpstreamError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    SentryError,
    SlowUpstreamError,
    UnaddressableVersionError,
    UnreachableError,
    UnsupportedError,
)
from tests.socket_server import Connect, Handler, Server


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A socket that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def refused(client: ReleasesClient) -> SentryError:
    with pytest.raises(SentryError) as caught:
        client.update_release("acme", "1", {"ref": "a"})
    return caught.value


def test_nothing_was_sent_where_nobody_listens(connect: Connect) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))

        error = refused(connect(base_url=f"http://127.0.0.1:{unused.getsockname()[1]}/"))

    assert (type(error), error.was_sent) == (UnreachableError, False)


def test_nothing_was_sent_to_an_unknown_host(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    error = refused(connect(base_url="http://releases.invalid/"))

    assert (type(error), error.was_sent) == (UnreachableError, False)


def test_nothing_was_sent_where_tls_is_not_spoken(server: Server, connect: Connect) -> None:
    error = refused(connect(base_url=server.url.replace("http:", "https:")))

    assert (type(error), error.was_sent) == (UnreachableError, False)


def test_nothing_was_sent_where_the_handshake_takes_too_long(connect: Connect, silent: socket.socket) -> None:
    error = refused(connect(base_url=f"https://127.0.0.1:{silent.getsockname()[1]}/", timeout_s=(0.1, 5)))

    assert (type(error), error.was_sent) == (SlowUpstreamError, False)


def test_nothing_was_sent_through_a_proxy_that_refuses(
    server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "")

    error = refused(connect(base_url="https://releases.invalid/"))

    assert (error.message, error.was_sent) == ("The proxy on the way to the server does not answer.", False)


@pytest.mark.parametrize(
    "base_url", ["releases.test", "ftp://releases.test/", "http://releases.test:port/", "", "http://["]
)
def test_nothing_was_sent_to_an_address_that_is_none(connect: Connect, base_url: str) -> None:
    assert not refused(connect(base_url=base_url)).was_sent


def test_nothing_was_sent_without_a_slot(server: Server, connect: Connect) -> None:
    is_busy = threading.Event()

    def answer(handler: Handler) -> None:
        is_busy.set()
        handler.server.is_over.wait(5)
        handler.answer()

    server.answers = [answer]
    client = connect(max_in_flight=1, timeout_s=(1, 5))
    hasty = connect(max_in_flight=1, timeout_s=(1, 0.05))
    hasty._transport._slots = client._transport._slots

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(client.get_release, "acme", "1")
        is_busy.wait(5)
        error = refused(hasty)
        server.is_over.set()
        first.result()

    assert (type(error), error.was_sent, len(server.seen)) == (SlowUpstreamError, False, 1)


@pytest.mark.parametrize(
    ("options", "write", "kind"),
    [
        ({}, lambda client: client.delete_release("acme", "a/b"), UnaddressableVersionError),
        ({}, lambda client: client.create_release("a/b", {}), NotFoundError),
        ({"dialect": "glitchtip"}, lambda client: client.create_deploy("acme", "1", {}), UnsupportedError),
        ({"token": "with blank"}, lambda client: client.create_release("acme", {}), BadTokenError),
    ],
)
def test_nothing_was_sent_of_what_we_refuse_ourselves(
    server: Server,
    connect: Connect,
    options: dict[str, Any],
    write: Callable[[ReleasesClient], object],
    kind: type[SentryError],
) -> None:
    with pytest.raises(SentryError) as caught:
        write(connect(**options))

    assert (type(caught.value), caught.value.was_sent, server.seen) == (kind, False, [])


def test_nothing_was_sent_where_the_server_does_not_even_say_what_it_is(server: Server, connect: Connect) -> None:
    server.answers = [lambda handler: handler.answer(b"{}", 403)]

    error = refused(connect(dialect="auto"))

    assert (error.operation, error.was_sent) == ("list releases", False)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Handler.hang_up, UnreachableError),
        (lambda handler: handler.server.is_over.wait(5), SlowUpstreamError),
        (lambda handler: handler.answer(b"", 502), BrokenUpstreamError),
        (lambda handler: handler.answer(b"{}", 400), InvalidInputError),
        (lambda handler: handler.answer(b"{}", 403), ForbiddenError),
        (lambda handler: handler.answer(b"<html>", Content_Type="text/html"), BrokenUpstreamError),
    ],
)
def test_what_the_server_has_read_was_sent(
    server: Server, connect: Connect, answer: Callable[[Handler], object], kind: type[SentryError]
) -> None:
    server.answers = [answer]

    error = refused(connect(timeout_s=(1, 0.1)))

    assert (isinstance(error, kind), error.was_sent) == (True, True)


def test_what_went_out_on_an_old_connection_was_sent(server: Server, connect: Connect) -> None:
    server.answers = [Handler.answer, lambda handler: handler.server.is_over.wait(5)]
    client = connect(timeout_s=(1, 0.1))
    client.get_release("acme", "1")

    with pytest.raises(SlowUpstreamError) as caught:
        client.get_release("acme", "1")

    assert caught.value.was_sent
