"""Forms that write once however often they arrive: each carries a number of its own.

The record keeps the number before anything is sent, and the database keeps it unique. So a second sending finds the
first, on whichever machine, and sends nothing; one that asks for something else is not taken for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import IntegrityError

from releases_ui import permissions
from releases_ui.models import Change
from releases_ui.permissions import Person, Right
from releases_ui.services import record, writing
from releases_ui.services.lease import ReleaseBusyError
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.writing import Write

T = TypeVar("T")


class UsedNumberError(Exception):
    """The number of a form was used for something else already; nothing was sent."""

    def __init__(self, change: Change) -> None:
        super().__init__(f"The number is that of change {change.pk}.")
        self.change = change


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a form asks for, as the record knows it again."""

    key: ReleaseKey
    action: Change.Action
    after: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    #: `None` for a script that gives none: each of its sendings writes.
    number: str | None = None

    def is_by(self, change: Change) -> bool:
        """Say whether `change` was asked for in the same words."""
        mine = (self.key.org, self.key.version, self.action, record.storable(dict(self.after)), self.note)
        return mine == (change.organization, change.version, change.action, change.after, change.note)


def earlier(asked: Asked) -> Change | None:
    """Return the change that this form has made already, as the record has it now.

    Raises:
        UsedNumberError: the number is that of a change that was asked for something else.
        UnrecordableError: the record could not be read.
    """
    change = record.of_submission(asked.number) if asked.number else None
    if change is not None and not asked.is_by(change):
        raise UsedNumberError(change)
    return change


def once(actor: Person, asked: Asked, *, send: Callable[[Write], T], tell: Callable[[Change], T]) -> T:
    """Return what `send` makes of a form, or what `tell` says of the change that the form has made already.

    A form that arrives while its first sending is under way waits for that, so that both are told the same.

    Raises:
        PermissionDenied: the person may not edit releases.
        UsedNumberError: the number was used for something else.
        SentryError: whatever kept `send` from sending anything.
    """
    permissions.check(actor, Right.EDIT)
    change = earlier(asked)
    if change is None or change.result == Change.Result.UNKNOWN:
        try:
            with writing.begin(actor, Right.EDIT, asked.key) as write:
                change = earlier(asked)
                if change is None:
                    return send(write)
        except (ReleaseBusyError, IntegrityError):
            # The first takes longer than a person waits, or came in between on a machine whose lease had expired.
            change = earlier(asked)
            if change is None:
                raise
    return tell(change)
