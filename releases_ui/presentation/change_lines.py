"""A recorded change as a history shows it: every text and date prepared, so that templates only print."""

from __future__ import annotations

from dataclasses import dataclass

from releases_ui.dates import Moment
from releases_ui.models import Change
from releases_ui.viewer import Clock

#: By how the change ended: the badge's tone and shape.
_BADGES = {
    Change.Result.SUCCEEDED: ("success", "circle-check"),
    Change.Result.PARTLY_IGNORED: ("warning", "circle-slash"),
    Change.Result.REFUSED: ("danger", "x"),
    Change.Result.UNKNOWN: ("info", "clock"),
}


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of a change; a text is empty where nothing stood, or stands, there."""

    name: str
    before: str
    after: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change."""

    id: int
    tone: str
    icon: str
    result: str
    action: str
    actor: str
    made: Moment | None
    note: str
    request_id: str
    #: The server's words where it refused, ours where no answer came.
    detail: str
    fields: tuple[ChangedField, ...]


def prepare(change: Change, clock: Clock) -> ChangeLine:
    """Return `change` ready to print."""
    tone, icon = _BADGES[Change.Result(change.result)]
    return ChangeLine(
        id=change.pk,
        tone=tone,
        icon=icon,
        result=change.get_result_display(),
        action=change.get_action_display(),
        actor=change.actor,
        made=clock.moment(change.created_at),
        note=change.note,
        request_id=change.request_id,
        detail=change.detail,
        fields=tuple(
            ChangedField(name, _text(change.before.get(name)), _text(after), change.outcomes.get(name, ""))
            for name, after in change.after.items()
        ),
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)
