"""A real server on a real socket, which answers as a test plans, and clients of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from releases_ui.sentry_api.client import ReleasesClient

RELEASE = b'{"version": "1"}'

Connect = Callable[..., ReleasesClient]
Answerer = Callable[["Handler"], object]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the next answer that the test has planned, the last one again and again."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def handle_any(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(self)
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    do_GET = do_PUT = do_POST = do_DELETE = handle_any  # noqa: N815 - the names that http.server looks for

    def log_message(self, *args: object) -> None: ...

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):  # the client has gone, as some tests want it to
            self.close_connection = True

    def answer(self, body: bytes = RELEASE, status: int = 200, **headers: str) -> None:
        """Send a whole answer; `Content_Type` as a keyword is the header Content-Type."""
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Type": "application/json", "Content-Length": str(len(body))} | named).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    @property
    def port(self) -> int:
        """The client's port: the same for two requests on one connection."""
        return int(self.client_address[1])


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[Handler] = []
        self.answers: list[Answerer] = [lambda handler: handler.answer()]
        #: Set when the test ends, so that nothing waits longer.
        self.is_over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None: ...


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.is_over.set()
        server.shutdown()
        thread.join()


@contextmanager
def connecting(server: Server) -> Iterator[Connect]:
    """Give what makes a client of the server; clients are closed at the end."""
    made: list[ReleasesClient] = []

    def connect(**options: Any) -> ReleasesClient:
        options = {"base_url": server.url, "token": "token-of-the-team", "dialect": "sentry"} | options
        made.append(ReleasesClient(user_agent="dashboard/1", **options))
        return made[-1]

    yield connect
    for client in made:
        client.close()
