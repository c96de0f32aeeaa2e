"""Gives each request an id and says where its time went."""

import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from releases_ui import calls

_PASSED_ON = re.compile(r"[A-Za-z0-9-]{8,32}")


class TimingMiddleware:
    """Sets `X-Request-Id` and `Server-Timing` on every answer; the id is also sent upstream."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, counting the time and the upstream calls."""
        given = request.headers.get("X-Request-Id", "")
        made = calls.Calls(given if _PASSED_ON.fullmatch(given) else secrets.token_hex(8))
        request.request_id = made.request_id  # type: ignore[attr-defined]  # for the log, see releases_ui/log.py
        started = time.perf_counter()
        reset = calls.current.set(made)
        try:
            response = self.get_response(request)
        finally:
            calls.current.reset(reset)
        total_ms = (time.perf_counter() - started) * 1000
        response["X-Request-Id"] = made.request_id
        response["Server-Timing"] = f'upstream;dur={made.ms:.1f};desc="{made.count} calls", total;dur={total_ms:.1f}'
        return response
