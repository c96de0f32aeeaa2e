"""Sentry, hosted or self-hosted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from releases_ui.sentry_api.dialect import (
    Body,
    Dialect,
    FieldValue,
    Params,
    ReleaseField,
    ReleaseFilters,
    Status,
    StatusRequest,
    as_json_value,
)
from releases_ui.sentry_api.errors import ConflictError, InvalidInputError, SentryError, UnsupportedError
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.search_text import superset_query
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit, NewDeploy, NewRef, NewRelease

#: The index has pages ten times as long as the list.
_STATS_ROWS = "1000"
_STATUS = {"open": "open", "archived": "archived", "all": ""}
_NOT_IN_VERSIONS = frozenset("/\\\n\r\t\f")
_FIELD_LABELS: dict[ReleaseField, str] = {"ref": "ref", "url": "url", "dateReleased": say("release date")}
#: Why Sentry does not delete, whatever the token may do.
_HAS_ISSUES = say("Sentry keeps every release in which it first saw an issue, even if that issue is resolved.")
_HAS_SESSIONS = say("Sentry keeps every release for which it has counted sessions.")


class SentryDialect(Dialect):
    """Sentry takes every filter, and clears nothing."""

    name = "sentry"
    label = "Sentry"
    version_limit = 200
    ref_limit = 200
    every_project_rule = say(
        "Since March 2026 Sentry answers “not found” to a change unless the token reaches every project of the release."
    )

    def list_params(self, filters: ReleaseFilters, per_page: int, cursor: str | None) -> Params:
        """Return the parameters; without chosen projects all of them, as Sentry would list only "my" projects."""
        query = superset_query(filters.query)
        return [
            *_project_params(filters),
            *(("environment", environment) for environment in filters.environments),
            ("status", _STATUS[filters.status]),
            *([("query", query)] if query else []),
            *_period_params(filters),
            *self.page_params(per_page, cursor),
        ]

    def page_params(self, per_page: int, cursor: str | None) -> Params:
        """Return `per_page` and `cursor`."""
        return [("per_page", self.bounded(per_page)), *([("cursor", cursor)] if cursor else [])]

    def stats_params(self, filters: ReleaseFilters, cursor: str | None) -> Params:
        """Return those of the list but for the status, which the index ignores."""
        listed = self.list_params(filters, self.max_page_size, cursor)
        kept = [(name, value) for name, value in listed if name not in {"status", "per_page"}]
        return [*kept, ("per_page", _STATS_ROWS)]

    def filters_locally(self, filters: ReleaseFilters) -> bool:
        """Return whether something was typed: Sentry finds substrings, whatever the case, of a part of it."""
        return bool(filters.query)

    def keeps(self, release: Release, filters: ReleaseFilters) -> bool:
        """Return whether the version matches exactly; the rest Sentry has filtered."""
        return filters.matches_text(release.version)

    def cannot_write(self, field: ReleaseField, before: FieldValue, after: FieldValue) -> str | None:
        """Return a reason against clearing: Sentry answers 200 and changes nothing."""
        if _is_empty(after) and not _is_empty(before):
            return say(
                "Sentry cannot clear a %(field)s once it is set; it can only be replaced.", field=_FIELD_LABELS[field]
            )
        return None

    def update_body(self, current: Release, changes: Mapping[ReleaseField, FieldValue]) -> Body:  # noqa: ARG002 - GlitchTip needs it
        """Return the changes alone, since what is left out stays as it is."""
        return {field: as_json_value(value) for field, value in changes.items()}

    def finalize_options(self, current: Release, changes: Mapping[ReleaseField, FieldValue]) -> tuple[str, ...]:
        """Return the date always, as `finalize` would set it to now; there is no option for a ref."""
        if "ref" in changes:
            raise _beyond_the_cli(say("sentry-cli cannot change a ref."))
        released = as_json_value(changes.get("dateReleased", current.date_released))
        if released is None:
            raise _beyond_the_cli(
                say("sentry-cli sets a url only along with a release date, and this release has none.")
            )
        url = changes.get("url")
        return ("--released", released, *(("--url", str(url)) if url else ()))

    def create_body(self, new: NewRelease) -> Body:
        """Return what is filled in; an empty text would be stored as one."""
        body: Body = {"version": new.version, "projects": list(new.projects)}
        filled: dict[ReleaseField, FieldValue] = {
            "ref": new.ref,
            "url": new.url,
            "dateReleased": new.date_released,
        }
        body |= {field: as_json_value(value) for field, value in filled.items() if not _is_empty(value)}
        if new.commits:
            body["commits"] = [_commit_body(commit) for commit in new.commits]
        if new.refs:
            body["refs"] = [_ref_body(ref) for ref in new.refs]
        return body

    def commits_body(self, commits: Sequence[NewCommit]) -> Body:
        """Return the commits; to clear them no refs, as Sentry ignores an empty list of commits."""
        return {"commits": [_commit_body(commit) for commit in commits]} if commits else {"refs": []}

    def refs_body(self, refs: Sequence[NewRef]) -> Body:
        """Return the refs; none at all would clear the commits."""
        if not refs:
            raise ValueError("no refs")
        return {"refs": [_ref_body(ref) for ref in refs]}

    def deploy_body(self, new: NewDeploy) -> Body:
        """Return what is filled in: Sentry breaks on a `dateFinished` of null."""
        body: Body = {
            "environment": new.environment,
            "name": new.name,
            "url": new.url,
            "dateStarted": as_json_value(new.date_started),
            "dateFinished": as_json_value(new.date_finished),
            "projects": list(new.projects),
        }
        return {field: value for field, value in body.items() if value}

    def status_request(self, version: str, status: Status) -> StatusRequest:
        """Return a PUT to archive; to restore a POST, as Sentry answers a PUT of "open" with 200 and ignores it.

        A POST for a version that does not exist would leave a release behind that nobody can list or open.
        """
        if status == "archived":
            return StatusRequest("PUT", {"status": status})
        return StatusRequest("POST", {"version": version, "projects": [], "status": status})

    def cannot_set_status(self, version: str, status: Status) -> str | None:
        """Return a reason against restoring a version that Sentry no longer takes in a POST, the only way back."""
        refusal = self.version_refusal(version) if status == "open" else None
        if refusal is None:
            return super().cannot_set_status(version, status)
        return say(
            "Sentry restores a release only by the call that creates one, which does not take this name: %(refusal)s",
            refusal=refusal,
        )

    def delete_doubts(self, release: Release, files: int | None) -> tuple[str, ...]:  # noqa: ARG002 - GlitchTip needs it
        """Return a sentence where issues were first seen in it, and one where it has sessions."""
        has_sessions = any(project.has_health_data for project in release.projects)
        return (*([_HAS_ISSUES] if release.new_groups else []), *([_HAS_SESSIONS] if has_sessions else []))

    def delete_refusal(self, error: SentryError) -> str | None:
        """Return what it means that issues or sessions stand in the way."""
        if not isinstance(error, InvalidInputError):
            return None
        if "active issues" in error.detail:
            return _HAS_ISSUES
        return _HAS_SESSIONS if "health data" in error.detail else None

    def is_created_new(self, status: int) -> bool | None:
        """Return `False` for 208; 201 also means that an existing release gained a project."""
        return False if status == 208 else None

    def create_conflict(self, error: SentryError) -> bool:
        """Return whether another create of the version was faster, or still holds its commits."""
        return isinstance(error, ConflictError)

    def stored_text(self, field: ReleaseField, text: str) -> str:  # noqa: ARG002 - the same for both texts
        """Return the text without the blanks around it."""
        return text.strip()

    def version_refusal(self, version: str) -> str | None:
        """Return Sentry's sentence; blanks around a version count, but do not save a name that is taken for a word."""
        name = version.strip()
        is_reserved = name in {"", ".", ".."} or name.lower() == "latest"
        if is_reserved or not _NOT_IN_VERSIONS.isdisjoint(version):
            return say("Release with name %(version)s is not allowed", version=version)
        return super().version_refusal(version)

    def unaddressable_reason(self, version: str) -> str | None:
        """Return why no address can name `version`; "stats" is taken by another endpoint."""
        if version == "stats":
            return say('On Sentry the address of "stats" belongs to another endpoint.')
        return super().unaddressable_reason(version)


def _beyond_the_cli(sentence: str) -> UnsupportedError:
    return UnsupportedError(sentence, operation="write a command", was_sent=False)


def _project_params(filters: ReleaseFilters) -> Params:
    if filters.project_ids:
        return [("project", str(project_id)) for project_id in filters.project_ids]
    if filters.project_slugs:
        return [("projectSlug", slug) for slug in filters.project_slugs]
    return [("project", "-1")]


def _period_params(filters: ReleaseFilters) -> Params:
    """Ask up to the last microsecond, because Sentry counts the end in."""
    if filters.period is None:
        return []
    end = filters.period.end - timedelta(microseconds=1)
    return [("start", _zoneless(filters.period.start)), ("end", _zoneless(end))]


def _zoneless(time: datetime) -> str:
    return time.astimezone(UTC).replace(tzinfo=None).isoformat()


def _is_empty(value: FieldValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _commit_body(commit: NewCommit) -> Body:
    keys = ("id", "repository", "message", "author_name", "author_email", "timestamp")
    return {key: as_json_value(getattr(commit, key)) for key in keys if getattr(commit, key)}


def _ref_body(ref: NewRef) -> Body:
    body: Body = {"repository": ref.repository, "commit": ref.commit}
    return body | ({"previousCommit": ref.previous_commit} if ref.previous_commit else {})
