"""What stands beside the fields of a form: dates to pick, what the server cannot do, what stood there before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from releases_ui.dates import Moment
from releases_ui.presentation.field_lines import Shown, shown
from releases_ui.sentry_api.dialect import Dialect, ReleaseField
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.sentry_api.sentences import say
from releases_ui.services.values import Values
from releases_ui.viewer import Clock

#: A value that no field has, to ask a dialect whether it would take another one at all.
_ANOTHER = "another value"


@dataclass(frozen=True)
class Pick:
    """A date to take over with one click."""

    name: str
    label: str
    moment: Moment | None


@dataclass(frozen=True)
class Hint:
    """What the server cannot do with a field, and whether it cannot be edited at all."""

    text: str
    is_closed: bool


@dataclass(frozen=True)
class ProjectChoice:
    """A project to tick."""

    slug: str
    is_chosen: bool
    #: Whether the token sees it; others come from the address or from pasted JSON.
    is_known: bool = True


@dataclass(frozen=True)
class Was:
    """What stood in a field when the form was opened."""

    #: As the field shows it.
    text: str
    #: As people read it.
    value: Shown
    #: Whether something else stands there now.
    is_changed: bool


def picks(release: Release | UnreadableRow, clock: Clock) -> tuple[Pick, ...]:
    """Return the dates that a release offers for its own."""
    now = Pick("now", say("Now"), clock.moment(clock.now.replace(microsecond=0)))
    if isinstance(release, UnreadableRow):
        return (now,)
    commit, deploy = release.last_commit, release.last_deploy
    dates = (
        ("created", say("Created"), release.date_created),
        ("commit", say("Last commit"), commit.date_created if commit else None),
        ("deploy", say("Last deploy"), deploy.date_finished if deploy else None),
    )
    known = (Pick(name, label, clock.moment(date)) for name, label, date in dates if date is not None)
    return (now, *known)


def hints(dialect: Dialect, values: Values) -> dict[str, Hint]:
    """Return, by field, what this server cannot do with it: said before anything is sent."""
    found: dict[str, Hint] = {}
    for field, value in values.items():
        cannot_set = dialect.cannot_write(field, value, _ANOTHER)
        cannot_clear = dialect.cannot_write(field, value, None) if value else None
        if reason := cannot_set or cannot_clear:
            found[field] = Hint(reason, is_closed=cannot_set is not None)
    return found


def opened_with(
    values: Values, texts: Mapping[str, str], touched: Collection[ReleaseField], clock: Clock
) -> dict[str, Was]:
    """Return, by field, what the form was opened on.

    Args:
        values: what stood there.
        texts: the same as the fields show it.
        touched: the fields that say something else now.
        clock: the person's.
    """
    return {field: Was(texts[field], shown(value, clock), field in touched) for field, value in values.items()}
