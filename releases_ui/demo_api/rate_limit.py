"""Rate limits as sentry.io sets them: a window and a number of calls at once."""

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from releases_ui.demo_api.answers import Answer

PREFIX = "X-Sentry-Rate-Limit-"


@dataclass(frozen=True)
class RateLimit:
    """So many calls in a window, so many at once, for each token."""

    limit: int = 40
    window_s: int = 1
    concurrent: int = 25


@dataclass(frozen=True)
class Admission:
    """Whether a call is let in, and the headers that tell."""

    is_granted: bool
    headers: dict[str, str]


class RateLimiter:
    """Counts calls by caller."""

    def __init__(self, rate: RateLimit) -> None:
        """Start with nothing counted."""
        self.rate = rate
        self._lock = threading.Lock()
        self._window = 0
        self._counts: Counter[str] = Counter()
        self._at_once: Counter[str] = Counter()

    def enter(self, caller: str) -> Admission:
        """Count a call that begins."""
        with self._lock:
            window = int(time.time()) // self.rate.window_s
            if window != self._window:
                self._window = window
                self._counts.clear()
            self._counts[caller] += 1
            self._at_once[caller] += 1
            return self._admission(caller)

    def leave(self, caller: str) -> None:
        """Count a call that ends."""
        with self._lock:
            self._at_once[caller] -= 1

    def _admission(self, caller: str) -> Admission:
        remaining = self.rate.limit - self._counts[caller]
        free = self.rate.concurrent - self._at_once[caller]
        headers = {
            "Remaining": str(max(remaining, 0)),
            "Limit": str(self.rate.limit),
            "Reset": str((self._window + 1) * self.rate.window_s),
            # the word, when the window is what was hit
            "ConcurrentRemaining": "None" if remaining < 0 else str(max(free, 0)),
            "ConcurrentLimit": str(self.rate.concurrent),
        }
        return Admission(remaining >= 0 and free >= 0, {PREFIX + name: value for name, value in headers.items()})


def too_many(rate: RateLimit, dialect: Literal["sentry", "glitchtip"]) -> Answer:
    """Return the 429: on Sentry a JSON string that calls itself HTML, without a time to wait."""
    if dialect == "glitchtip":
        body = json.dumps({"message": "Please retry later"}).encode()
        return Answer(body, 429, {"Content-Type": "application/json", "Retry-After": str(rate.window_s)})
    sentence = (
        "You are attempting to use this endpoint too frequently."
        f" Limit is {rate.limit} requests in {rate.window_s} seconds"
    )
    return Answer(json.dumps(sentence).encode(), 429, {"Content-Type": "text/html; charset=utf-8"})
