"""The one way in which anything is written upstream.

Whoever writes has been checked, holds the lease of the release, has read it, and has the intent on disk before
anything is sent; it is sent once. What became of it is judged by reading again, never by the status of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from releases_ui import permissions
from releases_ui.models import Change, User
from releases_ui.permissions import Person, Right
from releases_ui.sentry_api import deadlines
from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.errors import NotFoundError, RefusedError, SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.services import lease, record, settling, upstream
from releases_ui.services.lease import Held
from releases_ui.services.record import Intent
from releases_ui.services.upstream import ReleaseKey

T = TypeVar("T")

#: What reading lists again after a write may take in all: with the write itself, 35 seconds at most, less than the
#: lease lasts, which was renewed right before. What could not be read by then is unknown, until somebody looks.
READ_AGAIN_S = 60.0


@dataclass(frozen=True)
class Sent(Generic[T]):
    """A write that went out, and how it was answered."""

    change: Change
    #: `None` where an error came instead.
    answer: T | None = None
    error: SentryError | None = None

    @property
    def is_final(self) -> bool:
        """Whether the answer says that nothing more will come of it.

        A success, a refusal, a redirect and the server's own 500 do. Where the answer was lost, or a proxy gave it,
        the write may still arrive.
        """
        error = self.error
        if error is None or isinstance(error, RefusedError) or not error.was_sent:
            return True
        return error.status is not None and (error.status == 500 or 300 <= error.status < 400)

    @property
    def is_refused(self) -> bool:
        """Whether the answer alone says that nothing was done; after a 500 somebody has to look."""
        return isinstance(self.error, RefusedError) or (self.error is not None and not self.error.was_sent)


class Write:
    """The right to write to one release, while `begin` lasts."""

    def __init__(self, user: User, key: ReleaseKey, held: Held) -> None:
        self.user = user
        self.key = key
        self._held = held

    def read(self) -> Release:
        """Return the release as it is now; earlier changes whose outcome is open are settled by it.

        Raises:
            StillArrivingError: one of them may still arrive, and would overwrite what is written now.
            SentryError: the release could not be read, so nothing may be sent.
        """
        as_of = datetime.now(UTC)
        try:
            release = upstream.client().get_release(self.key.org, self.key.version)
        except NotFoundError:
            self._settle(None, as_of)
            raise
        self._settle(release, as_of)
        return release

    def find(self) -> Release | None:
        """Return the release as it is now, or `None` where there is none that the token sees.

        Raises:
            StillArrivingError: an earlier change may still arrive.
            SentryError: whether there is one could not be found out.
        """
        try:
            return self.read()
        except NotFoundError:
            return None

    def _settle(self, release: Release | None, as_of: datetime) -> None:
        with record.before_sending():
            settling.settle(self.key, release, as_of)
            settling.check_nothing_arrives(self.key, as_of)

    def send(self, intent: Intent, call: Callable[[ReleasesClient], T]) -> Sent[T]:
        """Write down the intent, then call upstream once.

        Raises:
            ReleaseBusyError: the reads took so long that somebody else writes now; nothing was sent.
            UnrecordableError: the intent could not be written down; nothing was sent.
        """
        self._held.renew()
        change = record.intend(intent, self.user, self.key)
        try:
            sent = Sent(change, call(upstream.client()))
        except SentryError as error:
            sent = Sent(change, error=error)
        change.is_answered = sent.is_final
        return sent


def reading_again() -> AbstractContextManager[None]:
    """Bound all that is read in this block, after a write, to `READ_AGAIN_S`."""
    return deadlines.at_most(READ_AGAIN_S)


@contextmanager
def begin(actor: Person, right: Right, key: ReleaseKey) -> Iterator[Write]:
    """Give the right to write to the release; one at a time over all threads, processes and machines.

    Raises:
        PermissionDenied: the person may not.
        ReleaseBusyError: somebody else's write is under way.
        UnrecordableError: the database failed.
    """
    user = permissions.check(actor, right)
    with lease.held(key) as held:
        yield Write(user, key, held)
