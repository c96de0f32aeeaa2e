"""What people read when upstream fails: the one table from an error to our status, a title and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui.sentry_api.errors import (
    BadTokenError,
    BrokenUpstreamError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimitedError,
    SentryError,
    SlowUpstreamError,
    UnaddressableVersionError,
    UnreachableError,
    UnsupportedError,
)
from releases_ui.sentry_api.sentences import say
from releases_ui.services.lease import ReleaseBusyError
from releases_ui.services.record import UnrecordableError
from releases_ui.services.settling import StillArrivingError


@dataclass(frozen=True)
class ErrorText:
    """An upstream failure in words."""

    #: The status of our own answer.
    status: int
    title: str
    #: What happened, in the client's words.
    what: str
    #: What to do.
    advice: str
    #: The server's own words; hostile until escaped.
    details: str = ""


_TABLE: tuple[tuple[type[SentryError], int, str, str], ...] = (
    (SlowUpstreamError, 504, say("The server took too long"), say("Try again in a moment.")),
    (UnreachableError, 503, say("The server cannot be reached"), say("Try again; if it stays so, tell an admin.")),
    (BrokenUpstreamError, 502, say("The server answered with a fault"), say("Try again in a moment.")),
    (BadTokenError, 502, say("The server refuses the token"), say("An admin has to set another SENTRY_AUTH_TOKEN.")),
    (ForbiddenError, 502, say("The token is not allowed to do this"), say("An admin can give it the missing scope.")),
    (
        NotFoundError,
        404,
        say("Not found"),
        say(
            "It may have been deleted, belong to another organization, or lie in projects that the token does not"
            " reach."
        ),
    ),
    (
        UnrecordableError,
        503,
        say("It could not be written down"),
        say("Try again in a moment; if it stays so, tell an admin."),
    ),
    (
        StillArrivingError,
        409,
        say("An earlier save may still arrive"),
        say("Save again then, or once it has shown up."),
    ),
    (ReleaseBusyError, 409, say("Somebody else is saving this release"), say("Try again in a few seconds.")),
    (ConflictError, 502, say("The server is busy with this release"), say("Try again in a few seconds.")),
    (RateLimitedError, 503, say("The server asks to slow down"), say("Try again in a moment.")),
    (
        InvalidInputError,
        502,
        say("The server did not take the request"),
        say("Change what was asked for, or tell an admin."),
    ),
    (UnaddressableVersionError, 404, say("This version cannot be opened"), say("It can be seen in the list.")),
    (UnsupportedError, 404, say("This server does not have that"), say("Everything else works.")),
    (SentryError, 502, say("The server answered with a fault"), say("Try again in a moment.")),
)


def status_after_write(error: SentryError | None, read_error: SentryError | None, *, is_conflict: bool = False) -> int:
    """Return the status of a page that tells how a write ended: 422 where the server refused what was typed.

    Args:
        error: why the write failed, or was not answered.
        read_error: why the release could not be read after it.
        is_conflict: whether somebody else's change stands in the way.
    """
    if isinstance(error, InvalidInputError):
        return 422
    failure = error or read_error
    if failure is not None:
        return describe(failure).status
    return 409 if is_conflict else 200


def describe(error: SentryError) -> ErrorText:
    """Return the words for `error`."""
    for kind, status, title, advice in _TABLE:
        if isinstance(error, kind):
            return ErrorText(status, title, error.message, advice, error.detail)
    raise AssertionError("the last row of the table takes every SentryError")
