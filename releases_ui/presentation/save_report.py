"""What became of a save, prepared to print: one line a field."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.error_text import ErrorText
from releases_ui.models import Change
from releases_ui.presentation.field_lines import FieldLine, shown
from releases_ui.services.changes import Saved
from releases_ui.services.outcomes import FieldOutcome, Outcome
from releases_ui.services.values import is_same
from releases_ui.viewer import Clock


@dataclass(frozen=True)
class Report:
    """A save, as people read it."""

    heading: str
    #: The tone of the bar: that of the worst outcome.
    tone: str
    lines: tuple[FieldLine, ...]
    is_conflict: bool
    change_id: int | None
    read_at: Moment | None
    #: Whether the values are from after the write.
    is_read_again: bool
    is_recorded: bool
    error: ErrorText | None


def prepare(saved: Saved, clock: Clock) -> Report:
    """Return `saved` ready to print."""
    heading, tone = _heading(saved)
    return Report(
        heading=heading,
        tone=tone,
        lines=tuple(_line(field, clock) for field in saved.fields),
        is_conflict=saved.is_conflict,
        change_id=saved.change_id,
        read_at=clock.moment(clock.now),
        is_read_again=saved.read_error is None,
        is_recorded=saved.is_recorded,
        # An answer that was lost is no matter where the release shows that the write arrived.
        error=error_text.describe(saved.error) if saved.error and saved.has_failed else None,
    )


def _heading(saved: Saved) -> tuple[str, str]:
    """Return what happened in a sentence, and its tone: that of the worst outcome."""
    if saved.is_conflict:
        return "Nothing was saved: somebody else changed the same field.", "danger"
    if saved.has_failed:
        return (_unknown(saved), "info") if saved.result == Change.Result.UNKNOWN else ("Nothing was saved.", "danger")
    if saved.result == Change.Result.SUCCEEDED:
        return "Saved.", "success"
    outcomes = {field.outcome for field in saved.fields}
    if Outcome.APPLIED in outcomes:
        return "Saved in part.", "warning"
    if outcomes == {Outcome.UNCHANGED}:
        return "Nothing to save: the server has these values already.", "accent"
    return "Nothing was saved.", "warning"


def _unknown(saved: Saved) -> str:
    if saved.error is None:
        return "Unknown: the server answered that it was saved, but the release could not be read to see it."
    return "Unknown: no answer came, so it may have been saved or not. Nothing is sent twice."


def _line(field: FieldOutcome, clock: Clock) -> FieldLine:
    return FieldLine(
        field=field.field,
        outcome=field.outcome,
        opened=shown(field.opened, clock),
        before=shown(field.before, clock),
        now=shown(field.now, clock),
        wanted=shown(field.wanted, clock),
        reason=field.reason,
        has_moved=field.has_moved,
        is_changed=not is_same(field.before, field.now),
    )
