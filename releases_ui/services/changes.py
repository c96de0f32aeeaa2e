"""The safe write: the one way in which a release's metadata is changed.

Read, compare with what the form was opened on, write down the intent, send only what must be sent, read again,
report each field, complete the record. A status code alone is never called a success.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from releases_ui.models import Change
from releases_ui.permissions import Person, Right
from releases_ui.sentry_api.dialect import Body, Dialect, ReleaseField, as_json_value
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services import record, upstream, writing
from releases_ui.services.outcomes import FieldOutcome, Outcome, judge, plan, unread
from releases_ui.services.record import Intent
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import Value, Values, is_same
from releases_ui.services.writing import Sent


@dataclass(frozen=True)
class Saved:
    """What became of a save."""

    #: `None` where nothing was sent: nothing to change, a conflict, or nothing that the server can do.
    result: Change.Result | None
    fields: tuple[FieldOutcome, ...]
    #: The release as it was last read.
    release: Release
    dialect: Dialect
    change_id: int | None = None
    #: Why the write failed, or was not answered.
    error: SentryError | None = None
    #: Why the release could not be read after the write; then `release` is from before it.
    read_error: SentryError | None = None
    #: Whether the record could be completed; else it stays `unknown`.
    is_recorded: bool = True

    @property
    def is_conflict(self) -> bool:
        """Whether nothing was sent because somebody else changed the same field."""
        return self.result is None and any(field.outcome == Outcome.CONFLICT for field in self.fields)

    @property
    def has_failed(self) -> bool:
        """Whether the write, or the look after it, went wrong, so that the person may want to try again."""
        return self.result in {Change.Result.REFUSED, Change.Result.UNKNOWN}


@dataclass(frozen=True)
class Proposal:
    """What a save would send."""

    planned: tuple[FieldOutcome, ...]
    sending: Mapping[ReleaseField, Value]
    #: `None` where nothing would be sent: nothing to change, a conflict, or nothing that the server can do.
    body: Body | None


def propose(dialect: Dialect, opened_on: Values, current: Release, wanted: Mapping[ReleaseField, Value]) -> Proposal:
    """Return what a save would send of the fields in `wanted`, of a release that stands as `current`."""
    planned = plan(dialect, opened_on, Values.of(current), wanted)
    sending = {field.field: field.wanted for field in planned if field.outcome == Outcome.APPLIED}
    if not sending or any(field.outcome == Outcome.CONFLICT for field in planned):
        return Proposal(planned, {}, None)
    return Proposal(planned, sending, dialect.update_body(current, sending))


def save(
    *,
    actor: Person,
    key: ReleaseKey,
    opened_on: Values,
    wanted: Mapping[ReleaseField, Value],
    note: str = "",
    undoes: int | None = None,
) -> Saved:
    """Write the fields in `wanted` and report each field.

    Nothing is sent where one of them is in conflict. What the server cannot do is left out and reported as ignored.

    Args:
        actor: who asks.
        key: which release.
        opened_on: what the form showed when it was opened.
        wanted: the fields that the person changed; `None` clears.
        note: why, in the person's words; kept in the record.
        undoes: the number of the change that this one takes back.

    Raises:
        PermissionDenied: the person may not edit releases.
        SentryError: the release could not be read, so nothing was sent.
    """
    with writing.begin(actor, Right.EDIT, key) as write:
        current = write.read()
        dialect = upstream.client().dialect_for(key.org)
        proposal = propose(dialect, opened_on, current, wanted)
        planned, body = proposal.planned, proposal.body
        if body is None:
            return Saved(None, tuple(field.not_sent() for field in planned), current, dialect)

        touched = [field for field in planned if not is_same(field.before, field.wanted)]
        intent = Intent(
            action=Change.Action.EDIT,
            before={field.field: as_json_value(field.before) for field in touched},
            after={field.field: as_json_value(field.wanted) for field in touched},
            note=note,
            projects=current.project_slugs,
            undoes=undoes,
        )
        sent = write.send(intent, lambda client: client.update_release(key.org, key.version, body))
        return _settle(key, planned, sent, dialect, current)


def _settle(
    key: ReleaseKey, planned: tuple[FieldOutcome, ...], sent: Sent[Any], dialect: Dialect, current: Release
) -> Saved:
    """Read the release again and complete the record from what is there."""
    release, read_error = current, None
    try:
        release = upstream.client().get_release(key.org, key.version)
    except SentryError as error:
        read_error = error
    if read_error is None:
        now = Values.of(release)
        fields = tuple(judge(dialect, field, now[field.field], sent.error, is_final=sent.is_final) for field in planned)
        result = _result(planned, fields, sent)
    else:
        fields = tuple(field.not_sent(say("Not saved.")) if sent.is_refused else unread(field) for field in planned)
        result = Change.Result.REFUSED if sent.is_refused else Change.Result.UNKNOWN
    is_recorded = record.complete(
        sent.change,
        result,
        outcomes={field.field: field.outcome.value for field in fields},
        read_back={} if read_error else {field.field: as_json_value(field.now) for field in fields},
        detail=record.words_of(sent.error or read_error),
    )
    return Saved(result, fields, release, dialect, sent.change.pk, sent.error, read_error, is_recorded)


def _result(planned: tuple[FieldOutcome, ...], fields: tuple[FieldOutcome, ...], sent: Sent[Any]) -> Change.Result:
    """Return how the write ended, judged by the fields that were sent; the others were held back before."""
    was_sent = [plan.outcome == Outcome.APPLIED for plan in planned]
    outcomes = {field.outcome for field, is_one in zip(fields, was_sent, strict=True) if is_one}
    if outcomes == {Outcome.APPLIED}:
        is_whole = all(plan.outcome != Outcome.IGNORED for plan in planned)
        return Change.Result.SUCCEEDED if is_whole else Change.Result.PARTLY_IGNORED
    if Outcome.APPLIED in outcomes or sent.error is None:
        return Change.Result.PARTLY_IGNORED
    return Change.Result.REFUSED if sent.is_final else Change.Result.UNKNOWN
