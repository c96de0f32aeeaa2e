"""Commits of a release that exists: replaced, cleared, or looked up by the server from refs; each alone in its PUT.

A release's commits are shown before they go: what is sent carries a digest of the list that the person saw, and where
the list has moved since, nothing is sent. What became of it is read from the list afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from releases_ui.models import Change
from releases_ui.permissions import Person
from releases_ui.sentry_api.dialect import Body, Dialect
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.wishes import NewCommit, NewRef
from releases_ui.services import commit_lists, pool, record, releases, submissions, upstream, writing
from releases_ui.services.commit_changes import Difference, compare
from releases_ui.services.commit_lists import CommitList, head_of
from releases_ui.services.commit_outcomes import Attempt, CommitsOutcome, judge_list, judge_refs, unread
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Intent
from releases_ui.services.submissions import Asked
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.writing import Sent, Write


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to become of a release's commits."""

    #: COMMITS to have these commits and no others, REFS to have the server look, CLEAR_COMMITS to have none.
    action: Change.Action
    commits: tuple[NewCommit, ...] = ()
    refs: tuple[NewRef, ...] = ()

    @property
    def field(self) -> str:
        """The field that is written, as the record calls it."""
        return "refs" if self.action == Change.Action.REFS else "commits"


@dataclass(frozen=True)
class Present:
    """A release and the commits that it has."""

    release: Release
    dialect: Dialect
    commits: CommitList

    @property
    def digest(self) -> str:
        """What names this list; two that differ beyond what was read differ by their number."""
        return f"{self.commits.digest}-{self.release.commit_count}"

    def against(self, wish: Wish) -> Difference:
        """Return what becomes of each commit; what the server looks up itself nobody knows yet."""
        return compare(self.commits.commits, wish.commits)


@dataclass(frozen=True)
class Seen:
    """The preview that a person sends."""

    #: Of the list that it showed.
    digest: str
    #: Names this preview, so that sending it twice writes once; `None` for a script that gives none.
    submission: str | None = None


@dataclass(frozen=True)
class CommitsSaved:
    """What became of a write of commits."""

    wish: Wish
    #: `None` where nothing was sent: the list has moved since it was shown, or is as asked already.
    result: Change.Result | None
    #: Right before the write, and after it; the one from before where it could not be read again.
    before: Present
    now: Present
    outcome: CommitsOutcome
    has_moved: bool = False
    #: Whether the same preview had been sent before, so that nothing was sent now.
    is_repeated: bool = False
    change_id: int | None = None
    #: Why the write failed, or was not answered.
    error: SentryError | None = None
    #: Why the commits could not be read after the write.
    read_error: SentryError | None = None
    #: Whether the record could be completed; else it stays `unknown`.
    is_recorded: bool = True


def look(key: ReleaseKey) -> Present:
    """Return the release with its commits, read side by side.

    Raises:
        SentryError: one of them could not be read, or the server keeps no commits.
    """
    page = releases.page(key, commits=lambda: commit_lists.read(key))
    return Present(page.release, page.dialect, page.parts["commits"].required())


def save(
    *, actor: Person, key: ReleaseKey, wish: Wish, seen: Seen, note: str = "", undoes: int | None = None
) -> CommitsSaved:
    """Replace, clear, or have looked up the commits of a release, and report what became of it.

    Args:
        actor: who asks.
        key: which release.
        wish: what is asked for.
        seen: what the person was shown.
        note: why, in the person's words; kept in the record.
        undoes: the number of the change that this one takes back.

    Raises:
        PermissionDenied: the person may not edit releases.
        UsedNumberError: the preview was sent before with something else in it; nothing was sent.
        SentryError: the release or its commits could not be read, so nothing was sent.
    """
    asked = Asked(key=key, action=wish.action, after=_after(wish), note=note, number=seen.submission)
    return submissions.once(
        actor,
        asked,
        send=lambda write: _send(write, wish, seen.digest, asked, undoes),
        tell=lambda change: _told_again(key, wish, change),
    )


def _send(write: Write, wish: Wish, shown: str, asked: Asked, undoes: int | None) -> CommitsSaved:
    key, release = write.key, write.read()
    dialect = upstream.client().dialect_for(key.org)
    body = _body(dialect, wish)
    present = Present(release, dialect, commit_lists.read(key))
    if present.digest != shown:
        return CommitsSaved(wish, None, present, present, _NOT_SENT, has_moved=True)
    if wish.action != Change.Action.REFS and present.against(wish).is_nothing:
        return CommitsSaved(wish, None, present, present, _NOTHING_TO_DO)
    intent = replace(_intent(wish, present), note=asked.note, undoes=undoes, submission=asked.number)
    sent = write.send(intent, lambda client: client.update_release(key.org, key.version, body))
    return _settle(key, wish, present, sent)


_NOT_SENT = CommitsOutcome(Outcome.CONFLICT, "The commits have changed since they were shown.")
_NOTHING_TO_DO = CommitsOutcome(Outcome.UNCHANGED, "The release has exactly these commits already.")


def _told_again(key: ReleaseKey, wish: Wish, change: Change) -> CommitsSaved:
    """Return what the record says of an earlier sending; a look at the release settles what was open."""
    present = look(key)
    change = record.by_number(change.pk)
    outcome = CommitsOutcome(Outcome(change.outcomes.get(wish.field, Outcome.UNKNOWN)), change.detail)
    return CommitsSaved(
        wish, Change.Result(change.result), present, present, outcome, change_id=change.pk, is_repeated=True
    )  # fmt: skip


def _body(dialect: Dialect, wish: Wish) -> Body:
    if wish.action == Change.Action.REFS:
        return dialect.refs_body(wish.refs)
    if wish.action == Change.Action.COMMITS and not wish.commits:
        raise ValueError("an empty list of commits is asked for as clearing them")
    return dialect.commits_body(wish.commits)


def _intent(wish: Wish, present: Present) -> Intent:
    """Return what the record keeps: both lists; of refs, which no server shows, the list that they may change."""
    before, after = commit_lists.keep(present.commits), commit_lists.keep(CommitList(wish.commits))
    was, last_state = {"commits": before.rows}, _mark(before.cut or after.cut)
    if wish.action == Change.Action.REFS:
        was, last_state = {}, {**was, **head_of(present.release), **last_state}
    projects = present.release.project_slugs
    return Intent(action=wish.action, before=was, after=_after(wish), projects=projects, last_state=last_state)


def _after(wish: Wish) -> dict[str, Any]:
    """Return what is asked for, as the record keeps it."""
    if wish.action == Change.Action.REFS:
        return {"refs": [_ref_as_json(ref) for ref in wish.refs]}
    return {"commits": commit_lists.keep(CommitList(wish.commits)).rows}


def _mark(cut: str) -> dict[str, Any]:
    return {"commits_cut": cut} if cut else {}


def _ref_as_json(ref: NewRef) -> dict[str, str]:
    values = {"repository": ref.repository, "commit": ref.commit, "previousCommit": ref.previous_commit}
    return {name: value for name, value in values.items() if value}


def _settle(key: ReleaseKey, wish: Wish, before: Present, sent: Sent[Any]) -> CommitsSaved:
    """Read release and commits again, in bounded time, and complete the record from what is there."""
    with writing.reading_again():
        parts = pool.side_by_side(
            {
                "release": lambda: upstream.client().get_release(key.org, key.version),
                "commits": lambda: commit_lists.read(key),
            }
        )
    release, found = parts["release"], parts["commits"]
    read_error = found.error or release.error
    if isinstance(release.value, Release) and isinstance(found.value, CommitList):
        now = replace(before, release=release.value, commits=found.value)
        attempt = Attempt(wish.commits, before.commits, now.commits, sent, before.dialect.label, wish.refs)
        outcome = judge_refs(attempt) if wish.action == Change.Action.REFS else judge_list(attempt)
    else:
        now, outcome = before, unread(sent)
    result = _result(outcome.outcome, sent)
    is_recorded = record.complete(
        sent.change,
        result,
        outcomes={wish.field: outcome.outcome.value},
        read_back={} if read_error else {"commits": commit_lists.keep(now.commits).rows},
        detail=record.words_of(sent.error or read_error) or outcome.reason,
    )
    return CommitsSaved(
        wish,
        result,
        before,
        now,
        outcome,
        change_id=sent.change.pk,
        error=sent.error,
        read_error=read_error,
        is_recorded=is_recorded,
    )


def _result(outcome: Outcome, sent: Sent[Any]) -> Change.Result:
    if outcome == Outcome.APPLIED:
        return Change.Result.SUCCEEDED
    if outcome == Outcome.UNKNOWN:
        return Change.Result.UNKNOWN
    if sent.error is None:
        return Change.Result.PARTLY_IGNORED
    return Change.Result.REFUSED if sent.is_final else Change.Result.UNKNOWN
