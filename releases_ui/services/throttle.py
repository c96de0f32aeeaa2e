"""Slows down the guessing of passwords: attempts are counted by account and by address, in the database.

Names that nobody has count like all others, so that a pause does not tell who exists. Sign-in links are not counted:
nobody guesses 256 random bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.db.models import QuerySet
from django.utils import timezone

from releases_ui.models import FailedSignIn
from releases_ui.sentry_api.sentences import say

#: How long a failure counts, and so how long a pause is at most.
WINDOW = timedelta(minutes=15)
#: By one name from one address. A person who has forgotten it has tried what came to mind.
MAX_BY_BOTH = 5
#: By one name from anywhere, against guessers with many addresses: some 3,000 guesses a day, where a password of
#: twelve characters withstands millions. Higher than the others, as whoever reaches it keeps the person out, too.
MAX_BY_ACCOUNT = 30
#: By one address with any names, against trying one password on everybody. A whole office may share an address.
MAX_BY_ADDRESS = 50
#: How long a row is kept, and how many old ones a new one takes along at most.
KEPT = timedelta(days=1)
_FORGOTTEN_AT_ONCE = 100
#: Whoever has one address of IPv6 has all those of its network.
_IPV6_NETWORK = 64
_MAX_ADDRESS = 45


class TooManyAttemptsError(Exception):
    """Too many attempts have failed, so this one was not looked at."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(say("Too many attempts have failed."))
        self.wait_s = math.ceil(wait.total_seconds())


@dataclass(frozen=True)
class Attempt:
    """An attempt that may be made; it has failed until it is said to have succeeded."""

    account: str
    address: str

    def succeed(self) -> None:
        """Forget the failures of this account from this address, this attempt's own row among them."""
        _by_both(self).delete()

    def tries_left(self) -> int:
        """Return how many more may be made now with this account from this address."""
        recent = _by_both(self).filter(at__gt=timezone.now() - WINDOW)
        return max(0, MAX_BY_BOTH - recent.count())


def begin(account: str, address: str) -> Attempt:
    """Return an attempt to be made now, to sign in as `account` from `address`.

    Raises:
        TooManyAttemptsError: it has to wait; whether it would have succeeded must not be found out.
    """
    attempt = Attempt(account, _network(address))
    now = timezone.now()
    # Looked at first, so that whoever hammers on costs no writes.
    _check(attempt, FailedSignIn.objects.all(), now)
    own = FailedSignIn.objects.create(account=attempt.account, address=attempt.address, at=now)
    # Of many at once each has written its row before any of them looks, so that no more than the limit get through.
    try:
        _check(attempt, FailedSignIn.objects.exclude(pk=own.pk), now)
    except TooManyAttemptsError:
        own.delete()
        raise
    _forget_old(now)
    return attempt


def _check(attempt: Attempt, rows: QuerySet[FailedSignIn], now: datetime) -> None:
    by_account, by_address = rows.filter(account=attempt.account), rows.filter(address=attempt.address)
    wait = max(
        _wait(by_account.filter(address=attempt.address), MAX_BY_BOTH, now),
        _wait(by_account, MAX_BY_ACCOUNT, now),
        _wait(by_address, MAX_BY_ADDRESS, now),
    )
    if wait:
        raise TooManyAttemptsError(wait)


def _wait(rows: QuerySet[FailedSignIn], limit: int, now: datetime) -> timedelta:
    """Return how long it takes until fewer than `limit` of `rows` count."""
    counting = rows.filter(at__gt=now - WINDOW).order_by("-at").values_list("at", flat=True)
    return next((at + WINDOW - now for at in counting[limit - 1 : limit]), timedelta(0))


def _by_both(attempt: Attempt) -> QuerySet[FailedSignIn]:
    return FailedSignIn.objects.filter(account=attempt.account, address=attempt.address)


def _network(address: str) -> str:
    """Return what counts as one address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        # A socket has none.
        return address[:_MAX_ADDRESS]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, _IPV6_NETWORK), strict=False))


def _forget_old(now: datetime) -> None:
    """Remove the oldest rows where they are old; they are looked up by their number, so that the work is bounded."""
    oldest = FailedSignIn.objects.order_by("pk").values_list("pk", "at")[:_FORGOTTEN_AT_ONCE]
    FailedSignIn.objects.filter(pk__in=[pk for pk, at in oldest if at < now - KEPT]).delete()
