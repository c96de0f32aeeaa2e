"""What every request of one server shares."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from releases_ui.demo_api.access import Tokens
from releases_ui.demo_api.store.database import Database

DialectName = Literal["sentry", "glitchtip"]


class CommitLocks:
    """Which releases have their commits written just now; a second writer is turned away, not kept waiting."""

    def __init__(self) -> None:
        """Hold none."""
        self._held: set[int] = set()
        self._lock = threading.Lock()

    @contextmanager
    def hold(self, release_id: int) -> Iterator[bool]:
        """Run a block; yields whether this caller holds the release's lock."""
        with self._lock:
            is_held = release_id not in self._held
            self._held.add(release_id)
        try:
            yield is_held
        finally:
            if is_held:
                with self._lock:
                    self._held.discard(release_id)


@dataclass
class Site:
    """The organization's slug, its store and its tokens."""

    slug: str
    dialect: DialectName
    database: Database
    tokens: Tokens
    #: What Link headers begin with on Sentry, whatever host was called.
    public_url: str
    commit_locks: CommitLocks = field(default_factory=CommitLocks)
