"""A release's files: list, upload, get, download, rename, delete."""

import re

from werkzeug.datastructures import FileStorage

from releases_ui.demo_api.answers import Answer, RefusalError, internal_error
from releases_ui.demo_api.cursors import LARGEST_OFFSET, page_by_offset
from releases_ui.demo_api.sentry import bodies
from releases_ui.demo_api.sentry.call import Call, answer, detail, no_content, not_found
from releases_ui.demo_api.serialize import file_json
from releases_ui.demo_api.store import files

SPECIAL_BLANKS = re.compile(r"[\n\t\r\f\v\\]")
LONGEST_DIST = 64
#: From this row on the list is refused.
LAST_OFFSET = 20_000


def list_files(call: Call) -> Answer:
    """Answer a page of files by name; pieces of names and checksums narrow it."""
    row = call.visible_release()
    limit, cursor = call.limit(), call.cursor()
    if cursor.offset * cursor.value >= LAST_OFFSET:
        raise detail(400, "Pagination offset too large")
    queries = [query for query in call.request.args.getlist("query") if query]
    found = files.by_name(call.connection, row.id, contains=queries, checksums=call.request.args.getlist("checksum"))
    rows, turns = page_by_offset(lambda offset, count: found[offset : offset + count], limit, cursor)
    return answer([file_json(one) for one in rows], headers=call.link(turns))


def upload_file(call: Call) -> Answer:
    """Store an uploaded file; the same name and dist only once."""
    row = call.visible_release()
    if call.request.mimetype == "application/json":
        raise internal_error()
    upload = call.request.files.get("file")
    if upload is None:
        raise internal_error() if "file" in call.request.form else detail(400, "Missing uploaded file")
    new = _new_file(call, upload)
    with call.site.database.write() as connection:
        if files.exists(connection, row.id, new.name, new.dist):
            raise detail(409, "A file matching this name already exists for the given release")
        file_id = files.insert(connection, row.id, new)
    return answer(file_json(_found(call, row.id, file_id)), 201)


def _new_file(call: Call, upload: FileStorage) -> files.NewFile:
    name = call.request.form.get("name") or upload.filename or ""
    if name in {"", "file"}:
        raise detail(400, "File name must be specified")
    if SPECIAL_BLANKS.search(name.rsplit("/", 1)[-1]):
        raise detail(400, "File name must not contain special whitespace characters")
    dist = call.request.form.get("dist") or None
    if dist and len(dist) > LONGEST_DIST:
        raise internal_error()
    headers = {"Content-Type": upload.content_type or "application/octet-stream"}
    for header in call.request.form.getlist("header"):
        headers |= _header(header)
    return files.NewFile(name=name, content=upload.read(), dist=dist, headers=headers)


def _header(text: str) -> dict[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise detail(400, "header value was not formatted correctly")
    if SPECIAL_BLANKS.search(value):
        raise detail(400, "header value must not contain special whitespace characters")
    return {name: value.strip()}


def get_file(call: Call) -> Answer:
    """Answer a file's data, or with `download`, whatever its value, the bytes."""
    row = call.visible_release()
    found = _found(call, row.id, _file_id(call))
    if call.parameter("download") is None:
        return answer(file_json(found))
    if not call.token.has_any({"project:write"}):
        raise RefusalError(403, "", content_type="")
    name = found.name.rsplit("/", 1)[-1]
    if "\n" in name or "\r" in name:
        raise internal_error()
    headers = {
        "Content-Type": "application/octet-stream",
        # as it is, never escaped
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Answer(files.content(call.connection, found.id), 200, headers)


def rename_file(call: Call) -> Answer:
    """Give a file another name, even one that another file has."""
    row = call.visible_release()
    if not call.args["file_id"].isdecimal():
        raise detail(400, "Can only update release files with integer IDs")
    found = _found(call, row.id, _file_id(call))
    name = call.fields(bodies.FILE_NAME)["name"]
    with call.site.database.write() as connection:
        files.rename(connection, found.id, name)
    return answer(file_json(_found(call, row.id, found.id)))


def delete_file(call: Call) -> Answer:
    """Remove a file."""
    row = call.visible_release()
    found = _found(call, row.id, _file_id(call))
    with call.site.database.write() as connection:
        files.delete(connection, found.id)
    return no_content()


def _file_id(call: Call) -> int:
    text = call.args["file_id"]
    if not (text.isascii() and text.isdecimal()):
        raise not_found()
    if int(text) > LARGEST_OFFSET:
        raise internal_error()
    return int(text)


def _found(call: Call, release_id: int, file_id: int) -> files.StoredFile:
    found = files.find(call.connection, release_id, file_id)
    if found is None:
        raise not_found()
    return found
