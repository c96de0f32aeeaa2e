"""The list of releases, and creating one."""

from typing import Any

from releases_ui.demo_api.answers import Answer, RefusalError, internal_error
from releases_ui.demo_api.cursors import page_by_offset
from releases_ui.demo_api.dates import sentry_text
from releases_ui.demo_api.sentry import bodies
from releases_ui.demo_api.sentry.call import Call, answer
from releases_ui.demo_api.sentry.changes import apply_commits, apply_refs, find_owner
from releases_ui.demo_api.sentry.filters import chosen_projects, filtered
from releases_ui.demo_api.sentry.health import add_adoption, add_health
from releases_ui.demo_api.serialize import release_json, releases_json
from releases_ui.demo_api.store import organization, releases

#: `releases/stats/` holds this many on a page, by default and at most.
LARGEST_STATS_PAGE = 1000
LONGEST_USER_AGENT = 256


def list_releases(call: Call) -> Answer:
    """Answer a page of releases; nothing, and no Link, to who reaches no project."""
    projects = chosen_projects(call)
    limit, cursor = call.limit(), call.cursor()
    listing = filtered(call, projects)
    if not projects:
        return answer([])
    rows, turns = page_by_offset(lambda offset, count: listing.ids(call.connection, offset, count), limit, cursor)
    found = _objects(call, rows, is_flat=listing.is_flat)
    return answer(found, headers=call.link(turns))


def _objects(call: Call, rows: list[tuple[int, int]], *, is_flat: bool) -> list[dict[str, Any]]:
    stored = releases.by_ids(call.connection, [release_id for release_id, _ in rows])
    projects = [project_id for _, project_id in rows] if is_flat else None
    found = releases_json(call.connection, stored, only_projects=projects)
    if call.is_on("health"):
        for item in found:
            add_health(item)
    if call.is_on("adoptionStages"):
        for item, row in zip(found, stored, strict=True):
            add_adoption(item, row)
    return found


def list_stats(call: Call) -> Answer:
    """Answer version and creation of many releases, archived ones too."""
    projects = chosen_projects(call)
    limit, cursor = call.limit(LARGEST_STATS_PAGE), call.cursor()
    listing = filtered(call, projects, has_status=False)
    if not projects:
        return answer([])
    rows, turns = page_by_offset(
        lambda offset, count: listing.versions_and_dates(call.connection, offset, count), limit, cursor
    )
    found = [{"version": version, "date": sentry_text(created)} for version, created in rows]
    return answer(found, headers=call.link(turns))


def create_release(call: Call) -> Answer:
    """Create a release, or add to one that exists: 201 and 208 both happen for both."""
    body = call.fields(bodies.CREATE)
    projects = _named_projects(call, body["projects"])
    owner_id = find_owner(call, body)
    release_id, is_changed = _store(call, body, projects, owner_id)
    if body.get("commits"):
        apply_commits(call, release_id, body["commits"])
    if body.get("refs"):
        apply_refs(call, body["refs"])
    row = releases.by_ids(call.connection, [release_id])[0]
    if not releases.projects_of(call.connection, [release_id]):
        # it is stored, and nobody will ever see it, until somebody gives it a project
        raise internal_error()
    return answer(release_json(call.connection, row), 201 if is_changed else 208)


def _named_projects(call: Call, named: list[Any]) -> list[organization.Project]:
    known = {one.slug: one for one in call.projects()}
    if not all(isinstance(slug, str) and slug in known for slug in named):
        raise RefusalError(400, {"projects": ["Invalid project slugs"]})
    return [known[slug] for slug in dict.fromkeys(named)]


def _store(
    call: Call, body: dict[str, Any], projects: list[organization.Project], owner_id: int | None
) -> tuple[int, bool]:
    """Return the release's id, and whether it is new or got a project."""
    with call.site.database.write() as connection:
        existing = releases.find(connection, body["version"])
        if existing is None:
            release_id = releases.insert(connection, _new_release(call, body, owner_id))
        else:
            release_id = existing.id
            _check_foreign_projects(call, existing)
            _apply_status(call, existing, body.get("status"))
        added = [releases.attach_project(connection, release_id, one.id) for one in projects]
    return release_id, existing is None or any(added)


def _new_release(call: Call, body: dict[str, Any], owner_id: int | None) -> releases.NewRelease:
    url = body.get("url")
    if url and len(url) > bodies.LONGEST_STORED_URL:
        raise internal_error()
    return releases.NewRelease(
        version=body["version"],
        ref=body.get("ref"),
        url=url,
        date_released=body.get("dateReleased"),
        is_archived=body.get("status") == "archived",
        owner_id=owner_id,
        user_agent=call.request.headers.get("User-Agent", "")[:LONGEST_USER_AGENT],
    )


def _check_foreign_projects(call: Call, existing: releases.Release) -> None:
    slugs = [one.slug for one in releases.projects_of(call.connection, [existing.id]).get(existing.id, [])]
    foreign = [slug for slug in slugs if not call.token.reaches(slug)]
    if foreign:
        sentence = f"You do not have permission to one of the projects: {', '.join(foreign)}"
        raise RefusalError(400, {"projects": [sentence]})


def _apply_status(call: Call, existing: releases.Release, status: str | None) -> None:
    if status is not None:
        releases.set_fields(call.connection, existing.id, {"is_archived": int(status == "archived")})
