"""Whether one change takes another one back, by what the record holds of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from releases_ui.models import Change


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


def has_happened(undone: Change, change: Change) -> bool:
    """Say whether `change` has put something back, or has taken away what `undone` created."""
    if undone.action == Change.Action.CREATE:
        return change.action == Change.Action.DELETE and change.result == Change.Result.SUCCEEDED
    return any(change.outcomes.get(name) == "applied" for name in _fields_back(undone, change.after))


def _fields_back(undone: Change, after: Mapping[str, Any]) -> list[str]:
    """Return the fields that get the value from before; the record has one way to write each, also each instant."""
    return [
        name for name, before in undone.before.items() if name in after and (after[name] or None) == (before or None)
    ]
