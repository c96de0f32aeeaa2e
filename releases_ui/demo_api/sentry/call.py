"""One request to Sentry's API: who asks, for what, with which parameters and body."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request

from releases_ui.demo_api.access import Token
from releases_ui.demo_api.answers import Answer, RefusalError, compact_json
from releases_ui.demo_api.cursors import Cursor, Turns, parse_cursor
from releases_ui.demo_api.site import Site
from releases_ui.demo_api.store import organization, releases
from releases_ui.demo_api.validation import Field, FieldError, read_fields

LARGEST_PAGE = 100
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
LIST_FIELDS = ("projects", "commits", "refs", "headCommits")


@dataclass
class Call:
    """What a handler is given."""

    site: Site
    request: Request
    #: Decoded, as it is routed.
    path: str
    args: Mapping[str, str]
    token: Token

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection to the store."""
        return self.site.database.connection()

    def parameter(self, name: str) -> str | None:
        """Return a query parameter; the last one of several counts."""
        values = self.request.args.getlist(name)
        return values[-1] if values else None

    def is_on(self, name: str) -> bool:
        """Tell whether a switch is given as 1 or true."""
        return self.parameter(name) in {"1", "true"}

    def limit(self, largest: int = LARGEST_PAGE) -> int:
        """Return the page size.

        Raises:
            RefusalError: 400 for no number, or one that is too large.
        """
        given = self.parameter("per_page")
        try:
            limit = largest if given is None else int(given)
        except ValueError as error:
            raise detail(400, "Invalid per_page parameter.") from error
        if limit > largest:
            raise detail(400, f"Invalid per_page value. Cannot exceed {largest}.")
        return limit

    def cursor(self) -> Cursor:
        """Return the cursor that was sent."""
        return parse_cursor(self.parameter("cursor"))

    def link(self, turns: Turns) -> dict[str, str]:
        """Return the Link header of a page."""
        query = {name: self.request.args.getlist(name) for name in self.request.args}
        return {"Link": turns.header(self.site.public_url, self.path, query)}

    def body(self) -> Any:
        """Return the body's data; an empty body is an empty object.

        Raises:
            RefusalError: 400 for broken JSON, 415 for another content type.
        """
        content = self.request.get_data()
        if not content and not self.request.form and not self.request.files:
            return {}
        if self.request.mimetype in FORM_TYPES:
            return self._form()
        if self.request.mimetype != "application/json":
            given = self.request.content_type or ""
            raise detail(415, f'Unsupported media type "{given}" in request.')
        try:
            return json.loads(content.decode())
        except ValueError as error:
            raise detail(400, f"JSON parse error - {error}") from error

    def fields(self, fields: tuple[Field, ...]) -> dict[str, Any]:
        """Return the body's fields.

        Raises:
            RefusalError: 400 naming every faulty one.
        """
        try:
            return read_fields(fields, self.body())
        except FieldError as error:
            raise RefusalError(400, error.errors) from error

    def _form(self) -> dict[str, Any]:
        form = self.request.form
        return {name: form.getlist(name) if name in LIST_FIELDS else form.getlist(name)[-1] for name in form}

    # what the token reaches

    def projects(self) -> list[organization.Project]:
        """Return the projects that the token reaches, by slug."""
        return [one for one in organization.projects(self.connection) if self.token.reaches(one.slug)]

    def visible_release(self) -> releases.Release:
        """Return the release of the path.

        Raises:
            RefusalError: 404 when it is unknown, or none of its projects is reached.
        """
        return self._release(any)

    def editable_release(self) -> releases.Release:
        """Return the release of the path, for a write.

        Raises:
            RefusalError: 404 when it is unknown, or one of its projects is not reached.
        """
        return self._release(all)

    def _release(self, quantity: Callable[[list[bool]], bool]) -> releases.Release:
        version = self.args["version"]
        # bytes that are no UTF-8 arrive as surrogates, which no database takes
        is_text = not any("\ud800" <= character <= "\udfff" for character in version)
        found = releases.find(self.connection, version) if is_text else None
        if found is None:
            raise not_found()
        slugs = [one.slug for one in releases.projects_of(self.connection, [found.id]).get(found.id, [])]
        if "project" in self.args and self.args["project"] not in slugs:
            raise not_found()
        if not slugs or not quantity([self.token.reaches(slug) for slug in slugs]):
            raise not_found()
        return found


def detail(status: int, sentence: Any, **headers: str) -> RefusalError:
    """Return a refusal that holds one sentence."""
    return RefusalError(status, {"detail": sentence}, headers=headers)


def not_found() -> RefusalError:
    """Return the 404 of something that is unknown or not to be seen."""
    return detail(404, "The requested resource does not exist")


def forbidden() -> RefusalError:
    """Return the 403 of a token that may not."""
    return detail(403, "You do not have permission to perform this action.")


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer of JSON."""
    return Answer(compact_json(value), status, {"Content-Type": "application/json", **(headers or {})})


def no_content() -> Answer:
    """Return a 204."""
    return Answer(b"", 204)


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Resource:
    """An address: what it allows, who may, and what answers each method."""

    allow: str
    #: For each method the scopes of which one suffices; a method that is missing is forbidden to all.
    scopes: Mapping[str, frozenset[str]]
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    #: Whether it answers everybody, with or without a token.
    is_open: bool = False
