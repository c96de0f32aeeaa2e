"""Who has put there what a release says now, as far as our own record knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from releases_ui.models import Change
from releases_ui.sentry_api.dialect import ReleaseField, as_json_value
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import storable
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import Values

#: Changes that are looked through: more than anybody makes while a form is open.
_MANY = 50


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
    changes = list(
        Change.objects.filter(organization=key.org, version=key.version, completed_at__gte=since).defer("last_state")[
            :_MANY
        ]
    )
    found = {field: _mover(changes, field, storable(as_json_value(now[field]))) for field in fields}
    return {field: change for field, change in found.items() if change is not None}


def made_at(key: ReleaseKey, number: int) -> datetime | None:
    """Return when one change of the release was made; `None` if there is none of that number."""
    return (
        Change.objects.filter(organization=key.org, version=key.version, pk=number)
        .values_list("created_at", flat=True)
        .first()
    )


def _mover(changes: Sequence[Change], field: ReleaseField, value: str | None) -> Change | None:
    """Return the newest change that wrote the value, unless a newer one saw another."""
    for change in changes:
        if field not in change.read_back:
            continue
        if (change.read_back[field] or None) != (value or None):
            return None
        if change.outcomes.get(field) == Outcome.APPLIED:
            return change
    return None
