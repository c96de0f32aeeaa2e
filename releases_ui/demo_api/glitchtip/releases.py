"""GlitchTip's releases: list, create, get, update, delete."""

from typing import Any

from releases_ui.demo_api.answers import Answer, RefusalError
from releases_ui.demo_api.dates import now_us
from releases_ui.demo_api.glitchtip import bodies
from releases_ui.demo_api.glitchtip.call import EMPTY_PAGE, MOST_HITS, Call, answer, not_found, server_error
from releases_ui.demo_api.glitchtip.serialize import releases_json
from releases_ui.demo_api.store import files, listing, organization, releases

#: The columns' length; nothing checks it before the database does.
LONGEST = 255
UPDATE = {"ref": bodies.text_or_none, "dateReleased": bodies.moment_or_none}
CREATE = {**UPDATE, "version": bodies.text, "projects": bodies.texts}


def list_releases(call: Call) -> Answer:
    """Answer a page, newest first, whatever filters were given; nothing for an unknown organization."""
    found = call.page(lambda place, limit: listing.ids_by_creation(call.connection, place, limit))
    if not call.is_inside:
        return answer([], headers=call.page_headers(EMPTY_PAGE, 0))
    hits = listing.count_up_to(call.connection, MOST_HITS)
    rows = releases.by_ids(call.connection, found.ids)
    return answer(releases_json(call.connection, rows), headers=call.page_headers(found, hits))


def list_project_releases(call: Call) -> Answer:
    """Answer a page of one project's releases."""
    project = next((one for one in organization.projects(call.connection) if one.slug == call.args["project"]), None)
    if not call.is_inside or project is None:
        call.page(lambda *_: [])
        return answer([], headers=call.page_headers(EMPTY_PAGE, 0))
    found = call.page(lambda place, limit: listing.ids_by_creation(call.connection, place, limit, project.id))
    hits = listing.count_up_to(call.connection, MOST_HITS, project.id)
    rows = releases.by_ids(call.connection, found.ids)
    return answer(releases_json(call.connection, rows), headers=call.page_headers(found, hits))


def create_release(call: Call) -> Answer:
    """Create a release: released now unless said otherwise, never with a url; an existing version breaks it."""
    body = bodies.read(call.request, CREATE, ("version", "projects"))
    if not call.is_inside:
        raise not_found()
    known = {one.slug: one.id for one in organization.projects(call.connection)}
    wanted = [known[slug] for slug in dict.fromkeys(body["projects"]) if slug in known]
    if not wanted:
        raise RefusalError(422, {"detail": [{"projects": "Require at least one valid project"}]})
    _check_storable(body)
    with call.site.database.write() as connection:
        if releases.find(connection, body["version"]):
            raise server_error()
        release_id = _insert(call, body)
        for project_id in wanted:
            releases.attach_project(connection, release_id, project_id)
    return _shown(call, body["version"], 201)


def create_project_release(call: Call) -> Answer:
    """Create a release of one project; an existing one is answered as it is."""
    body = bodies.read(call.request, {**UPDATE, "version": bodies.text}, ("version",))
    known = {one.slug: one.id for one in organization.projects(call.connection)}
    if not call.is_inside or call.args["project"] not in known:
        raise not_found()
    _check_storable(body)
    with call.site.database.write() as connection:
        existing = releases.find(connection, body["version"])
        release_id = existing.id if existing else _insert(call, body)
        releases.attach_project(connection, release_id, known[call.args["project"]])
    return _shown(call, body["version"], 201)


def _insert(call: Call, body: dict[str, Any]) -> int:
    date_released = body["dateReleased"] if "dateReleased" in body else now_us()
    new = releases.NewRelease(version=body["version"], ref=body.get("ref"), date_released=date_released)
    return releases.insert(call.connection, new)


def _check_storable(body: dict[str, Any]) -> None:
    for name in ("version", "ref"):
        given = body.get(name) or ""
        if len(given) > LONGEST or "\x00" in given or any("\ud800" <= character <= "\udfff" for character in given):
            raise server_error()


def get_release(call: Call) -> Answer:
    """Answer a release."""
    return _shown(call, _found(call).version, 200)


def update_release(call: Call) -> Answer:
    """Replace ref and date: a ref left out becomes null, a date left out becomes now."""
    body = bodies.read(call.request, UPDATE)
    row = _found(call)
    _check_storable(body)
    fields = {
        "ref": body.get("ref"),
        "date_released": body["dateReleased"] if "dateReleased" in body else now_us(),
    }
    with call.site.database.write() as connection:
        releases.set_fields(connection, row.id, fields)
    return _shown(call, row.version, 200)


def delete_release(call: Call) -> Answer:
    """Delete a release; one with files that lack a debug id breaks it and stays."""
    row = _found(call)
    if any(file.debug_id is None for file in files.by_name(call.connection, row.id)):
        raise server_error()
    with call.site.database.write() as connection:
        releases.delete(connection, row.id)
    return answer_nothing()


def answer_nothing() -> Answer:
    """Return a 204."""
    return Answer(b"", 204, {"Content-Type": "application/json; charset=utf-8"})


def _found(call: Call) -> releases.Release:
    version = call.args["version"]
    is_text = not any("\ud800" <= character <= "\udfff" for character in version)
    row = releases.find(call.connection, version) if call.is_inside and is_text else None
    if row is None:
        raise not_found()
    projects = releases.projects_of(call.connection, [row.id]).get(row.id, [])
    if "project" in call.args and call.args["project"] not in {one.slug for one in projects}:
        raise not_found()
    return row


def _shown(call: Call, version: str, status: int) -> Answer:
    row = releases.find(call.connection, version)
    return answer(releases_json(call.connection, [row] if row else [])[0], status)
