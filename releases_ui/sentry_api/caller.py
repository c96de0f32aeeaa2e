"""What all calls of the client share: where they go, in which dialect, and what a good answer is."""

from dataclasses import replace
from typing import TypeVar

import msgspec

from releases_ui.sentry_api.addressing import organization_path, release_path
from releases_ui.sentry_api.answers import Answer, Request, check_json
from releases_ui.sentry_api.decoding import decode_one, decode_rows
from releases_ui.sentry_api.detection import DETECTION_PARAMS, dialect_named, dialect_of_answer
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import BrokenUpstreamError, SentryError, UnsupportedError
from releases_ui.sentry_api.pagination import Page, parse_link
from releases_ui.sentry_api.sessions import origin
from releases_ui.sentry_api.transport import Transport

T = TypeVar("T", bound=msgspec.Struct)


class Caller:
    """Addresses requests, and decodes their answers.

    Args:
        transport: sends them.
        base_url: may give the dialect away.
        dialect: "sentry", "glitchtip" or "auto".
    """

    def __init__(self, transport: Transport, base_url: str, dialect: str) -> None:
        self.transport = transport
        self._dialect = dialect_named(dialect, origin(base_url)[1] or "")

    def dialect_for(self, org: str) -> Dialect:
        """Return how to speak to the server; found out by one call if it was not set, and then remembered."""
        if self._dialect is None:
            request = Request(
                operation="list releases",
                path=organization_path(org, "releases"),
                params=DETECTION_PARAMS,
                subject="organization",
            )
            self._dialect = dialect_of_answer(self.json(request))
        return self._dialect

    def anywhere(self, request: Request, path: str = "") -> Request:
        """Return `request` for a path that every server has, without finding out which server it is."""
        label = self._dialect.label if self._dialect else request.label
        return replace(request, path=path, label=label)

    def at_organization(self, request: Request, org: str, *more: str) -> Request:
        """Return `request` for something in an organization.

        Raises:
            UnsupportedError: the server has no such thing.
        """
        label = self._supporting(request, org).label
        return replace(request, path=organization_path(org, *more), label=label)

    def at_release(self, request: Request, org: str, version: str, *more: str) -> Request:
        """Return `request` for a release, or something in it.

        Raises:
            UnaddressableVersionError: no address can name the version.
            UnsupportedError: the server has no such thing.
        """
        dialect = self._supporting(request, org)
        path = release_path(org, version, dialect, *more)
        return replace(request, path=path, label=dialect.label, subject="release")

    def json(self, request: Request) -> Answer:
        """Return a successful answer in JSON."""
        answer = self.transport.send(request)
        check_json(answer, request)
        return answer

    def one(self, request: Request, payload_type: type[T]) -> T:
        """Return the one thing asked for."""
        answer = self.json(request)
        try:
            return decode_one(answer.body, payload_type)
        except BrokenUpstreamError as error:
            raise _completed(error, answer, request) from error

    def page(self, request: Request, row_type: type[T]) -> Page[T]:
        """Return one page of a list."""
        answer = self.json(request)
        try:
            rows = decode_rows(answer.body, row_type)
        except BrokenUpstreamError as error:
            raise _completed(error, answer, request) from error
        return Page(rows, *parse_link(answer.headers.get("Link")))

    def written(self, request: Request, payload_type: type[T]) -> tuple[int, T | None]:
        """Return the status of a write, and what it answered; the write was done even if that cannot be read."""
        answer = self.json(request)
        try:
            return answer.status, decode_one(answer.body, payload_type)
        except BrokenUpstreamError:
            return answer.status, None

    def _supporting(self, request: Request, org: str) -> Dialect:
        try:
            dialect = self.dialect_for(org)
        except SentryError as error:
            error.was_sent = False  # what was asked for; only the question before it was
            raise
        reason = dialect.supports(request.feature) if request.feature else None
        if reason:
            raise UnsupportedError(reason, operation=request.operation, was_sent=False)
        return dialect


def _completed(error: BrokenUpstreamError, answer: Answer, request: Request) -> BrokenUpstreamError:
    """Return the decoder's error with what only the caller knows."""
    message = error.message.replace("The server", request.label, 1)
    return BrokenUpstreamError(message, detail=error.detail, status=answer.status, operation=request.operation)
