"""What became of a write of commits, judged by the list that the server has afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit, NewRef
from releases_ui.services.commit_changes import Difference, compare, is_named
from releases_ui.services.commit_lists import CommitList
from releases_ui.services.outcomes import Outcome
from releases_ui.services.writing import Sent

#: Ids that a sentence names before it only counts.
_FEW = 3


@dataclass(frozen=True)
class CommitsOutcome:
    """What became of the commits, or of the refs, as a whole."""

    outcome: Outcome
    #: Why, in a sentence, where the outcome alone does not say it.
    reason: str = ""


@dataclass(frozen=True)
class Attempt:
    """A write of commits that went out, the list right before it, and the one after it."""

    asked: Sequence[NewCommit]
    before: CommitList
    now: CommitList
    sent: Sent[Any]
    #: What the server is called.
    label: str
    refs: Sequence[NewRef] = ()

    @property
    def has_changed(self) -> bool:
        """Whether the list is another one than before."""
        return self.now != self.before

    @property
    def has_named(self) -> bool:
        """Whether one of the commits that the refs name has come up."""
        before, named = {commit.id for commit in self.before.commits}, [ref.commit for ref in self.refs]
        return any(commit.id not in before and is_named(commit.id, named) for commit in self.now.commits)


def judge_list(attempt: Attempt) -> CommitsOutcome:
    """Return what became of a list that was to be replaced, or cleared."""
    difference = compare(attempt.now.commits, attempt.asked)
    if not attempt.has_changed:
        return _untouched(attempt)
    if difference.is_stored and not attempt.now.unreadable:
        skipped = len(difference.skipped)
        left_out = (
            say("%(label)s left out %(skipped)s, as the message asks for it.", label=attempt.label, skipped=skipped)
            if skipped
            else ""
        )
        return CommitsOutcome(Outcome.APPLIED, left_out)
    if attempt.sent.error is not None:
        return CommitsOutcome(Outcome.CONFLICT, say("Somebody else changed the commits meanwhile."))
    return _in_part(attempt, difference)


def judge_refs(attempt: Attempt) -> CommitsOutcome:
    """Return what became of refs: the server shows none of them, only the commits that it has found by them."""
    label = attempt.label
    if attempt.sent.is_refused:
        if attempt.has_changed:
            return CommitsOutcome(Outcome.CONFLICT, say("Somebody else changed the commits meanwhile."))
        return CommitsOutcome(Outcome.UNCHANGED, say("Not saved."))
    if attempt.has_named:
        return CommitsOutcome(
            Outcome.APPLIED, say("The commits are others now: those that %(label)s found.", label=label)
        )
    if attempt.has_changed:
        return CommitsOutcome(Outcome.UNKNOWN, say("Other commits have come up; whether by this cannot be told."))
    if attempt.sent.error is not None:
        return CommitsOutcome(Outcome.UNKNOWN, say("Nothing of it is to be seen yet. It may still arrive."))
    return CommitsOutcome(
        Outcome.UNKNOWN,
        say(
            "%(label)s took the refs, and looks the commits up by itself, later. It shows no refs, "
            "so whether it finds any is known only when the commits change.",
            label=label,
        ),
    )


def unread(sent: Sent[Any]) -> CommitsOutcome:
    """Return what became of a write after which the list could not be read."""
    if sent.is_refused:
        return CommitsOutcome(Outcome.UNCHANGED, say("Not saved."))
    return CommitsOutcome(Outcome.UNKNOWN, say("Sent; what the server has now could not be read."))


def _untouched(attempt: Attempt) -> CommitsOutcome:
    """Return the outcome where the list stands as it stood before."""
    if attempt.sent.error is None:
        return CommitsOutcome(
            Outcome.IGNORED,
            say("%(label)s answered that it was saved, and did not change the list.", label=attempt.label),
        )
    if attempt.sent.is_final:
        return CommitsOutcome(Outcome.UNCHANGED, say("Not saved."))
    return CommitsOutcome(Outcome.UNKNOWN, say("Not there yet. It may still arrive."))


def _in_part(attempt: Attempt, difference: Difference) -> CommitsOutcome:
    """Return the outcome where the server answered that it was saved, and the list is neither the old nor the new."""
    label = attempt.label
    # "goes" is what stands there and was not asked for, "comes" what was asked for and does not stand there.
    if compare(attempt.before.commits, difference.goes).comes:
        return CommitsOutcome(Outcome.CONFLICT, say("Somebody else changed the commits while they were being saved."))
    if difference.goes:
        return CommitsOutcome(Outcome.IGNORED, f"{label} kept {_named(difference.goes)}.")
    if difference.comes:
        return CommitsOutcome(
            Outcome.IGNORED, say("%(label)s does not have %(named)s.", label=label, named=_named(difference.comes))
        )
    if difference.retold:
        return CommitsOutcome(
            Outcome.IGNORED,
            say(
                "%(label)s kept the message or the time that it had of %(named)s.",
                label=label,
                named=_named(difference.retold),
            ),
        )
    return CommitsOutcome(
        Outcome.IGNORED, say("%(unreadable)s of the commits could not be read.", unreadable=attempt.now.unreadable)
    )


def _named(commits: Sequence[NewCommit]) -> str:
    names = [commit.id[:12] for commit in commits]
    if len(names) <= _FEW:
        return ", ".join(names)
    return f"{', '.join(names[:_FEW])} and {len(names) - _FEW} more"
