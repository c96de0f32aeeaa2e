"""What tests of the client share: a server that answers as they plan, and clients of it."""

from collections.abc import Iterator

import pytest

from tests.socket_server import Connect, Server, connecting, serving


@pytest.fixture
def server() -> Iterator[Server]:
    """A real server on a real socket."""
    with serving() as running:
        yield running


@pytest.fixture
def connect(server: Server) -> Iterator[Connect]:
    """What makes a client of the server."""
    with connecting(server) as made:
        yield made
