"""Taking a change back: what a safe write back to the values before would do, said before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from releases_ui.models import Change
from releases_ui.sentry_api.dialect import Dialect, ReleaseField
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.sentences import say
from releases_ui.services import record, releases
from releases_ui.services.outcomes import Outcome
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import FIELDS, Value, Values, is_same, value_of

_CAN_BE_UNDONE = {
    Change.Action.CREATE,
    Change.Action.EDIT,
    Change.Action.ARCHIVE,
    Change.Action.RESTORE,
    Change.Action.COMMITS,
    Change.Action.CLEAR_COMMITS,
}
_HAD_EFFECT = {Change.Result.SUCCEEDED, Change.Result.PARTLY_IGNORED}


class Prospect(StrEnum):
    """What writing one field back would come to."""

    POSSIBLE = "possible"
    #: The server cannot do it.
    IMPOSSIBLE = "impossible"
    #: It stands there already.
    DONE = "done"
    #: Somebody has changed it since: the person has to choose.
    MOVED = "moved"


@dataclass(frozen=True)
class Step:
    """One field of a change, on its way back."""

    field: ReleaseField
    prospect: Prospect
    #: What the change left there, what stands there now, and what stood there before the change.
    left: Value
    now: Value
    back_to: Value
    #: Why the server cannot do it.
    reason: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether undoing asks for it."""
        return self.prospect in {Prospect.POSSIBLE, Prospect.MOVED}


@dataclass(frozen=True)
class Proposal:
    """An edit, and what taking it back would do."""

    change: Change
    release: Release
    dialect: Dialect
    steps: tuple[Step, ...]
    #: What the change left behind: the write back is opened on it, so that what others changed since is a conflict.
    opened_on: Values

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to write back."""
        return any(step.is_asked for step in self.steps)


def is_offered(change: Change) -> bool:
    """Say whether it makes sense to ask for taking `change` back; the server may still refuse."""
    if change.action not in _CAN_BE_UNDONE or not had_effect(change):
        return False
    return change.action != Change.Action.CREATE or has_created(change)


def had_effect(change: Change) -> bool:
    """Say whether the change is known to have changed anything."""
    return change.result in _HAD_EFFECT


def has_created(change: Change) -> bool:
    """Say whether a create is known to have created the release, so that deleting takes away nobody else's."""
    if change.outcomes.get("version") == Outcome.APPLIED:
        return True
    # Older verdicts of later looks name no version.
    return change.is_settled_later and change.result == Change.Result.SUCCEEDED


def find(org: str, number: int) -> Change | None:
    """Return a change of the organization, `None` if there is none of this number."""
    return Change.objects.filter(organization=org, pk=number).first()


def propose(change: Change) -> Proposal:
    """Return what writing back the values before an edit would do, by what stands there now.

    Raises:
        SentryError: the release cannot be read now.
    """
    key = ReleaseKey(change.organization, change.version)
    release = releases.get(key)
    # Reading it may just have settled how the change ended.
    change = record.by_number(change.pk)
    dialect, now = releases.dialect_of(key.org), Values.of(release)
    left = {field: _left(change, field, now[field]) for field in FIELDS}
    steps = tuple(
        _step(dialect, field, left[field], now[field], value_of(field, change.before.get(field)))
        for field in FIELDS
        if change.outcomes.get(field) == Outcome.APPLIED
    )
    return Proposal(change, release, dialect, steps, Values.from_fields(left))


def _left(change: Change, field: ReleaseField, now: Value) -> Value:
    """Return what the change left in a field; what it knows nothing of counts as not moved since."""
    return value_of(field, change.read_back[field]) if field in change.read_back else now


def _step(dialect: Dialect, field: ReleaseField, left: Value, now: Value, back_to: Value) -> Step:
    reason = dialect.cannot_write(field, now, back_to) or _stored_otherwise(dialect, field, back_to)
    if is_same(now, back_to):
        prospect, reason = Prospect.DONE, ""
    elif reason:
        prospect = Prospect.IMPOSSIBLE
    else:
        prospect = Prospect.POSSIBLE if is_same(now, left) else Prospect.MOVED
    return Step(field, prospect, left, now, back_to, reason)


def _stored_otherwise(dialect: Dialect, field: ReleaseField, text: Value) -> str:
    stored = dialect.stored_text(field, text) if isinstance(text, str) else text
    return (
        ""
        if stored == text
        else say("%(label)s would store it otherwise: as “%(stored)s”.", label=dialect.label, stored=stored)
    )
