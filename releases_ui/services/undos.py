"""Which changes were taken back, by which, and what of that still stands: an undo may be taken back in its turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from releases_ui.models import Change
from releases_ui.services import reversal

#: How often in turn a change may have been taken back and brought back to be followed to the end.
_MAX_TURNS = 50


@dataclass(frozen=True)
class Undo:
    """A change that has put back something of another one."""

    change_id: int
    #: The fields that it has put back.
    fields: frozenset[str]
    #: Those that took it back in turn.
    undone_by: tuple[Undo, ...] = ()

    @property
    def standing(self) -> frozenset[str]:
        """The fields that it has put back, and that no later change brought back."""
        return self.fields - _put_back(self.undone_by)


@dataclass(frozen=True)
class Undone:
    """What has become of a change since."""

    #: The fields that it had changed.
    changed: frozenset[str]
    #: The changes that put something of it back, the oldest first.
    undos: tuple[Undo, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all of it is put back, and stays so."""
        return bool(self.standing) and self.changed <= self.standing

    @property
    def standing(self) -> frozenset[str]:
        """The fields that are put back, and stay so."""
        return _put_back(self.undos)


def of_changes(organization: str, changes: Sequence[Change]) -> dict[int, Undone]:
    """Return what has become of those that were taken back, by their numbers."""
    later = _later(organization, changes)
    found = {change.pk: Undone(reversal.changed_fields(change), _undos(change, later)) for change in changes}
    return {number: undone for number, undone in found.items() if undone.undos}


def of_change(change: Change) -> Undone | None:
    """Return what has become of one change; `None` where nothing of it was taken back."""
    return of_changes(change.organization, [change]).get(change.pk)


def _later(organization: str, changes: Sequence[Change]) -> Mapping[int, list[Change]]:
    """Return, by the number of the change that they name, the changes that name one of these, or one of those."""
    later: dict[int, list[Change]] = {}
    level: Iterable[Change] = changes
    asked: set[int] = set()
    for _ in range(_MAX_TURNS):
        numbers = {change.pk for change in level} - asked
        if not numbers:
            break
        asked |= numbers
        # Neither an order nor the organization is asked for: for either, SQLite would read the organization's whole
        # record.
        found = Change.objects.filter(undoes__in=numbers).order_by().defer("last_state", "read_back")
        level = sorted((one for one in found if one.organization == organization), key=lambda one: one.pk)
        for one in level:
            later.setdefault(one.undoes or 0, []).append(one)
    return later


def _undos(change: Change, later: Mapping[int, list[Change]]) -> tuple[Undo, ...]:
    named = [(one, reversal.put_back(change, one)) for one in later.get(change.pk, ()) if one.pk > change.pk]
    return tuple(Undo(one.pk, fields, _undos(one, later)) for one, fields in named if fields)


def _put_back(undos: Iterable[Undo]) -> frozenset[str]:
    return frozenset().union(*(undo.standing for undo in undos))
