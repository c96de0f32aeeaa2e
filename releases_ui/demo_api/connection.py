"""HTTP/1.1 on sockets: connections that stay open, and answers that break on purpose."""

import socket
import socketserver
import struct
import threading
from email.header import Header
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Request

from releases_ui.demo_api.answers import Answer, Delivery
from releases_ui.demo_api.app import Application

LONGEST_LINE = 65_536
#: Above this Sentry's front closes the connection without an answer.
LONGEST_TARGET = 30_000
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
JOIN_TIMEOUT_S = 5


class Connection(BaseHTTPRequestHandler):
    """One caller's connection."""

    protocol_version = "HTTP/1.1"
    server_version = "DemoReleases"
    sys_version = ""
    #: Without it a kept connection waits 40 ms for an acknowledgement.
    disable_nagle_algorithm = True
    server: "Listener"

    def handle_one_request(self) -> None:
        """Read one request, answer it, and stay for the next."""
        try:
            self.raw_requestline = self.rfile.readline(LONGEST_LINE + 1)
            if not self.raw_requestline or len(self.raw_requestline) > LONGEST_TARGET:
                self.close_connection = True
            elif self.parse_request():
                self._answer()
        except ConnectionError:
            # the caller has gone
            self.close_connection = True

    def finish(self) -> None:
        """Close, and give the store its connection back."""
        self.server.application.site.database.leave_thread()
        try:
            super().finish()
        except ConnectionError:
            self.wfile.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Stay silent: calls are recorded, not printed."""

    def _answer(self) -> None:
        # the request's end closes the files that were uploaded with it
        with Request(self._environment(self._read_body())) as request:
            answer = self.server.application.handle(request)
        if answer.delivery is Delivery.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self.connection.close()
            self.close_connection = True
        elif answer.delivery is Delivery.DROPPED:
            self.close_connection = True
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        content = b"" if self.command == "HEAD" else answer.get_data()
        head = self._head(answer, len(content))
        if answer.delivery is Delivery.TRUNCATED:
            content = content[: len(content) // 2]
        # one packet for head and body
        self.wfile.write(head + content)
        if answer.delivery is not Delivery.WHOLE:
            self.close_connection = True

    def _head(self, answer: Answer, length: int) -> bytes:
        phrase = HTTP_STATUS_CODES.get(answer.status_code, "Unknown")
        lines = [f"{self.protocol_version} {answer.status_code} {phrase}"]
        if "Date" not in answer.headers:  # a fault may tell another time
            lines.append(f"Date: {self.date_time_string()}")
        lines += [f"{name}: {_latin(value)}" for name, value in answer.headers if name != "Content-Length"]
        if answer.status_code != HTTPStatus.NO_CONTENT:
            lines.append(f"Content-Length: {length}")
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _read_chunks(self) -> bytes:
        chunks = []
        while size := int(self.rfile.readline(LONGEST_LINE).split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline(LONGEST_LINE)
        while self.rfile.readline(LONGEST_LINE).strip():
            pass
        return b"".join(chunks)

    def _environment(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environment: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": self.path,
            "SERVER_NAME": self.server.host,
            "SERVER_PORT": str(self.server.port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
            "CONTENT_LENGTH": str(len(body)),
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key == "CONTENT_TYPE":
                environment[key] = value
            # the body has been read whole, and its length is known
            elif key not in {"CONTENT_LENGTH", "TRANSFER_ENCODING"}:
                environment[f"HTTP_{key}"] = value
        return environment


def _latin(value: str) -> str:
    """Return a header's value; what Latin-1 lacks is encoded as Django encodes it."""
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return Header(value, "utf-8", maxlinelen=LONGEST_LINE).encode()
    return value


class Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Accepts connections, each served by a thread of its own."""

    allow_reuse_address = True
    request_queue_size = 512
    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int, application: Application) -> None:
        """Listen; port 0 takes a free one."""
        super().__init__((host, port), Connection)
        self.application = application
        self.host = host
        self.port = int(self.server_address[1])
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, known while it is open."""
        with self._lock:
            self._open[request] = threading.current_thread()
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(request, None)

    def close_connections(self) -> None:
        """End every connection and wait for its thread."""
        with self._lock:
            open_now = dict(self._open)
        for connection, thread in open_now.items():
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                # it has ended by itself
                continue
            finally:
                thread.join(JOIN_TIMEOUT_S)
