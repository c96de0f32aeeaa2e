"""One line a field, of a save or a create, prepared to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from releases_ui.dates import Moment
from releases_ui.presentation.version_text import make_visible
from releases_ui.services.outcomes import Outcome
from releases_ui.viewer import Clock

_ICONS = {
    Outcome.APPLIED: "circle-check",
    Outcome.UNCHANGED: "circle-minus",
    Outcome.IGNORED: "circle-slash",
    Outcome.CONFLICT: "git-compare-arrows",
    Outcome.UNKNOWN: "clock",
}


@dataclass(frozen=True)
class Shown:
    """A field's value as text, and as a date where it is one."""

    text: str
    moment: Moment | None = None


NOTHING = Shown("")


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """One field after a write."""

    #: As the API calls it.
    field: str
    outcome: Outcome
    #: What the form was opened on, and what stood there right before the write; nothing for a new release.
    opened: Shown = NOTHING
    before: Shown = NOTHING
    #: What the server has.
    now: Shown
    #: What was asked for.
    wanted: Shown
    #: Why, in a sentence, where the outcome alone does not say it.
    reason: str = ""
    #: Whether somebody else changed it after the form was opened.
    has_moved: bool = False
    #: What was typed where the server's value was chosen, after a conflict.
    set_aside: str = ""
    #: Whether the write, or somebody else meanwhile, changed it.
    is_changed: bool = False

    @property
    def icon(self) -> str:
        """The outcome as a shape."""
        return _ICONS[self.outcome]


def shown(value: str | datetime | int | tuple[str, ...] | None, clock: Clock) -> Shown:
    """Return a field's value ready to print: a text, a date, a count, or slugs."""
    if isinstance(value, datetime):
        moment = clock.moment(value)
        return Shown(moment.precise if moment else "", moment)
    if isinstance(value, tuple):
        return Shown(make_visible(", ".join(value)))
    return Shown("" if value is None else make_visible(str(value)))
