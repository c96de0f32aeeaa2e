"""What a form stands on while the server cannot be asked: somebody's rules, and the release by its name alone."""

from __future__ import annotations

from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.sentry_api.sentry import SentryDialect
from releases_ui.services import releases
from releases_ui.services.upstream import ReleaseKey

#: Whose rules a form follows while the server cannot be asked whose it does.
FALLBACK = SentryDialect()


def dialect_if_possible(org: str) -> Dialect:
    """Return how the organization's server is spoken to, or some dialect where that cannot be found out."""
    try:
        return releases.dialect_of(org)
    except SentryError:
        return FALLBACK


def unread(key: ReleaseKey, reason: str = "It could not be read.") -> UnreadableRow:
    """Return what is known of a release that could not be read: its name, and why."""
    return UnreadableRow(version=key.version, reason=reason, raw="")


def read_if_possible(key: ReleaseKey) -> Release | UnreadableRow:
    """Return the release, or its name alone where it cannot be read: what was typed must be shown all the same."""
    try:
        return releases.get(key)
    except SentryError as error:
        return unread(key, error.message)
