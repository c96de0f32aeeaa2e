"""What one answer tells of the server itself, in its headers and by coming at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.headers import epoch_time, http_date, whole_number

_PREFIX = "X-Sentry-Rate-Limit-"
#: `Date` is cut to the second, so what it means lies half a second later on average.
_HALF_A_SECOND = timedelta(seconds=0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How many more calls of this kind the server takes; `None` where it does not tell."""

    limit: int | None
    remaining: int | None
    resets_at: datetime | None
    #: Calls at once.
    concurrent_limit: int | None
    concurrent_remaining: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What an answer to "list releases" tells, be it the list or a refusal."""

    #: By our clock, before anything was sent and when everything had come.
    asked_at: datetime
    answered_at: datetime
    took: timedelta
    #: The server's clock, to the second; `None` if it does not tell.
    server_time: datetime | None
    #: `None` if the server does not tell.
    rate_limit: RateLimit | None
    #: Why no releases were listed; `None` if they were.
    refusal: SentryError | None

    @property
    def clock_difference(self) -> timedelta | None:
        """How far the server's clock is ahead of ours, to about a second; negative if it is behind.

        The server may have looked at its clock at any time between our two, so a slow answer tells less. The least
        difference that explains what was seen is taken.
        """
        if self.server_time is None:
            return None
        meant = self.server_time + _HALF_A_SECOND
        least, most = meant - self.answered_at, meant - self.asked_at
        nearest = min(max(timedelta(0), least), most)
        return timedelta(seconds=round(nearest.total_seconds()))


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """Return the server's clock."""
    return http_date(headers, "Date")


def rate_limit(headers: Mapping[str, str]) -> RateLimit | None:
    """Return what the headers tell of the limit; `None` if they tell nothing."""
    found = RateLimit(
        limit=whole_number(headers, f"{_PREFIX}Limit"),
        remaining=whole_number(headers, f"{_PREFIX}Remaining"),
        resets_at=epoch_time(headers, f"{_PREFIX}Reset"),
        concurrent_limit=whole_number(headers, f"{_PREFIX}ConcurrentLimit"),
        concurrent_remaining=whole_number(headers, f"{_PREFIX}ConcurrentRemaining"),
    )
    return None if found == _UNTOLD else found


_UNTOLD = RateLimit(limit=None, remaining=None, resets_at=None, concurrent_limit=None, concurrent_remaining=None)
