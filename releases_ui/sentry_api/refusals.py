"""From the status of an answer to the error that says it to people."""

import math
import time
from urllib.parse import urlsplit

from releases_ui.sentry_api.answers import Answer, Request, field_errors, own_words
from releases_ui.sentry_api.errors import (
    BadTokenError,
    BrokenUpstreamError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    SentryError,
)
from releases_ui.sentry_api.headers import http_date, whole_number
from releases_ui.sentry_api.sentences import marked, say

#: GlitchTip's way to say on a write that it does not know the token.
_CSRF = "CSRF check Failed"
_DEFAULT_WAIT_S = 1.0


def refusal(answer: Answer, request: Request) -> SentryError:
    """Return the error for an answer that is not a success."""
    if answer.status in {400, 422}:
        return _invalid(answer, request)
    if answer.status == 429:
        return _rate_limited(answer, request)
    error, sentence = _kind(answer)
    message: str = say(sentence, label=request.label, operation=request.operation, status=answer.status)
    if error is NotFoundError:
        message = _not_found(request)
    detail = _target(answer) or own_words(answer)
    return error(message, detail=detail, status=answer.status, operation=request.operation)


def _target(answer: Answer) -> str:
    """Return where a redirect leads, without what might be secret in it: mostly it is http against https."""
    try:
        target = urlsplit(answer.headers.get("Location", ""))
    except ValueError:
        return ""
    return f"Location: {target.scheme}://{target.hostname}" if target.hostname else ""


_KINDS: dict[int, tuple[type[SentryError], str]] = {
    401: (BadTokenError, marked("%(label)s does not accept the token.")),
    403: (ForbiddenError, marked("%(label)s does not allow this token to %(operation)s.")),
    404: (NotFoundError, ""),
    409: (ConflictError, marked("%(label)s is busy with another change of this, or holds it already.")),
}
#: By the first digit of any other status.
_CLASSES: dict[int, tuple[type[SentryError], str]] = {
    3: (BrokenUpstreamError, marked("%(label)s sends us elsewhere, where the token must not go; check SENTRY_URL.")),
    4: (RefusedError, marked("%(label)s refused to %(operation)s, with the status %(status)s.")),
}
#: Only the API's own 404 says that something is not there. A page of a proxy, or of a server that routes the address
#: elsewhere, says nothing about a release.
_NO_ADDRESS: tuple[type[SentryError], str] = (
    BrokenUpstreamError,
    marked("The server has no such address; check SENTRY_URL and the organization."),
)
_BROKEN: tuple[type[SentryError], str] = (BrokenUpstreamError, marked("%(label)s answered %(status)s."))


def _kind(answer: Answer) -> tuple[type[SentryError], str]:
    if answer.status == 403 and own_words(answer) == _CSRF:
        return _KINDS[401]
    if answer.status == 404 and not answer.is_json:
        return _NO_ADDRESS
    return _KINDS.get(answer.status) or _CLASSES.get(answer.status // 100, _BROKEN)


def _not_found(request: Request) -> str:
    words = {"label": request.label, "subject": request.subject}
    if request.method == "GET":
        return say("%(label)s has no such %(subject)s, or the token may not see it.", **words)
    return say(
        "%(label)s has no such %(subject)s, or the token has no access to every project that it belongs to.", **words
    )


def _invalid(answer: Answer, request: Request) -> SentryError:
    return InvalidInputError(
        say("%(label)s does not accept what was sent.", label=request.label),
        field_errors=field_errors(answer),
        detail=own_words(answer),
        status=answer.status,
        operation=request.operation,
    )


def _rate_limited(answer: Answer, request: Request) -> SentryError:
    asked_s = asked_wait_s(answer)
    wait_s = _DEFAULT_WAIT_S if asked_s is None else asked_s
    return RateLimitedError(
        say(
            "%(label)s receives too many requests and asks to wait %(seconds)s.",
            label=request.label,
            seconds=_seconds(wait_s),
        ),
        retry_after_s=wait_s,
        detail=own_words(answer),
        status=answer.status,
        operation=request.operation,
    )


def _seconds(wait_s: float) -> str:
    count = math.ceil(wait_s)
    return "1 second" if count == 1 else f"{count} seconds"


def asked_wait_s(answer: Answer) -> float | None:
    """Return the seconds that the server asks to wait; `None` if it does not say."""
    seconds = _retry_after_s(answer)
    return _until_reset_s(answer) if seconds is None and answer.status == 429 else seconds


def _retry_after_s(answer: Answer) -> float | None:
    """Return the seconds that `Retry-After` asks for, given as a number or a date; `None` without it."""
    seconds = whole_number(answer.headers, "Retry-After")
    if seconds is not None:
        return float(seconds)
    date = http_date(answer.headers, "Retry-After")
    return None if date is None else max(0.0, date.timestamp() - time.time())


def _until_reset_s(answer: Answer) -> float | None:
    """Return the seconds until Sentry's window ends; it is given in epoch seconds, and clocks differ."""
    reset = whole_number(answer.headers, "X-Sentry-Rate-Limit-Reset")
    return None if reset is None else max(_DEFAULT_WAIT_S, reset - time.time())
