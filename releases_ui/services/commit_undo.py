"""The commits that a release had before a change, to be put back by another."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui.models import Change
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit
from releases_ui.services import commit_lists, record
from releases_ui.services.upstream import ReleaseKey

_CAN_BE_UNDONE = {Change.Action.COMMITS, Change.Action.CLEAR_COMMITS}


@dataclass(frozen=True)
class Earlier:
    """What stood there before a change of the commits."""

    change_id: int
    commits: tuple[NewCommit, ...] = ()
    #: Why it cannot be put back, in a sentence; empty where it can.
    why_not: str = ""

    @property
    def homeless(self) -> int:
        """How many of the commits the server named without their repository, so that they come back in another."""
        return sum(not commit.repository for commit in self.commits)


def earlier(key: ReleaseKey, number: int) -> Earlier:
    """Return the commits before the change of this number."""
    try:
        change = record.by_number(number)
    except Change.DoesNotExist:
        return Earlier(number, why_not=say("There is no change %(number)s.", number=number))
    if (change.organization, change.version) != (key.org, key.version):
        return Earlier(number, why_not=say("Change %(number)s is of another release.", number=number))
    if change.action not in _CAN_BE_UNDONE:
        return Earlier(number, why_not=say("Change %(number)s did not replace or clear commits.", number=number))
    kept = commit_lists.recall(change.before.get("commits"), change.last_state.get("commits_cut", ""))
    if kept is None or kept.cut:
        words = say("The record of change %(number)s does not hold all that stood there.", number=number)
        return Earlier(number, why_not=f"{words} {kept.cut}" if kept else words)
    return Earlier(number, kept.commits)
