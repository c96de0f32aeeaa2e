"""Archiving and restoring, prepared to print: what is asked before, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.error_text import ErrorText
from releases_ui.links import change_href, undo_href
from releases_ui.models import Change
from releases_ui.presentation import reach
from releases_ui.presentation.field_lines import FieldLine, shown
from releases_ui.sentry_api.dialect import Dialect, Status
from releases_ui.sentry_api.errors import NotFoundError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services.outcomes import Outcome
from releases_ui.services.status import StatusOutcome, status_of
from releases_ui.viewer import Clock

#: So many projects are named.
_NAMED = 5
_DONE = {"archived": say("Archived."), "open": say("Restored.")}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What archiving or restoring a release would do, asked before."""

    wanted: Status
    #: Whether it stands so already, and there is nothing to ask.
    is_so: bool
    #: Why the server cannot do it; empty where it can.
    why_not: str
    #: Why it may well refuse this token; empty where nothing is known against it.
    doubt: str
    #: The first of the projects that see the change, and how many more there are.
    projects: tuple[str, ...]
    more_projects: int


@dataclass(frozen=True, kw_only=True)
class StatusReport:
    """What became of it, as people read it."""

    heading: str
    #: The tone of the bar: that of the outcome.
    tone: str
    icon: str
    lines: tuple[FieldLine, ...]
    has_failed: bool
    change_id: int | None
    change_href: str | None
    #: The way back, where it was applied.
    undo_href: str | None
    read_at: Moment | None
    #: Whether the status is from after the write.
    is_read_again: bool
    is_recorded: bool
    error: ErrorText | None


def ask(release: Release, dialect: Dialect, wanted: Status, unreached: Sequence[str]) -> Question:
    """Return what is asked before the release gets the status `wanted`.

    Args:
        release: as it is now.
        dialect: the server's.
        wanted: the status to set.
        unreached: the release's projects that the token does not reach.
    """
    slugs = release.project_slugs
    is_so = status_of(release) == wanted
    return Question(
        wanted=wanted,
        is_so=is_so,
        why_not="" if is_so else dialect.cannot_set_status(release.version, wanted) or "",
        doubt=reach.before_saving(dialect, unreached) if wanted == "archived" else "",
        projects=slugs[:_NAMED],
        more_projects=len(slugs[_NAMED:]),
    )


def prepare(org: str, ended: StatusOutcome, clock: Clock, unreached: Sequence[str] = ()) -> StatusReport:
    """Return what became of it, ready to print; `unreached` are projects that the token does not reach."""
    heading, tone = _heading(ended)
    return StatusReport(
        heading=heading,
        tone=tone,
        icon={"success": "circle-check", "accent": "circle-minus", "info": "clock"}.get(tone, "circle-alert"),
        lines=(_line(ended, clock),),
        has_failed=ended.has_failed,
        change_id=ended.change_id,
        change_href=change_href(org, ended.change_id) if ended.change_id else None,
        undo_href=undo_href(org, ended.change_id) if ended.change_id and ended.outcome == Outcome.APPLIED else None,
        read_at=clock.moment(clock.now),
        is_read_again=ended.read_error is None,
        is_recorded=ended.is_recorded,
        # An answer that was lost is no matter where the release shows that the write arrived.
        error=_error(ended, unreached) if ended.has_failed else None,
    )


def _error(ended: StatusOutcome, unreached: Sequence[str]) -> ErrorText | None:
    """Return why it failed; where the release can be read, "not found" has one reason only."""
    error = ended.error or ended.read_error
    if error is None:
        return None
    text = error_text.describe(error)
    if not isinstance(error, NotFoundError) or ended.read_error is not None:
        return text
    why = reach.not_found(ended.dialect, ended.release.project_slugs, unreached)
    return replace(text, what=why, advice="") if why else text


def _heading(ended: StatusOutcome) -> tuple[str, str]:
    """Return what happened in a sentence, and its tone."""
    if ended.result == Change.Result.UNKNOWN:
        return say("Unknown: it may have arrived or not. Nothing is sent twice."), "info"
    if ended.outcome == Outcome.APPLIED:
        return _DONE[ended.wanted], "success"
    if ended.outcome == Outcome.CONFLICT:
        return say("Nothing was changed: somebody else changed the status."), "danger"
    if ended.outcome == Outcome.IGNORED:
        return say("Nothing was changed."), "warning"
    if ended.has_failed:
        return say("Nothing was changed."), "danger"
    return say("Nothing to do: it is %(now)s already.", now=ended.now), "accent"


def _line(ended: StatusOutcome, clock: Clock) -> FieldLine:
    return FieldLine(
        field="status",
        outcome=ended.outcome,
        opened=shown(ended.opened, clock),
        before=shown(ended.before, clock),
        now=shown(ended.now, clock),
        wanted=shown(ended.wanted, clock),
        reason=ended.reason,
        has_moved=ended.opened != ended.before,
        is_changed=ended.before != ended.now,
    )
