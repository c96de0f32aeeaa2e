"""What became of a write of commits, by the list right before it and the one after."""

from __future__ import annotations

import pytest

from releases_ui.models import Change
from releases_ui.sentry_api.errors import BrokenUpstreamError, ConflictError, SentryError, UnreachableError
from releases_ui.sentry_api.wishes import NewCommit, NewRef
from releases_ui.services.commit_lists import CommitList
from releases_ui.services.commit_outcomes import Attempt, judge_list, judge_refs, unread
from releases_ui.services.writing import Sent

A, B, C, D, E, F = (NewCommit(id=name, repository="r") for name in "abcdef")
OLD = CommitList((A, B))
REFUSED, FAILED = ConflictError("Busy.", status=409), BrokenUpstreamError("500.", status=500)
LOST = UnreachableError("No answer came.")


def attempt(*now: NewCommit, error: SentryError | None = None, unreadable: int = 0) -> Attempt:
    """Return a write of C, D, E and F, or of refs to C and A, after which the commits are not A and B but `now`."""
    refs = tuple(NewRef(repository="r", commit=name) for name in "ca")
    return Attempt((C, D, E, F), OLD, CommitList(now, unreadable), Sent(Change(), error=error), "Sentry", refs)


@pytest.mark.parametrize(
    ("made", "outcome", "reason"),
    [
        (attempt(C, D, E, F), "applied", ""),
        (attempt(C, D, E, F, error=LOST), "applied", ""),
        (attempt(A, B), "ignored", "Sentry answered that it was saved, and did not change the list."),
        (attempt(A, B, error=REFUSED), "unchanged", "Not saved."),
        (attempt(A, B, error=FAILED), "unchanged", "Not saved."),
        (attempt(A, B, error=LOST), "unknown", "Not there yet. It may still arrive."),
        (attempt(A, error=REFUSED), "conflict", "Somebody else changed the commits meanwhile."),
        (
            attempt(C, NewCommit(id="x", repository="r")),
            "conflict",
            "Somebody else changed the commits while they were being saved.",
        ),
        (attempt(B, C, D, E, F), "ignored", "Sentry kept b."),
        (attempt(C), "ignored", "Sentry does not have d, e, f."),
        (attempt(unreadable=1), "ignored", "Sentry does not have c, d, e and 1 more."),
        (attempt(C, D, E, F, unreadable=1), "ignored", "1 of the commits could not be read."),
    ],
)
def test_list_is_judged_by_what_stands_there(made: Attempt, outcome: str, reason: str) -> None:
    judged = judge_list(made)

    assert (judged.outcome, judged.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("made", "outcome", "reason"),
    [
        (attempt(C), "applied", "The commits are others now: those that Sentry found."),
        (attempt(C, error=LOST), "applied", "The commits are others now: those that Sentry found."),
        (attempt(A, error=LOST), "unknown", "Other commits have come up; whether by this cannot be told."),
        (attempt(D), "unknown", "Other commits have come up; whether by this cannot be told."),
        (attempt(A, B, error=REFUSED), "unchanged", "Not saved."),
        (attempt(C, error=REFUSED), "conflict", "Somebody else changed the commits meanwhile."),
        (attempt(A, B, error=FAILED), "unknown", "Nothing of it is to be seen yet. It may still arrive."),
        (attempt(A, B, error=LOST), "unknown", "Nothing of it is to be seen yet. It may still arrive."),
    ],
)
def test_refs_are_judged_by_the_commits_that_they_name(made: Attempt, outcome: str, reason: str) -> None:
    judged = judge_refs(made)

    assert (judged.outcome, judged.reason) == (outcome, reason)


def test_refs_that_were_taken_are_not_called_a_success() -> None:
    assert judge_refs(attempt(A, B)).outcome == "unknown"


def test_write_that_nobody_could_look_at_is_unknown_unless_it_was_refused() -> None:
    outcomes = [unread(Sent(Change(), error=error)).outcome for error in (None, LOST, REFUSED)]

    assert outcomes == ["unknown", "unknown", "unchanged"]
