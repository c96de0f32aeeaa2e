"""Counts the upstream calls of one request, over all the threads that make them."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Calls:
    """The upstream calls of one request. Several threads may add to it at once."""

    request_id: str
    count: int = 0
    #: Summed over calls, milliseconds; calls side by side add up to more than the wall clock.
    ms: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, ms: float) -> None:
        """Count one call that took `ms` milliseconds."""
        with self._lock:
            self.count += 1
            self.ms += ms


#: The calls of the request that is being answered; `None` outside of one (commands, tests).
current: ContextVar[Calls | None] = ContextVar("current_calls", default=None)


def request_id() -> str:
    """Return the id of the request that is being answered, or an empty text outside of one."""
    calls = current.get()
    return calls.request_id if calls else ""
