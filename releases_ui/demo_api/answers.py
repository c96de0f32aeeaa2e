"""Answers, and refusals that become answers."""

import enum
import json
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec
from werkzeug.wrappers import Response

JSON_TYPE = "application/json"


class Delivery(enum.Enum):
    """How an answer reaches the caller."""

    WHOLE = "whole"
    #: Half of the body, then the connection is closed.
    TRUNCATED = "truncated"
    #: Nothing; the connection is reset.
    RESET = "reset"
    #: Nothing; the connection is closed.
    DROPPED = "dropped"
    #: Whole, then the connection is closed without having said so.
    THEN_CLOSED = "then closed"


class Answer(Response):
    """A response that also says how it is delivered."""

    default_mimetype = None
    delivery = Delivery.WHOLE


class RefusalError(Exception):
    """A request that is answered with an error."""

    def __init__(
        self, status: int, body: Any, *, content_type: str = JSON_TYPE, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep what is answered; a `body` of text is sent as it is unless the type is JSON."""
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.content_type = content_type
        self.headers = headers or {}


def compact_json(value: Any) -> bytes:
    """Return JSON as Sentry writes it: no blanks, Unicode as it is."""
    return msgspec.json.encode(value)


def ascii_json(value: Any) -> bytes:
    """Return JSON as GlitchTip writes it: everything outside ASCII escaped."""
    return json.dumps(value).encode("ascii")


def internal_error() -> RefusalError:
    """Return Sentry's 500."""
    return RefusalError(500, {"detail": "Internal Error", "errorId": uuid.uuid4().hex})
