"""Creating a release: look first, record, send once, read again, report each field.

Neither 201 nor an error tells what happened: Sentry answers 201 for an existing release that gains a project, and
creates a release that it answers 400 (unknown repositories in refs) or 500 (odd timestamps) for.
"""

from __future__ import annotations

from dataclasses import replace

from releases_ui.models import Change
from releases_ui.permissions import Person, Right
from releases_ui.sentry_api.client import CreateAnswer
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import InvalidInputError, NotFoundError, SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewRelease
from releases_ui.services import asked, record, upstream, writing
from releases_ui.services.created import Attempt, Created, Origin, judge
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Intent
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.writing import Sent


def create(*, actor: Person, org: str, new: NewRelease, note: str = "") -> Created:
    """Create the release unless it exists, and report each field.

    Args:
        actor: who asks.
        org: the organization's slug.
        new: what was filled in.
        note: why, in the person's words; kept in the record.

    Raises:
        PermissionDenied: the person may not edit releases.
        SentryError: whether the version exists could not be found out, so nothing was sent.
    """
    key = ReleaseKey(org, new.version)
    with writing.begin(actor, Right.EDIT, key) as write:
        dialect = upstream.client().dialect_for(org)
        existing = write.find()
        if existing is not None:
            return Created(None, dialect, existing)
        intent = Intent(action=Change.Action.CREATE, after=asked.keep(new), note=note, projects=new.projects)
        body = dialect.create_body(new)
        sent = write.send(intent, lambda client: client.create_release(org, body))
        return _settle(sent.change, key, _attempt(new, dialect, sent))


def _find(key: ReleaseKey) -> Release | None:
    try:
        return upstream.client().get_release(key.org, key.version)
    except NotFoundError:
        return None


def _attempt(new: NewRelease, dialect: Dialect, sent: Sent[CreateAnswer]) -> Attempt:
    # As the record will give it back, so that a later look judges no other way.
    wanted, answer = asked.recall(asked.keep(new), dialect), sent.answer
    if answer is None:
        return Attempt(wanted, dialect, is_unsure=True, error=sent.error, is_final=sent.is_final)
    return Attempt(wanted, dialect, is_unsure=False, is_new=answer.is_new, answered=answer.release)


def _settle(change: Change, key: ReleaseKey, attempt: Attempt) -> Created:
    """Look what exists now, and complete the record from that."""
    if attempt.error is not None and not attempt.error.was_sent:
        # What exists now cannot come from here.
        return _unfound(change, attempt, None)
    try:
        release = _find(key)
    except SentryError as error:
        return _unfound(change, attempt, error)
    if release is None:
        return _unfound(change, attempt, None)
    created = judge(attempt, release, change.pk)
    is_recorded = record.complete(
        change,
        created.result or Change.Result.UNKNOWN,
        outcomes={field.field: field.outcome.value for field in created.fields},
        read_back={field.field: field.as_json for field in created.fields},
        detail=record.words_of(attempt.error),
    )
    return replace(created, is_recorded=is_recorded)


def _unfound(change: Change, attempt: Attempt, read_error: SentryError | None) -> Created:
    """Complete what can be said where no release was found, or none could be looked for."""
    is_over = (
        attempt.error is not None and attempt.is_final and (read_error is None or not _may_have_created(attempt.error))
    )
    result = Change.Result.REFUSED if is_over else Change.Result.UNKNOWN
    told = attempt.error or read_error
    unseen = "" if told else _unseen(attempt)
    is_recorded = record.complete(
        change, result, outcomes=_outcomes(change, attempt, result), detail=record.words_of(told) or unseen
    )
    return Created(
        result, attempt.dialect, None, change_id=change.pk, error=told, unseen=unseen, is_recorded=is_recorded
    )  # fmt: skip


def _outcomes(change: Change, attempt: Attempt, result: Change.Result) -> dict[str, str]:
    """Return what became of the fields of a release that was not found.

    Where the server answered that it created the release, that is left for a later look to tell.
    """
    if result == Change.Result.REFUSED:
        return dict.fromkeys(change.after, Outcome.UNCHANGED.value)
    if attempt.origin == Origin.OURS:
        return {}
    unknown = dict.fromkeys(change.after, Outcome.UNKNOWN.value)
    return unknown if attempt.origin == Origin.UNSURE else unknown | {"version": Outcome.CONFLICT.value}


def _may_have_created(error: SentryError | None) -> bool:
    """Say whether Sentry gives this answer also to a release that it has created before it gave up."""
    is_about_refs = isinstance(error, InvalidInputError) and "refs" in error.field_errors
    return is_about_refs or (error is not None and error.status == 500)


def _unseen(attempt: Attempt) -> str:
    if attempt.is_new is False:
        return say("The release was there already, and the token may not see it.")
    return say("%(label)s answered that it was created, but it cannot be found.", label=attempt.dialect.label)
