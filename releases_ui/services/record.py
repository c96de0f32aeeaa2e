"""The record of changes: an intent that is committed before the call, completed after it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from releases_ui import calls
from releases_ui.models import Change, User
from releases_ui.sentry_api.errors import SentryError
from releases_ui.services.upstream import ReleaseKey

logger = logging.getLogger(__name__)


def intend(
    action: Change.Action,
    *,
    actor: User,
    key: ReleaseKey,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    note: str = "",
) -> Change:
    """Return a record that is on disk, and `unknown`, before anything is sent."""
    with transaction.atomic(durable=True):
        return Change.objects.create(
            organization=key.org,
            version=key.version,
            action=action,
            actor=actor.get_username(),
            note=note,
            before=dict(before),
            after=dict(after),
            request_id=calls.request_id(),
        )


def complete(
    change: Change,
    result: Change.Result,
    *,
    outcomes: Mapping[str, str] | None = None,
    read_back: Mapping[str, Any] | None = None,
    detail: str = "",
) -> bool:
    """Write down how `change` ended; `unknown` stays open.

    Return whether it could be written: the write upstream is done already, so a database that fails now must not
    hide how it ended.
    """
    change.result = result
    change.outcomes = dict(outcomes or {})
    change.read_back = dict(read_back or {})
    change.detail = detail
    if result != Change.Result.UNKNOWN:
        change.completed_at = timezone.now()
    try:
        change.save(update_fields=["result", "outcomes", "read_back", "detail", "completed_at"])
    except DatabaseError:
        logger.exception("The record of change %s could not be completed; it ended as %s.", change.pk, result)
        return False
    return True


def words_of(error: SentryError | None) -> str:
    """Return what a record keeps of an error: our sentence and the server's own words."""
    return f"{error.message} {error.detail}".strip() if error else ""


def of_release(key: ReleaseKey, limit: int, *, before: int | None = None) -> list[Change]:
    """Return the newest changes made to one release here, or the newest of those before the one numbered `before`."""
    changes = Change.objects.filter(organization=key.org, version=key.version)
    return list((changes if before is None else changes.filter(pk__lt=before))[:limit])
