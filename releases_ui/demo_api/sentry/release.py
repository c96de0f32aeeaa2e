"""One release: get, update, delete, and what stands beside it."""

from typing import Any

from releases_ui.demo_api.answers import Answer, internal_error
from releases_ui.demo_api.dates import sentry_text
from releases_ui.demo_api.sentry import bodies
from releases_ui.demo_api.sentry.call import Call, answer, detail, forbidden, no_content, not_found
from releases_ui.demo_api.sentry.changes import apply_commits, apply_refs
from releases_ui.demo_api.sentry.health import add_adoption, add_health
from releases_ui.demo_api.serialize import project_of_release_json, release_json
from releases_ui.demo_api.store import commits, files, releases

COLUMNS = {"ref": "ref", "url": "url", "dateReleased": "date_released"}


def get_release(call: Call) -> Answer:
    """Answer a release; with `project` also its neighbours there."""
    row = call.visible_release()
    found = release_json(call.connection, row)
    if call.parameter("project") is not None:
        found["currentProjectMeta"] = _project_meta(call, row)
    if call.is_on("health"):
        add_health(found)
    if call.is_on("adoptionStages"):
        add_adoption(found, row)
    return answer(found)


def _project_meta(call: Call, row: releases.Release) -> dict[str, Any]:
    given = call.parameter("project") or ""
    if not given.lstrip("-").isdecimal():
        raise detail(400, "Invalid project parameter. Values must be numbers.")
    if int(given) not in {one.id for one in call.projects()}:
        raise forbidden()
    if int(given) not in {one.id for one in releases.projects_of(call.connection, [row.id]).get(row.id, [])}:
        raise not_found()
    if call.parameter("sort") not in {None, "date"}:
        raise detail(400, "invalid sort")
    if call.parameter("status") not in {None, "open", "archived"}:
        raise detail(400, "invalid value for status")
    bounds = {"sessionsLowerBound": None, "sessionsUpperBound": None}
    return {**bounds, **releases.neighbours(call.connection, row, int(given))}


def update_release(call: Call) -> Answer:
    """Update a release: only what is given and not empty is applied, and "open" counts as empty."""
    row = call.editable_release()
    body = call.fields(bodies.UPDATE)
    fields: dict[str, Any] = {
        column: body[name] for name, column in COLUMNS.items() if body.get(name) not in {None, ""}
    }
    if len(fields.get("url", "")) > bodies.LONGEST_STORED_URL:
        raise internal_error()
    if body.get("status") == "archived":
        fields["is_archived"] = 1
    with call.site.database.write() as connection:
        releases.set_fields(connection, row.id, fields)
    if body.get("commits"):
        apply_commits(call, row.id, body["commits"])
    _update_refs(call, row, body.get("refs"))
    return answer(release_json(call.connection, releases.by_ids(call.connection, [row.id])[0]))


def _update_refs(call: Call, row: releases.Release, refs: list[dict[str, Any]] | None) -> None:
    """Take an empty list as the wish to have no commits."""
    if refs:
        apply_refs(call, refs)
    elif refs is not None:
        with call.site.database.write() as connection:
            commits.clear(connection, row.id)


def delete_release(call: Call) -> Answer:
    """Delete a release that nothing else needs."""
    row = call.editable_release()
    projects = releases.projects_of(call.connection, [row.id])[row.id]
    if row.has_issues or any(one.new_groups for one in projects):
        raise detail(400, "This release is referenced by active issues and cannot be removed.")
    if any(one.has_health_data for one in projects):
        raise detail(400, "This release has health data and cannot be removed.")
    with call.site.database.write() as connection:
        releases.delete(connection, row.id)
    return no_content()


def get_meta(call: Call) -> Answer:
    """Answer counts of what a release holds."""
    row = call.visible_release()
    projects = releases.projects_of(call.connection, [row.id])[row.id]
    found = release_json(call.connection, row)
    released = row.date_created if row.date_released is None else row.date_released
    return answer(
        {
            "version": row.version,
            "versionInfo": found["versionInfo"],
            "projects": [project_of_release_json(one) for one in projects],
            "newGroups": found["newGroups"],
            "deployCount": row.deploy_count,
            "commitCount": row.commit_count,
            "released": sentry_text(released),
            "commitFilesChanged": commits.count_files_changed(call.connection, row.id),
            "releaseFileCount": files.count(call.connection, row.id),
            "isArtifactBundle": False,
        }
    )


def get_previous_with_commits(call: Call) -> Answer:
    """Answer the newest release with commits up to this one, or an empty object."""
    row = releases.previous_with_commits(call.connection, call.visible_release())
    return answer(release_json(call.connection, row) if row else {})
