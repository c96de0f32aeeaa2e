"""The parts of a release's page, prepared so that templates only print: commits, files, deploys, facts."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.text import Truncator

from releases_ui.dates import Moment, duration
from releases_ui.links import is_web_address
from releases_ui.presentation.commit_links import commit_href, pull_request_href, ref_href
from releases_ui.presentation.recorded_values import make_lines_visible
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.payloads import Author, Commit, CommitFile, Deploy, Release, ReleaseFile, UnreadableRow
from releases_ui.sentry_api.sentences import say
from releases_ui.viewer import Clock


@dataclass(frozen=True, slots=True)
class CommitLine:
    """One commit of a list."""

    id: str
    short_id: str
    href: str | None
    #: The message's first line, and whatever follows.
    title: str
    rest: str
    author: str
    repository: str
    moment: Moment | None
    pull_request: str = ""
    pull_request_href: str | None = None
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class ChangedFileLine:
    """One file that the commits of a release changed."""

    #: What was done to it, in a word.
    change: str
    name: str
    repository: str
    commit: str


@dataclass(frozen=True, slots=True)
class DeployLine:
    """One deploy of a list."""

    environment: str
    name: str
    href: str | None
    finished: Moment | None
    took: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a list."""

    id: str
    name: str
    dist: str
    size: str
    sha1: str
    created: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a release's page says at its top. Texts are empty where the server does not tell."""

    ref: str
    ref_href: str | None
    url: str
    url_href: str | None
    released: Moment | None
    created: Moment | None
    first_event: Moment | None
    last_event: Moment | None
    authors: tuple[str, ...]
    owner: str
    user_agent: str
    last_commit: CommitLine | None
    #: What the server reads from the version: label and text.
    version_parts: tuple[tuple[str, str], ...]


def facts(release: Release, clock: Clock) -> Facts:
    """Return what the page of `release` says at its top."""
    last = release.last_commit
    return Facts(
        ref=make_visible(release.ref or ""),
        ref_href=ref_href(release),
        url=make_visible(release.url or ""),
        url_href=release.url if is_web_address(release.url) else None,
        released=clock.moment(release.date_released),
        created=clock.moment(release.date_created),
        first_event=clock.moment(release.first_event),
        last_event=clock.moment(release.last_event),
        authors=tuple(name for name in (person(author) for author in release.authors) if name),
        owner=person(release.owner),
        user_agent=release.user_agent or "",
        last_commit=commit_line(last, clock) if last else None,
        version_parts=_version_parts(release),
    )


def person(author: Author | None) -> str:
    """Return the name to show for somebody: the best that the server tells."""
    return make_visible(((author.name or author.email or author.username) if author else None) or "")


def message_lines(message: str) -> tuple[str, str]:
    """Return the first line of a commit's message, and whatever follows, with a sign for what would not be seen."""
    # Windows' ends of lines and tabs are seen for what they are.
    text = message.replace("\r\n", "\n").expandtabs(4).strip()
    title, _, rest = text.partition("\n")
    return make_visible(title.strip()), make_lines_visible(rest.strip())


def commit_line(row: Commit | UnreadableRow, clock: Clock) -> CommitLine:
    """Return a commit ready to print."""
    if isinstance(row, UnreadableRow):
        return CommitLine("", "", None, "", "", "", "", None, unreadable=row.reason)
    title, rest = message_lines(row.message or "")
    request = row.pull_request
    return CommitLine(
        id=make_visible(row.id),
        short_id=make_visible(row.id[:7]),
        href=commit_href(row.repository, row.id),
        title=title,
        rest=rest,
        author=person(row.author),
        repository=make_visible((row.repository.name if row.repository else None) or ""),
        moment=clock.moment(row.date_created),
        pull_request=make_visible(f"#{request.id}") if request and request.id else "",
        pull_request_href=pull_request_href(row),
    )


_CHANGES = {"A": say("added"), "M": say("modified"), "D": say("deleted")}


def changed_file_line(row: CommitFile | UnreadableRow) -> ChangedFileLine:
    """Return a changed file ready to print."""
    if isinstance(row, UnreadableRow):
        return ChangedFileLine("unreadable", "", "", "")
    return ChangedFileLine(
        change=_CHANGES.get(row.type or "", make_visible(row.type or "unreadable")),
        name=make_visible(row.filename or ""),
        repository=make_visible(row.repo_name or ""),
        commit=Truncator(message_lines(row.commit_message or "")[0]).chars(80),
    )


def deploy_line(row: Deploy, clock: Clock) -> DeployLine:
    """Return a deploy ready to print."""
    took = ""
    if row.date_started and row.date_finished and row.date_finished >= row.date_started:
        took = duration(row.date_finished - row.date_started)
    return DeployLine(
        environment=make_visible(row.environment or ""),
        name=make_visible(row.name or ""),
        href=row.url if is_web_address(row.url) else None,
        finished=clock.moment(row.date_finished),
        took=took,
    )


def file_line(row: ReleaseFile, clock: Clock) -> FileLine:
    """Return a file ready to print."""
    return FileLine(
        id=str(row.id),
        name=make_visible(row.name),
        dist=make_visible(row.dist or ""),
        size=filesizeformat(row.size) if row.size is not None else "",
        sha1=make_visible(row.sha1 or ""),
        created=clock.moment(row.date_created),
    )


def _version_parts(release: Release) -> tuple[tuple[str, str], ...]:
    info = release.version_info
    if info is None:
        return ()
    parts = info.version
    numbers = [parts.major, parts.minor, parts.patch] if parts and parts.major is not None else []
    labelled = (
        (say("Package"), info.package),
        (say("Semantic version"), ".".join(str(number) for number in numbers if number is not None)),
        ("Pre-release", parts.pre if parts else None),
        (say("Build"), parts.build_code if parts else None),
        (say("Build hash"), info.build_hash),
    )
    return tuple((label, text) for label, text in labelled if text)
