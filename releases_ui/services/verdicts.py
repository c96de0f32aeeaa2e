"""How a change ended, judged by a later look at the release: one judge for each kind of change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from releases_ui.models import Change
from releases_ui.sentry_api.dialect import Dialect, FieldValue, as_json_value
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services import last_state, record
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Verdict
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import FIELDS, is_same, value_of

#: The fields of a release that a change can set, with its status.
_FIELDS = (*FIELDS, "status")


@dataclass(frozen=True)
class Look:
    """What somebody who looked at a release saw."""

    key: ReleaseKey
    #: `None` where the server has no such release that the token sees.
    release: Release | None
    dialect: Dialect
    #: Whether the look began when nothing of the change could arrive any more.
    is_late: bool

    def now(self, field: str) -> FieldValue:
        """Return what stands in a field."""
        release = self.release
        if release is None:
            return None
        values: Mapping[str, FieldValue] = {
            "ref": release.ref,
            "url": release.url,
            "dateReleased": release.date_released,
            "status": release.status,
        }
        return values[field]


#: Returns `None` while it cannot be told yet.
Judge = Callable[[Change, Look], Verdict | None]


@dataclass(frozen=True)
class _Field:
    """One field of a change, held against what is there now."""

    name: str
    #: What would stand there if nothing of the change had arrived.
    standing: FieldValue
    wanted: FieldValue
    now: FieldValue
    #: Whether it was sent at all: what the dialect cannot do was not.
    was_sent: bool
    is_stored: bool

    @property
    def has_arrived(self) -> bool:
        """Whether only the change itself explains what is there."""
        return self.was_sent and self.is_stored and not is_same(self.wanted, self.standing)

    @property
    def is_untouched(self) -> bool:
        """Whether it stands as it would without the change."""
        return is_same(self.now, self.standing)

    def outcome(self, *, has_arrived: bool) -> Outcome:
        """Return what became of it, given whether the change as a whole has arrived."""
        if has_arrived and self.was_sent and self.is_stored:
            return Outcome.APPLIED
        if not self.is_untouched:
            return Outcome.CONFLICT
        return Outcome.IGNORED if has_arrived or not self.was_sent else Outcome.UNCHANGED


def of_fields(change: Change, look: Look) -> Verdict | None:
    """Judge an edit, or a change of status: servers store all of its fields at once, or none."""
    if look.release is None:
        return None
    fields = [_field(change, look, name) for name in change.after if name in _FIELDS]
    read_back = {name: as_json_value(look.now(name)) for name in _FIELDS}
    has_arrived = any(field.has_arrived for field in fields)
    outcomes = {field.name: field.outcome(has_arrived=has_arrived).value for field in fields}
    if has_arrived:
        is_whole = set(outcomes.values()) == {Outcome.APPLIED.value}
        result = Change.Result.SUCCEEDED if is_whole else Change.Result.PARTLY_IGNORED
        return Verdict(result=result, outcomes=outcomes, read_back=read_back, words=say("A later look found it there."))
    if not look.is_late:
        return None
    if all(field.is_untouched for field in fields):
        words = say("A later look found nothing of it.")
        return Verdict(result=Change.Result.NOT_DONE, outcomes=outcomes, read_back=read_back, words=words)
    words = say("Somebody else has changed the release since, so whether this arrived cannot be told.")
    return Verdict(result=Change.Result.UNKNOWN, outcomes=outcomes, read_back=read_back, words=words)


def of_missing(change: Change) -> Verdict:
    """Give up on a change of a release that cannot be found any more."""
    words = say("The release cannot be found any more, so whether this arrived cannot be told.")
    outcomes = dict.fromkeys(change.after, Outcome.UNKNOWN.value)
    return Verdict(result=Change.Result.UNKNOWN, outcomes=outcomes, words=words)


def of_delete(change: Change, look: Look) -> Verdict | None:
    """Judge a delete: the token saw the release right before."""
    if look.release is None:
        # One 404 may have other reasons; what is still on its way is waited for in any case.
        gone = _of_version(Change.Result.SUCCEEDED, Outcome.APPLIED, say("A later look found no such release."))
        return gone if look.is_late or change.is_answered else None
    # The server's clock is not ours, so only its own dates can be compared.
    was_created, is_created = last_state.date_created(change.last_state), look.release.date_created
    if was_created and is_created and was_created != is_created:
        words = say("A later look found a newer release of that name: events create one again.")
        return _of_version(Change.Result.SUCCEEDED, Outcome.APPLIED, words)
    if change.is_answered:
        words = say("An answer came, and a later look found the release still there.")
        return _of_version(Change.Result.PARTLY_IGNORED, Outcome.IGNORED, words)
    if not look.is_late:
        return None
    return _of_version(Change.Result.NOT_DONE, Outcome.UNCHANGED, say("A later look found the release still there."))


def _of_version(result: Change.Result, outcome: Outcome, words: str) -> Verdict:
    return Verdict(result=result, outcomes={"version": outcome.value}, words=words)


def _field(change: Change, look: Look, name: str) -> _Field:
    standing = value_of(name, _standing(change, name))
    wanted, now = value_of(name, change.after[name]), look.now(name)
    return _Field(
        name,
        standing,
        wanted,
        now,
        was_sent=name == "status" or look.dialect.cannot_write(name, standing, wanted) is None,  # type: ignore[arg-type]  # one of FIELDS
        is_stored=look.dialect.is_stored(wanted, now),
    )


def _standing(change: Change, name: str) -> Any:
    """Return what would stand in a field if nothing of the change had arrived, as the record keeps it."""
    newer = record.newest_since(change, name)
    if newer is None:
        return change.before.get(name)
    if newer.outcomes.get(name) != Outcome.CONFLICT:
        return newer.read_back.get(name)
    # That a newer write found something else than it had left or put there may be the work of this one.
    return (newer.after if name in newer.after else change.before).get(name)
