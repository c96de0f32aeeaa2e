"""What came of one question to the server, in words for a page and for a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.sentry_api.errors import ForbiddenError, SentryError


@dataclass(frozen=True, slots=True)
class Badge:
    """A shape and a word, in a tone."""

    word: str
    tone: str
    icon: str


YES = Badge("yes", "success", "circle-check")
UNKNOWN = Badge("unknown", "info", "info")
REFUSED = Badge("refused", "danger", "x")
FAILED = Badge("failed", "danger", "circle-alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was asked, and what came of it."""

    label: str
    badge: Badge | None = None
    text: str = ""
    #: What the text is about: scopes, projects.
    names: tuple[str, ...] = ()
    #: A time that the text ends with.
    until: Moment | None = None
    #: A second sentence: what to do, or what the first does not mean.
    more: str = ""
    #: The server's own words; hostile until escaped.
    details: str = ""
    is_failure: bool = False

    @property
    def sentence(self) -> str:
        """Everything in one line, for a terminal."""
        until = f" until {self.until.exact}." if self.until else ""
        details = f"({self.details})" if self.details else ""
        told = " ".join(part for part in (", ".join(self.names), self.text + until, self.more, details) if part)
        word = self.badge.word if self.badge else ""
        return f"{word}: {told}" if word and told else word or told


def failed(label: str, error: SentryError | None, badge: Badge | None = None) -> Line:
    """Return the line of something that could not be read; that the token may not is an answer, and no failure."""
    if error is None:
        return Line(label=label, badge=UNKNOWN)
    text = error_text.describe(error)
    return Line(
        label=label,
        badge=badge or (REFUSED if isinstance(error, ForbiddenError) else FAILED),
        text=text.what,
        more=text.advice,
        details=text.details,
        is_failure=not isinstance(error, ForbiddenError),
    )
