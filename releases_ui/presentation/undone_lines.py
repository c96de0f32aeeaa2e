"""By which changes another one was taken back, and what of that stands, ready to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from releases_ui.links import change_href
from releases_ui.sentry_api.sentences import say
from releases_ui.services.undos import Undone


@dataclass(frozen=True, slots=True)
class ChangeLink:
    """Another change, and the way to it."""

    id: int
    href: str


@dataclass(frozen=True, slots=True)
class UndoLine:
    """A change that takes another one back."""

    change: ChangeLink
    #: Those that took this one back in turn, and whether they left nothing of it.
    back_by: tuple[ChangeLink, ...]
    is_over: bool


@dataclass(frozen=True, slots=True)
class UndoneLine:
    """What has become of a change."""

    #: "undone by" or "partly undone by".
    words: str
    #: Whether all of it, or anything of it, is put back and stays so.
    is_whole: bool
    is_standing: bool
    undos: tuple[UndoLine, ...]


def prepare(org: str, undone: Undone | None) -> UndoneLine | None:
    """Return what has become of a change; `None` where nothing of it was taken back."""
    if undone is None:
        return None
    back = frozenset().union(*(undo.fields for undo in undone.undos))
    is_partly = not undone.changed <= (undone.standing or back)
    words = say("partly undone by") if is_partly else say("undone by")
    return UndoneLine(words, undone.is_whole, bool(undone.standing), tuple(_lines(org, undone)))


def _lines(org: str, undone: Undone) -> Iterator[UndoLine]:
    for undo in undone.undos:
        back_by = tuple(link_to(org, one.change_id) for one in undo.undone_by if one.standing)
        yield UndoLine(link_to(org, undo.change_id), back_by, not undo.standing)


def link_to(org: str, number: int) -> ChangeLink:
    """Return the way to a change."""
    return ChangeLink(number, change_href(org, number))
