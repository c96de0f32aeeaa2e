"""Who has put there what a release says now, as far as our own record knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from releases_ui.models import Change
from releases_ui.sentry_api.dialect import ReleaseField, as_json_value
from releases_ui.services import commit_lists
from releases_ui.services.commit_lists import CommitList
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import storable
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import Values

#: Changes that are looked through: more than anybody makes while a form is open. Lists of commits are long.
_MANY, _FEW = 50, 10


def movers(
    key: ReleaseKey, fields: Collection[ReleaseField], now: Values, since: datetime
) -> dict[ReleaseField, Change]:
    """Return, by field, the change made here that put there what stands there now.

    A field is missing where no change of ours explains it: somebody changed it elsewhere, or the server did.

    Args:
        key: which release.
        fields: those that have moved.
        now: what the server has.
        since: when they stood otherwise still.
    """
    changes = list(_since(key, since)[:_MANY])
    found = {field: _mover(changes, field, storable(as_json_value(now[field])), (field,)) for field in fields}
    return {field: change for field, change in found.items() if change is not None}


def mover_of_commits(key: ReleaseKey, now: CommitList, since: datetime) -> Change | None:
    """Return the change made here that left the list of commits that stands there now; `None` where none did.

    Args:
        key: which release.
        now: what the server has.
        since: when another list stood there still.
    """
    changes = _since(key, since).filter(read_back__has_key="commits").defer("last_state", "before", "after")
    return _mover(changes[:_FEW], "commits", storable(commit_lists.keep(now).rows), ("commits", "refs"))


def made_at(key: ReleaseKey, number: int) -> datetime | None:
    """Return when one change of the release was made; `None` if there is none of that number."""
    return (
        Change.objects.filter(organization=key.org, version=key.version, pk=number)
        .values_list("created_at", flat=True)
        .first()
    )


def _since(key: ReleaseKey, since: datetime) -> QuerySet[Change]:
    found = Change.objects.filter(organization=key.org, version=key.version, completed_at__gte=since)
    return found.defer("last_state")


def _mover(changes: Iterable[Change], field: str, value: object, written: Collection[str]) -> Change | None:
    """Return the newest change that wrote the value by one of the fields `written`, unless a newer one saw another."""
    for change in changes:
        if field not in change.read_back:
            continue
        if (change.read_back[field] or None) != (value or None):
            return None
        if any(change.outcomes.get(name) == Outcome.APPLIED for name in written):
            return change
    return None
