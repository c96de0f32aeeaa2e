"""GlitchTip: the same paths, and much less behind them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from releases_ui.sentry_api.dialect import (
    Body,
    Dialect,
    Feature,
    FieldValue,
    Params,
    ReleaseField,
    ReleaseFilters,
    Status,
    StatusRequest,
    as_json_value,
    values_of,
)
from releases_ui.sentry_api.errors import BrokenUpstreamError, SentryError, UnsupportedError
from releases_ui.sentry_api.payloads import ProjectRef, Release
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit, NewDeploy, NewRef, NewRelease

_NO_DEBUG_ID = say("GlitchTip fails at a release that has files without a debug id, and keeps it.")


class GlitchTipDialect(Dialect):
    """GlitchTip ignores every filter, replaces on each PUT, and stores no url."""

    name = "glitchtip"
    label = "GlitchTip"
    version_limit = 250
    ref_limit = 255
    hides_unknown_organizations = True
    unsupported = {  # noqa: RUF012 - declared a ClassVar in the base
        Feature.COMMITS: say("GlitchTip keeps no commits."),
        Feature.COMMIT_FILES: say("GlitchTip keeps no commits, so it knows no changed files."),
        Feature.DEPLOYS: say("GlitchTip keeps no deploys."),
        Feature.META: say("GlitchTip counts nothing about a release."),
        Feature.ENVIRONMENTS: say("GlitchTip ties no release to an environment."),
        Feature.REPOS: say("GlitchTip keeps no repositories."),
        Feature.STATUS: say("GlitchTip does not know open and archived releases."),
        Feature.ENVIRONMENT_FILTER: say("GlitchTip ties no release to an environment."),
        Feature.PROJECT_FILTER: say("GlitchTip does not filter by project; the dashboard does it, page by page."),
        Feature.FILE_DOWNLOAD: say("GlitchTip does not hand out the files of a release."),
        Feature.FILE_SEARCH: say("GlitchTip does not search the files of a release."),
        Feature.STATS: say("GlitchTip has no index of its releases; the dashboard counts them, page by page."),
        Feature.NEIGHBOURS: say(
            "GlitchTip names no release before or after; the dashboard looks for it, page by page."
        ),
        Feature.HEALTH: say("GlitchTip does not tell how far a release is in use, nor how its sessions end."),
        Feature.DATE_ORDER: say("GlitchTip is not known to use this date for anything but to show it."),
    }

    def list_params(self, filters: ReleaseFilters, per_page: int, cursor: str | None) -> Params:  # noqa: ARG002 - all ignored
        """Return the page alone, since everything else is ignored and would only be echoed."""
        return self.page_params(per_page, cursor)

    def page_params(self, per_page: int, cursor: str | None) -> Params:
        """Return `limit` and `cursor`."""
        return [("limit", self.bounded(per_page)), *([("cursor", cursor)] if cursor else [])]

    def stats_params(self, filters: ReleaseFilters, cursor: str | None) -> Params:  # noqa: ARG002 - Sentry needs both
        """Refuse: at that address GlitchTip looks for a release."""
        raise UnsupportedError(self.unsupported[Feature.STATS], operation="list statistics", was_sent=False)

    def filters_locally(self, filters: ReleaseFilters) -> bool:
        """Return whether any of the filters that we can judge by a row is set."""
        return bool(filters.query or filters.project_slugs or filters.project_ids or filters.period)

    def keeps(self, release: Release, filters: ReleaseFilters) -> bool:
        """Return whether version, projects and creation are as wanted."""
        return (
            filters.matches_text(release.version)
            and filters.is_in_period(release)
            and _is_in_projects(release.projects, filters)
        )

    def cannot_write(self, field: ReleaseField, before: FieldValue, after: FieldValue) -> str | None:
        """Return a reason against any change of the url: GlitchTip answers 200 and drops it."""
        if field == "url" and (before or None) != (after or None):
            return say("GlitchTip does not take a url through its API.")
        return None

    def update_body(self, current: Release, changes: Mapping[ReleaseField, FieldValue]) -> Body:
        """Return both ref and date always: what is left out GlitchTip wipes, or sets to now."""
        wanted = values_of(current) | dict(changes)
        return {field: as_json_value(wanted[field]) for field in ("ref", "dateReleased")}

    def finalize_options(self, current: Release, changes: Mapping[ReleaseField, FieldValue]) -> tuple[str, ...]:  # noqa: ARG002 - Sentry needs both
        """Refuse: what `sentry-cli` leaves out GlitchTip wipes."""
        message = say("sentry-cli sends no ref, which GlitchTip takes for the wish to have none.")
        raise UnsupportedError(message, operation="write a command", was_sent=False)

    def create_body(self, new: NewRelease) -> Body:
        """Return what GlitchTip stores; a date left out would become now."""
        body: Body = {"version": new.version, "projects": list(new.projects)}
        if new.ref:
            body["ref"] = new.ref
        body["dateReleased"] = as_json_value(new.date_released)
        return body

    def commits_body(self, commits: Sequence[NewCommit]) -> Body:  # noqa: ARG002 - it keeps none
        """Refuse: GlitchTip answers a PUT of commits with 200 and ignores them."""
        raise UnsupportedError(self.unsupported[Feature.COMMITS], operation="replace commits", was_sent=False)

    def refs_body(self, refs: Sequence[NewRef]) -> Body:  # noqa: ARG002 - it keeps none
        """Refuse: GlitchTip answers a PUT of refs with 200 and ignores them."""
        raise UnsupportedError(self.unsupported[Feature.COMMITS], operation="add refs", was_sent=False)

    def deploy_body(self, new: NewDeploy) -> Body:  # noqa: ARG002 - it keeps none
        """Refuse: GlitchTip answers a deploy with a page of HTML."""
        raise UnsupportedError(self.unsupported[Feature.DEPLOYS], operation="create a deploy", was_sent=False)

    def status_request(self, version: str, status: Status) -> StatusRequest:  # noqa: ARG002 - it has none
        """Refuse: GlitchTip's releases have no status."""
        raise UnsupportedError(self.unsupported[Feature.STATUS], operation=f"set the status {status}", was_sent=False)

    def delete_doubts(self, release: Release, files: int | None) -> tuple[str, ...]:  # noqa: ARG002 - Sentry needs it
        """Return a sentence where it has files: GlitchTip does not tell which of them lack a debug id."""
        return (_NO_DEBUG_ID,) if files else ()

    def delete_refusal(self, error: SentryError) -> str | None:
        """Return what GlitchTip breaks at; the page that it answers then says nothing."""
        return _NO_DEBUG_ID if isinstance(error, BrokenUpstreamError) and error.status == 500 else None

    def is_created_new(self, status: int) -> bool | None:
        """Return `True` for 201; an existing version is a failure here."""
        return True if status == 201 else None

    def create_conflict(self, error: SentryError) -> bool:
        """Return whether GlitchTip broke: it does not look whether a version exists before it stores it."""
        return isinstance(error, BrokenUpstreamError) and error.status == 500

    def stored_text(self, field: ReleaseField, text: str) -> str:  # noqa: ARG002 - the same for both texts
        """Return the text as it is."""
        return text

    def is_stored(self, wanted: FieldValue, shown: FieldValue) -> bool:
        """Compare dates by the millisecond, as GlitchTip shows no more of them."""
        if isinstance(wanted, datetime):
            wanted = wanted.replace(microsecond=wanted.microsecond // 1000 * 1000)
        return super().is_stored(wanted, shown)


def _is_in_projects(projects: tuple[ProjectRef, ...], filters: ReleaseFilters) -> bool:
    """Compare slugs, as releases name projects by nothing else; ids decide only where no slug was given."""
    if filters.project_slugs:
        return any(project.slug in filters.project_slugs for project in projects)
    if filters.project_ids:
        wanted = {str(project_id) for project_id in filters.project_ids}
        return any(str(project.id) in wanted for project in projects)
    return True
