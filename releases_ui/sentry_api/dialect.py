"""What differs between servers, and the words in which we ask for releases."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import ClassVar, Literal

from releases_ui.sentry_api.addressing import reason_against_segment
from releases_ui.sentry_api.errors import SentryError, UnaddressableVersionError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.search_text import contains, starts_with
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit, NewDeploy, NewRef, NewRelease

Params = list[tuple[str, str]]
#: The editable fields, as the API names them.
ReleaseField = Literal["ref", "url", "dateReleased"]
FieldValue = str | datetime | None
#: Of a release: archived ones leave the default list.
Status = Literal["open", "archived"]
Body = dict[str, object]


class Feature(Enum):
    """Something that only some servers can do."""

    COMMITS = "commits"
    COMMIT_FILES = "commit files"
    DEPLOYS = "deploys"
    META = "meta"
    ENVIRONMENTS = "environments"
    REPOS = "repositories"
    STATUS = "status"
    ENVIRONMENT_FILTER = "environment filter"
    #: By the server; the dashboard filters by project in any case.
    PROJECT_FILTER = "project filter"
    FILE_DOWNLOAD = "file download"
    FILE_SEARCH = "file search"
    #: How far a release is in use, and how its sessions end.
    HEALTH = "health"
    #: An index of versions and when they were created.
    STATS = "statistics"
    #: The releases before and after one in a project.
    NEIGHBOURS = "neighbours"
    #: A latest release, and where commits begin, by the release date: see `release_order`.
    DATE_ORDER = "order by release date"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in UTC: its start belongs to it, its end does not."""

    start: datetime
    end: datetime

    def __contains__(self, time: datetime) -> bool:
        return self.start <= time < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFilters:
    """Which releases to list."""

    #: What was typed; blanks count.
    query: str = ""
    match: Literal["prefix", "contains"] = "prefix"
    is_case_exact: bool = False
    #: Both name the same projects; ids are asked for where the caller knows them. Empty: all projects.
    project_ids: tuple[int | str, ...] = ()
    project_slugs: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    status: Literal["open", "archived", "all"] = "open"
    #: Of creation.
    period: Period | None = None

    def matches_text(self, version: str) -> bool:
        """Return whether `version` matches what was typed."""
        rule = starts_with if self.match == "prefix" else contains
        return rule(version, self.query, is_case_exact=self.is_case_exact)

    def is_in_period(self, release: Release) -> bool:
        """Return whether the release was created in the period; one without a date was in none."""
        if self.period is None:
            return True
        return release.date_created is not None and release.date_created in self.period


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """The call that sets the status of a release which exists."""

    #: A PUT goes to the release, a POST to the organization's releases.
    method: Literal["PUT", "POST"]
    body: Body


class Dialect(ABC):
    """How one kind of server is spoken to. Nothing outside its subclasses asks which kind it is."""

    name: ClassVar[Literal["sentry", "glitchtip"]]
    #: As people call it.
    label: ClassVar[str]
    max_page_size: ClassVar[int] = 100
    #: Most characters of a version, a ref and a url that the server stores.
    version_limit: ClassVar[int]
    ref_limit: ClassVar[int]
    url_limit: ClassVar[int] = 200
    #: Whether the server lists an organization that it does not have as one without releases.
    hides_unknown_organizations: ClassVar[bool] = False
    #: Where a write takes access to every project of a release, although one is enough to read it: the sentence that
    #: says so. Empty where the server does not mind.
    every_project_rule: ClassVar[str] = ""
    #: What the server cannot do, and the sentence that says so.
    unsupported: ClassVar[Mapping[Feature, str]] = {}

    @abstractmethod
    def list_params(self, filters: ReleaseFilters, per_page: int, cursor: str | None) -> Params:
        """Return the parameters that ask for the smallest superset of what `filters` wants."""

    @abstractmethod
    def page_params(self, per_page: int, cursor: str | None) -> Params:
        """Return the parameters for one page of any list."""

    @abstractmethod
    def stats_params(self, filters: ReleaseFilters, cursor: str | None) -> Params:
        """Return the parameters for a page of the index of versions, as large as there are.

        Raises:
            UnsupportedError: the server has none.
        """

    @abstractmethod
    def filters_locally(self, filters: ReleaseFilters) -> bool:
        """Return whether the server's rows must still be sieved with `keeps`."""

    @abstractmethod
    def keeps(self, release: Release, filters: ReleaseFilters) -> bool:
        """Return whether a release that the server listed is really wanted."""

    @abstractmethod
    def cannot_write(self, field: ReleaseField, before: FieldValue, after: FieldValue) -> str | None:
        """Return why the server will not make this change; `None` if it can."""

    @abstractmethod
    def update_body(self, current: Release, changes: Mapping[ReleaseField, FieldValue]) -> Body:
        """Return what to PUT so that only `changes` change."""

    @abstractmethod
    def finalize_options(self, current: Release, changes: Mapping[ReleaseField, FieldValue]) -> tuple[str, ...]:
        """Return the options of `sentry-cli releases finalize` that make these changes and no others: names and values.

        Raises:
            UnsupportedError: it cannot.
        """

    @abstractmethod
    def create_body(self, new: NewRelease) -> Body:
        """Return what to POST for a new release."""

    @abstractmethod
    def commits_body(self, commits: Sequence[NewCommit]) -> Body:
        """Return what to PUT so that these, and no others, are the commits of a release; none clears them.

        Raises:
            UnsupportedError: the server keeps no commits.
        """

    @abstractmethod
    def refs_body(self, refs: Sequence[NewRef]) -> Body:
        """Return what to PUT so that the server looks the commits up itself; at least one.

        Raises:
            UnsupportedError: the server keeps no commits.
        """

    @abstractmethod
    def deploy_body(self, new: NewDeploy) -> Body:
        """Return what to POST for a new deploy.

        Raises:
            UnsupportedError: the server keeps no deploys.
        """

    @abstractmethod
    def status_request(self, version: str, status: Status) -> StatusRequest:
        """Return the call that sets the status of a release; it may only follow a look that found the release.

        Raises:
            UnsupportedError: the server's releases have no status.
        """

    @abstractmethod
    def delete_doubts(self, release: Release, files: int | None) -> tuple[str, ...]:
        """Return, in sentences, why the server is likely to refuse to delete a release.

        Args:
            release: as it was read.
            files: how many files it has at least; `None` if that is not known.
        """

    @abstractmethod
    def delete_refusal(self, error: SentryError) -> str | None:
        """Return in a sentence what this answer to a delete means; `None` where it says so itself."""

    @abstractmethod
    def is_created_new(self, status: int) -> bool | None:
        """Return whether the status of a create means that the release is new; `None` if it does not tell."""

    @abstractmethod
    def create_conflict(self, error: SentryError) -> bool:
        """Return whether this answer to a create may mean that the version exists already."""

    @abstractmethod
    def stored_text(self, field: ReleaseField, text: str) -> str:
        """Return what the server makes of a text before it stores it."""

    def is_stored(self, wanted: FieldValue, shown: FieldValue) -> bool:
        """Return whether `shown` is what the server shows once it has stored `wanted`."""
        return (wanted or None) == (shown or None)

    def cannot_set_status(self, version: str, status: Status) -> str | None:  # noqa: ARG002 - Sentry needs both
        """Return why the server will not give a release this status; `None` if it can."""
        return self.supports(Feature.STATUS)

    def supports(self, feature: Feature) -> str | None:
        """Return `None` if the server can do it, else the reason in a sentence."""
        return self.unsupported.get(feature)

    def version_refusal(self, version: str) -> str | None:
        """Return, in the server's words, why it creates no release of this name; `None` if it does."""
        if len(version) > self.version_limit:
            return say(
                "Ensure this field has no more than %(version_limit)s characters.", version_limit=self.version_limit
            )
        return None

    def unaddressable_reason(self, version: str) -> str | None:
        """Return why no address can name `version`; `None` if one can."""
        return reason_against_segment(version)

    def check_addressable(self, version: str) -> None:
        """Do nothing for a version that can stand in a path.

        Raises:
            UnaddressableVersionError: it would leave its place there.
        """
        reason = self.unaddressable_reason(version)
        if reason:
            raise UnaddressableVersionError(reason)

    def bounded(self, per_page: int) -> str:
        """Return a page size that servers take at its word: neither endless nor refused."""
        return str(min(max(per_page, 1), self.max_page_size))


def as_json_value(value: FieldValue) -> str | None:
    """Return a field's value as the API takes it; times in UTC, to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return value


def values_of(release: Release) -> dict[ReleaseField, FieldValue]:
    """Return the editable fields of a release."""
    return {"ref": release.ref, "url": release.url, "dateReleased": release.date_released}
