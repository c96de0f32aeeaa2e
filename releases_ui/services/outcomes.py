"""What became of each field of a save: planned before the write, judged after it by what the server has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from releases_ui.sentry_api.dialect import Dialect, ReleaseField
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.sentences import say
from releases_ui.services.values import FIELDS, Value, Values, is_same


class Outcome(StrEnum):
    """What became of one field."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    IGNORED = "ignored"
    CONFLICT = "conflict"
    #: Nobody can say yet: no answer came, or the release could not be read after it.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FieldOutcome:
    """One field of a save."""

    field: ReleaseField
    outcome: Outcome
    #: What the form was opened on, what stood there right before the write, and what stands there now.
    opened: Value
    before: Value
    now: Value
    #: What was asked for; the value before where the field was left alone.
    wanted: Value
    is_touched: bool
    #: Why, in a sentence, where the outcome alone does not say it.
    reason: str = ""

    @property
    def has_moved(self) -> bool:
        """Whether somebody else changed the field after the form was opened."""
        return not is_same(self.opened, self.before)

    def not_sent(self, reason: str = say("Not sent, because of the conflict.")) -> FieldOutcome:
        """Return the field of a write that did not happen: what was to be applied is unchanged."""
        if self.outcome != Outcome.APPLIED:
            return self
        return replace(self, outcome=Outcome.UNCHANGED, reason=reason)


def plan(
    dialect: Dialect, opened: Values, current: Values, wanted: Mapping[ReleaseField, Value]
) -> tuple[FieldOutcome, ...]:
    """Return what would become of each field, `applied` standing for "to be sent"."""
    asked = {field: _storable(dialect, field, value) for field, value in wanted.items()}
    return tuple(_plan_one(dialect, field, opened[field], current[field], asked) for field in FIELDS)


def judge(
    dialect: Dialect, planned: FieldOutcome, now: Value, error: SentryError | None, *, is_final: bool
) -> FieldOutcome:
    """Return what became of a field, by what the server has now.

    Args:
        dialect: the server's.
        planned: the field as it was planned.
        now: its value, read after the write.
        error: why the write failed, or was not answered.
        is_final: whether nothing more can come of the write.
    """
    outcome, reason = planned.outcome, planned.reason
    was_sent = planned.outcome == Outcome.APPLIED
    if was_sent and dialect.is_stored(planned.wanted, now):
        pass
    elif not is_same(now, planned.before):
        outcome, reason = Outcome.CONFLICT, say("Somebody else changed this field while it was being saved.")
    elif was_sent:
        outcome, reason = not_there(dialect, error, is_final=is_final)
    return replace(planned, outcome=outcome, now=now, reason=reason)


def unread(planned: FieldOutcome) -> FieldOutcome:
    """Return a field of a write after which the release could not be read."""
    if planned.outcome != Outcome.APPLIED:
        return planned
    return replace(planned, outcome=Outcome.UNKNOWN, reason=say("Sent; what the server has now could not be read."))


def _storable(dialect: Dialect, field: ReleaseField, value: Value) -> Value:
    return (dialect.stored_text(field, value) or None) if isinstance(value, str) else value


def _plan_one(
    dialect: Dialect, field: ReleaseField, opened: Value, current: Value, asked: Mapping[ReleaseField, Value]
) -> FieldOutcome:
    wanted = asked.get(field, current)
    reason = ""
    if is_same(current, wanted):
        outcome = Outcome.UNCHANGED
    elif not is_same(opened, current):
        outcome, reason = Outcome.CONFLICT, say("Somebody else changed this field after you opened the form.")
    elif cannot := dialect.cannot_write(field, current, wanted):
        outcome, reason = Outcome.IGNORED, cannot
    else:
        outcome = Outcome.APPLIED
    return FieldOutcome(field, outcome, opened, current, current, wanted, field in asked, reason)


def not_there(dialect: Dialect, error: SentryError | None, *, is_final: bool) -> tuple[Outcome, str]:
    """Return the outcome of a field that was sent and stands as it stood before."""
    if error is None:
        return Outcome.IGNORED, say("%(label)s answered that it was saved, and did not change it.", label=dialect.label)
    if is_final:
        return Outcome.UNCHANGED, say("Not saved.")
    return Outcome.UNKNOWN, say("Not there yet. It may still arrive.")
