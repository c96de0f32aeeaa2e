"""One write at a time to one release, across threads, processes and machines.

Between our last read and the PUT nobody can keep others out, as no server has an ETag. But the dashboard's own
people can be kept from overwriting each other: whoever writes holds a lease, which expires if its process dies.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from releases_ui.models import Lease
from releases_ui.sentry_api.errors import ConflictError
from releases_ui.sentry_api.sentences import say
from releases_ui.services.record import before_sending
from releases_ui.services.upstream import ReleaseKey

logger = logging.getLogger(__name__)

#: Longer than a write and a read again can take together, each with its wait for a free slot and the read's retries.
LIFETIME = timedelta(seconds=120)
#: How long a person waits for somebody else's save before being told of it.
PATIENCE_S = 10.0
_PAUSE_S = 0.05


class ReleaseBusyError(ConflictError):
    """Somebody else of this dashboard is writing to the release; nothing was sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message, was_sent=False)


class Held:
    """A lease that is held."""

    def __init__(self, key: ReleaseKey, holder: str) -> None:
        self._mine = Lease.objects.filter(organization=key.org, version=key.version, holder=holder)

    def renew(self) -> None:
        """Hold it for its whole lifetime again; to be called right before the write.

        Raises:
            ReleaseBusyError: the reads took so long that it expired, and somebody else has it.
            UnrecordableError: the database failed.
        """
        with before_sending():
            is_mine = self._mine.update(expires_at=timezone.now() + LIFETIME)
        if not is_mine:
            raise ReleaseBusyError(say("The server was so slow that somebody else's save came first."))

    def let_go(self) -> None:
        """End it; where the database fails now it expires by itself, and the write is reported all the same."""
        try:
            self._mine.delete()
        except DatabaseError:
            logger.exception("The lease of a release could not be ended; it expires by itself.")


@contextmanager
def held(key: ReleaseKey, patience_s: float | None = None) -> Iterator[Held]:
    """Hold the lease of a release, waiting for it at most `patience_s`.

    Raises:
        ReleaseBusyError: somebody else holds it, and goes on holding it.
        UnrecordableError: the database failed.
    """
    holder = secrets.token_hex(8)
    give_up = time.monotonic() + (PATIENCE_S if patience_s is None else patience_s)
    while not _is_taken(key, holder):
        if time.monotonic() > give_up:
            raise ReleaseBusyError(say("Somebody else's save of this release is still under way."))
        time.sleep(_PAUSE_S)
    lease = Held(key, holder)
    try:
        yield lease
    finally:
        lease.let_go()


def _is_taken(key: ReleaseKey, holder: str) -> bool:
    """Take the lease if it is free or has expired; say whether that worked."""
    now = timezone.now()
    mine = {"holder": holder, "expires_at": now + LIFETIME}
    try:
        with before_sending():
            if Lease.objects.filter(organization=key.org, version=key.version, expires_at__lte=now).update(**mine):
                return True
            with transaction.atomic():
                Lease.objects.create(organization=key.org, version=key.version, **mine)
    except IntegrityError:
        return False
    return True
