"""The record of changes: an intent that is committed before the call, completed after it."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from releases_ui import calls
from releases_ui.models import Change, User
from releases_ui.sentry_api.characters import writable
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.sentences import english, say
from releases_ui.services import reversal
from releases_ui.services.upstream import ReleaseKey

logger = logging.getLogger(__name__)


class UnrecordableError(SentryError):
    """The record could not be written or read before a write; nothing was sent."""

    def __init__(self) -> None:
        super().__init__(
            say("The dashboard's own database failed. A change that is not recorded is not made, so nothing was sent."),
            was_sent=False,
        )


@contextmanager
def before_sending() -> Iterator[None]:
    """Do with the database what has to be done before anything is sent.

    Raises:
        UnrecordableError: the database failed.
    """
    try:
        yield
    except IntegrityError:
        # Not a failure but an answer: somebody else was faster.
        raise
    except DatabaseError as error:
        logger.exception("A change could not be recorded, so it is not sent.")
        raise UnrecordableError from error


@dataclass(frozen=True, kw_only=True)
class Intent:
    """What is about to be written, as the record keeps it: in JSON, keyed by the API's names."""

    action: Change.Action
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    #: Slugs of the release's projects.
    projects: tuple[str, ...] = ()
    #: The number of the change that this one takes back; kept only where it really goes back.
    undoes: int | None = None
    #: Names one sending of a form, where sending it twice would write twice.
    submission: str | None = None
    #: What else stands there: all that is known of a release that goes away, or what a later look judges by.
    last_state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a later look at the server found out about a change that nobody knew the end of."""

    result: Change.Result
    #: By field.
    outcomes: Mapping[str, str] = field(default_factory=dict)
    read_back: Mapping[str, Any] = field(default_factory=dict)
    #: How it was found out, in a sentence.
    words: str


def intend(intent: Intent, user: User, key: ReleaseKey) -> Change:
    """Return a record that is on disk, and `unknown`, before anything is sent.

    Raises:
        UnrecordableError: it could not be written.
        IntegrityError: this sending of a form has made a change already.
    """
    after = storable(dict(intent.after))
    with before_sending(), transaction.atomic(durable=True):
        return Change.objects.create(
            organization=key.org,
            version=key.version,
            projects=as_listed(intent.projects),
            action=intent.action,
            actor=user.get_username(),
            note=intent.note,
            undoes=_undone(intent, after, key),
            submission=intent.submission,
            before=storable(dict(intent.before)),
            after=after,
            last_state=storable(dict(intent.last_state)),
            request_id=calls.request_id(),
        )


#: What is written down when a write has ended.
_ENDS_WITH = ("result", "outcomes", "read_back", "detail", "is_answered", "completed_at")


def complete(
    change: Change,
    result: Change.Result,
    *,
    outcomes: Mapping[str, str] | None = None,
    read_back: Mapping[str, Any] | None = None,
    detail: str = "",
) -> bool:
    """Write down how `change` ended, once; `unknown` stays open until a later look settles it.

    What the write itself has seen counts more than what a later look made of it, where that came first.

    Return whether it could be written: the write upstream is done already, so a database that fails now must not
    hide how it ended. `change` itself says it in any case.
    """
    change.result = result
    change.outcomes = dict(outcomes or {})
    change.read_back = storable(dict(read_back or {}))
    change.detail = detail
    change.completed_at = None if result == Change.Result.UNKNOWN else timezone.now()
    unfinished = Q(completed_at=None)
    if result != Change.Result.UNKNOWN:
        unfinished |= Q(is_settled_later=True)
    try:
        ends = {name: getattr(change, name) for name in _ENDS_WITH}
        Change.objects.filter(unfinished, pk=change.pk).update(is_settled_later=False, **ends)
    except DatabaseError:
        logger.exception("The record of change %s could not be completed; it ended as %s.", change.pk, result)
        return False
    return True


def settle(change: Change, verdict: Verdict) -> None:
    """Write down what a later look found out about `change`, unless somebody was faster."""
    Change.objects.filter(pk=change.pk, completed_at=None).update(
        result=verdict.result,
        outcomes=dict(verdict.outcomes),
        read_back=storable(dict(verdict.read_back)),
        detail=f"{change.detail} {english(verdict.words)}".strip(),
        completed_at=timezone.now(),
        is_settled_later=True,
    )


def open_changes(key: ReleaseKey) -> list[Change]:
    """Return the changes of a release whose outcome is not known yet, the newest first."""
    found = Change.objects.filter(organization=key.org, version=key.version, completed_at=None)
    return list(found.defer("last_state"))


def keys_of_open_changes() -> list[ReleaseKey]:
    """Return the releases with changes whose outcome is not known yet."""
    found = Change.objects.filter(completed_at=None).order_by().values_list("organization", "version").distinct()
    return [ReleaseKey(org, version) for org, version in found]


def newest_since(change: Change, field_name: str) -> Change | None:
    """Return the newest completed change of the same release since `change` that tells what then stood in a field.

    One that a later look settled counts only if it arrived: what else was seen then may be the work of `change`.
    """
    since = Change.objects.filter(organization=change.organization, version=change.version, pk__gt=change.pk)
    seen_late = {"is_settled_later": True, "result__in": [Change.Result.UNKNOWN, Change.Result.NOT_DONE]}
    return since.filter(read_back__has_key=field_name).exclude(completed_at=None).exclude(**seen_late).first()


def by_number(number: int) -> Change:
    """Return one change.

    Raises:
        Change.DoesNotExist: there is none of that number.
    """
    return Change.objects.get(pk=number)


def of_submission(submission: str) -> Change | None:
    """Return the change that this sending of a form has made already.

    Raises:
        UnrecordableError: the record could not be read.
    """
    with before_sending():
        return Change.objects.filter(submission=submission).first()


def as_listed(slugs: Iterable[str]) -> str:
    """Return slugs as the record keeps them: each between blanks, so that one can be searched for."""
    text = " ".join(slugs)
    return f" {text} " if text else ""


def _undone(intent: Intent, after: Mapping[str, Any], key: ReleaseKey) -> int | None:
    """Return the number of the change that is taken back; `None` where none of this release is."""
    if intent.undoes is None:
        return None
    change = Change.objects.filter(pk=intent.undoes, organization=key.org, version=key.version).first()
    return change.pk if change is not None and reversal.is_asked(change, intent.action, after) else None


def storable(value: Any) -> Any:
    """Return JSON that every database stores: texts without NUL and without half characters, numbers finite."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def words_of(error: SentryError | None) -> str:
    """Return what a record keeps of an error: our sentence and the server's own words."""
    return f"{english(error.message)} {error.detail}".strip() if error else ""
