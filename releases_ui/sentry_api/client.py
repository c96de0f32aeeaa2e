"""One method per endpoint of the organization releases API."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from releases_ui.sentry_api.addressing import organization_path
from releases_ui.sentry_api.answers import Request
from releases_ui.sentry_api.caller import Caller
from releases_ui.sentry_api.dialect import Body, Dialect, Feature, Params, ReleaseFilters, Status
from releases_ui.sentry_api.downloads import FileDownload
from releases_ui.sentry_api.errors import BrokenUpstreamError
from releases_ui.sentry_api.organization_payloads import ApiRoot, Environment, Organization, Project
from releases_ui.sentry_api.pagination import Page
from releases_ui.sentry_api.payloads import (
    Commit,
    CommitFile,
    Deploy,
    Id,
    Release,
    ReleaseFile,
    ReleaseMeta,
    ReleaseStat,
    Repository,
    UnreadableRow,
)
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.server_facts import ServerFacts
from releases_ui.sentry_api.slots import Slots
from releases_ui.sentry_api.transport import Call, Settings, Transport


@dataclass(frozen=True, slots=True)
class CreateAnswer:
    """What the server answered to a create; only a second read tells what it stored."""

    status: int
    #: `None` if the answer could not be read.
    release: Release | None
    #: `None` where the status does not tell a new release from an old one.
    is_new: bool | None


class ReleasesClient:
    """Talks to one releases API with one token; made once for the process and used by all its threads.

    Every method raises `SentryError`, or a kind of it, and nothing else. Nothing is called before it is needed.

    Args:
        base_url: as `https://sentry.io/`; the token goes nowhere else. Each call to what is no address fails.
        token: may be empty; then the server says so.
        user_agent: Sentry stores it with the releases that are created.
        dialect: "sentry", "glitchtip", or "auto" to find out.
        timeout_s: to connect, and to wait for the next bytes.
        total_s: for a whole answer.
        max_answer_bytes: of an answer, after decompression.
        max_download_bytes: of a file.
        pool_size: connections kept open.
        max_in_flight: calls at once in this process, of which a quarter may be downloads; the server may allow fewer.
        processes: how many processes share the server's limit.
        on_call: told about every exchange.
        request_id: gives the `X-Request-Id` to send, if any.
    """

    def __init__(  # noqa: PLR0913 - the one place for everything that a deployment may set
        self,
        base_url: str,
        token: str,
        *,
        user_agent: str,
        dialect: str = "auto",
        timeout_s: tuple[float, float] = (3.05, 15),
        total_s: float = 20,
        max_answer_bytes: int = 32 * 1024 * 1024,
        max_download_bytes: int = 512 * 1024 * 1024,
        pool_size: int = 32,
        max_in_flight: int = 32,
        processes: int = 1,
        on_call: Callable[[Call], None] | None = None,
        request_id: Callable[[], str | None] | None = None,
    ) -> None:
        settings = Settings(
            base_url=base_url,
            token=token,
            user_agent=user_agent,
            connect_s=timeout_s[0],
            read_s=timeout_s[1],
            total_s=total_s,
            max_answer_bytes=max_answer_bytes,
            pool_size=pool_size,
            on_call=on_call,
            request_id=request_id,
        )
        self._max_download_bytes = max_download_bytes
        self._transport = Transport(settings, Slots(max_in_flight, processes=processes))
        self._caller = Caller(self._transport, base_url, dialect)

    def dialect_for(self, org: str) -> Dialect:
        """Return how to speak to the server; found out by one call if it was not set, and then remembered."""
        return self._caller.dialect_for(org)

    @property
    def known_dialect(self) -> Dialect | None:
        """How to speak to the server; `None` while nobody has set it or found it out."""
        return self._caller.known_dialect

    def probe(self, org: str) -> ServerFacts:
        """Return what the server tells of itself beside a list of releases, or beside its refusal to give one.

        Args:
            org: the organization's slug; the limits of many servers are those of one address.
        """
        return self._caller.probe(org)

    def list_releases(
        self, org: str, filters: ReleaseFilters, *, per_page: int, cursor: str | None = None
    ) -> Page[Release]:
        """Return one page of releases, newest created first: a superset of what `filters` wants (`Dialect.keeps`).

        Args:
            org: the organization's slug.
            filters: what to ask for, in our words; the dialect turns it into the server's parameters.
            per_page: at most 100.
            cursor: of an earlier page with the same filters and the same `per_page`.

        Source: "List an Organization's Releases" in Sentry's API documentation.
        """
        params = self.dialect_for(org).list_params(filters, per_page, cursor)
        subject = "organization or environment" if filters.environments else "organization"
        request = Request(operation="list releases", params=params, subject=subject)
        return self._caller.page(self._caller.at_organization(request, org, "releases"), Release)

    def list_release_stats(self, org: str, filters: ReleaseFilters, *, cursor: str | None = None) -> Page[ReleaseStat]:
        """Return one page of versions with their creation, newest first, archived ones among them.

        Raises:
            UnsupportedError: the server has no such index.

        Source: what Sentry's own pages ask at `releases/stats/`; its documentation leaves it out.
        """
        params = self.dialect_for(org).stats_params(filters, cursor)
        request = Request(operation="list statistics", params=params, subject="organization", feature=Feature.STATS)
        return self._caller.page(self._caller.at_organization(request, org, "releases", "stats"), ReleaseStat)

    def get_release(
        self, org: str, version: str, *, is_health_wanted: bool = False, project_id: Id | None = None
    ) -> Release:
        """Return one release.

        Args:
            org: the organization's slug.
            version: as it is.
            is_health_wanted: also how far it is in use, and how it fares; slow on large organizations.
            project_id: of one of its projects, to learn where it stands there (`Release.current_project_meta`).

        Source: "Retrieve an Organization's Release" in Sentry's API documentation.
        """
        params: Params = [("adoptionStages", "1"), ("health", "1")] if is_health_wanted else []
        params += [("project", str(project_id))] if project_id is not None else []
        request = self._caller.at_release(Request(operation="get a release", params=params), org, version)
        release = self._caller.one(request, Release)
        if release.version != version:
            message = say("%(label)s answered another release than the one that was asked for.", label=request.label)
            raise BrokenUpstreamError(message, detail=release.version, status=200, operation=request.operation)
        return release

    def get_release_raw(self, org: str, version: str) -> bytes:
        """Return one release as the JSON text that the server sent."""
        request = self._caller.at_release(Request(operation="get a release"), org, version)
        return self._caller.json(request).body

    def create_release(self, org: str, body: Body) -> CreateAnswer:
        """Return the answer to `Dialect.create_body`; an existing release may be answered as a success.

        Source: "Create a New Release for an Organization" in Sentry's API documentation.
        """
        request = Request(operation="create a release", method="POST", body=body, subject="organization")
        status, release = self._caller.written(self._caller.at_organization(request, org, "releases"), Release)
        return CreateAnswer(status, release, self.dialect_for(org).is_created_new(status))

    def update_release(self, org: str, version: str, body: Body) -> Release | None:
        """Return the release as the answer to `Dialect.update_body` has it; `None` if that cannot be read.

        Source: "Update an Organization's Release" in Sentry's API documentation.
        """
        request = Request(operation="change a release", method="PUT", body=body)
        return self._caller.written(self._caller.at_release(request, org, version), Release)[1]

    def set_status(self, org: str, version: str, status: Status) -> Release | None:
        """Return the release as the answer has it, `None` if that cannot be read; only a second read tells its status.

        To be called only for a release that was just read: on Sentry a restore of one that is gone would create it.
        """
        wanted = self.dialect_for(org).status_request(version, status)
        operation = "archive a release" if status == "archived" else "restore a release"
        request = Request(
            operation=operation, method=wanted.method, body=wanted.body, subject="release", feature=Feature.STATUS
        )
        if wanted.method == "PUT":
            placed = self._caller.at_release(request, org, version)
        else:
            placed = self._caller.at_organization(request, org, "releases")
        return self._caller.written(placed, Release)[1]

    def delete_release(self, org: str, version: str) -> None:
        """Delete a release, with its files, for good."""
        request = Request(operation="delete a release", method="DELETE")
        self._transport.send(self._caller.at_release(request, org, version))

    def list_commits(self, org: str, version: str, *, per_page: int, cursor: str | None = None) -> Page[Commit]:
        """Return one page of a release's commits, newest first."""
        request = self._page_request(org, Feature.COMMITS, per_page, cursor)
        return self._caller.page(self._caller.at_release(request, org, version, "commits"), Commit)

    def list_commit_files(
        self, org: str, version: str, *, per_page: int, cursor: str | None = None
    ) -> Page[CommitFile]:
        """Return one page of the files that a release's commits changed."""
        request = self._page_request(org, Feature.COMMIT_FILES, per_page, cursor)
        return self._caller.page(self._caller.at_release(request, org, version, "commitfiles"), CommitFile)

    def list_files(
        self, org: str, version: str, *, per_page: int, cursor: str | None = None, query: str = ""
    ) -> Page[ReleaseFile]:
        """Return one page of a release's files; of those whose name contains `query`, if given."""
        request = self._page_request(org, Feature.FILE_SEARCH if query else None, per_page, cursor)
        request = replace(
            request, operation="list files", params=[*request.params, *([("query", query)] if query else [])]
        )
        return self._caller.page(self._caller.at_release(request, org, version, "files"), ReleaseFile)

    def open_file(self, org: str, version: str, file_id: Id) -> FileDownload:
        """Return an open download of a file; to be used in a `with`.

        Raises:
            ForbiddenError: the token may read releases, and not their files.
            SlowUpstreamError: too many downloads are under way, besides the usual reasons.
        """
        request = Request(
            operation="download a file", params=[("download", "1")], accept="*/*", feature=Feature.FILE_DOWNLOAD
        )
        request = self._caller.at_release(request, org, version, "files", str(file_id))
        with ExitStack() as held:
            reply = held.enter_context(self._transport.opened(request))
            return FileDownload(reply, held.pop_all(), limit=self._max_download_bytes, name=f"file-{file_id}")

    def list_deploys(self, org: str, version: str, *, per_page: int, cursor: str | None = None) -> Page[Deploy]:
        """Return one page of a release's deploys, newest first; newer Sentry lists the last of each environment."""
        request = self._page_request(org, Feature.DEPLOYS, per_page, cursor)
        return self._caller.page(self._caller.at_release(request, org, version, "deploys"), Deploy)

    def create_deploy(self, org: str, version: str, body: Body) -> Deploy | None:
        """Return the new deploy, `None` if the answer cannot be read; each call makes one more, and sends mails."""
        request = Request(operation="create a deploy", method="POST", body=body, feature=Feature.DEPLOYS)
        return self._caller.written(self._caller.at_release(request, org, version, "deploys"), Deploy)[1]

    def get_meta(self, org: str, version: str) -> ReleaseMeta:
        """Return the counts of a release."""
        request = Request(operation="get the counts of a release", feature=Feature.META)
        return self._caller.one(self._caller.at_release(request, org, version, "meta"), ReleaseMeta)

    def list_projects(self, org: str, *, per_page: int = 100, cursor: str | None = None) -> Page[Project]:
        """Return one page of the organization's projects; a token for releases alone may not list them."""
        request = replace(self._page_request(org, None, per_page, cursor), operation="list projects")
        return self._caller.page(self._caller.at_organization(request, org, "projects"), Project)

    def list_repos(self, org: str, *, per_page: int = 100, cursor: str | None = None) -> Page[Repository]:
        """Return one page of the organization's repositories."""
        request = self._page_request(org, Feature.REPOS, per_page, cursor)
        return self._caller.page(self._caller.at_organization(request, org, "repos"), Repository)

    def list_environments(self, org: str) -> list[Environment | UnreadableRow]:
        """Return the organization's environments, all at once."""
        request = Request(operation="list environments", subject="organization", feature=Feature.ENVIRONMENTS)
        return self._caller.page(self._caller.at_organization(request, org, "environments"), Environment).rows

    def get_organization(self, org: str) -> Organization:
        """Return the organization, which tells an unknown one from one without releases on GlitchTip too."""
        request = Request(operation="get the organization", subject="organization")
        return self._caller.one(self._caller.anywhere(request, organization_path(org)), Organization)

    def list_organizations(self, *, cursor: str | None = None) -> Page[Organization]:
        """Return one page of the organizations that the token sees."""
        params: Params = [("cursor", cursor)] if cursor else []
        request = Request(operation="list organizations", params=params)
        return self._caller.page(self._caller.anywhere(request, "organizations/"), Organization)

    def get_root(self) -> ApiRoot:
        """Return what the token may do, and as whom."""
        return self._caller.one(self._caller.anywhere(Request(operation="look at the API")), ApiRoot)

    def close(self) -> None:
        """Close the pooled connections."""
        self._transport.close()

    def _page_request(self, org: str, feature: Feature | None, per_page: int, cursor: str | None) -> Request:
        operation = f"list {feature.value}" if feature else "list"
        params = self.dialect_for(org).page_params(per_page, cursor)
        return Request(operation=operation, params=params, subject="organization", feature=feature)
