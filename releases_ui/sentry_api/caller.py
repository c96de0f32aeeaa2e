"""What all calls of the client share: where they go, in which dialect, and what a good answer is."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from releases_ui.sentry_api.addressing import organization_path, release_path
from releases_ui.sentry_api.answers import Answer, Request, check_json
from releases_ui.sentry_api.decoding import decode_one, decode_rows
from releases_ui.sentry_api.detection import DETECTION_PARAMS, dialect_named, dialect_of_answer
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import BrokenUpstreamError, SentryError, UnsupportedError
from releases_ui.sentry_api.pagination import Page, parse_link
from releases_ui.sentry_api.refusals import refusal
from releases_ui.sentry_api.server_facts import ServerFacts, rate_limit, server_time
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

    @property
    def known_dialect(self) -> Dialect | None:
        """How to speak to the server, as far as that is known without asking it."""
        return self._dialect

    def dialect_for(self, org: str) -> Dialect:
        """Return how to speak to the server; found out by one call if it was not set, and then remembered."""
        if self._dialect is None:
            self._dialect = dialect_of_answer(self.json(self._first_look(org)))
        return self._dialect

    def probe(self, org: str) -> ServerFacts:
        """Return what the answer to a first look tells of the server; the dialect is remembered."""
        request = self._first_look(org)
        asked_at, started = datetime.now(UTC), time.monotonic()
        answer = self.transport.answered(request)
        took = timedelta(seconds=time.monotonic() - started)
        return ServerFacts(
            asked_at=asked_at,
            answered_at=datetime.now(UTC),
            took=took,
            server_time=server_time(answer.headers),
            rate_limit=rate_limit(answer.headers),
            refusal=self._learn(answer, request),
        )

    def _first_look(self, org: str) -> Request:
        """Return the request for one release, in words that every server takes."""
        request = Request(operation="list releases", params=DETECTION_PARAMS, subject="organization")
        return self.anywhere(request, organization_path(org, "releases"))

    def _learn(self, answer: Answer, request: Request) -> SentryError | None:
        """Remember the dialect that a list of releases is written in; return why it is no such list."""
        if not answer.is_success:
            return refusal(answer, request)
        try:
            check_json(answer, request)
            found = dialect_of_answer(answer)
        except SentryError as error:
            return error
        self._dialect = self._dialect or found
        return None

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
