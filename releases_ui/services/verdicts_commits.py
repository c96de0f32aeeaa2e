"""How a write of commits ended, judged by a later look at the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from releases_ui.models import Change
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit
from releases_ui.services import commit_lists, record
from releases_ui.services.commit_changes import compare, is_named
from releases_ui.services.commit_lists import Kept
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Verdict
from releases_ui.services.verdicts import Look

#: How long the server may take to look up the commits of refs, before nobody waits for them any more.
REFS_PATIENCE = timedelta(hours=1)


def of_commits(change: Change, look: Look) -> Verdict | None:
    """Judge a replaced or a cleared list by reading it."""
    cut = change.last_state.get("commits_cut", "")
    asked = commit_lists.recall(change.after.get("commits"), cut)
    if look.release is None or asked is None:
        return None
    try:
        now = commit_lists.read(look.key)
    except SentryError:
        return None
    outcome = _outcome(asked, _standing(change), now.commits)
    read_back = {"commits": commit_lists.keep(now).rows}
    if outcome == Outcome.APPLIED:
        return _verdict(Change.Result.SUCCEEDED, outcome, read_back, say("A later look found them there."))
    if not look.is_late:
        return None
    if outcome == Outcome.UNCHANGED:
        return _verdict(Change.Result.NOT_DONE, outcome, read_back, say("A later look found the commits as before."))
    words = say("Somebody else has changed the commits since, so whether this arrived cannot be told.")
    return _verdict(Change.Result.UNKNOWN, outcome, read_back, words)


def of_refs(change: Change, look: Look) -> Verdict | None:
    """Judge refs by the newest commit: the server shows no refs, and others bring up commits too."""
    if look.release is None:
        return None
    if record.newest_since(change, "commits") is not None:
        return _untold(say("The commits were changed from here since, so what the refs brought cannot be told."))
    head = commit_lists.head_of(look.release)
    if _is_brought(change, head["lastCommit"]):
        words = say("A later look found a commit that the refs name as the newest.")
        return Verdict(result=Change.Result.SUCCEEDED, outcomes={"refs": Outcome.APPLIED.value}, words=words)
    has_changed = any(change.last_state.get(name) != value for name, value in head.items())
    is_waited_for = timezone.now() - change.created_at < REFS_PATIENCE
    if has_changed and not change.is_answered:
        # It may never have arrived, so there is nothing to wait for as long as for the server's search.
        is_waited_for = not look.is_late
    if is_waited_for:
        return None
    if has_changed:
        return _untold(say("Other commits have come up since; whether by this cannot be told."))
    return _untold(
        say(
            "No other commits have come up since. When %(label)s cannot fetch them, it sends a mail "
            "to the person whose token this is.",
            label=look.dialect.label,
        )
    )


def _is_brought(change: Change, newest: str | None) -> bool:
    """Say whether the newest commit is one that the refs name, and was not the newest before them."""
    named = [str(ref.get("commit", "")) for ref in change.after.get("refs", [])]
    return newest is not None and newest != change.last_state.get("lastCommit") and is_named(newest, named)


def _untold(words: str) -> Verdict:
    return Verdict(result=Change.Result.UNKNOWN, outcomes={"refs": Outcome.UNKNOWN.value}, words=words)


def _outcome(asked: Kept, standing: Kept, now: Sequence[NewCommit]) -> Outcome:
    there, before = compare(now, asked.commits), compare(now, standing.commits)
    if asked.cut or standing.cut:
        # Messages that were cut say nothing.
        is_there, is_as_before = there.is_same_set, before.is_same_set
    else:
        is_there, is_as_before = there.is_stored, tuple(now) == standing.commits
    if is_as_before:
        return Outcome.UNCHANGED
    return Outcome.APPLIED if is_there else Outcome.CONFLICT


def _standing(change: Change) -> Kept:
    """Return the list that would stand there if nothing of the change had arrived."""
    newer = record.newest_since(change, "commits")
    cut = change.last_state.get("commits_cut", "")
    if newer is None:
        rows = change.before.get("commits")
    elif Outcome.CONFLICT not in newer.outcomes.values():
        rows = newer.read_back.get("commits")
    else:
        # That a newer write, of commits or of refs, found others than it had left or put there may be the work of this
        # one.
        rows = (newer.after if "commits" in newer.after else change.before).get("commits")
    return commit_lists.recall(rows, cut) or Kept((), cut=say("Not kept."))


def _verdict(result: Change.Result, outcome: Outcome, read_back: Mapping[str, object], words: str) -> Verdict:
    return Verdict(result=result, outcomes={"commits": outcome.value}, read_back=read_back, words=words)
