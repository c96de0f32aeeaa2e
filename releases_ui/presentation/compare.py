"""Two releases side by side, prepared to print: field by field, commits, authors and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from releases_ui import error_text
from releases_ui.dates import duration
from releases_ui.error_text import ErrorText
from releases_ui.presentation import bars, rows
from releases_ui.presentation.bars import Bars
from releases_ui.presentation.commit_links import compare_href
from releases_ui.presentation.differences import Difference, between, can_be_split
from releases_ui.presentation.field_lines import Shown, shown
from releases_ui.presentation.parts import CommitLine, commit_line, person
from releases_ui.presentation.rows import ReleaseRow
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import UnsupportedError
from releases_ui.sentry_api.payloads import Commit, CommitFile, Release
from releases_ui.services.compare import Pair
from releases_ui.services.pool import Part
from releases_ui.services.reading import Reading
from releases_ui.viewer import Clock

T = TypeVar("T")


@dataclass(frozen=True)
class MetadataLine:
    """One field of both releases."""

    label: str
    one: Shown
    other: Shown
    is_same: bool
    #: How far apart two dates are.
    distance: str = ""
    #: Where two commits are compared at their host's.
    href: str | None = None

    @property
    def difference(self) -> Difference | None:
        """Where two texts differ; `None` where all of them do, or nothing."""
        texts = (self.one.text, self.other.text)
        if self.is_same or self.one.moment or self.other.moment or not all(texts) or not all(map(can_be_split, texts)):
            return None
        found = between(*texts)
        return found if found.start or found.end else None


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """What only one of the two has, only the other, and both; or why that cannot be told."""

    #: Why the server has no such thing.
    missing: str = ""
    error: ErrorText | None = None
    #: Whether one of them has more than were read.
    is_cut: bool = False
    one: tuple[CommitLine | str, ...] = ()
    other: tuple[CommitLine | str, ...] = ()
    both: tuple[CommitLine | str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All of the page."""

    one: ReleaseRow
    other: ReleaseRow
    #: How the two stand to each other.
    words: str
    metadata: tuple[MetadataLine, ...]
    commits: Sorted
    files: Sorted
    #: Of the commits that only the other has.
    authors: Bars
    authors_in_both: int
    authors_new: int

    @property
    def differing(self) -> int:
        """How many of the fields differ."""
        return sum(not line.is_same for line in self.metadata)


def prepare(org: str, pair: Pair, clock: Clock) -> Comparison:
    """Return two releases that could be read, ready to print."""
    one, other = pair.one.release.required(), pair.other.release.required()
    theirs = _read(pair.other.commits)
    known = {_id(commit) for commit in _read(pair.one.commits)}
    added = [commit for commit in theirs if _id(commit) not in known]
    before = {name for name in map(_author, _read(pair.one.commits)) if name}
    after = {name for name in map(_author, theirs) if name}
    return Comparison(
        one=rows.prepare(org, one, pair.dialect, clock),
        other=rows.prepare(org, other, pair.dialect, clock),
        words=describe(one, other),
        metadata=tuple(_metadata(one, other, pair.dialect, clock)),
        commits=_sort(pair.one.commits, pair.other.commits, _id, lambda commit: commit_line(commit, clock)),
        files=_sort(pair.one.files, pair.other.files, _file, lambda file: make_visible(file.filename)),
        authors=bars.count(name for name in map(_author, added) if name),
        authors_in_both=len(before & after),
        authors_new=len(after - before),
    )


def describe(one: Release, other: Release) -> str:
    """Return in a sentence how far apart two releases are, by when they were released, else created."""
    by_release = one.date_released and other.date_released
    first, second = (one.date_released, other.date_released) if by_release else (one.date_created, other.date_created)
    if first is None or second is None:
        apart = gettext("When one of them was created is not known")
    elif first == second:
        apart = gettext("Released at the same moment") if by_release else gettext("Created at the same moment")
    else:
        newer = Truncator(make_visible((one if first > second else other).version)).chars(60)
        words = {"span": duration(abs(second - first)), "version": newer}
        apart = (
            gettext("Released %(span)s apart, %(version)s later") % words
            if by_release
            else gettext("Created %(span)s apart, %(version)s later") % words
        )
    shared = set(one.project_slugs) & set(other.project_slugs)
    is_one = set(one.project_slugs) == set(other.project_slugs)
    projects = (
        ngettext("same project", "same projects", len(shared))
        if is_one and shared
        else gettext("some projects in common")
        if shared
        else gettext("no project in common")
    )
    return f"{apart}; {projects}."


def _metadata(one: Release, other: Release, dialect: Dialect, clock: Clock) -> Iterable[MetadataLine]:
    yield _dates(gettext("Released"), one.date_released, other.date_released, clock)
    yield _dates(gettext("Created"), one.date_created, other.date_created, clock)
    last = other.last_commit or one.last_commit
    repository = last.repository if last else None
    yield _texts("Ref", one.ref, other.ref, clock, compare_href(repository, one.ref or "", other.ref or ""))
    yield _texts("Url", one.url, other.url, clock)
    slugs = [", ".join(sorted(release.project_slugs)) for release in (one, other)]
    yield _texts(gettext("Projects"), slugs[0], slugs[1], clock)
    shown_columns = rows.columns(dialect)
    if "status" in shown_columns:
        yield _texts(gettext("Status"), one.status, other.status, clock)
    if "deploys" in shown_columns:
        deploys = [release.last_deploy.date_finished if release.last_deploy else None for release in (one, other)]
        yield _dates(gettext("Last deploy"), deploys[0], deploys[1], clock)
    if "commits" in shown_columns:
        yield _texts(gettext("Commits"), _number(one.commit_count), _number(other.commit_count), clock)
    if "issues" in shown_columns:
        yield _texts(gettext("New issues"), _number(one.new_groups), _number(other.new_groups), clock)


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _texts(label: str, one: str | None, other: str | None, clock: Clock, href: str | None = None) -> MetadataLine:
    is_same = (one or "") == (other or "")
    return MetadataLine(label, shown(one, clock), shown(other, clock), is_same, href=None if is_same else href)


def _dates(label: str, one: datetime | None, other: datetime | None, clock: Clock) -> MetadataLine:
    distance = duration(abs(other - one)) if one and other and one != other else ""
    return MetadataLine(label, shown(one, clock), shown(other, clock), one == other, distance)


def _read(part: Part[Reading[T]]) -> tuple[T, ...]:
    return part.value.rows if part.value else ()


def _id(commit: Commit) -> tuple[str, str]:
    return (commit.repository.name if commit.repository else None) or "", commit.id


def _file(file: CommitFile) -> tuple[str, str]:
    return file.repo_name or "", file.filename


def _author(commit: Commit) -> str:
    return person(commit.author)


def _sort(
    one: Part[Reading[T]],
    other: Part[Reading[T]],
    key: Callable[[T], tuple[str, str]],
    prepared: Callable[[T], CommitLine | str],
) -> Sorted:
    """Return what the two have in common and what not, each once, in the server's order."""
    error = one.error or other.error
    if isinstance(error, UnsupportedError):
        return Sorted(missing=error.message)
    if error is not None:
        return Sorted(error=error_text.describe(error))
    ones = {key(row): row for row in _read(one)}
    others = {key(row): row for row in _read(other)}
    return Sorted(
        is_cut=any(part.value is not None and part.value.is_cut for part in (one, other)),
        one=tuple(prepared(row) for name, row in ones.items() if name not in others),
        other=tuple(prepared(row) for name, row in others.items() if name not in ones),
        both=tuple(prepared(row) for name, row in others.items() if name in ones),
    )
