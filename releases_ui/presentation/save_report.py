"""What became of a save, prepared to print: one line a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.error_text import ErrorText
from releases_ui.links import change_href, undo_href
from releases_ui.models import Change
from releases_ui.presentation import reach
from releases_ui.presentation.field_lines import FieldLine, shown
from releases_ui.sentry_api.dialect import ReleaseField
from releases_ui.sentry_api.errors import NotFoundError, SentryError
from releases_ui.sentry_api.sentences import say
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
    #: The record, where something was sent, and the way back, where something was applied.
    change_id: int | None
    change_href: str
    undo_href: str
    #: Whether nobody knows yet how it ended.
    is_open: bool
    read_at: Moment | None
    #: Whether the values are from after the write.
    is_read_again: bool
    is_recorded: bool
    error: ErrorText | None


def prepare(
    saved: Saved,
    clock: Clock,
    org: str,
    *,
    set_aside: Mapping[ReleaseField, str] | None = None,
    unreached: Sequence[str] = (),
    undoes: int | None = None,
) -> Report:
    """Return `saved` ready to print.

    Args:
        saved: what became of it.
        clock: the person's.
        org: the organization's slug.
        set_aside: what was typed where the server's value was chosen, by field.
        unreached: the release's projects that the token is known not to reach.
        undoes: the number of the change that was taken back by it.
    """
    aside = set_aside or {}
    heading, tone = _heading(saved, is_set_aside=bool(aside), undoes=undoes)
    is_applied = any(field.outcome == Outcome.APPLIED for field in saved.fields)
    return Report(
        heading=heading,
        tone=tone,
        lines=tuple(_line(field, clock, aside.get(field.field, "")) for field in saved.fields),
        is_conflict=saved.is_conflict,
        change_id=saved.change_id,
        change_href=change_href(org, saved.change_id) if saved.change_id else "",
        undo_href=undo_href(org, saved.change_id) if saved.change_id and is_applied else "",
        is_open=saved.result == Change.Result.UNKNOWN,
        read_at=clock.moment(clock.now),
        is_read_again=saved.read_error is None,
        is_recorded=saved.is_recorded,
        # An answer that was lost is no matter where the release shows that the write arrived.
        error=_error(saved.error, saved, unreached) if saved.error and saved.has_failed else None,
    )


def _error(error: SentryError, saved: Saved, unreached: Sequence[str]) -> ErrorText:
    """Return why it failed; where the release can be read, "not found" has one reason only."""
    text = error_text.describe(error)
    if saved.result == Change.Result.UNKNOWN:
        # Trying again at once is no advice while the first try may still arrive.
        return replace(text, advice="")
    if not isinstance(error, NotFoundError) or saved.read_error is not None:
        return text
    projects = saved.release.project_slugs
    why = reach.not_found(saved.dialect, projects, unreached)
    return replace(text, what=why, advice="") if why else text


def _heading(saved: Saved, *, is_set_aside: bool, undoes: int | None) -> tuple[str, str]:
    """Return what happened in a sentence, and its tone: that of the worst outcome."""
    if saved.is_conflict:
        return say("Nothing was saved: somebody else changed the same field."), "danger"
    if saved.has_failed:
        return (
            (_unknown(saved), "info")
            if saved.result == Change.Result.UNKNOWN
            else (say("Nothing was saved."), "danger")
        )
    if saved.result == Change.Result.SUCCEEDED:
        done = say("Change %(number)s is taken back.", number=undoes) if undoes else say("Saved.")
        return done, "success"
    outcomes = {field.outcome for field in saved.fields}
    if Outcome.APPLIED in outcomes:
        return say("Saved in part."), "warning"
    if outcomes == {Outcome.UNCHANGED}:
        return _nothing_sent(is_set_aside=is_set_aside), "accent"
    return say("Nothing was saved."), "warning"


def _nothing_sent(*, is_set_aside: bool) -> str:
    if is_set_aside:
        return say("Nothing was sent: what the server has stays.")
    return say("Nothing to save: the server has these values already.")


def _unknown(saved: Saved) -> str:
    if saved.error is None:
        return say("Unknown: the server answered that it was saved, but the release could not be read to see it.")
    return say("Unknown: no answer came, so it may have been saved or not. Nothing is sent twice.")


def _line(field: FieldOutcome, clock: Clock, set_aside: str) -> FieldLine:
    return FieldLine(
        field=field.field,
        outcome=field.outcome,
        opened=shown(field.opened, clock),
        before=shown(field.before, clock),
        now=shown(field.now, clock),
        wanted=shown(field.wanted, clock),
        reason=field.reason,
        has_moved=field.has_moved,
        set_aside=set_aside,
        is_changed=not is_same(field.before, field.now),
    )
