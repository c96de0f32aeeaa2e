"""Bytes over HTTP, within limits on time, size and calls in flight."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import requests

from releases_ui.sentry_api.answers import Answer, Request, is_success, undocumented
from releases_ui.sentry_api.deadlines import latest, sending
from releases_ui.sentry_api.errors import BadTokenError, OversizedAnswerError, SlowUpstreamError
from releases_ui.sentry_api.failures import ConnectionLostError, translated
from releases_ui.sentry_api.headers import media_type, whole_number
from releases_ui.sentry_api.refusals import asked_wait_s, refusal
from releases_ui.sentry_api.sentences import Number, say
from releases_ui.sentry_api.sessions import Sessions
from releases_ui.sentry_api.slots import Slots

_CHUNK_BYTES = 64 * 1024
#: As much of an error's body as is read.
_ERROR_BYTES = 64 * 1024
#: Waits before the two retries that a read may have.
_PAUSES_S = (0.1, 0.4)
_RETRIED_STATUSES = frozenset({429, 502, 503, 504})
#: Whoever asks us to wait longer than this is not asked again.
_LONGEST_WAIT_S = 2.0
#: All retries of a call end within this, counted from the end of the first try.
_RETRY_BUDGET_S = 5.0
_SENDABLE = re.compile(r"[\x21-\x7e]*")
#: A shorter token would be found in ordinary words.
_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Call:
    """One exchange with the server; a retry is an exchange of its own."""

    method: str
    operation: str
    #: `None` if no answer came.
    status: int | None
    ms: float
    #: Of the body, after decompression.
    bytes: int
    request_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where to send, what with, and the limits."""

    base_url: str
    token: str = field(repr=False)
    user_agent: str
    connect_s: float = 3.05
    read_s: float = 15
    #: For a whole answer, however steadily it drips.
    total_s: float = 20
    #: The same for a download.
    download_s: float = 300
    max_answer_bytes: int = 32 * 1024 * 1024
    pool_size: int = 32
    on_call: Callable[[Call], None] | None = None
    request_id: Callable[[], str | None] | None = None


class Reply:
    """An answer whose body is still to be read."""

    def __init__(self, response: requests.Response, request: Request) -> None:
        self._response = response
        self._request = request
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.bytes_read = 0

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return is_success(self.status)

    def chunks(self, limit: int) -> Iterator[bytes]:
        """Yield the body, decompressed.

        Raises:
            OversizedAnswerError: there is more than `limit` bytes of it.
            SentryError: it breaks off, or takes too long.
        """
        while chunk := self._next(_CHUNK_BYTES):
            if self.bytes_read > limit:
                message = say(
                    "%(label)s sent more than the %(limit)s bytes that are read at most.",
                    label=self._request.label,
                    limit=Number(limit),
                )
                raise OversizedAnswerError(message, status=self.status, operation=self._request.operation)
            yield chunk

    def start_of_body(self) -> bytes:
        """Return as much of the body as an error is worth; the rest is left."""
        return self._next(_ERROR_BYTES)

    def _next(self, size: int) -> bytes:
        with translated(self._request):
            chunk: bytes = self._response.raw.read(size, decode_content=True)
        self.bytes_read += len(chunk)
        return chunk


class Transport:
    """Sends requests to one server, for many threads at once; the first call is the first network activity."""

    def __init__(self, settings: Settings, slots: Slots) -> None:
        self._settings = settings
        self._slots = slots
        self._root = settings.base_url.rstrip("/") + "/api/0/"
        self._sessions = Sessions(self._root, settings.token, settings.user_agent)
        self._pool = self._sessions.new(settings.pool_size)

    def send(self, request: Request) -> Answer:
        """Return the answer of a call that succeeded; reads are tried again, writes never.

        Raises:
            SentryError: any subclass; after a write that `was_sent` and has no answer nobody knows whether it was done.
        """
        answer = self.answered(request)
        if not answer.is_success:
            raise refusal(answer, request)
        return answer

    def answered(self, request: Request) -> Answer:
        """Return the answer of a call, a refusal too; reads are tried again, writes never.

        Raises:
            SentryError: no answer came, or more than is read.
        """
        return self._read(request) if request.method == "GET" else self._afresh(request)

    @contextmanager
    def opened(self, request: Request) -> Iterator[Reply]:
        """Give a successful answer, whose body the caller reads, on a connection of its own.

        Raises:
            SlowUpstreamError: as many downloads as may be at once are under way, besides the usual reasons.
            SentryError: any other subclass.
        """
        with self._sessions.new() as session, self._exchange(session, request, is_download=True) as reply:
            if not reply.is_success:
                raise refusal(self._start(reply), request)
            if media_type(reply.headers) == "text/html":  # no file is sent as one, whatever it holds
                raise undocumented(self._start(reply), request)
            yield reply

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.close()

    def _read(self, request: Request) -> Answer:
        outcome = self._attempt(self._pool, request)
        retries_end_at = min(time.monotonic() + _RETRY_BUDGET_S, latest())
        for pause_s in _PAUSES_S:
            wait_s = _wait_s(outcome, pause_s)
            if wait_s is None or time.monotonic() + wait_s >= retries_end_at:
                break
            time.sleep(wait_s)
            # not from the pool: where one connection was stale, its neighbours may be
            with self._sessions.new() as session:
                outcome = self._attempt(session, request, ends_by=retries_end_at)
        if isinstance(outcome, ConnectionLostError):
            raise outcome
        return outcome

    def _attempt(
        self, session: requests.Session, request: Request, *, ends_by: float = math.inf
    ) -> Answer | ConnectionLostError:
        try:
            with self._exchange(session, request, ends_by=ends_by) as reply:
                return self._whole(reply)
        except ConnectionLostError as error:
            return error

    def _afresh(self, request: Request) -> Answer:
        """Send on a new connection: a stale one from the pool would leave the outcome of a write unknown."""
        with self._sessions.new() as session, self._exchange(session, request) as reply:
            return self._whole(reply)

    def _whole(self, reply: Reply) -> Answer:
        if not reply.is_success:
            return self._start(reply)
        body = b"".join(reply.chunks(self._settings.max_answer_bytes))
        return Answer(reply.status, reply.headers, self._without_token(body))

    def _start(self, reply: Reply) -> Answer:
        return Answer(reply.status, reply.headers, self._without_token(reply.start_of_body()))

    def _without_token(self, body: bytes) -> bytes:
        """Take the token out: GlitchTip's root echoes it, and any body may end in an error's details."""
        token = self._settings.token
        return body if len(token) < _SHORTEST_SECRET else body.replace(token.encode(), b"[token]")

    @contextmanager
    def _exchange(
        self, session: requests.Session, request: Request, *, ends_by: float = math.inf, is_download: bool = False
    ) -> Iterator[Reply]:
        """Send one request in a slot and a deadline, and report it when its body has been dealt with.

        Its time starts when it has its slot: whoever waits long for one still gets all of it.
        """
        ends_by = min(ends_by, latest())
        lasts_s = self._settings.download_s if is_download else self._settings.total_s
        waits_s = min(self._settings.read_s, ends_by - time.monotonic())
        with self._slots.taken(request.operation, timeout_s=waits_s, is_download=is_download):
            started, reply, request_id = time.monotonic(), None, self._request_id()
            try:
                response = self._open(session, request, min(started + lasts_s, ends_by), request_id)
                with response:
                    reply = Reply(response, request)
                    self._slots.note_server_limit(whole_number(reply.headers, "X-Sentry-Rate-Limit-ConcurrentLimit"))
                    yield reply
            finally:
                self._report(request, reply, started, request_id)

    def _open(
        self, session: requests.Session, request: Request, ends_at: float, request_id: str | None
    ) -> requests.Response:
        settings = self._settings
        left_s = ends_at - time.monotonic()
        if left_s <= 0:
            message = say("%(label)s took too long to answer.", label=request.label)
            raise SlowUpstreamError(message, operation=request.operation, was_sent=False)
        if not _SENDABLE.fullmatch(settings.token):
            message = say("SENTRY_AUTH_TOKEN holds a blank or another character that no token has.")
            raise BadTokenError(message, operation=request.operation, was_sent=False)
        query = urlencode(request.params, errors="replace")
        with sending(ends_at=ends_at) as on_its_way, translated(request, on_its_way):
            return session.request(
                request.method,
                f"{self._root}{request.path}{'?' if query else ''}{query}",
                data=None if request.body is None else json.dumps(request.body).encode(),
                headers=_headers(request, request_id),
                timeout=(min(settings.connect_s, left_s), min(settings.read_s, left_s)),
                allow_redirects=False,
                stream=True,
            )

    def _request_id(self) -> str | None:
        given = self._settings.request_id() if self._settings.request_id else None
        return given if given and _SENDABLE.fullmatch(given) else None

    def _report(self, request: Request, reply: Reply | None, started: float, request_id: str | None) -> None:
        if self._settings.on_call is None:
            return
        status, size = (reply.status, reply.bytes_read) if reply else (None, 0)
        ms = (time.monotonic() - started) * 1000
        self._settings.on_call(Call(request.method, request.operation, status, ms, size, request_id))


def _headers(request: Request, request_id: str | None) -> dict[str, str]:
    headers = {"Accept": request.accept}
    if request_id:
        headers["X-Request-Id"] = request_id
    if request.body is not None:
        headers["Content-Type"] = "application/json"
    if request.method != "GET":
        headers["Connection"] = "close"
    return headers


def _wait_s(outcome: Answer | ConnectionLostError, pause_s: float) -> float | None:
    """Return how long to wait before asking again; `None` if asking again makes no sense."""
    if isinstance(outcome, ConnectionLostError):
        return 0
    if outcome.status not in _RETRIED_STATUSES:
        return None
    asked_s = asked_wait_s(outcome)
    if asked_s is None:
        return None if outcome.status == 429 else pause_s
    return asked_s if asked_s <= _LONGEST_WAIT_S else None
