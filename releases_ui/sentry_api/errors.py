"""What can go wrong between us and a releases API.

SentryError
├── UnreachableError           no answer came: refused, reset, unknown host, bad certificate
│   └── SlowUpstreamError      it took too long: connecting, answering, or waiting for a free slot
├── BrokenUpstreamError        a 5xx, or an answer that the API does not document
│   └── OversizedAnswerError   more than the limit, after decompression
├── RefusedError               any other 4xx
│   ├── BadTokenError          401
│   ├── ForbiddenError         403
│   ├── NotFoundError          404
│   ├── ConflictError          409
│   ├── InvalidInputError      400 and 422, with the fields at fault
│   └── RateLimitedError       429, with the time to wait
├── UnaddressableVersionError  no URL can name this version; raised before one is built
└── UnsupportedError           this server has no such endpoint

Each says in `was_sent` whether the server may have the request. After a write that is the difference between "nothing
was done" and "nobody knows".

Whatever a server said stands in an error as text that can be shown and stored.
"""

from releases_ui.sentry_api.characters import writable


class SentryError(Exception):
    """Any failure of a call; nothing of `requests` leaves this package.

    Args:
        message: one sentence of ours, for people.
        detail: the server's own words, shortened; empty if it gave none.
        status: the HTTP status; `None` if no answer came.
        operation: what was attempted, as "list releases".
        was_sent: `False` only where it is certain that nothing of the request reached the server: no slot came free, no
            connection was made, or we refused it ourselves.
    """

    def __init__(
        self, message: str, *, detail: str = "", status: int | None = None, operation: str = "", was_sent: bool = True
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = writable(detail)
        self.status = status
        self.operation = operation
        self.was_sent = was_sent


class UnreachableError(SentryError):
    """No whole answer came; after a write that `was_sent` nobody knows whether it was done."""


class SlowUpstreamError(UnreachableError):
    """The server, or a free slot for the call, took too long."""


class BrokenUpstreamError(SentryError):
    """The server failed, or answered something that its API does not document."""


class OversizedAnswerError(BrokenUpstreamError):
    """The answer is larger than we are willing to read."""


class RefusedError(SentryError):
    """The server understood, and refused."""


class BadTokenError(RefusedError):
    """The token is missing, wrong or withdrawn."""


class ForbiddenError(RefusedError):
    """The token is good, and may not do this."""


class NotFoundError(RefusedError):
    """There is no such thing, or the token may not see it."""


class ConflictError(RefusedError):
    """The server is in the middle of another change, or holds this already."""


class InvalidInputError(RefusedError):
    """The server does not accept what was sent.

    `field_errors` holds its sentences by API field; those about no field stand under "".
    """

    def __init__(
        self,
        message: str,
        *,
        field_errors: dict[str, list[str]],
        detail: str = "",
        status: int | None = None,
        operation: str = "",
    ) -> None:
        super().__init__(message, detail=detail, status=status, operation=operation)
        self.field_errors = {
            writable(field): [writable(sentence) for sentence in sentences] for field, sentences in field_errors.items()
        }


class RateLimitedError(RefusedError):
    """The server asks us to slow down; `retry_after_s` says for how long."""

    def __init__(
        self, message: str, *, retry_after_s: float, detail: str = "", status: int | None = 429, operation: str = ""
    ) -> None:
        super().__init__(message, detail=detail, status=status, operation=operation)
        self.retry_after_s = retry_after_s


class UnaddressableVersionError(SentryError):
    """A version that cannot be put into a URL without leaving its place there."""

    def __init__(self, reason: str, *, operation: str = "") -> None:
        super().__init__(reason, operation=operation, was_sent=False)
        self.reason = reason


class UnsupportedError(SentryError):
    """This server has no such endpoint, or cannot do this."""
