"""Deleting a release: read, keep all that is known of it, send once, look whether it is gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from releases_ui.models import Change
from releases_ui.permissions import Person, Right
from releases_ui.sentry_api.decoding import decode_one
from releases_ui.sentry_api.dialect import Dialect, as_json_value
from releases_ui.sentry_api.errors import NotFoundError, SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.services import last_state, record, upstream, writing
from releases_ui.services.glance import Glance, Moved
from releases_ui.services.last_state import LastState
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import Intent
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.writing import Sent, Write

#: By how the delete ended: what became of the version, which is all that a delete changes.
_OUTCOMES = {
    None: Outcome.CONFLICT,
    Change.Result.SUCCEEDED: Outcome.APPLIED,
    Change.Result.PARTLY_IGNORED: Outcome.IGNORED,
    Change.Result.REFUSED: Outcome.UNCHANGED,
    Change.Result.UNKNOWN: Outcome.UNKNOWN,
}


class Fate(Enum):
    """What became of the release, by a look at it after the delete."""

    #: Nothing was sent: it is no longer what the form showed.
    CHANGED = "changed"
    GONE = "gone"
    #: The delete was refused, and it is gone: somebody else was faster.
    GONE_BEFORE = "gone before"
    #: It is gone, and there is a new one of the same version.
    REPLACED = "replaced"
    THERE = "there"
    #: Nobody could look.
    UNSEEN = "unseen"


@dataclass(frozen=True, kw_only=True)
class Deletion:
    """What became of a delete."""

    fate: Fate
    #: `None` where nothing was sent.
    result: Change.Result | None = None
    #: As it was last read.
    release: Release
    dialect: Dialect
    #: What is different from what the form showed.
    moved: tuple[Moved, ...] = ()
    #: By part, why the record does not hold the whole of it.
    missing: dict[str, str]
    change_id: int | None = None
    #: Why the delete failed, or was not answered.
    error: SentryError | None = None
    #: Why nobody could look afterwards.
    read_error: SentryError | None = None
    #: Whether the record could be completed; else it stays `unknown`.
    is_recorded: bool = True

    @property
    def outcome(self) -> Outcome:
        """What became of the version."""
        return _OUTCOMES[self.result]

    @property
    def is_by_others(self) -> bool:
        """Whether it is gone, and not by this delete."""
        return self.result == Change.Result.REFUSED and self.fate in {Fate.GONE_BEFORE, Fate.REPLACED}


def delete(*, actor: Person, key: ReleaseKey, opened_on: Glance, note: str = "", undoes: int | None = None) -> Deletion:
    """Delete the release, unless it is no longer what the person saw.

    Args:
        actor: who asks.
        key: which release.
        opened_on: what the person saw of it when deciding.
        note: why, in the person's words; kept in the record.
        undoes: the number of the change that this one takes back.

    Raises:
        PermissionDenied: the person may not delete releases.
        SentryError: the release could not be read, so nothing was sent.
    """
    with writing.begin(actor, Right.DELETE, key) as write:
        moved = opened_on.moved_to(Glance.at(seen := write.read()))
        dialect = upstream.client().dialect_for(key.org)
        if moved:
            return Deletion(fate=Fate.CHANGED, release=seen, dialect=dialect, moved=moved, missing={})
        kept = last_state.gather(key)
        # Read last, as what is deleted must be what is kept, and what was seen.
        raw = upstream.client().get_release_raw(key.org, key.version)
        release = decode_one(raw, Release)
        planned = Deletion(fate=Fate.CHANGED, release=release, dialect=dialect, missing=kept.missing)
        if moved := opened_on.moved_to(Glance.at(release)):
            return replace(planned, moved=moved)
        return _send(write, planned, _intent(release, kept, raw, note, undoes))


def deleted_by(key: ReleaseKey) -> Change | None:
    """Return the change that deleted the release, where nothing was done to one of that version since."""
    newest = Change.objects.filter(organization=key.org, version=key.version).defer("last_state").first()
    if newest is None or (newest.action, newest.result) != (Change.Action.DELETE, Change.Result.SUCCEEDED):
        return None
    return newest


def _intent(release: Release, kept: LastState, raw: bytes, note: str, undoes: int | None) -> Intent:
    before: dict[str, Any] = {
        "version": release.version,
        "ref": release.ref,
        "url": release.url,
        "dateReleased": as_json_value(release.date_released),
        "status": release.status,
        "projects": list(release.project_slugs),
        "commits": release.commit_count,
        "deploys": release.deploy_count,
        "files": kept.count("files"),
    }
    return Intent(
        action=Change.Action.DELETE,
        before={name: value for name, value in before.items() if value is not None},
        note=note,
        projects=release.project_slugs,
        undoes=undoes,
        last_state=kept.as_json(raw),
    )


def _send(write: Write, planned: Deletion, intent: Intent) -> Deletion:
    key = write.key
    sent = write.send(intent, lambda client: client.delete_release(key.org, key.version))
    ended = _look(key, replace(planned, change_id=sent.change.pk, error=sent.error), sent)
    is_recorded = record.complete(
        sent.change,
        ended.result or Change.Result.UNKNOWN,
        outcomes={"version": ended.outcome.value},
        detail=record.words_of(sent.error or ended.read_error),
    )
    return replace(ended, is_recorded=is_recorded)


def _look(key: ReleaseKey, planned: Deletion, sent: Sent[Any]) -> Deletion:
    """Look what is there now, and judge the delete by it."""
    try:
        found = upstream.client().get_release(key.org, key.version)
    except NotFoundError:
        if sent.is_refused:
            return replace(planned, fate=Fate.GONE_BEFORE, result=Change.Result.REFUSED)
        return replace(planned, fate=Fate.GONE, result=Change.Result.SUCCEEDED)
    except SentryError as error:
        result = Change.Result.REFUSED if sent.is_refused else Change.Result.UNKNOWN
        return replace(planned, fate=Fate.UNSEEN, result=result, read_error=error)
    if found.date_created != planned.release.date_created:
        result = Change.Result.REFUSED if sent.is_refused else Change.Result.SUCCEEDED
        return replace(planned, fate=Fate.REPLACED, result=result)
    return replace(planned, fate=Fate.THERE, result=_result_if_there(sent), release=found)


def _result_if_there(sent: Sent[Any]) -> Change.Result:
    if sent.error is None:
        return Change.Result.PARTLY_IGNORED
    return Change.Result.REFUSED if sent.is_final else Change.Result.UNKNOWN
