"""Paths of the API. A version is data: it is encoded whole, or refused before a path is built."""

from typing import Protocol
from urllib.parse import quote

from releases_ui.sentry_api.characters import has_lone_surrogate
from releases_ui.sentry_api.errors import NotFoundError
from releases_ui.sentry_api.sentences import say


class Addresser(Protocol):
    """What decides whether a version can stand in a path: the dialect."""

    def check_addressable(self, version: str) -> None:
        """Raise `UnaddressableVersionError` for a version that would leave its place."""


def reason_against_segment(text: str) -> str | None:
    """Return why `text` cannot be one segment of a path; `None` if it can."""
    if not text:
        return say("It is empty, so no address can name it.")
    if text in {".", ".."}:
        return say('"%(text)s" in an address means another place, so it cannot be opened.', text=text)
    if "/" in text:
        return say("It holds a slash, which servers take for the end of the version.")
    if "\0" in text:
        return say("It holds a NUL character, which no address can carry.")
    if has_lone_surrogate(text):
        return say("It holds half a character, which no address can carry.")
    return None


def organization_path(org: str, *more: str) -> str:
    """Return the path below `/api/0/` of something in an organization.

    Raises:
        NotFoundError: no organization or thing can have such a name.
    """
    return "/".join(["organizations", *(_segment(part) for part in (org, *more)), ""])


def release_path(org: str, version: str, dialect: Addresser, *more: str) -> str:
    """Return the path below `/api/0/` of a release, or of something in it.

    Raises:
        UnaddressableVersionError: the version would lead elsewhere.
        NotFoundError: no organization or thing can have such a name.
    """
    dialect.check_addressable(version)
    return organization_path(org, "releases", version, *more)


def _segment(text: str) -> str:
    reason = reason_against_segment(text)
    if reason:
        message = say("There is nothing of that name. %(reason)s", reason=reason)
        raise NotFoundError(message, operation="build an address", was_sent=False)
    return quote(text, safe="")
