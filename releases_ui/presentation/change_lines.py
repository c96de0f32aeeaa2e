"""A recorded change as a history shows it: every text, date and link prepared, so that templates only print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from releases_ui.dates import Moment
from releases_ui.links import change_href, release_href
from releases_ui.models import Change
from releases_ui.presentation import undone_lines
from releases_ui.presentation.differences import Difference, between, can_be_split
from releases_ui.presentation.recorded_values import SHORT, RecordedValue, as_mapping, clip, make_lines_visible
from releases_ui.presentation.recorded_values import prepare as prepare_value
from releases_ui.presentation.undone_lines import ChangeLink, UndoneLine
from releases_ui.presentation.version_text import VersionText, describe, make_visible
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.sentences import say
from releases_ui.services import settling, undo
from releases_ui.services.undos import Undone
from releases_ui.viewer import Clock

#: By how the change ended: the badge's tone and shape.
_BADGES: Mapping[str, tuple[str, str]] = {
    Change.Result.SUCCEEDED: ("success", "circle-check"),
    Change.Result.PARTLY_IGNORED: ("warning", "circle-slash"),
    Change.Result.REFUSED: ("danger", "x"),
    Change.Result.NOT_DONE: ("none", "circle-minus"),
}
_VOID = {Change.Result.REFUSED, Change.Result.NOT_DONE}
_UNKNOWN_BADGE = ("info", "clock")
_OUTCOME_ICONS = {
    "applied": "circle-check",
    "unchanged": "circle-minus",
    "ignored": "circle-slash",
    "conflict": "git-compare-arrows",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedField:
    """One field of a change; a value is `None` where the record tells nothing of it."""

    name: str
    #: As recorded; empty where it was not.
    outcome: str
    #: What stood there right before, what was to stand there, and what stood there afterwards.
    before: RecordedValue | None
    after: RecordedValue | None
    now: RecordedValue | None
    #: Whether nothing came of the change: what was asked for is told, and nothing is shown as gone or come.
    is_void: bool

    @property
    def icon(self) -> str:
        """The outcome as a shape."""
        return _OUTCOME_ICONS.get(self.outcome, "clock")

    @property
    def difference(self) -> Difference | None:
        """Where the two texts differ, if they have something in common; dates are shown as a whole."""
        if not self.before or not self.after or self.before.moment or self.after.moment:
            return None
        if not can_be_split(self.before.text) or not can_be_split(self.after.text):
            return None
        found = between(self.before.text, self.after.text)
        return found if found.start or found.end else None

    @property
    def is_same(self) -> bool:
        """Whether nothing was to change."""
        return self.is_touched and self.before == self.after

    @property
    def is_touched(self) -> bool:
        """Whether the change was about this field; else it only tells what stood there afterwards."""
        return self.before is not None or self.after is not None

    @property
    def item_lines(self) -> tuple[tuple[str, str], ...]:
        """What goes ("del"), what comes ("ins") and what stays (""), where the texts only count."""
        before, after = (value.items if value else () for value in (self.before, self.after))
        was_there, is_there = set(before), set(after)
        gone = [("del", item) for item in before if item not in is_there]
        if self.is_void:
            return tuple(("", item) for item in (after if self.after else before))
        return (*gone, *(("" if item in was_there else "ins", item) for item in after))

    @property
    def item_words(self) -> str:
        """How many go, come and stay, where both texts only count."""
        if self.is_void or not (self.before and self.before.items and self.after and self.after.items):
            return ""
        kinds = [kind for kind, _ in self.item_lines]
        words = {"del": "out", "ins": "in", "": "kept"}
        return ", ".join(f"{kinds.count(kind)} {word}" for kind, word in words.items() if kind in kinds)

    @property
    def other_now(self) -> RecordedValue | None:
        """What the server had afterwards, where that is not what was asked for, nor as it was."""
        if not self.now or not self.after or self.now.text == self.after.text:
            return None
        return None if self.is_void and self.before and self.now.text == self.before.text else self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change."""

    id: int
    href: str
    tone: str
    icon: str
    result: str
    #: What the result means, where neither the word nor the detail says it.
    meaning: str
    is_edit: bool
    action: str
    actor: str
    made: Moment | None
    note: str
    request_id: str
    #: The server's words where it refused, ours where no answer came.
    detail: str
    version: VersionText
    #: The release's page; `None` where no address can name it, or nobody knows.
    release_href: str | None
    projects: tuple[str, ...]
    fields: tuple[ChangedField, ...]
    undoes: ChangeLink | None
    undone: UndoneLine | None
    #: Where the way back is proposed, if it makes sense.
    undo_href: str | None
    #: Creating is taken back by deleting, which not everybody may.
    takes_deleting: bool


def prepare(
    change: Change,
    clock: Clock,
    dialect: Dialect | None = None,
    undone: Undone | None = None,
    limit: int | None = SHORT,
) -> ChangeLine:
    """Return `change` ready to print.

    Args:
        change: the record; its `last_state` is not read.
        clock: of the person who looks.
        dialect: the server's; without one nothing links to the release.
        undone: what has become of it since.
        limit: the most characters of one value to print; `None` for everything, fields that stayed as they were too.
    """
    org = change.organization
    tone, icon = _BADGES.get(change.result, _UNKNOWN_BADGE)
    return ChangeLine(
        id=change.pk,
        href=change_href(org, change.pk),
        tone=tone,
        icon=icon,
        result=_result_words(change),
        meaning=_meaning(change, clock),
        is_edit=change.action == Change.Action.EDIT,
        action=change.get_action_display(),
        actor=make_visible(change.actor),
        made=clock.moment(change.created_at),
        note=make_lines_visible(change.note),
        request_id=change.request_id,
        detail=make_lines_visible(clip(change.detail, limit)),
        version=describe(change.version, _package(change.version)),
        release_href=release_href(org, change.version, dialect) if dialect else None,
        projects=tuple(change.projects.split()),
        fields=tuple(_fields(change, clock, limit)),
        undoes=undone_lines.link_to(org, change.undoes) if change.undoes else None,
        undone=undone_lines.prepare(org, undone),
        undo_href=_undo_href(change, undone),
        takes_deleting=change.action == Change.Action.CREATE,
    )


def changed_names(change: Change) -> list[str]:
    """Return the fields that a change was about, and those that somebody else moved meanwhile."""
    outcomes = as_mapping(change.outcomes)
    moved = [name for name, outcome in outcomes.items() if outcome not in ("unchanged", "unknown")]
    return list(dict.fromkeys([*as_mapping(change.after), *as_mapping(change.before), *moved]))


def _fields(change: Change, clock: Clock, limit: int | None) -> Iterator[ChangedField]:
    names = changed_names(change)
    if limit is None:
        names = list(dict.fromkeys([*names, *as_mapping(change.outcomes), *as_mapping(change.read_back)]))
    outcomes = as_mapping(change.outcomes)

    def value(kept: Any, name: str) -> RecordedValue | None:
        by_name = as_mapping(kept)
        return prepare_value(name, by_name[name], clock, limit) if name in by_name else None

    for name in names:
        outcome = outcomes.get(name)
        yield ChangedField(
            name=make_visible(name),
            outcome=make_visible(outcome) if isinstance(outcome, str) else "",
            before=value(change.before, name),
            after=value(change.after, name),
            now=value(change.read_back, name),
            is_void=change.result in _VOID,
        )


def _result_words(change: Change) -> str:
    words = change.get_result_display()
    is_open = change.result == Change.Result.UNKNOWN and change.completed_at is None
    return say("%(result)s, looking", result=words) if is_open else str(words)


def _meaning(change: Change, clock: Clock) -> str:
    if settling.may_arrive(change, clock.now) and (until := clock.moment(settling.arrives_until(change))):
        return say("It may still arrive until %(time)s; other saves are held back until then.", time=until.time)
    if change.result == Change.Result.UNKNOWN:
        is_open = change.completed_at is None
        return say("The next look at the release settles it.") if is_open else say("Later looks could not tell.")
    if change.detail:
        return ""
    if change.result == Change.Result.NOT_DONE:
        return say("No answer came, and a later look found nothing of it.")
    return say("No answer came; a later look found it out.") if change.is_settled_later else ""


def _undo_href(change: Change, undone: Undone | None) -> str | None:
    """Return where to take the change back, unless that is done already."""
    is_undone = undone is not None and undone.is_whole
    return None if is_undone or not undo.is_offered(change) else f"{change_href(change.organization, change.pk)}undo/"


def _package(version: str) -> str | None:
    """Return what most likely is the package: the record does not keep what the server thinks of it."""
    package, _, rest = version.rpartition("@")
    return package if rest else None
