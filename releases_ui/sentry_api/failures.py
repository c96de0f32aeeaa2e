"""From what `requests` raises to our errors: nothing of it leaves this package."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from requests import exceptions as requests_errors
from urllib3 import exceptions as urllib3_errors

from releases_ui.sentry_api.answers import Request
from releases_ui.sentry_api.deadlines import Sending
from releases_ui.sentry_api.errors import BrokenUpstreamError, SentryError, SlowUpstreamError, UnreachableError
from releases_ui.sentry_api.sentences import marked, say


class ConnectionLostError(UnreachableError):
    """The connection broke off before the answer was whole; a read may be tried again."""


@contextmanager
def translated(request: Request, sending: Sending | None = None) -> Iterator[None]:
    """Turn the errors of `requests` and `urllib3` in this block into ours.

    Args:
        request: what is asked.
        sending: knows whether it went out; left away where an answer has begun.

    Raises:
        UnreachableError: no whole answer came.
        SlowUpstreamError: it took too long.
        BrokenUpstreamError: it cannot be decompressed.
    """
    try:
        yield
    except (requests.RequestException, urllib3_errors.HTTPError, OSError, UnicodeError) as error:
        error_class, sentence = _classified(error)
        was_sent = not isinstance(error, _NO_ADDRESS) and (sending is None or sending.was_sent)
        message = say(sentence, label=request.label)
        raise error_class(message, operation=request.operation, was_sent=was_sent) from error


_NO_ADDRESS = (requests_errors.InvalidURL, requests_errors.MissingSchema, requests_errors.InvalidSchema)


#: In this order, as some are kinds of others.
_SENTENCES: tuple[tuple[tuple[type[Exception], ...], type[SentryError], str], ...] = (
    (
        (requests.Timeout, urllib3_errors.ReadTimeoutError),
        SlowUpstreamError,
        marked("%(label)s took too long to answer."),
    ),
    (
        (requests_errors.SSLError, urllib3_errors.SSLError),
        UnreachableError,
        marked("%(label)s does not show a certificate that can be trusted."),
    ),
    ((requests_errors.ProxyError,), UnreachableError, marked("The proxy on the way to the server does not answer.")),
    (
        (requests_errors.ContentDecodingError, urllib3_errors.DecodeError),
        BrokenUpstreamError,
        marked("%(label)s sent an answer that cannot be decompressed."),
    ),
    (_NO_ADDRESS, UnreachableError, marked("SENTRY_URL is not an address that can be called.")),
)


def _classified(error: Exception) -> tuple[type[SentryError], str]:
    for kinds, error_class, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return error_class, sentence
    if _is_broken_off(error):
        return ConnectionLostError, marked("%(label)s broke the connection off before the answer was whole.")
    return UnreachableError, marked("%(label)s cannot be reached.")


def _is_broken_off(error: Exception) -> bool:
    """Tell a connection that was made and lost from one that was never made."""
    inner = error.args[0] if error.args else None
    lost = (urllib3_errors.ProtocolError, requests_errors.ChunkedEncodingError, ConnectionResetError, BrokenPipeError)
    return isinstance(error, lost) or isinstance(inner, lost)
