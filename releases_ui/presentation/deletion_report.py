"""Deleting, prepared to print: what would go, asked before, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from releases_ui import error_text
from releases_ui.links import change_href, release_href
from releases_ui.models import Change
from releases_ui.presentation import reach
from releases_ui.presentation.field_lines import Shown, shown
from releases_ui.sentry_api.abilities import Task, abilities_on
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import ForbiddenError, NotFoundError, SentryError
from releases_ui.sentry_api.pagination import Page
from releases_ui.sentry_api.payloads import Release, ReleaseFile, ReleaseMeta
from releases_ui.sentry_api.sentences import say
from releases_ui.services.deletion import Deletion, Fate
from releases_ui.services.glance import Moved, Seen
from releases_ui.services.outcomes import Outcome
from releases_ui.services.pool import Part
from releases_ui.services.releases import ReleasePage
from releases_ui.services.status import status_of
from releases_ui.viewer import Clock

_REPLACED = say("A new release of the same version is there already: events create one again.")


@dataclass(frozen=True, kw_only=True)
class DeleteQuestion:
    """What deleting a release would take away."""

    #: Label and value of each.
    goes: tuple[tuple[str, str], ...]
    #: Why the server is likely to refuse.
    doubts: tuple[str, ...]
    #: Where it can be archived instead; `None` where it cannot, or is.
    archive_href: str | None


@dataclass(frozen=True, kw_only=True)
class MovedLine:
    """One field that changed since the form was opened."""

    field: str
    then: Shown
    now: Shown


@dataclass(frozen=True, kw_only=True)
class DeleteReport:
    """What became of a delete, as people read it."""

    heading: str
    #: The tone of the bar, and its shape.
    tone: str
    icon: str
    outcome: Outcome
    is_gone: bool
    #: Whether the form is to be shown again.
    is_to_be_asked_again: bool
    sentences: tuple[str, ...]
    #: The server's own words.
    details: str
    moved: tuple[MovedLine, ...]
    #: By part, why the record does not hold the whole of it.
    missing: tuple[tuple[str, str], ...]
    change_id: int | None
    change_href: str | None
    is_recorded: bool


def ask(org: str, page: ReleasePage, unreached: Sequence[str]) -> DeleteQuestion:
    """Return what deleting the release would take away; `page` has the parts "meta" and "files"."""
    release, dialect = page.release, page.dialect
    files, is_more = _files(page.parts["meta"], page.parts["files"])
    counts = {
        "Commits": release.commit_count,
        "Files": files,
        "Deploys": release.deploy_count if release.deploy_count is not None else _deploys(page.parts["meta"]),
        "New issues": release.new_groups,
    }
    goes = [(label, str(count)) for label, count in counts.items() if count is not None]
    if is_more:
        goes = [(label, say("%(count)s or more", count=count) if label == "Files" else count) for label, count in goes]
    return DeleteQuestion(
        goes=((say("Projects"), ", ".join(release.project_slugs) or "none"), *goes),
        doubts=tuple(filter(None, (*dialect.delete_doubts(release, files), reach.before_saving(dialect, unreached)))),
        archive_href=_archive_href(org, release, dialect),
    )


def _files(meta: Part[ReleaseMeta], files: Part[Page[ReleaseFile]]) -> tuple[int | None, bool]:
    """Return how many files there are, `None` if nobody tells, and whether there may be more."""
    if meta.value and meta.value.release_file_count is not None:
        return meta.value.release_file_count, False
    if files.value is None:
        return None, False
    return len(files.value.rows), files.value.next_cursor is not None


def _deploys(meta: Part[ReleaseMeta]) -> int | None:
    return meta.value.deploy_count if meta.value else None


def _archive_href(org: str, release: Release, dialect: Dialect) -> str | None:
    if status_of(release) == "archived" or dialect.cannot_set_status(release.version, "archived") is not None:
        return None
    return release_href(org, release.version, dialect, "status")


def prepare(org: str, ended: Deletion, clock: Clock, unreached: Sequence[str] = ()) -> DeleteReport:
    """Return what became of a delete, ready to print; `unreached` are projects that the token does not reach."""
    heading, tone = _heading(ended)
    error = ended.error or ended.read_error
    return DeleteReport(
        heading=heading,
        tone=tone,
        icon={"success": "circle-check", "info": "clock"}.get(tone, "circle-alert"),
        outcome=ended.outcome,
        is_gone=ended.fate in {Fate.GONE, Fate.GONE_BEFORE, Fate.REPLACED},
        is_to_be_asked_again=ended.result in {None, Change.Result.REFUSED} and not ended.is_by_others,
        sentences=_sentences(ended, unreached),
        details=error.detail if error and ended.result != Change.Result.SUCCEEDED else "",
        moved=tuple(_line(moved, clock) for moved in ended.moved),
        missing=tuple(ended.missing.items()) if ended.change_id else (),
        change_id=ended.change_id,
        change_href=change_href(org, ended.change_id) if ended.change_id else None,
        is_recorded=ended.is_recorded,
    )


def _heading(ended: Deletion) -> tuple[str, str]:
    """Return what happened in a sentence, and its tone."""
    if ended.result == Change.Result.SUCCEEDED:
        return say("Deleted."), "success"
    if ended.result == Change.Result.UNKNOWN:
        return say("Unknown: it may be deleted or not. Nothing is sent twice."), "info"
    if ended.is_by_others:
        was_found = not isinstance(ended.error, NotFoundError)
        return (say("It is gone, and not by this.") if was_found else say("It was gone already.")), "info"
    if ended.fate == Fate.CHANGED:
        return say("Nothing was deleted: the release has changed since you opened this form."), "danger"
    return say("Nothing was deleted."), "danger"


def _sentences(ended: Deletion, unreached: Sequence[str]) -> tuple[str, ...]:
    label = ended.dialect.label
    if ended.fate == Fate.CHANGED:
        return (say("Look at it again. What you typed is kept."),)
    if ended.is_by_others:
        return _by_others(ended)
    if ended.fate == Fate.REPLACED:
        return (_REPLACED,)
    if ended.fate == Fate.GONE:
        return (say("%(label)s no longer has it.", label=label),)
    if ended.result == Change.Result.PARTLY_IGNORED:
        return (say("%(label)s answered that it was deleted, and still has it.", label=label),)
    return _why_not(ended, unreached)


def _by_others(ended: Deletion) -> tuple[str, ...]:
    if isinstance(ended.error, NotFoundError) or ended.error is None:
        told = say("Somebody else deleted it a moment before; %(label)s no longer found it.", label=ended.dialect.label)
    else:
        told = say("%(message)s Somebody else deleted it at the same moment.", message=ended.error.message)
    return (told, _REPLACED) if ended.fate == Fate.REPLACED else (told,)


def _why_not(ended: Deletion, unreached: Sequence[str]) -> tuple[str, ...]:
    error = ended.error or ended.read_error
    if error is None:
        return ()
    text = error_text.describe(error)
    meaning = _meaning(ended, error, unreached)
    if meaning and ended.result == Change.Result.REFUSED:
        return (meaning,)
    return (text.what, text.advice)


def _meaning(ended: Deletion, error: SentryError, unreached: Sequence[str]) -> str | None:
    """Return what the answer means, where more is known than it says."""
    if isinstance(error, ForbiddenError):
        return say(
            "%(message)s It takes the scope %(scopes)s; an admin can give it to the token.",
            message=error.message,
            scopes=_scopes(ended.dialect),
        )
    if isinstance(error, NotFoundError) and ended.fate == Fate.THERE:
        return reach.not_found(ended.dialect, ended.release.project_slugs, unreached) or None
    return ended.dialect.delete_refusal(error)


def _scopes(dialect: Dialect) -> str:
    ability = next(ability for ability in abilities_on(dialect) if ability.task is Task.DELETE)
    return " or ".join(ability.scopes)


def _line(moved: Moved, clock: Clock) -> MovedLine:
    return MovedLine(
        field=moved.field, then=_shown(moved.field, moved.then, clock), now=_shown(moved.field, moved.now, clock)
    )


def _shown(field: str, value: Seen, clock: Clock) -> Shown:
    if field.startswith("date") and isinstance(value, str):
        # The text may come from a form, and so from anybody.
        with suppress(ValueError, OverflowError):
            return shown(datetime.fromisoformat(value).astimezone(UTC), clock)
    return shown(value, clock)
