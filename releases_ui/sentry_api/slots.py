"""How many calls this process may have in flight."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from releases_ui.sentry_api.errors import SlowUpstreamError
from releases_ui.sentry_api.sentences import say


class Slots:
    """A counter of calls in flight, whose limit follows what the server allows.

    A download holds its slot for as long as somebody's browser takes to read it, so downloads together get a quarter of
    the slots, or one.

    Args:
        limit: the most calls at once, whatever the server allows.
        processes: how many processes share what the server allows.
    """

    def __init__(self, limit: int, *, processes: int = 1) -> None:
        self._most = self._limit = max(1, limit)
        self._processes = max(1, processes)
        self._taken = 0
        self._downloads = 0
        self._changed = threading.Condition()

    @property
    def limit(self) -> int:
        """The most calls at once."""
        return self._limit

    @contextmanager
    def taken(self, operation: str, *, timeout_s: float, is_download: bool = False) -> Iterator[None]:
        """Hold a slot.

        Raises:
            SlowUpstreamError: none came free within `timeout_s`.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._has_room(is_download=is_download), timeout_s):
                message = (
                    say("Too many downloads are under way; none ended in time.")
                    if is_download
                    else say("Too many calls are under way; none ended in time.")
                )
                raise SlowUpstreamError(message, operation=operation, was_sent=False)
            self._count(1, is_download=is_download)
        try:
            yield
        finally:
            with self._changed:
                self._count(-1, is_download=is_download)

    def note_server_limit(self, allowed: int | None) -> None:
        """Stay one below what the server allows all our processes together; the newest figure counts.

        Args:
            allowed: calls at once, as an answer says; `None` if it says nothing.
        """
        if allowed is None:
            return
        with self._changed:
            self._limit = min(self._most, max(1, (allowed - 1) // self._processes))
            self._changed.notify_all()

    def _has_room(self, *, is_download: bool) -> bool:
        if is_download and self._downloads >= max(1, self._limit // 4):
            return False
        return self._taken < self._limit

    def _count(self, change: int, *, is_download: bool) -> None:
        self._taken += change
        self._downloads += change if is_download else 0
        self._changed.notify_all()  # one alone might be a download that still has no room
