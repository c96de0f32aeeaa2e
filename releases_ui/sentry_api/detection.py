"""Which dialect a server speaks, by one look at its list of releases."""

from releases_ui.sentry_api.answers import Answer
from releases_ui.sentry_api.decoding import untyped_rows
from releases_ui.sentry_api.dialect import Dialect, Params
from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.sentry import SentryDialect

#: Asks either server for one release.
DETECTION_PARAMS: Params = [("per_page", "1"), ("limit", "1"), ("project", "-1"), ("status", "")]


def dialect_named(name: str, host: str) -> Dialect | None:
    """Return the dialect that is set, or that the host gives away; `None` if the server must be looked at."""
    if name == "glitchtip":
        return GlitchTipDialect()
    if name == "sentry" or host == "sentry.io" or host.endswith(".sentry.io"):
        return SentryDialect()
    if name != "auto":
        raise ValueError(f"A dialect is sentry, glitchtip or auto, not {name!r}.")
    return None


def dialect_of_answer(answer: Answer) -> Dialect:
    """Return the dialect that a list of releases is written in.

    Raises:
        BrokenUpstreamError: it is no list.
    """
    rows = untyped_rows(answer.body)
    is_glitchtip = (
        "X-Max-Hits" in answer.headers
        or answer.headers.get("Link", "").startswith("{")
        or any(isinstance(row, dict) and "id" not in row for row in rows)
    )
    return GlitchTipDialect() if is_glitchtip else SentryDialect()
