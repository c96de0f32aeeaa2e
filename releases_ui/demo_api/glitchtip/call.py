"""One request to GlitchTip's API, and how it answers."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request

from releases_ui.demo_api.access import Token
from releases_ui.demo_api.answers import Answer, RefusalError, ascii_json
from releases_ui.demo_api.keyset import Fetch, InvalidCursorError, Page, decode, link_header, page
from releases_ui.demo_api.site import Site

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
DEFAULT_PAGE = 50
LARGEST_PAGE = 100
MOST_HITS = 1000
APPLICATION = (
    '<!doctype html><html><head><title>GlitchTip</title><base href="/"></head>'
    "<body><app-root></app-root></body></html>\n"
)
SERVER_ERROR = """
<!doctype html>
<html lang="en">
<head>
  <title>Server Error (500)</title>
</head>
<body>
  <h1>Server Error (500)</h1><p></p>
</body>
</html>
"""
#: What Django leaves as it is in a path.
KEPT_IN_PATHS = "/:@&+$,-_.!~*'()"
NOT_A_NUMBER = "Input should be a valid integer, unable to parse string as an integer"


@dataclass
class Call:
    """What a handler is given."""

    site: Site
    request: Request
    path: str
    args: Mapping[str, str]
    token: Token

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection to the store."""
        return self.site.database.connection()

    @property
    def is_inside(self) -> bool:
        """Whether the organization is the one that there is, and the token's user belongs to it."""
        return self.args.get("org") == self.site.slug and self.token.is_member

    def page(self, fetch: Fetch) -> Page:
        """Return ids of a page of what `fetch` reads.

        Raises:
            RefusalError: 422 for a bad limit or cursor, 500 for a cursor whose moment is none.
        """
        limit = self._limit()
        try:
            place = decode(self.request.args.get("cursor", ""))
        except InvalidCursorError as error:
            context = {"error": "Invalid cursor."}
            problem = {"type": "value_error", "loc": ["query", "cursor"], "msg": "Value error, Invalid cursor."}
            raise RefusalError(422, {"detail": [{**problem, "ctx": context}]}) from error
        except ValueError as error:
            raise server_error() from error
        return page(fetch, place, limit)

    def _limit(self) -> int:
        given = self.request.args.get("limit")
        try:
            limit = DEFAULT_PAGE if given is None else int(given)
        except ValueError as error:
            problem = {"type": "int_parsing", "loc": ["query", "limit"], "msg": NOT_A_NUMBER}
            raise RefusalError(422, {"detail": [problem]}) from error
        return min(limit, LARGEST_PAGE) or DEFAULT_PAGE

    def page_headers(self, cursors: Page, hits: int) -> dict[str, str]:
        """Return Link and counts; the address in it follows the Host and the proxy's scheme."""
        scheme = self.request.headers.get("X-Forwarded-Proto", "http")
        query = self.request.query_string.decode("latin-1")
        url = f"{scheme}://{self.request.host}{quote(self.path, safe=KEPT_IN_PATHS)}{'?' if query else ''}{query}"
        counts = {"X-Max-Hits": str(MOST_HITS), "X-Hits": str(min(hits, MOST_HITS))}
        return {"Link": link_header(url, cursors), **counts}


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Resource:
    """An address: what answers each method, and the scopes of which one suffices."""

    handlers: Mapping[str, Handler]
    scopes: frozenset[str]
    #: Those for DELETE, where they differ.
    removal_scopes: frozenset[str] = frozenset()
    is_open: bool = False


EMPTY_PAGE = Page([], None, None)


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer of JSON."""
    return Answer(ascii_json(value), status, {"Content-Type": JSON_TYPE, **(headers or {})})


def not_found() -> RefusalError:
    """Return the 404 of what is unknown."""
    return RefusalError(404, {"detail": "Not Found"})


def server_error() -> RefusalError:
    """Return the 500, a page of HTML."""
    return RefusalError(500, SERVER_ERROR, content_type=HTML_TYPE)
