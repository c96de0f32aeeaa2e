"""A release as the list shows it: every text, link and date prepared, so that templates only print."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext, gettext_lazy, pgettext

from releases_ui.dates import Moment
from releases_ui.links import list_href, release_href
from releases_ui.presentation.date_reading import is_before_created
from releases_ui.presentation.version_text import VersionText, describe, make_visible
from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.viewer import COLUMNS, Clock

#: A badge's shape says what its colour says.
_FLAG_ICONS = {"warning": "circle-alert", "info": "info", "danger": "circle-alert"}


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at, as a badge beside the version."""

    tone: str
    words: str
    #: The field in which it can be mended, as the API calls it.
    field: str = ""

    @property
    def icon(self) -> str:
        """The badge's shape."""
        return _FLAG_ICONS.get(self.tone, "info")


@dataclass(frozen=True, slots=True)
class ProjectLink:
    """A project, and the list filtered for it."""

    slug: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """One row of the list. Numbers are `None` where the server does not tell."""

    version: str
    #: Unique in a page, and safe as an id.
    key: str
    text: VersionText
    flags: tuple[Flag, ...]
    href: str | None
    edit_href: str | None
    #: Why the release cannot be opened, where it cannot.
    why_closed: str
    projects: tuple[ProjectLink, ...] = ()
    released: Moment | None = None
    created: Moment | None = None
    commits: int | None = None
    authors: int | None = None
    deploy: str = ""
    deployed: Moment | None = None
    new_issues: int | None = None
    #: `open`, `archived`, or empty where the server has no such thing.
    status: str = ""
    #: Why the row shows no more than a version.
    unreadable: str = ""

    @property
    def status_words(self) -> str:
        """The status in the person's language."""
        return {"open": pgettext("status", "open"), "archived": gettext("archived")}.get(self.status, self.status)

    @property
    def more_projects(self) -> int:
        """How many projects there are besides the first."""
        return len(self.projects) - 1

    @property
    def project_words(self) -> str:
        """Every project, for the title."""
        return ", ".join(project.slug for project in self.projects)


#: The heads of the columns that a person may hide.
COLUMN_LABELS = {
    "projects": gettext_lazy("Projects"),
    "released": gettext_lazy("Released"),
    "created": gettext_lazy("Created"),
    "commits": gettext_lazy("Commits"),
    "authors": gettext_lazy("Authors"),
    "deploys": gettext_lazy("Last deploy"),
    "issues": gettext_lazy("New issues"),
    "status": gettext_lazy("Status"),
}
#: What it takes of a server to fill a column. Authors are those of the commits.
_FEATURES = {
    "commits": Feature.COMMITS,
    "authors": Feature.COMMITS,
    "deploys": Feature.DEPLOYS,
    "issues": Feature.META,
    "status": Feature.STATUS,
}
#: The columns that are always there: the tick, the version and the pencil.
_FIXED_COLUMNS = 3


def offered_columns(dialect: Dialect) -> tuple[str, ...]:
    """Return the columns that this server can fill, in their order: a column of blanks tells nothing."""
    return tuple(name for name in COLUMNS if name not in _FEATURES or dialect.supports(_FEATURES[name]) is None)


def columns(dialect: Dialect, hidden: Collection[str] = ()) -> frozenset[str]:
    """Return the columns to show: those that this server can fill, without those that the person does not want."""
    return frozenset(offered_columns(dialect)) - frozenset(hidden)


def width(shown: Collection[str]) -> int:
    """Return how many columns a row has, for what opens under it."""
    return _FIXED_COLUMNS + len(shown)


def row_key(version: str) -> str:
    """Return an id for the row of `version`."""
    return "r-" + hashlib.blake2b(version.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def prepare(org: str, row: Release | UnreadableRow, dialect: Dialect, clock: Clock) -> ReleaseRow:
    """Return `row` ready to print."""
    return _readable(org, row, dialect, clock) if isinstance(row, Release) else _unreadable(org, row, dialect)


def _readable(org: str, release: Release, dialect: Dialect, clock: Clock) -> ReleaseRow:
    package = release.version_info.package if release.version_info else None
    text = describe(release.version, package)
    deploy = release.last_deploy
    return ReleaseRow(
        version=release.version,
        key=row_key(release.version),
        text=text,
        flags=(*_flags(text), *_faults(release, dialect)),
        href=release_href(org, release.version, dialect),
        edit_href=release_href(org, release.version, dialect, "edit"),
        why_closed=dialect.unaddressable_reason(release.version) or "",
        projects=tuple(ProjectLink(p.slug, project_href(org, p.slug)) for p in release.projects),
        released=clock.moment(release.date_released),
        created=clock.moment(release.date_created),
        commits=release.commit_count,
        authors=len(release.authors) if release.commit_count is not None else None,
        deploy=make_visible(deploy.environment or "") if deploy else "",
        deployed=clock.moment(deploy.date_finished) if deploy else None,
        new_issues=release.new_groups,
        status=release.status or "",
    )


def _unreadable(org: str, row: UnreadableRow, dialect: Dialect) -> ReleaseRow:
    version = row.version or ""
    reason = dialect.unaddressable_reason(version)
    text = describe(version or gettext("(no version)"), None)
    return ReleaseRow(
        version=version,
        key=row_key(version or row.raw),
        text=text,
        flags=_flags(text),
        href=release_href(org, version, dialect),
        edit_href=release_href(org, version, dialect, "edit"),
        why_closed=reason or "",
        unreadable=row.reason,
    )


def project_href(org: str, slug: str) -> str:
    """Return the address of the list of one project's releases."""
    return f"{list_href(org)}?{urlencode({'project': slug})}"


def _flags(text: VersionText) -> tuple[Flag, ...]:
    return tuple(Flag(tone, words) for tone, words in text.flags)


def _faults(release: Release, dialect: Dialect) -> tuple[Flag, ...]:
    """Return what a release manager would want to mend."""
    has_no_ref = not release.ref
    has_no_url = not release.url and dialect.cannot_write("url", None, "https://example.com/") is None
    flags = []
    if has_no_ref and has_no_url:
        flags.append(Flag("warning", gettext("no ref, no url"), "ref"))
    elif has_no_ref or has_no_url:
        flags.append(
            Flag("warning", gettext("no ref"), "ref") if has_no_ref else Flag("warning", gettext("no url"), "url")
        )
    if is_before_created(release.date_released, release.date_created):
        flags.append(Flag("warning", gettext("before created"), "dateReleased"))
    return tuple(flags)
