"""What became of a change of commits, prepared to print."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.error_text import ErrorText
from releases_ui.models import Change
from releases_ui.presentation.commits_preview import counted, number_of
from releases_ui.presentation.field_lines import FieldLine, Shown
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.sentences import say
from releases_ui.services.commits import CommitsSaved, Present, Wish
from releases_ui.services.outcomes import Outcome
from releases_ui.viewer import Clock

#: Commits that a report names before it only counts.
_NAMED = 4


@dataclass(frozen=True)
class Report:
    """A change of commits, as people read it."""

    heading: str
    tone: str
    lines: tuple[FieldLine, ...]
    change_id: int | None
    read_at: Moment | None
    #: Whether the list is from after the write.
    is_read_again: bool
    is_recorded: bool
    #: Whether the same preview had been sent before, so that nothing was sent now.
    is_repeated: bool
    #: Whether a change back can be proposed.
    can_be_undone: bool
    error: ErrorText | None


def prepare(saved: CommitsSaved, clock: Clock) -> Report:
    """Return `saved` ready to print."""
    heading, tone = _heading(saved)
    has_failed = saved.result in {Change.Result.REFUSED, Change.Result.UNKNOWN}
    return Report(
        heading=heading,
        tone=tone,
        lines=(_line(saved),),
        change_id=saved.change_id,
        read_at=clock.moment(clock.now),
        is_read_again=saved.read_error is None,
        is_recorded=saved.is_recorded,
        is_repeated=saved.is_repeated,
        can_be_undone=_can_be_undone(saved),
        # An answer that was lost is no matter where the list shows that the write arrived.
        error=error_text.describe(saved.error) if saved.error and has_failed else None,
    )


def _can_be_undone(saved: CommitsSaved) -> bool:
    has_arrived = saved.result in {Change.Result.SUCCEEDED, Change.Result.PARTLY_IGNORED}
    is_kept = saved.before.commits.is_whole and not saved.before.commits.unreadable
    return has_arrived and is_kept and saved.wish.action != Change.Action.REFS


def _heading(saved: CommitsSaved) -> tuple[str, str]:
    """Return what happened in a sentence, and its tone."""
    if saved.result is None:
        return say("Nothing to send: the release has exactly these commits already."), "accent"
    if saved.result == Change.Result.SUCCEEDED:
        return _DONE[saved.wish.action], "success"
    if saved.result == Change.Result.UNKNOWN:
        return _unknown(saved), "info"
    if saved.outcome.outcome == Outcome.CONFLICT:
        return say("The commits are others than were asked for."), "danger"
    if saved.result in {Change.Result.REFUSED, Change.Result.NOT_DONE}:
        return say("Nothing was changed."), "danger"
    return say("Not saved as asked for."), "warning"


_DONE = {
    Change.Action.COMMITS: say("Replaced."),
    Change.Action.CLEAR_COMMITS: say("Cleared."),
    Change.Action.REFS: say("Sent, and the commits have changed."),
}


def _unknown(saved: CommitsSaved) -> str:
    if saved.error is not None:
        return say("Unknown: no answer came, so it may have been saved or not. Nothing is sent twice.")
    if saved.read_error is not None:
        return say("Unknown: the server answered that it was saved, but the commits could not be read to see it.")
    return say("Sent. What comes of it is not known yet.")


def _line(saved: CommitsSaved) -> FieldLine:
    return FieldLine(
        field=saved.wish.field,
        outcome=saved.outcome.outcome,
        before=_shown(saved.before),
        now=_shown(saved.now),
        wanted=Shown(_asked(saved.wish)),
        reason=make_visible(saved.outcome.reason),
        is_changed=saved.now.commits != saved.before.commits,
    )


def _asked(wish: Wish) -> str:
    if wish.action == Change.Action.REFS:
        return counted(len(wish.refs), "ref")
    return counted(len(wish.commits)) if wish.commits else say("no commits")


def _shown(present: Present) -> Shown:
    number = number_of(present)
    if not present.commits.commits:
        return Shown(counted(number) if number else say("no commits"))
    names = ", ".join(make_visible(commit.id[:7]) for commit in present.commits.commits[:_NAMED])
    return Shown(f"{counted(number)}: {names}{', …' if number > _NAMED else ''}")
