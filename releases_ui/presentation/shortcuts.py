"""The one table of keys. The help dialog prints it, and the script binds the keys from what is printed there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A key, or two one after the other, and what it does."""

    #: As a browser names them, with a blank between two that follow each other: "/", "g l", "Enter".
    keys: str
    words: str | Promise
    #: The element that is pressed, or gets the focus where it is a field: in the current row, if one is.
    row: str = ""
    #: The same in the page, where no row has one. Such elements name their key as `aria-keyshortcuts`.
    page: str = ""
    #: What only a script can do, by its name.
    act: str = ""

    @property
    def is_bound(self) -> bool:
        """Whether the script acts upon it; the rest is the browser's own, or said already."""
        return bool(self.row or self.page or self.act)

    @property
    def caps(self) -> tuple[str, ...]:
        """The keys as they are printed on a keyboard."""
        return tuple(self.keys.split(" "))


@dataclass(frozen=True)
class Group:
    """Keys that belong together."""

    title: str | Promise
    shortcuts: tuple[Shortcut, ...]


GROUPS = (
    Group(
        _("Everywhere"),
        (
            Shortcut(keys="?", words=_("This help"), page='[aria-keyshortcuts="?"]'),
            Shortcut(keys="g l", words=_("Go to the list"), page='[data-goes="list"]'),
            Shortcut(keys="g h", words=_("Go to the history"), page='[data-goes="history"]'),
            Shortcut(keys="n", words=_("New release"), page='[aria-keyshortcuts="n"]'),
        ),
    ),
    Group(
        _("In the list"),
        (
            Shortcut(keys="/", words=_("Search"), page='[aria-keyshortcuts="/"]'),
            Shortcut(keys="j", words=_("Next row"), act="next"),
            Shortcut(keys="k", words=_("Row before"), act="before"),
            Shortcut(keys="Enter", words=_("Open the release")),
            Shortcut(keys="e", words=_("Edit"), row=".c-act a", page='[aria-keyshortcuts="e"]'),
            Shortcut(keys="x", words=_("Select to compare"), row=".c-pick input"),
            Shortcut(keys="c", words=_("Copy the version"), row="[data-copy]", page='[aria-keyshortcuts="c"]'),
            Shortcut(keys="[", words=_("Newer page"), page='[aria-keyshortcuts="["]'),
            Shortcut(keys="]", words=_("Older page"), page='[aria-keyshortcuts="]"]'),
        ),
    ),
    Group(
        _("On a release"),
        (
            Shortcut(keys="e", words=_("Edit")),
            Shortcut(keys="c", words=_("Copy the version")),
            Shortcut(keys="[", words=_("Newer release of the project")),
            Shortcut(keys="]", words=_("Older release of the project")),
        ),
    ),
    Group(
        _("In a form"),
        (
            Shortcut(keys="Enter", words=_("Save")),
            Shortcut(keys="Ctrl+Enter", words=_("Save from the note; Cmd on a Mac")),
            Shortcut(keys="Escape", words=_("Put back what was there, then close")),
        ),
    ),
)
