"""Archiving a release and restoring it: read, record, send once in the server's way, read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from releases_ui.models import Change
from releases_ui.permissions import Person, Right
from releases_ui.sentry_api.dialect import Dialect, Status
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services import record, upstream, writing
from releases_ui.services.outcomes import Outcome, not_there
from releases_ui.services.record import Intent
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.writing import Sent


@dataclass(frozen=True, kw_only=True)
class StatusOutcome:
    """What became of archiving or restoring a release."""

    #: `None` where nothing was sent: it stood so already, somebody was faster, or the server cannot do it.
    result: Change.Result | None = None
    outcome: Outcome
    #: What the form was opened on, what stood there right before the write, what was asked for, what stands there now.
    opened: Status
    before: Status
    wanted: Status
    now: Status
    #: Why, in a sentence, where the outcome alone does not say it.
    reason: str = ""
    #: As it was last read.
    release: Release
    dialect: Dialect
    change_id: int | None = None
    #: Why the write failed, or was not answered.
    error: SentryError | None = None
    #: Why the release could not be read after the write.
    read_error: SentryError | None = None
    #: Whether the record could be completed; else it stays `unknown`.
    is_recorded: bool = True

    @property
    def has_failed(self) -> bool:
        """Whether the write, or the look after it, went wrong, so that the person may want to try again."""
        return self.result in {Change.Result.REFUSED, Change.Result.UNKNOWN}


def status_of(release: Release) -> Status:
    """Return the release's status; a server that names none means open."""
    return "archived" if release.status == "archived" else "open"


def set_status(
    *, actor: Person, key: ReleaseKey, wanted: Status, opened_on: Status, note: str = "", undoes: int | None = None
) -> StatusOutcome:
    """Archive or restore the release, and report what the server has then.

    Args:
        actor: who asks.
        key: which release.
        wanted: the status to set.
        opened_on: what the form showed when it was opened.
        note: why, in the person's words; kept in the record.
        undoes: the number of the change that this one takes back.

    Raises:
        PermissionDenied: the person may not edit releases.
        SentryError: the release could not be read, so nothing was sent.
    """
    with writing.begin(actor, Right.EDIT, key) as write:
        planned = _plan(key, write.read(), opened_on, wanted)
        if planned.outcome != Outcome.APPLIED:
            return planned
        intent = Intent(
            action=Change.Action.ARCHIVE if wanted == "archived" else Change.Action.RESTORE,
            before={"status": planned.before},
            after={"status": wanted},
            note=note,
            projects=planned.release.project_slugs,
            undoes=undoes,
        )
        # Restoring creates what does not exist: it may only follow the read above, and does so at once.
        sent = write.send(intent, lambda client: client.set_status(key.org, key.version, wanted))
        return _settle(key, planned, sent)


def _plan(key: ReleaseKey, release: Release, opened_on: Status, wanted: Status) -> StatusOutcome:
    """Return what would become of it, `applied` standing for "to be sent"."""
    dialect, before = upstream.client().dialect_for(key.org), status_of(release)
    outcome, reason = Outcome.APPLIED, ""
    if before == wanted:
        outcome = Outcome.UNCHANGED
    elif cannot := dialect.cannot_set_status(key.version, wanted):
        outcome, reason = Outcome.IGNORED, cannot
    elif before != opened_on:
        outcome, reason = Outcome.CONFLICT, say("Somebody else changed the status after you opened the form.")
    return StatusOutcome(
        outcome=outcome,
        reason=reason,
        opened=opened_on,
        before=before,
        wanted=wanted,
        now=before,
        release=release,
        dialect=dialect,
    )


def _settle(key: ReleaseKey, planned: StatusOutcome, sent: Sent[Any]) -> StatusOutcome:
    """Read the release again and complete the record from what is there."""
    try:
        release = upstream.client().get_release(key.org, key.version)
    except SentryError as error:
        ended = _unread(planned, sent, error)
    else:
        ended = _judged(planned, sent, release)
    is_recorded = record.complete(
        sent.change,
        ended.result or Change.Result.UNKNOWN,
        outcomes={"status": ended.outcome.value},
        read_back={} if ended.read_error else {"status": ended.now},
        detail=record.words_of(sent.error or ended.read_error),
    )
    return replace(ended, change_id=sent.change.pk, error=sent.error, is_recorded=is_recorded)


def _judged(planned: StatusOutcome, sent: Sent[Any], release: Release) -> StatusOutcome:
    """Return what became of it by what the server has now, whatever it answered."""
    now = status_of(release)
    if now == planned.wanted:
        return replace(planned, result=Change.Result.SUCCEEDED, now=now, release=release)
    outcome, reason = not_there(planned.dialect, sent.error, is_final=sent.is_final)
    result = {
        Outcome.IGNORED: Change.Result.PARTLY_IGNORED,
        Outcome.UNCHANGED: Change.Result.REFUSED,
        Outcome.UNKNOWN: Change.Result.UNKNOWN,
    }[outcome]
    return replace(planned, result=result, outcome=outcome, reason=reason, now=now, release=release)


def _unread(planned: StatusOutcome, sent: Sent[Any], error: SentryError) -> StatusOutcome:
    if sent.is_refused:
        return replace(
            planned,
            result=Change.Result.REFUSED,
            outcome=Outcome.UNCHANGED,
            reason=say("Not saved."),
            read_error=error,
        )
    return replace(
        planned,
        result=Change.Result.UNKNOWN,
        outcome=Outcome.UNKNOWN,
        reason=say("Sent; what the server has now could not be read."),
        read_error=error,
    )
