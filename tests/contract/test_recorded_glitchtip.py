"""What a real GlitchTip was seen to answer."""

from typing import Any

import pytest

from tests.contract_api import ANONYMOUS, Api

DIALECT = "glitchtip"
HTML = "text/html"
SHORT_DATE = {
    "type": "datetime_from_date_parsing",
    "loc": ["body", "payload", "dateReleased"],
    "msg": "Input should be a valid datetime or date, input is too short",
    "ctx": {"error": "input is too short"},
}
STARTED = {"ref": "ref0", "url": "https://u0.example/", "dateReleased": "2026-01-02T03:04:05Z"}


def problem(kind: str, field: str, message: str, *place: int) -> dict[str, Any]:
    return {"type": kind, "loc": ["body", "payload", field, *place], "msg": message}


def test_create_answers_few_keys_releases_now_and_drops_the_url(api: Api) -> None:
    created = api.create(ref="abc", url="https://example.test/1")

    assert list(created) == [
        "ref",
        "dateReleased",
        "version",
        "dateCreated",
        "shortVersion",
        "projects",
        "url",
        "data",
        "deployCount",
    ]
    assert (created["ref"], created["url"], created["dateReleased"] is None) == ("abc", None, False)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        ("2026-01-02", "2026-01-02T00:00:00Z"),
        ("2026-01-02T03:04:05", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z"),
        ("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123Z"),
        (1767323045, "2026-01-02T03:04:05Z"),
        ("1767323045", "2026-01-02T03:04:05Z"),
    ],
)
def test_create_reads_many_dates_and_shows_milliseconds(api: Api, given: str | int | None, kept: str | None) -> None:
    created = api.create(dateReleased=given)

    assert created["dateReleased"] == kept


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"version": None}, [problem("string_type", "version", "Input should be a valid string")]),
        ({"version": 123}, [problem("string_type", "version", "Input should be a valid string")]),
        ({"projects": "web"}, [problem("list_type", "projects", "Input should be a valid list")]),
        ({"projects": [1]}, [problem("string_type", "projects", "Input should be a valid string", 0)]),
        ({"projects": []}, [{"projects": "Require at least one valid project"}]),
        ({"projects": ["nope"]}, [{"projects": "Require at least one valid project"}]),
        ({"dateReleased": ""}, [SHORT_DATE]),
        ({"dateReleased": "yesterday"}, [SHORT_DATE]),
    ],
)
def test_create_refuses_a_field_in_its_words(api: Api, fields: dict[str, Any], problems: list[Any]) -> None:
    reply = api.call("POST", api.releases(), {"version": "refused", "projects": [api.project], **fields})

    assert (reply.status, reply.json) == (422, {"detail": problems})


def test_create_with_nothing_given_names_what_is_missing(api: Api) -> None:
    reply = api.call("POST", api.releases(), {})

    assert reply.json == {
        "detail": [problem("missing", "version", "Field required"), problem("missing", "projects", "Field required")]
    }


@pytest.mark.parametrize(
    "fields", [{"version": "x" * 256}, {"version": "a\x00"}, {"ref": "x" * 256}, {"version": "taken"}]
)
def test_create_breaks_with_a_page_of_html(api: Api, fields: dict[str, str]) -> None:
    api.plant(version="taken", ref="before")

    reply = api.call("POST", api.releases(), {"version": "v", "projects": ["web"], **fields})

    assert (reply.status, reply.media_type) == (500, HTML)
    assert api.call("GET", api.releases("taken")).json["ref"] == "before"


@pytest.mark.parametrize("version", ["x" * 255, "  padded ", ".", "..", "a\nb", "sl/1", ""])
def test_create_takes_versions_that_cannot_all_be_opened(api: Api, version: str) -> None:
    api.needs_embedded("such a release could not be removed")

    reply = api.call("POST", api.releases(), {"version": version, "projects": ["web", "nope", "web"]})

    assert (reply.status, reply.json["version"], reply.json["projects"]) == (
        201,
        version,
        [{"name": "Web", "slug": "web"}],
    )


@pytest.mark.parametrize(
    ("content", "status", "body"),
    [
        (b"{", 400, {"detail": "Cannot parse request body"}),
        (b"version=x", 400, {"detail": "Cannot parse request body"}),
        (b"", 422, {"detail": [{"type": "missing", "loc": ["body", "payload"], "msg": "Field required"}]}),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(api: Api, content: bytes, status: int, body: dict[str, Any]) -> None:
    reply = api.call("POST", api.releases(), content)

    assert (reply.status, reply.json) == (status, body)


NOW = "now"


@pytest.mark.parametrize(
    ("body", "ref", "date"),
    [
        ({}, None, NOW),
        ({"ref": "r1"}, "r1", NOW),
        ({"ref": None}, None, NOW),
        ({"ref": ""}, "", NOW),
        ({"url": "https://new.example/"}, None, NOW),
        ({"dateReleased": "2026-05-06T07:08:09Z"}, None, "2026-05-06T07:08:09Z"),
        ({"dateReleased": None}, None, None),
        ({"ref": "r1", "dateReleased": None}, "r1", None),
    ],
)
def test_update_replaces_ref_and_date_and_never_the_url(
    api: Api, body: dict[str, Any], ref: str | None, date: str | None
) -> None:
    api.plant(version="v", **STARTED)

    reply = api.call("PUT", api.releases("v"), body)

    got = reply.json["dateReleased"]
    assert (reply.status, reply.json["ref"], reply.json["url"]) == (200, ref, STARTED["url"])
    assert (NOW if got and got > "2026-06" else got) == date


@pytest.mark.parametrize(
    ("body", "status"), [({"ref": "r", "dateReleased": ""}, 422), ({"ref": 5}, 422), ({"ref": "x" * 256}, 500)]
)
def test_update_that_is_refused_changes_nothing(api: Api, body: dict[str, Any], status: int) -> None:
    api.plant(version="v", **STARTED)

    reply = api.call("PUT", api.releases("v"), body)
    kept = api.call("GET", api.releases("v")).json

    assert reply.status == status
    assert {key: kept[key] for key in STARTED} == STARTED


def test_delete_answers_204_once_then_404(api: Api) -> None:
    version = api.create()["version"]

    replies = [api.call("DELETE", api.releases(version)) for _ in range(2)]

    assert [(reply.status, reply.content) for reply in replies] == [(204, b""), (404, b'{"detail": "Not Found"}')]


@pytest.mark.parametrize(("debug_id", "status", "after"), [(None, 500, 200), ("d1", 204, 404)])
def test_delete_breaks_on_files_without_a_debug_id(api: Api, debug_id: str | None, status: int, after: int) -> None:
    api.plant(version="v", files=[{"name": "a.js", "content": "x", "debugId": debug_id}])

    reply = api.call("DELETE", api.releases("v"))

    assert (reply.status, api.call("GET", api.releases("v")).status) == (status, after)


@pytest.mark.parametrize("part", ["commits", "commitfiles", "deploys", "meta", "previous-with-commits"])
def test_what_is_missing_answers_200_with_the_web_application(api: Api, part: str) -> None:
    got = api.call("GET", api.releases("v", part))
    posted = api.call("POST", api.releases("v", part), {})

    assert (got.status, got.media_type, posted.status, posted.media_type) == (200, HTML, 403, HTML)


def test_other_odd_addresses(api: Api) -> None:
    no_slash = api.call("GET", api.releases() + "v")
    empty = api.call("GET", api.releases() + "/")
    slash = api.call("GET", api.releases("x/files"))
    repositories = api.call("GET", f"/api/0/organizations/{api.org}/repos/")

    assert [(reply.status, reply.media_type) for reply in (no_slash, empty, slash, repositories)] == [
        (200, HTML),
        (200, HTML),
        (200, "application/json"),
        (404, HTML),
    ]
    assert slash.json == []


def test_methods_that_do_not_exist_are_405(api: Api) -> None:
    replies = [
        api.call("PATCH", api.releases()),
        api.call("POST", api.releases("v"), {}),
        api.call("POST", api.releases("v", "files"), {}),
    ]

    assert [(reply.status, reply.media_type, reply.headers["Allow"]) for reply in replies] == [
        (405, HTML, "GET, POST"),
        (405, HTML, "GET, PUT, DELETE"),
        (405, HTML, "GET"),
    ]


def test_a_bad_token_is_401_for_reads_and_a_matter_of_csrf_for_writes(api: Api) -> None:
    replies = [
        api.call("GET", api.releases(), headers=ANONYMOUS),
        api.call("GET", api.releases(), headers={"Authorization": "Bearer wrong"}),
        api.call("GET", api.releases(), headers={"Authorization": "Token demo-token"}),
        api.call("POST", api.releases(), {}, headers=ANONYMOUS),
        api.call("DELETE", api.releases("v"), headers={"Authorization": "Bearer wrong"}),
    ]

    assert [(reply.status, reply.json["detail"]) for reply in replies] == [
        (401, "Unauthorized"),
        (401, "Unauthorized"),
        (401, "Unauthorized"),
        (403, "CSRF check Failed"),
        (403, "CSRF check Failed"),
    ]


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        # list, create, projects
        ([], [403, 403, 403]),
        (["project:read"], [403, 403, 200]),
        (["org:read", "project:read"], [403, 403, 200]),
        (["project:releases"], [200, 201, 403]),
    ],
)
def test_only_project_releases_opens_releases(api: Api, scopes: list[str], statuses: list[int]) -> None:
    api.needs_embedded("this needs tokens of several scopes").add_token("other", scopes)
    other = {"Authorization": "bearer other"}

    replies = [
        api.call("GET", api.releases(), headers=other),
        api.call("POST", api.releases(), {"version": "v", "projects": ["web"]}, headers=other),
        api.call("GET", f"/api/0/organizations/{api.org}/projects/", headers=other),
    ]

    assert [reply.status for reply in replies] == statuses


def test_who_is_no_member_sees_nothing_and_an_unknown_organization_is_empty(api: Api) -> None:
    server = api.needs_embedded("this needs a user of another organization")
    server.add(version="v")
    server.add_token("outsider", ["project:releases", "org:read"], is_member=False)
    outsider = {"Authorization": "Bearer outsider"}

    listed = api.call("GET", api.releases(), headers=outsider)
    opened = api.call("GET", api.releases("v"), headers=outsider)
    unknown = api.call("GET", "/api/0/organizations/NOPE/releases/")
    posted = api.call("POST", "/api/0/organizations/NOPE/releases/", {"version": "v", "projects": ["web"]})

    assert (listed.json, opened.status, unknown.json, posted.status) == ([], 404, [], 404)
    assert unknown.headers["X-Hits"] == "0"


def test_steps_in_the_path_climb_and_the_organization_stays(api: Api) -> None:
    server = api.needs_embedded("this asks for an organization to be deleted")
    server.add(version="..")

    above = api.call("GET", api.releases() + "../")
    named = api.call("GET", api.releases() + "%2e%2e/")
    deleted = api.call("DELETE", api.releases() + "../")

    assert (above.json["slug"], named.json["version"], deleted.status) == (api.org, "..", 204)
    assert (server.requests[-1].method, server.requests[-1].path) == ("DELETE", api.releases() + "../")
    assert api.call("GET", f"/api/0/organizations/{api.org}/").status == 200


def test_files_are_listed_newest_first_and_opened_only_under_a_project(api: Api) -> None:
    dates = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]
    api.plant(version="v", files=[{"name": f"{number}.js", "dateCreated": date} for number, date in enumerate(dates)])

    listed = api.call("GET", api.releases("v", "files"), query="ignored")
    broken = api.call("GET", api.releases("v", "files", "1"))
    opened = api.call("GET", f"/api/0/projects/{api.org}/web/releases/v/files/1/")

    assert ([file["name"] for file in listed.json], list(listed.json[0])) == (
        ["1.js", "0.js"],
        ["id", "dateCreated", "sha1", "headers", "name"],
    )
    assert (broken.status, broken.json["detail"][0]["loc"], opened.json["name"]) == (
        422,
        ["query", "project_slug"],
        "0.js",
    )


def test_create_under_a_project_answers_an_existing_release_as_it_is(api: Api) -> None:
    api.plant(version="v", ref="before")

    reply = api.call("POST", f"/api/0/projects/{api.org}/web/releases/", {"version": "v", "ref": "after"})

    assert (reply.status, reply.json["ref"]) == (201, "before")


def test_text_is_answered_in_ascii(api: Api) -> None:
    api.plant(version="ünïcödé")

    assert api.call("GET", api.releases("ünïcödé")).content.isascii()
