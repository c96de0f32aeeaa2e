"""What became of a create, judged by the release that exists afterwards.

Whether we created it is certain only where the server's answer says so. An error, or no answer, and a release that
exists now may be our doing, or that of somebody else who created the same version at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

from releases_ui.models import Change
from releases_ui.sentry_api.dialect import Dialect, Feature, ReleaseField, as_json_value
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services.asked import Asked
from releases_ui.services.outcomes import Outcome
from releases_ui.services.values import FIELDS, Value, Values, is_same

CreatedField = Literal["version", "projects", "ref", "url", "dateReleased", "commits"]
#: Commits are counted, projects are slugs.
CreatedValue = Value | tuple[str, ...] | int


class Origin(Enum):
    """Who created the release that exists now."""

    #: The server answered that this create did, and nothing speaks against it.
    OURS = "ours"
    #: It was there before this create arrived.
    THEIRS = "theirs"
    #: The create failed, or was not answered, and the release exists all the same.
    UNSURE = "unsure"


@dataclass(frozen=True)
class CreatedFieldOutcome:
    """One field after a create."""

    field: CreatedField
    outcome: Outcome
    #: What was filled in.
    asked: CreatedValue
    #: What the server has.
    now: CreatedValue
    #: Why, in a sentence, where the outcome alone does not say it.
    reason: str = ""

    @property
    def as_json(self) -> str | int | list[str] | None:
        """What the server has, as the record keeps it."""
        if isinstance(self.now, tuple):
            return list(self.now)
        return as_json_value(self.now) if isinstance(self.now, datetime) else self.now


@dataclass(frozen=True)
class Created:
    """What became of a create."""

    #: `None` where nothing was sent, because `release` was there before.
    result: Change.Result | None
    dialect: Dialect
    #: The release as it was last read; `None` where there is none, or it cannot be read.
    release: Release | None
    fields: tuple[CreatedFieldOutcome, ...] = ()
    change_id: int | None = None
    error: SentryError | None = None
    #: Why no release is shown, where no error says it.
    unseen: str = ""
    #: `None` where nothing was sent, or no release was found.
    origin: Origin | None = None
    #: Whether the record could be completed; else it stays `unknown`.
    is_recorded: bool = True

    @property
    def is_conflict(self) -> bool:
        """Whether the release that stands in the way is, or may be, somebody else's."""
        if self.origin == Origin.UNSURE:
            return any(field.outcome == Outcome.CONFLICT for field in self.fields)
        return self.origin == Origin.THEIRS


@dataclass(frozen=True)
class Attempt:
    """A create that went out, and how it was answered."""

    asked: Asked
    dialect: Dialect
    #: Whether it failed, or how it was answered is not known, so that a release may be anybody's.
    is_unsure: bool
    #: What the server's status says about it: `None` where it may be new or not.
    is_new: bool | None = None
    #: The release as the answer has it; `None` where there was no answer, or it cannot be read.
    answered: Release | None = None
    error: SentryError | None = None
    #: Whether nothing more can come of it: the server itself answered, or never got it.
    is_final: bool = True

    @property
    def origin(self) -> Origin:
        """Who created the release, where there is one now."""
        if self.is_unsure:
            return Origin.UNSURE
        is_theirs = self.is_new is False or (self.is_new is None and self._is_answered_with_another)
        return Origin.THEIRS if is_theirs else Origin.OURS

    @property
    def _is_answered_with_another(self) -> bool:
        """Whether the answer itself shows what nobody here filled in: Sentry's 201 also stands for a gained project.

        What is read later does not count, as somebody may have changed the release since.
        """
        if self.answered is None:
            return False
        shown = Values.of(self.answered)
        has_other_values = any(
            shown[field] and not self.dialect.is_stored(self.asked.values[field], shown[field]) for field in FIELDS
        )
        return has_other_values or not set(self.answered.project_slugs) <= set(self.asked.projects)


def judge(attempt: Attempt, release: Release, change_id: int | None) -> Created:
    """Return the report on a release that exists after the write."""
    fields = tuple(_fields(attempt, release))
    result = _result(attempt, {field.outcome for field in fields})
    return Created(result, attempt.dialect, release, fields, change_id, attempt.error, origin=attempt.origin)


def _fields(attempt: Attempt, release: Release) -> Iterator[CreatedFieldOutcome]:
    yield _version(attempt, release.version)
    yield _projects(attempt, release.project_slugs)
    now = Values.of(release)
    for field in FIELDS:
        outcome, reason = _judge(attempt, field, now[field])
        yield CreatedFieldOutcome(field, outcome, attempt.asked.values[field], now[field], reason)
    if attempt.asked.commits or attempt.asked.refs:
        outcome, reason = _commits(attempt, release.commit_count)
        yield CreatedFieldOutcome("commits", outcome, attempt.asked.commits, release.commit_count, reason)


def _version(attempt: Attempt, version: str) -> CreatedFieldOutcome:
    outcome, reason = {
        Origin.OURS: (Outcome.APPLIED, ""),
        Origin.THEIRS: (Outcome.CONFLICT, say("Somebody else created this version in the meantime.")),
        Origin.UNSURE: (Outcome.UNKNOWN, _why_unsure(attempt)),
    }[attempt.origin]
    return CreatedFieldOutcome("version", outcome, version, version, reason)


def _why_unsure(attempt: Attempt) -> str:
    if attempt.error is None or not attempt.dialect.create_conflict(attempt.error):
        return ""
    return say("%(label)s also gives this answer where the version exists already.", label=attempt.dialect.label)


def _projects(attempt: Attempt, now: tuple[str, ...]) -> CreatedFieldOutcome:
    asked = attempt.asked.projects
    missing = ", ".join(slug for slug in asked if slug not in now)
    others = ", ".join(slug for slug in now if slug not in asked)
    outcome = Outcome.UNCHANGED if attempt.is_new is False else Outcome.APPLIED
    reason = say("It belongs to %(others)s as well.", others=others) if others else ""
    if attempt.origin == Origin.UNSURE and (missing or others):
        outcome = Outcome.CONFLICT
        reason = (
            say("%(reason)s It does not belong to %(missing)s.", reason=reason, missing=missing).strip()
            if missing
            else reason
        )
    elif missing:
        outcome = Outcome.IGNORED
        reason = say(
            "%(label)s left out %(missing)s: there is no such project, or the token does not reach it.",
            label=attempt.dialect.label,
            missing=missing,
        )
    return CreatedFieldOutcome("projects", outcome, asked, now, reason)


def _judge(attempt: Attempt, field: ReleaseField, now: Value) -> tuple[Outcome, str]:
    asked = attempt.asked.values[field]
    if attempt.dialect.is_stored(asked, now):
        is_unchanged = attempt.origin == Origin.THEIRS or not asked
        return (Outcome.UNCHANGED if is_unchanged else Outcome.APPLIED), ""
    cannot = attempt.dialect.cannot_write(field, None, asked)
    if cannot and not now:
        return Outcome.IGNORED, cannot
    if attempt.origin == Origin.OURS:
        return _differs_in_ours(attempt, field, now)
    if attempt.origin == Origin.THEIRS:
        return _differs_in_theirs(now)
    if not now:
        return Outcome.CONFLICT, say("The server has no value.")
    return Outcome.CONFLICT, say("The server has this value, which was not filled in here.")


def _differs_in_ours(attempt: Attempt, field: ReleaseField, now: Value) -> tuple[Outcome, str]:
    """Return what became of a field of the release that we created, and that has another value now."""
    if not now:
        return Outcome.IGNORED, say("%(label)s did not store it.", label=attempt.dialect.label)
    if attempt.answered is not None and is_same(Values.of(attempt.answered)[field], now):
        return Outcome.IGNORED, say("%(label)s put this value there by itself.", label=attempt.dialect.label)
    return Outcome.CONFLICT, say("Changed since: somebody else set this value after the release was created.")


def _differs_in_theirs(now: Value) -> tuple[Outcome, str]:
    if now:
        return Outcome.CONFLICT, say("Somebody else set this value.")
    return Outcome.IGNORED, say("The release was there already, and creating it again sets nothing.")


def _commits(attempt: Attempt, count: int | None) -> tuple[Outcome, str]:
    """Return what became of commits and refs, of which the server shows no more than a count."""
    label, asked = attempt.dialect.label, attempt.asked.commits
    if cannot := attempt.dialect.supports(Feature.COMMITS):
        return Outcome.IGNORED, cannot
    if attempt.is_unsure and (attempt.asked.refs or count != asked):
        return _commits_after(attempt, label, count)
    if count == asked and asked:
        return Outcome.APPLIED, say("They replaced those that it had.") if attempt.origin == Origin.THEIRS else ""
    if asked and not attempt.asked.refs:
        words = say(
            "%(label)s counts %(count)s, %(asked)s were sent. Messages with #skipsentry are left out.",
            label=label,
            count=count or 0,
            asked=asked,
        )
        return Outcome.IGNORED, words
    words = say("%(label)s looks up the commits of refs by itself, later, and does not show refs.", label=label)
    return (Outcome.APPLIED if count else Outcome.UNCHANGED), words


def _commits_after(attempt: Attempt, label: str, count: int | None) -> tuple[Outcome, str]:
    """Return what became of commits whose create failed, and of which the count does not show that they arrived."""
    if attempt.is_final:
        return Outcome.IGNORED, (attempt.error.detail or attempt.error.message) if attempt.error else ""
    return Outcome.UNKNOWN, say("%(label)s counts %(count)s, and no answer came.", label=label, count=count or 0)


def _result(attempt: Attempt, outcomes: set[Outcome]) -> Change.Result:
    if not attempt.is_unsure:
        is_whole = attempt.origin == Origin.OURS and outcomes <= {Outcome.APPLIED, Outcome.UNCHANGED}
        return Change.Result.SUCCEEDED if is_whole else Change.Result.PARTLY_IGNORED
    is_partial = attempt.is_final and not outcomes.isdisjoint({Outcome.IGNORED, Outcome.CONFLICT})
    return Change.Result.PARTLY_IGNORED if is_partial else Change.Result.UNKNOWN
