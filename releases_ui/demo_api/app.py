"""The application: every request is recorded, limited, troubled by faults, and answered by a dialect."""

import json
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from werkzeug.wrappers import Request

from releases_ui.demo_api.answers import Answer, Delivery
from releases_ui.demo_api.fault_effects import FaultyCall, decoded_paths
from releases_ui.demo_api.faults import Fault, Faults
from releases_ui.demo_api.glitchtip import api as glitchtip
from releases_ui.demo_api.rate_limit import RateLimit, RateLimiter, too_many
from releases_ui.demo_api.sentry import api as sentry
from releases_ui.demo_api.site import Site

CONTROL = "/_control/"
#: So many calls are remembered.
MOST_SEEN = 20_000


@dataclass(frozen=True)
class Seen:
    """A call that was received; the path is as it arrived, percent signs and dots included."""

    method: str
    path: str
    query: str
    body: bytes
    #: 0 when the caller got no answer.
    status: int


class Application:
    """The embedded API without its sockets."""

    def __init__(self, site: Site, rate_limit: RateLimit | None = None) -> None:
        """Answer for a site."""
        self.site = site
        self.faults = Faults()
        self.seen: deque[Seen] = deque(maxlen=MOST_SEEN)
        #: Set when the server goes down.
        self.closing = threading.Event()
        self._limiter = RateLimiter(rate_limit) if rate_limit else None

    def handle(self, request: Request) -> Answer:
        """Return the answer to a request."""
        raw_path, _, query = request.environ["REQUEST_URI"].partition("?")
        if raw_path.startswith(CONTROL):
            return self._control(request, raw_path)
        body = request.get_data()
        answer = self._limited(request, raw_path, query, body)
        status = 0 if answer.delivery in {Delivery.RESET, Delivery.DROPPED} else answer.status_code
        self.seen.append(Seen(request.method, raw_path, query, body, status))
        return answer

    def _limited(self, request: Request, raw_path: str, query: str, body: bytes) -> Answer:
        if self._limiter is None:
            return self._troubled(request, raw_path, query, body)
        caller = request.headers.get("Authorization", "")
        admission = self._limiter.enter(caller)
        try:
            if admission.is_granted:
                answer = self._troubled(request, raw_path, query, body)
            else:
                answer = too_many(self._limiter.rate, self.site.dialect)
        finally:
            self._limiter.leave(caller)
        if self.site.dialect == "sentry":
            answer.headers.update(admission.headers)
        return answer

    def _troubled(self, request: Request, raw_path: str, query: str, body: bytes) -> Answer:
        path = routed_path(raw_path)
        raw = f"{raw_path}?{query}" if query else raw_path
        faults = self.faults.take(request.method, decoded_paths(raw))
        if not faults:
            return self._dialect_answer(request, path)
        troubled = FaultyCall(self.site, faults, path, body, self.closing)
        return troubled.run(lambda: self._dialect_answer(request, path))

    def _dialect_answer(self, request: Request, path: str) -> Answer:
        handle = sentry.handle if self.site.dialect == "sentry" else glitchtip.handle
        return handle(self.site, request, path)

    def _control(self, request: Request, path: str) -> Answer:
        """Answer what tests ask for: faults to plan and to forget, calls to look at."""
        what = (request.method, path.removeprefix(CONTROL).strip("/"))
        if what == ("POST", "faults"):
            return self._plan(request)
        if what == ("DELETE", "faults"):
            self.faults.clear()
        elif what == ("DELETE", "requests"):
            self.seen.clear()
        elif what == ("GET", "faults"):
            return _json([repr(fault) for fault in self.faults.planned()])
        elif what == ("GET", "requests"):
            return _json([_seen_json(one) for one in list(self.seen)])
        else:
            return _json({"detail": "There is no such control."}, 404)
        return Answer(b"", 204)

    def _plan(self, request: Request) -> Answer:
        try:
            given = json.loads(request.get_data())
            planned = [Fault.from_json(one) for one in (given if isinstance(given, list) else [given])]
        except (ValueError, TypeError) as error:
            return _json({"detail": str(error)}, 400)
        for fault in planned:
            self.faults.plan(fault)
        return _json([repr(fault) for fault in planned], 201)


def routed_path(raw: str) -> str:
    """Return the path that is routed: steps up and down resolved first, then percent signs decoded.

    So a raw "../" climbs, while "%2E%2E" stays a name and "%2F" becomes a slash.
    """
    parts: list[str] = []
    for part in raw.split("/"):
        if part == "..":
            del parts[max(1, len(parts) - 1) :]
        elif part != ".":
            parts.append(part)
    # a path that ends in a step ends in a slash
    if raw.rsplit("/", 1)[-1] in {".", ".."}:
        parts.append("")
    return unquote_to_bytes("/".join(parts)).decode(errors="surrogateescape")


def _seen_json(one: Seen) -> dict[str, Any]:
    return {
        "method": one.method,
        "path": one.path,
        "query": one.query,
        "body": one.body.decode(errors="replace"),
        "status": one.status,
    }


def _json(value: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(value).encode(), status, {"Content-Type": "application/json"})
