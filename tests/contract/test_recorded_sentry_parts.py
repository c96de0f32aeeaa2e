"""What a real Sentry was seen to answer: commits, files, deploys and what else hangs on a release."""

from typing import Any

import pytest

from tests.contract_api import Api, Reply

DIALECT = "sentry"
BOUNDARY = "part"


def upload(api: Api, version: str, *, sent: tuple[str, bytes] | None = ("a.js", b"hi"), **fields: str) -> Reply:
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    if sent is not None:
        parts.append(f'name="file"; filename="{sent[0]}"\r\nContent-Type: text/javascript\r\n\r\n'.encode() + sent[1])
    opened = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    body = b"".join(opened + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return api.call("POST", api.releases(version, "files"), body, headers=headers)


def test_a_deploy_is_listed_counted_and_leaves_the_date_alone(api: Api) -> None:
    version = api.create()["version"]

    made = api.call("POST", api.releases(version, "deploys"), {"environment": "production", "name": "d1"})
    listed = api.call("GET", api.releases(version, "deploys"))
    release = api.call("GET", api.releases(version)).json

    assert (made.status, listed.json) == (201, [made.json])
    assert list(made.json) == ["id", "environment", "dateStarted", "dateFinished", "name", "url"]
    assert (release["deployCount"], release["lastDeploy"], release["dateReleased"]) == (1, made.json, None)


@pytest.mark.parametrize(
    ("body", "status", "errors"),
    [
        ({}, 400, {"environment": ["This field is required."]}),
        ({"environment": "a/b"}, 400, {"environment": ["Invalid value for environment"]}),
        ({"environment": "x" * 65}, 400, {"environment": ["Ensure this field has no more than 64 characters."]}),
        ({"environment": "qa", "url": "x"}, 400, {"url": ["Enter a valid URL."]}),
    ],
)
def test_a_faulty_deploy_is_refused(api: Api, body: dict[str, Any], status: int, errors: dict[str, Any]) -> None:
    version = api.create()["version"]

    reply = api.call("POST", api.releases(version, "deploys"), body)

    assert (reply.status, reply.json) == (status, errors)


def test_a_deploy_of_a_foreign_project_is_refused_with_an_object(api: Api) -> None:
    version = api.create()["version"]

    reply = api.call("POST", api.releases(version, "deploys"), {"environment": "qa", "projects": ["other"]})

    assert (reply.status, reply.json["detail"]["code"], reply.json["detail"]["message"]) == (
        400,
        "parameter-validation-error",
        f"Invalid projects (other) for release {version}",
    )


def test_a_deploy_that_finished_never_breaks(api: Api) -> None:
    version = api.create()["version"]

    reply = api.call("POST", api.releases(version, "deploys"), {"environment": "qa", "dateFinished": None})

    assert reply.status == 500


def test_an_uploaded_file_is_listed_and_downloaded(api: Api) -> None:
    version = api.create()["version"]

    made = upload(api, version, name='~/x/q?x="1".js', dist="d1", header="Sourcemap: a.map")
    listed = api.call("GET", api.releases(version, "files")).json
    bytes_ = api.call("GET", api.releases(version, "files", made.json["id"]), download="0")

    assert (made.status, listed) == (201, [made.json])
    assert {key: made.json[key] for key in ("name", "dist", "headers", "size", "sha1")} == {
        "name": '~/x/q?x="1".js',
        "dist": "d1",
        "headers": {"Content-Type": "text/javascript", "Sourcemap": "a.map"},
        "size": 2,
        "sha1": "c22b5f9178342609428d6f51b2c5af4c0bde6a42",
    }
    assert (bytes_.content, bytes_.headers["Content-Type"]) == (b"hi", "application/octet-stream")
    assert bytes_.headers["Content-Disposition"] == 'attachment; filename="q?x="1".js"'


@pytest.mark.parametrize(
    ("fields", "file", "status", "detail"),
    [
        ({}, None, 400, "Missing uploaded file"),
        ({}, ("file", b""), 400, "File name must be specified"),
        ({"name": "a\\b"}, ("x", b""), 400, "File name must not contain special whitespace characters"),
        ({"header": "none"}, ("x", b""), 400, "header value was not formatted correctly"),
        ({"file": "text"}, None, 500, "Internal Error"),
        ({"dist": "x" * 65}, ("x", b""), 500, "Internal Error"),
    ],
)
def test_a_faulty_upload_is_refused(
    api: Api, fields: dict[str, str], file: tuple[str, bytes] | None, status: int, detail: str
) -> None:
    version = api.create()["version"]

    reply = upload(api, version, sent=file, **fields)

    assert (reply.status, reply.json["detail"]) == (status, detail)


def test_a_file_of_the_same_name_is_refused_unless_its_dist_differs(api: Api) -> None:
    version = api.create()["version"]

    replies = [upload(api, version), upload(api, version), upload(api, version, dist="d")]

    assert [reply.status for reply in replies] == [201, 409, 201]
    assert replies[1].json == {"detail": "A file matching this name already exists for the given release"}


def test_files_are_found_by_any_piece_of_their_names(api: Api) -> None:
    names = ["~/b.CSS", "~/a.js", "~/c.map"]
    api.plant(version="v", files=[{"name": name, "content": name} for name in names])

    found = api.call("GET", api.releases("v", "files") + "?query=css&query=.JS&dist=ignored").json

    assert [file["name"] for file in found] == ["~/a.js", "~/b.CSS"]


def test_a_file_is_renamed_even_to_a_taken_name_and_deleted_once(api: Api) -> None:
    version = api.create()["version"]
    file_id = upload(api, version, sent=("one", b"1")).json["id"]
    upload(api, version, sent=("two", b"2"))
    path = api.releases(version, "files", file_id)

    renamed = api.call("PUT", path, {"name": " two "})
    blank = api.call("PUT", path, {"name": " "})
    deleted = [api.call("DELETE", path).status for _ in range(2)]

    assert (renamed.status, renamed.json["name"], deleted) == (200, "two", [204, 404])
    assert (blank.status, blank.json) == (400, {"name": ["This field may not be blank."]})


@pytest.mark.parametrize(
    ("method", "file_id", "status"),
    [("GET", "1", 404), ("GET", "abc", 404), ("GET", "9" * 30, 500), ("PUT", "abc", 400), ("DELETE", "abc", 404)],
)
def test_a_file_that_does_not_exist(api: Api, method: str, file_id: str, status: int) -> None:
    version = api.create()["version"]

    reply = api.call(method, api.releases(version, "files", file_id), {"name": "x"} if method == "PUT" else None)

    assert reply.status == status


def test_a_download_without_project_write_is_an_empty_403(api: Api) -> None:
    server = api.needs_embedded("this needs tokens of several scopes")
    server.add_token("releases-only", ["project:releases"])
    server.add(version="v", files=[{"name": "a", "content": "x"}])
    path = api.releases("v", "files", "1")

    reply = api.call("GET", path, headers={"Authorization": "Bearer releases-only"}, download="1")

    assert (reply.status, reply.content) == (403, b"")


def test_meta_counts_what_a_release_holds(api: Api) -> None:
    patches = [[{"path": "a", "type": "M"}, {"path": "b", "type": "A"}], [{"path": "a", "type": "D"}]]
    commits = [{"id": f"{place:040}", "repository": "r", "patch_set": patch} for place, patch in enumerate(patches)]
    api.plant(version="v", commits=commits, files=[{"name": "f"}], dateReleased="2026-01-02T03:04:05Z")

    meta = api.call("GET", api.releases("v", "meta")).json

    keys = ("released", "commitCount", "commitFilesChanged", "releaseFileCount", "deployCount", "isArtifactBundle")
    assert [meta[key] for key in keys] == ["2026-01-02T03:04:05Z", 2, 2, 1, 0, False]


def test_changed_files_are_listed_by_name(api: Api) -> None:
    patch = [{"path": "b", "type": "A"}, {"path": "a", "type": "M"}]
    api.plant(version="v", commits=[{"id": "1" * 40, "repository": "r", "message": "m", "patch_set": patch}])

    rows = api.call("GET", api.releases("v", "commitfiles")).json

    assert [{key: row[key] for key in row if key != "id"} for row in rows] == [
        {"orgId": 1, "author": {}, "commitMessage": "m", "filename": name, "type": kind, "repoName": "r"}
        for name, kind in (("a", "M"), ("b", "A"))
    ]


def test_previous_with_commits_goes_by_the_released_date(api: Api) -> None:
    api.plant(version="late", dateReleased="2026-03-01T00:00:00Z", commits=[{"id": "c"}])
    api.plant(version="early", dateReleased="2026-01-01T00:00:00Z", commits=[{"id": "a"}])
    api.plant(version="now", dateReleased="2026-02-01T00:00:00Z")
    path = api.releases("now", "previous-with-commits")

    before = api.call("GET", path).json["version"]
    api.call("PUT", api.releases("late"), {"dateReleased": "2026-01-15T00:00:00Z"})
    after = api.call("GET", path).json["version"]

    assert (before, after) == ("early", "late")


def test_a_release_in_one_project_names_its_neighbours(api: Api) -> None:
    for number in range(4):
        api.plant(version=f"v{number}", dateCreated=f"2026-01-0{number + 1}T00:00:00Z")
    project = api.call("GET", api.releases("v1")).json["projects"][0]["id"]

    meta = api.call("GET", api.releases("v1"), project=str(project)).json["currentProjectMeta"]
    unknown = [api.call("GET", api.releases("v1"), project=text).status for text in ("999", "web", "2")]

    assert meta == {
        "sessionsLowerBound": None,
        "sessionsUpperBound": None,
        "prevReleaseVersion": "v0",
        "nextReleaseVersion": "v2",
        "firstReleaseVersion": "v0",
        "lastReleaseVersion": "v3",
    }
    assert unknown == [403, 400, 404]


def test_the_root_tells_the_scopes_of_the_token(api: Api) -> None:
    api.needs_embedded("this needs a token of known scopes").add_token("reader", ["project:read"])

    reply = api.call("GET", "/api/0/", headers={"Authorization": "Bearer reader"})
    nobody = api.call("GET", "/api/0/", headers={"Authorization": ""})

    assert reply.json["auth"] == {"scopes": ["project:read"]}
    assert nobody.json == {"version": "0", "auth": None, "user": None}


def test_projects_and_repositories_and_environments_appear_as_releases_name_them(api: Api) -> None:
    commits = [{"id": "a", "repository": "acme/shop"}]
    api.plant(version="v", projects=["shop"], commits=commits, deploys=[{"environment": "qa"}])
    base = f"/api/0/organizations/{api.org}/"

    projects = api.call("GET", base + "projects/", query="shop").json
    repositories = api.call("GET", base + "repos/").json
    environments = api.call("GET", base + "environments/")

    assert [(one["slug"], one["latestRelease"], one["environments"]) for one in projects] == [
        ("shop", {"version": "v"}, ["qa"])
    ]
    assert [one["name"] for one in repositories] == ["acme/shop"]
    assert (environments.json, "Link" in environments.headers) == ([{"id": "1", "name": "qa"}], False)
