"""How many releases have come since a list was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from releases_ui.sentry_api.payloads import Release
from releases_ui.services import listing
from releases_ui.services.listing import ListQuery


@dataclass(frozen=True)
class Newer:
    """Releases that a list does not show yet."""

    count: int
    #: Whether there may be more than were counted: one page was looked at.
    is_more: bool


def count(query: ListQuery, since: datetime, newest: str) -> Newer:
    """Return how many releases a list would show before `newest`, by one look at the server.

    Args:
        query: what the list shows.
        since: when `newest` was created.
        newest: the version of the first release that the list shows.

    Raises:
        UnknownProjectError: for a project that the organization does not have.
        SentryError: any subclass.
    """
    page = listing.list_page(replace(query, cursor=""), max_calls=1)
    found = 0
    for row in page.rows:
        # Where the newest is gone meanwhile, the first that is no newer ends the count.
        if row.version == newest or (isinstance(row, Release) and row.date_created and row.date_created < since):
            return Newer(found, is_more=False)
        found += 1
    return Newer(found, is_more=found == query.per_page or page.next_cursor is not None)
