"""An edit whose release somebody else has changed meanwhile: three values a field, and what saving would send."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from releases_ui.dates import Moment
from releases_ui.models import Change
from releases_ui.presentation.differences import Difference, between, can_be_split
from releases_ui.presentation.field_lines import Shown, shown
from releases_ui.presentation.mover import Mover, mover_of
from releases_ui.sentry_api.dialect import ReleaseField
from releases_ui.sentry_api.sentences import say
from releases_ui.services.outcomes import Outcome
from releases_ui.services.values import FIELDS, Value, Values, is_same
from releases_ui.viewer import Clock

#: As people call the fields where they are edited.
LABELS: Mapping[ReleaseField, str] = {"ref": "Ref", "url": "Url", "dateReleased": say("Released")}


class State(StrEnum):
    """What is to become of a field, in a word."""

    #: Changed by somebody else and by this person, who chooses.
    CHOOSE = "choose"
    #: Changed by this person alone; will be sent.
    YOURS = "yours"
    #: Changed by this person alone, and in a way that the server cannot follow.
    IGNORED = "ignored"
    #: Changed by somebody else alone; the fresh value stays.
    MOVED = "moved"
    SAME = ""


_BADGES = {
    State.CHOOSE: ("danger", "git-compare-arrows"),
    State.YOURS: ("accent", "pencil"),
    State.IGNORED: ("warning", "circle-slash"),
    State.MOVED: ("info", "info"),
    State.SAME: ("", ""),
}
_OUTCOMES = {State.CHOOSE: Outcome.CONFLICT, State.IGNORED: Outcome.IGNORED}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an edit stands."""

    #: What stood there when the form was opened, and what the server has now.
    first: Values
    now: Values
    to_choose: Collection[ReleaseField]
    #: The fields of which what was typed is chosen.
    mine: Collection[ReleaseField]
    #: What was typed, by field.
    asked: Mapping[ReleaseField, Value]
    #: Why the server would not follow, by field.
    refusals: Mapping[ReleaseField, str]
    #: Who moved a field, where the record knows.
    movers: Mapping[ReleaseField, Change]
    #: Whose eyes read it.
    reader: str
    #: When the form was opened, and the number of the change that it takes back.
    opened_at: datetime | None
    undoes: int | None


@dataclass(frozen=True, kw_only=True)
class ConflictLine:
    """One field."""

    field: ReleaseField
    label: str
    state: State
    first: Shown
    now: Shown
    #: What was typed.
    mine: Shown
    #: Which of the two was chosen.
    is_mine: bool
    #: `None` where it was changed elsewhere, or not at all.
    mover: Mover | None
    reason: str

    @property
    def outcome(self) -> Outcome:
        """What has become of it so far: nothing was sent."""
        return _OUTCOMES.get(self.state, Outcome.UNCHANGED)

    @property
    def tone(self) -> str:
        """The badge's tone."""
        return _BADGES[self.state][0]

    @property
    def icon(self) -> str:
        """The badge's shape."""
        return _BADGES[self.state][1]

    @property
    def is_theirs(self) -> bool:
        """Whether the server's value is chosen."""
        return not self.is_mine

    @property
    def difference(self) -> Difference | None:
        """Where a text that somebody else changed differs; `None` where all of it does."""
        texts = (self.first.text, self.now.text)
        if not self.has_moved or self.now.moment or not all(texts) or not all(map(can_be_split, texts)):
            return None
        found = between(*texts)
        return found if found.start or found.end else None

    @property
    def has_moved(self) -> bool:
        """Whether somebody else changed it."""
        return self.first.text != self.now.text


@dataclass(frozen=True)
class Conflict:
    """The fields of an edit, of some of which the person has to choose a value."""

    lines: tuple[ConflictLine, ...]
    #: In words: since when fields have moved, what stood there then, and what this person wants there.
    since: str
    first_words: str
    mine_words: str
    opened: Moment | None

    @property
    def to_choose(self) -> tuple[ConflictLine, ...]:
        """The fields to choose of."""
        return tuple(line for line in self.lines if line.state == State.CHOOSE)

    @property
    def sent(self) -> tuple[ReleaseField, ...]:
        """What is sent whatever is chosen, as the API calls it."""
        return tuple(line.field for line in self.lines if line.state == State.YOURS)

    @property
    def mover(self) -> Mover | None:
        """Who changed every field that there is to choose of, where it was one person, and the record knows."""
        movers = {line.mover.name: line.mover for line in self.to_choose if line.mover}
        is_one = len(movers) == 1 and all(line.mover for line in self.to_choose)
        return next(iter(movers.values())) if is_one else None


def prepare(standing: Standing, clock: Clock) -> Conflict:
    """Return the conflict ready to print."""
    unsorted = (_line(field, standing, clock) for field in FIELDS)
    # What there is to do comes first.
    lines = tuple(sorted(unsorted, key=lambda line: line.state != State.CHOOSE))
    if standing.undoes:
        name = f"change {standing.undoes}"
        return Conflict(lines, f"Since {name}", f"What {name} left", say("What taking it back writes"), None)
    opened = clock.moment(standing.opened_at)
    return Conflict(lines, say("Since you opened the form"), say("When you opened it"), say("What you typed"), opened)


def _line(field: ReleaseField, standing: Standing, clock: Clock) -> ConflictLine:
    mover = standing.movers.get(field)
    return ConflictLine(
        field=field,
        label=LABELS[field],
        state=_state(field, standing),
        first=shown(standing.first[field], clock),
        now=shown(standing.now[field], clock),
        mine=shown(standing.asked.get(field), clock),
        is_mine=field in standing.mine,
        mover=mover_of(mover, standing.reader, clock) if mover else None,
        reason=standing.refusals.get(field, ""),
    )


def _state(field: ReleaseField, standing: Standing) -> State:
    if field in standing.to_choose:
        return State.CHOOSE
    if field in standing.asked:
        return State.IGNORED if field in standing.refusals else State.YOURS
    return State.SAME if is_same(standing.first[field], standing.now[field]) else State.MOVED
