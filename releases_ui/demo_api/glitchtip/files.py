"""GlitchTip's files of a release: listed, and little else."""

from releases_ui.demo_api.answers import Answer, RefusalError
from releases_ui.demo_api.glitchtip.call import EMPTY_PAGE, Call, answer, not_found
from releases_ui.demo_api.glitchtip.releases import answer_nothing
from releases_ui.demo_api.glitchtip.serialize import file_json
from releases_ui.demo_api.keyset import Place
from releases_ui.demo_api.store import files, releases


def list_files(call: Call) -> Answer:
    """Answer a page of files, newest first; nothing for an unknown release."""
    row = releases.find(call.connection, call.args["version"]) if call.is_inside else None
    stored = files.by_name(call.connection, row.id) if row else []
    by_id = {one.id: one for one in stored}

    def fetch(place: Place, limit: int) -> list[tuple[int, int]]:
        pairs = sorted(((one.date_created, one.id) for one in stored), reverse=not place.is_reverse)
        kept = [(file_id, created) for created, file_id in pairs if _is_beyond(created, place)]
        return kept[place.offset : place.offset + limit]

    found = call.page(fetch)
    if row is None:
        return answer([], headers=call.page_headers(EMPTY_PAGE, 0))
    return answer([file_json(by_id[one]) for one in found.ids], headers=call.page_headers(found, len(stored)))


def _is_beyond(created: int, place: Place) -> bool:
    if place.position is None:
        return True
    return created > place.position if place.is_reverse else created < place.position


def get_file(call: Call) -> Answer:
    """Answer a file of a project's release."""
    return answer(file_json(_found(call)))


def delete_file(call: Call) -> Answer:
    """Remove a file of a project's release."""
    found = _found(call)
    with call.site.database.write() as connection:
        files.delete(connection, found.id)
    return answer_nothing()


def lack_project(_call: Call) -> Answer:
    """Refuse: under the organization the address asks for a parameter that it never reads."""
    missing = {"type": "missing", "loc": ["query", "project_slug"], "msg": "Field required"}
    raise RefusalError(422, {"detail": [missing]})


def _found(call: Call) -> files.StoredFile:
    row = releases.find(call.connection, call.args["version"]) if call.is_inside else None
    file_id = call.args["file_id"]
    found = files.find(call.connection, row.id, int(file_id)) if row and file_id.isdecimal() else None
    if found is None:
        raise not_found()
    return found
