"""A release in the forms in which people pass it on: a link, Markdown, JSON, commands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from django.utils.translation import gettext

from releases_ui.presentation.conflict import LABELS
from releases_ui.presentation.recorded_values import make_lines_visible
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.dialect import as_json_value
from releases_ui.sentry_api.payloads import Release
from releases_ui.services.commands import EditCommands
from releases_ui.services.outcomes import Outcome
from releases_ui.viewer import Clock

#: What means something in Markdown, or in the HTML that it may hold.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&]|(?<!\w)@)")


@dataclass(frozen=True, slots=True)
class Copy:
    """One text to copy."""

    #: Unique in a page, and safe as an id.
    name: str
    label: str
    text: str

    @property
    def shown(self) -> str:
        """The text with a sign for each character that would not be seen."""
        return make_lines_visible(self.text)


@dataclass(frozen=True, kw_only=True)
class ShownCommands:
    """The commands of an edit, or why there are none."""

    copies: tuple[Copy, ...]
    #: Sentences about what no command does.
    remarks: tuple[str, ...]


def prepare(release: Release, link: str, curl: str, clock: Clock) -> tuple[Copy, ...]:
    """Return what can be copied of `release`.

    Args:
        release: as it was read.
        link: the whole address of its page.
        curl: the command that reads it.
        clock: by which dates are written.
    """
    return (
        Copy("link", gettext("Link to this page"), link),
        Copy("version", gettext("Version"), release.version),
        Copy("markdown", "Markdown", _markdown(release, link, clock)),
        Copy("json", "JSON", _json(release)),
        Copy("curl", "curl", curl),
    )


def prepare_edit(commands: EditCommands) -> ShownCommands:
    """Return the commands of an edit, and what they leave out."""
    copies = [Copy("curl", "curl", commands.curl)] if commands.curl else []
    if commands.cli:
        copies.append(Copy("sentry-cli", "sentry-cli", commands.cli))
    return ShownCommands(copies=tuple(copies), remarks=tuple(_remarks(commands)))


def _remarks(commands: EditCommands) -> list[str]:
    told = [field for field in commands.planned if field.reason]
    remarks = [f"{LABELS[field.field]}: {field.reason}" for field in told]
    if commands.why_no_cli:
        remarks.append(commands.why_no_cli)
    if not commands.curl:
        is_conflict = any(field.outcome == Outcome.CONFLICT for field in commands.planned)
        remarks.append(
            gettext("A command would overwrite that. Save shows both values and lets you choose.")
            if is_conflict
            else gettext("Nothing would be sent, so there is no command.")
        )
    return remarks


def _markdown(release: Release, link: str, clock: Clock) -> str:
    """Return a line in which nothing of the server's means anything to Markdown."""
    released = release.date_released
    moment = clock.moment(released.replace(microsecond=0)) if released else None
    words = {
        "version": f"[{_plain(release.version)}]({link})",
        "date": moment.exact if moment else "",
        "projects": ", ".join(_plain(slug) for slug in release.project_slugs),
    }
    if moment is None:
        return gettext("%(version)s, not released, in %(projects)s") % words
    return gettext("%(version)s, released %(date)s, in %(projects)s") % words


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", make_visible(text))


def _json(release: Release) -> str:
    """Return the metadata under the API's names, characters that nobody can see as escapes."""
    values = {
        "version": release.version,
        "ref": release.ref,
        "url": release.url,
        "dateReleased": as_json_value(release.date_released),
        "dateCreated": as_json_value(release.date_created),
        "status": release.status,
        "projects": list(release.project_slugs),
        "commitCount": release.commit_count,
        "deployCount": release.deploy_count,
        "newGroups": release.new_groups,
    }
    text = json.dumps(values, indent=2, ensure_ascii=False)
    return "".join(one if one == "\n" or one.isprintable() else json.dumps(one)[1:-1] for one in text)
