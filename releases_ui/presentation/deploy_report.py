"""What became of recording a deploy, prepared to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.error_text import ErrorText
from releases_ui.links import release_href
from releases_ui.models import Change
from releases_ui.presentation.field_lines import FieldLine, Shown
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.sentences import say
from releases_ui.services.deploys import DeployRecorded
from releases_ui.services.outcomes import Outcome
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import Clock


@dataclass(frozen=True)
class Fact:
    """One thing that is known of the deploy."""

    label: str
    text: str
    moment: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """The recording of a deploy, as people read it."""

    heading: str
    tone: str
    lines: tuple[FieldLine, ...]
    #: What the server has of it; what was asked for where it has nothing.
    facts: tuple[Fact, ...]
    change_id: int
    #: Whether the form had been sent before, so that nothing was sent now.
    is_repeated: bool
    made: Moment | None
    is_recorded: bool
    error: ErrorText | None
    #: The edit form with the time of the deploy as release date; `None` where it has a date, or there is none to give.
    release_href: str | None


def prepare(key: ReleaseKey, recorded: DeployRecorded, dialect: Dialect, clock: Clock) -> Report:
    """Return `recorded` ready to print."""
    change = recorded.change
    asked, found = change.after.get("deploy") or {}, change.read_back.get("deploy") or {}
    heading, tone = _heading(recorded)
    return Report(
        heading=heading,
        tone=tone,
        lines=(
            FieldLine(
                field="deploy",
                outcome=recorded.outcome,
                now=Shown(_words(found)),
                wanted=Shown(_words(asked)),
                reason=recorded.reason,
                is_changed=bool(found),
            ),
        ),
        facts=tuple(_facts({**asked, **found}, clock)),
        change_id=change.pk,
        is_repeated=recorded.is_repeated,
        made=clock.moment(change.created_at),
        is_recorded=recorded.is_recorded,
        error=error_text.describe(recorded.error) if recorded.error and not _has_arrived(change) else None,
        release_href=_release_href(key, recorded, dialect, found),
    )


def _has_arrived(change: Change) -> bool:
    return change.result in {Change.Result.SUCCEEDED, Change.Result.PARTLY_IGNORED}


def _heading(recorded: DeployRecorded) -> tuple[str, str]:
    """Return what happened in a sentence, and its tone."""
    result = recorded.change.result
    if result == Change.Result.SUCCEEDED:
        return say("Recorded."), "success"
    if result == Change.Result.UNKNOWN:
        return _unknown(recorded), "info"
    if recorded.outcome == Outcome.IGNORED:
        return say("Not recorded as asked for."), "warning"
    return say("Not recorded."), "danger"


def _unknown(recorded: DeployRecorded) -> str:
    if recorded.is_repeated and recorded.change.completed_at is None:
        return say("Unknown yet: no answer has come so far.")
    if recorded.error is None:
        return say("Unknown: the server answered that it was recorded, but the deploys could not be read to see it.")
    return say("Unknown: no answer came, so it may have been recorded or not. Nothing is sent twice.")


def _words(values: Mapping[str, Any]) -> str:
    return make_visible(" ".join(str(values[name]) for name in ("environment", "name") if values.get(name)))


_LABELS = {
    "environment": say("Environment"),
    "name": say("Name"),
    "url": "Url",
    "dateStarted": say("Started"),
    "dateFinished": say("Finished"),
    "projects": say("Projects"),
}


def _facts(values: Mapping[str, Any], clock: Clock) -> list[Fact]:
    facts = []
    for name, label in _LABELS.items():
        value = values.get(name)
        if name.startswith("date") and value:
            moment = clock.moment(_time(value))
            facts.append(Fact(label, moment.precise if moment else "", moment))
        elif value:
            facts.append(Fact(label, make_visible(", ".join(value) if isinstance(value, list) else str(value))))
    return facts


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _release_href(key: ReleaseKey, recorded: DeployRecorded, dialect: Dialect, found: Mapping[str, Any]) -> str | None:
    """Return the way to give the release the date of its deploy: recording one does not set it."""
    release, finished = recorded.release, found.get("dateFinished")
    if release is None or release.date_released is not None or not finished:
        return None
    href = release_href(key.org, key.version, dialect, "edit")
    return f"{href}?{urlencode({'focus': 'dateReleased', 'dateReleased': finished})}"
