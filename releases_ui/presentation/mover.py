"""Who changed something that a form was opened on, as our record tells it."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui.dates import Moment
from releases_ui.links import change_href
from releases_ui.models import Change
from releases_ui.presentation.recorded_values import make_lines_visible
from releases_ui.presentation.version_text import make_visible
from releases_ui.viewer import Clock


@dataclass(frozen=True)
class Mover:
    """Somebody, and the change that they made."""

    name: str
    note: str
    moment: Moment | None
    href: str
    number: int


def mover_of(change: Change, reader: str, clock: Clock) -> Mover:
    """Return who made `change` ready to print, in the eyes of the person called `reader`."""
    name = "you" if change.actor == reader else make_visible(change.actor)
    href = change_href(change.organization, change.pk)
    return Mover(name, make_lines_visible(change.note), clock.moment(change.completed_at), href, change.pk)
