"""What became of a create, prepared to print."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.error_text import ErrorText
from releases_ui.links import release_href
from releases_ui.models import Change
from releases_ui.presentation.field_lines import FieldLine, shown
from releases_ui.presentation.version_text import VersionText, describe
from releases_ui.sentry_api.dialect import as_json_value
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewRelease
from releases_ui.services.created import Created, CreatedFieldOutcome, Origin
from releases_ui.services.outcomes import Outcome
from releases_ui.services.record import UnrecordableError
from releases_ui.viewer import Clock

_UNSURE = say(
    "It exists now; whether this attempt created it or somebody else did at the same moment, the server does not tell."
)
#: Servers refuse longer addresses, many from about 8,000 bytes on; a proxy may add to what is there.
_MAX_HREF_BYTES = 4000


@dataclass(frozen=True)
class Failure:
    """Why there is no release, as people read it above the form."""

    status: int
    tone: str
    title: str
    words: str
    details: str = ""
    change_id: int | None = None
    #: Whether the record could be completed; else it stays `unknown`.
    is_recorded: bool = True


@dataclass(frozen=True)
class Existing:
    """A release that was there before, and the way to edit it."""

    version: str
    created: Moment | None
    projects: str
    is_archived: bool
    href: str | None
    #: The edit form, with what was typed here as far as it fits into an address.
    edit_href: str
    #: What goes along, and what is too long to and stays in this form.
    carried: tuple[str, ...]
    left_behind: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A create whose release exists, as people read it."""

    heading: str
    tone: str
    text: VersionText
    href: str | None
    edit_href: str | None
    lines: tuple[FieldLine, ...]
    change_id: int | None
    read_at: Moment | None
    is_recorded: bool
    error: ErrorText | None


def unsent(error: SentryError) -> Failure:
    """Return why nothing was sent: mostly as it could not be found out whether the version exists."""
    text = error_text.describe(error)
    unseen = say("Whether this version exists could not be found out, so nothing was sent. ")
    words = f"{text.what} {'' if isinstance(error, UnrecordableError) else unseen}{text.advice}"
    return Failure(text.status, "danger", text.title, words, text.details)


def failed(created: Created) -> Failure:
    """Return why no release was found after the write."""
    text = error_text.describe(created.error) if created.error else None
    if created.result == Change.Result.REFUSED and created.error is not None and text is not None:
        outcome = say("Nothing was created.") if created.error.was_sent else say("Nothing was sent.")
        words = f"{text.what} {outcome} {text.advice}"
        return Failure(
            text.status, "danger", text.title, words, text.details, created.change_id, is_recorded=created.is_recorded
        )
    what = text.what if text else created.unseen
    words = say("%(what)s It may still appear. Create looks for it first, so nothing is sent twice.", what=what)
    return Failure(
        text.status if text else 502,
        "info",
        say("Unknown whether it was created"),
        words,
        text.details if text else "",
        created.change_id,
        is_recorded=created.is_recorded,
    )


def existing(org: str, created: Created, draft: NewRelease, note: str, clock: Clock) -> Existing:
    """Return the release that is in the way; the link to edit it carries what was typed."""
    release, dialect = created.release, created.dialect
    if release is None:
        raise ValueError(say("there is no release"))
    typed = {"dateReleased": as_json_value(draft.date_released), "ref": draft.ref, "url": draft.url, "note": note}
    path = release_href(org, release.version, dialect, "edit") or ""
    edit_href, carried = _carry(path, {name: text for name, text in typed.items() if text})
    return Existing(
        version=release.version,
        created=clock.moment(release.date_created),
        projects=", ".join(release.project_slugs),
        is_archived=release.status == "archived",
        href=release_href(org, release.version, dialect),
        edit_href=edit_href,
        carried=carried,
        left_behind=tuple(name for name, text in typed.items() if text and name not in carried),
    )


def _carry(path: str, typed: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return `path` with as many of the texts as fit into an address, and their names."""
    carried: dict[str, str] = {}
    for name, text in typed.items():
        query = urlencode({**carried, name: text})
        if len(f"{path}?{query}") < _MAX_HREF_BYTES:
            carried[name] = text
    return (f"{path}?{urlencode(carried)}" if carried else path), tuple(carried)


def prepare(org: str, created: Created, clock: Clock) -> Report:
    """Return the report on a release that exists after the write."""
    release = created.release
    if release is None:
        raise ValueError(say("there is no release"))
    heading, tone = _heading(created)
    return Report(
        heading=heading,
        tone=tone,
        text=describe(release.version, release.version_info.package if release.version_info else None),
        href=release_href(org, release.version, created.dialect),
        edit_href=release_href(org, release.version, created.dialect, "edit"),
        lines=tuple(_line(field, clock) for field in created.fields),
        change_id=created.change_id,
        read_at=clock.moment(clock.now),
        is_recorded=created.is_recorded,
        error=error_text.describe(created.error) if created.error else None,
    )


def _heading(created: Created) -> tuple[str, str]:
    """Return what happened in a sentence, and its tone."""
    if created.origin == Origin.THEIRS:
        return say("Somebody else created this version in the meantime."), "danger"
    if created.origin == Origin.UNSURE:
        tone = "info" if created.result == Change.Result.UNKNOWN else "warning"
        return _UNSURE, tone
    if created.result == Change.Result.SUCCEEDED:
        return say("Created."), "success"
    if any(field.outcome == Outcome.IGNORED for field in created.fields):
        return say("Created in part."), "warning"
    return say("Created, and changed since by somebody else."), "warning"


def _line(field: CreatedFieldOutcome, clock: Clock) -> FieldLine:
    return FieldLine(
        field=field.field,
        outcome=field.outcome,
        now=shown(field.now, clock),
        wanted=shown(field.asked, clock),
        reason=field.reason,
        is_changed=field.outcome == Outcome.APPLIED,
    )
