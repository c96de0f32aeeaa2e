"""What a releases API answers, as frozen structs.

Sentry sends many keys and GlitchTip few, and old rows hold nulls, so only what identifies a thing is required. An
absent key and a null are the same to us. Times are aware and in UTC, microseconds kept. Source: answers observed on
Sentry 23.7.1 and GlitchTip of December 2025, and Sentry's public OpenAPI schema.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

import msgspec

from releases_ui.sentry_api.characters import has_lone_surrogate

#: Sentry numbers some objects, and gives others their number as text.
Id = int | str


class Payload(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of all answers."""


class Dated(Payload, frozen=True, kw_only=True):
    """Base of those with times; brings the ones named in `_times` to UTC, where one without a zone already is."""

    _times: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name in self._times:
            time = getattr(self, name)
            if time is not None and time.tzinfo is not UTC:
                msgspec.structs.force_setattr(self, name, _in_utc(time))


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        return time.replace(tzinfo=UTC)
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a date outside the years 1 to 9999") from error


class VersionParts(Payload, frozen=True, kw_only=True):
    """A version taken apart; the numbers are there only if Sentry could read it as one."""

    raw: str | None = None
    major: int | None = None
    minor: int | None = None
    patch: int | None = None
    pre: str | None = None
    build_code: str | None = None
    components: int | None = None


class VersionInfo(Payload, frozen=True, kw_only=True):
    """What Sentry makes of a version's text."""

    package: str | None = None
    version: VersionParts | None = None
    description: str | None = None
    build_hash: str | None = None


class ProjectRef(Payload, frozen=True, kw_only=True):
    """A project as a release names it; GlitchTip gives slug and name only."""

    slug: str
    name: str | None = None
    id: Id | None = None
    platform: str | None = None
    new_groups: int | None = None
    has_health_data: bool | None = None
    #: How its sessions end, as the server sends it; only if asked for.
    health_data: Any = None


class Author(Payload, frozen=True, kw_only=True):
    """A person; commits without an author have an empty one, where everything is `None`."""

    name: str | None = None
    email: str | None = None
    id: Id | None = None
    username: str | None = None


class Provider(Payload, frozen=True, kw_only=True):
    """Where a repository lives, as GitHub."""

    id: str | None = None
    name: str | None = None


class Repository(Payload, frozen=True, kw_only=True):
    """A repository of commits; may be empty in a commit."""

    name: str | None = None
    id: Id | None = None
    url: str | None = None
    provider: Provider | None = None
    status: str | None = None
    external_slug: Id | None = None


class PullRequest(Dated, frozen=True, kw_only=True):
    """The pull request that brought a commit in."""

    id: Id | None = None
    title: str | None = None
    message: str | None = None
    external_url: str | None = None
    date_created: datetime | None = None
    author: Author | None = None
    repository: Repository | None = None

    _times: ClassVar[tuple[str, ...]] = ("date_created",)


class Commit(Dated, frozen=True, kw_only=True):
    """One commit of a release."""

    #: The hash, or whatever text was sent as one.
    id: str
    message: str | None = None
    date_created: datetime | None = None
    author: Author | None = None
    repository: Repository | None = None
    pull_request: PullRequest | None = None

    _times: ClassVar[tuple[str, ...]] = ("date_created",)


class Deploy(Dated, frozen=True, kw_only=True):
    """One deploy of a release to an environment."""

    id: Id
    environment: str | None = None
    date_started: datetime | None = None
    date_finished: datetime | None = None
    name: str | None = None
    url: str | None = None

    _times: ClassVar[tuple[str, ...]] = ("date_started", "date_finished")


class ProjectMeta(Payload, frozen=True, kw_only=True):
    """Where a release stands among those of one project, by creation; only if a project was named."""

    prev_release_version: str | None = None
    next_release_version: str | None = None


class Release(Dated, frozen=True, kw_only=True):
    """One release of an organization."""

    #: Unique within the organization; any text; never part of a path unquoted.
    version: str
    short_version: str | None = None
    #: "open" or "archived"; GlitchTip has none.
    status: str | None = None
    ref: str | None = None
    url: str | None = None
    #: When it went live; `None` while it is not released.
    date_released: datetime | None = None
    date_created: datetime | None = None
    #: `None` also for a version that Sentry cannot take apart.
    version_info: VersionInfo | None = None
    projects: tuple[ProjectRef, ...] = ()
    owner: Author | None = None
    authors: tuple[Author, ...] = ()
    commit_count: int | None = None
    deploy_count: int | None = None
    #: Issues first seen in this release.
    new_groups: int | None = None
    last_commit: Commit | None = None
    last_deploy: Deploy | None = None
    first_event: datetime | None = None
    last_event: datetime | None = None
    #: The program that created it: the server's only trace of who did.
    user_agent: str | None = None
    #: By project slug; only if asked for.
    adoption_stages: dict[str, Any] | None = None
    #: Of the project that was asked for, if one was.
    current_project_meta: ProjectMeta | None = None
    data: dict[str, Any] | None = None

    _times: ClassVar[tuple[str, ...]] = ("date_released", "date_created", "first_event", "last_event")

    @property
    def project_slugs(self) -> tuple[str, ...]:
        """The slugs of its projects, in the server's order."""
        return tuple(project.slug for project in self.projects)


class ReleaseStat(Dated, frozen=True, kw_only=True):
    """One line of the index of versions."""

    version: str
    #: When it was created.
    date: datetime | None = None

    _times: ClassVar[tuple[str, ...]] = ("date",)


class ReleaseFile(Dated, frozen=True, kw_only=True):
    """A file uploaded to a release."""

    id: Id
    name: str = ""
    dist: str | None = None
    #: In bytes; GlitchTip does not tell.
    size: int | None = None
    sha1: str | None = None
    date_created: datetime | None = None
    headers: dict[str, Any] | None = None

    _times: ClassVar[tuple[str, ...]] = ("date_created",)


class CommitFile(Payload, frozen=True, kw_only=True):
    """A file that a commit of the release touched."""

    filename: str
    id: Id | None = None
    #: "A" added, "M" modified, "D" deleted.
    type: str | None = None
    author: Author | None = None
    commit_message: str | None = None
    repo_name: str | None = None


class ReleaseMeta(Dated, frozen=True, kw_only=True):
    """The counts of a release."""

    version: str | None = None
    commit_count: int | None = None
    deploy_count: int | None = None
    new_groups: int | None = None
    #: When it was released, or else created.
    released: datetime | None = None
    commit_files_changed: int | None = None
    release_file_count: int | None = None
    is_artifact_bundle: bool | None = None
    projects: tuple[ProjectRef, ...] = ()

    _times: ClassVar[tuple[str, ...]] = ("released",)


class UnreadableRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a list that does not read as what it should be; shown as such."""

    #: If at least that could be read.
    version: str | None
    #: One sentence.
    reason: str
    #: The row's JSON in ASCII, cut to 2,000 characters.
    raw: str


def version_of(row: object) -> str | None:
    """Return the version that an undecoded row names, if it names one that can be written down."""
    version = row.get("version") if isinstance(row, Mapping) else None
    if not isinstance(version, str) or has_lone_surrogate(version):
        return None
    return version
