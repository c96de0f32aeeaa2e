"""Whether one change takes another one back, by what the record holds of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from releases_ui.models import Change

#: What a create is taken back as: the release as a whole.
_RELEASE = frozenset({"version"})


def is_asked(undone: Change, action: str, after: Mapping[str, Any]) -> bool:
    """Say whether what is asked for goes back, at least in part, to what stood there before `undone`.

    Args:
        undone: the change that is to be taken back.
        action: what is asked for.
        after: the values that are to stand there, as the record keeps them.
    """
    if undone.action == Change.Action.CREATE:
        return action == Change.Action.DELETE
    return bool(_fields_back(undone, after))


def put_back(undone: Change, change: Change) -> frozenset[str]:
    """Return the fields that `change` has put back; of a create, whether it has taken the release away."""
    if undone.action == Change.Action.CREATE:
        is_gone = change.action == Change.Action.DELETE and change.result == Change.Result.SUCCEEDED
        return _RELEASE if is_gone else frozenset()
    return frozenset(name for name in _fields_back(undone, change.after) if change.outcomes.get(name) == "applied")


def changed_fields(change: Change) -> frozenset[str]:
    """Return the fields that a change has changed, and that can be put back one by one."""
    if change.action == Change.Action.CREATE:
        return _RELEASE
    # Any JSON may stand in a record.
    outcomes = change.outcomes if isinstance(change.outcomes, dict) else {}
    return frozenset(name for name, outcome in outcomes.items() if outcome == "applied")


def _fields_back(undone: Change, after: Mapping[str, Any]) -> list[str]:
    """Return the fields that get the value from before; the record has one way to write each, also each instant."""
    return [
        name for name, before in undone.before.items() if name in after and (after[name] or None) == (before or None)
    ]
