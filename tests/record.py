"""The record of changes, filled by hand: what writers leave behind, and what no writer would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import OperationalError, connection
from django.http import HttpResponseBase
from django.utils import timezone

from releases_ui.models import Change
from releases_ui.services import settling
from tests.pages import soup

HISTORY = "/acme/history/"
#: When the first change is made; each further one is made a minute later.
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def record(**fields: Any) -> Change:
    """Add a change of `ref`, that succeeded unless something else is said."""
    made = fields.setdefault("created_at", START + timedelta(minutes=Change.objects.count()))
    before, after = fields.setdefault("before", {"ref": "a1"}), fields.setdefault("after", {"ref": "b2"})
    if fields.setdefault("result", "succeeded") == "succeeded" and "outcomes" not in fields:
        fields["outcomes"] = dict.fromkeys(after or before, "applied")
        fields.setdefault("read_back", after)
    if fields["result"] != "unknown":
        fields.setdefault("completed_at", made + timedelta(seconds=1))
    defaults = {
        "organization": "acme",
        "version": "shop@1.0.1",
        "projects": " shop ",
        "action": "edit",
        "actor": "ada",
        "request_id": "5f0c8e12",
    }
    return Change.objects.create(**(defaults | fields))


def too_late_to_arrive() -> None:
    """Let so much time pass that no write can arrive any more."""
    Change.objects.filter(completed_at=None).update(created_at=timezone.now() - settling.GRACE - timedelta(seconds=1))


def settled(change: Change) -> tuple[str, dict[str, str]]:
    """Return how a change ended, as the record has it now."""
    change.refresh_from_db()
    return change.result, change.outcomes


@contextmanager
def no_record_completed() -> Iterator[None]:
    """Have a full disk keep every record from being completed."""

    def fail(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith('UPDATE "releases_ui_change"'):
            raise OperationalError("database or disk is full")
        return execute(sql, *more)

    with connection.execute_wrapper(fail):
        yield


def numbers(response: HttpResponseBase) -> list[int]:
    """Return the numbers of the changes on a page of the history, from top to bottom."""
    return [int(str(line["id"]).removeprefix("change-")) for line in soup(response).select("li.change")]
