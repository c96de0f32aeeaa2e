"""What taking a change back would do, prepared to print: one line a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from releases_ui.models import Change
from releases_ui.presentation.field_lines import Shown, shown
from releases_ui.sentry_api.dialect import as_json_value
from releases_ui.sentry_api.sentences import say
from releases_ui.services.undo import Proposal, Prospect, Step
from releases_ui.viewer import Clock

_BADGES: Mapping[Prospect, tuple[str, str, str]] = {
    Prospect.POSSIBLE: ("accent", "undo-2", say("goes back")),
    Prospect.IMPOSSIBLE: ("warning", "circle-slash", say("cannot go back")),
    Prospect.DONE: ("", "circle-minus", say("is back already")),
    Prospect.MOVED: ("danger", "git-compare-arrows", say("changed since")),
}

#: What somebody asked for, before the version.
_REQUESTS: Mapping[str, str] = {
    Change.Action.COMMITS: say("replace the commits of"),
    Change.Action.REFS: say("add refs to"),
    Change.Action.CLEAR_COMMITS: say("clear the commits of"),
    Change.Action.DEPLOY: say("record a deploy of"),
}


@dataclass(frozen=True)
class UndoLine:
    """One field on its way back."""

    field: str
    tone: str
    icon: str
    words: str
    left: Shown
    now: Shown
    back_to: Shown
    reason: str
    prospect: str


@dataclass(frozen=True)
class UndoView:
    """A proposal, as people read it."""

    number: int
    actor: str
    note: str
    lines: tuple[UndoLine, ...]
    is_possible: bool
    has_moved: bool
    has_impossible: bool
    #: By the API's names, what a form has to post to ask for the write back.
    texts: Mapping[str, str]


def prepare(proposal: Proposal, clock: Clock) -> UndoView:
    """Return `proposal` ready to print."""
    prospects = {step.prospect for step in proposal.steps}
    return UndoView(
        number=proposal.change.pk,
        actor=proposal.change.actor,
        note=proposal.change.note,
        lines=tuple(_line(step, clock) for step in proposal.steps),
        is_possible=proposal.is_possible,
        has_moved=Prospect.MOVED in prospects,
        has_impossible=Prospect.IMPOSSIBLE in prospects,
        texts={step.field: as_json_value(step.back_to) or "" for step in proposal.steps if step.is_asked},
    )


def _line(step: Step, clock: Clock) -> UndoLine:
    tone, icon, words = _BADGES[step.prospect]
    return UndoLine(
        field=step.field,
        tone=tone,
        icon=icon,
        words=words,
        left=shown(step.left, clock),
        now=shown(step.now, clock),
        back_to=shown(step.back_to, clock),
        reason=step.reason,
        prospect=step.prospect.value,
    )


def request_words(change: Change) -> str:
    """Return what was asked for, in words that the version follows."""
    return _REQUESTS.get(change.action, str(change.get_action_display()))
