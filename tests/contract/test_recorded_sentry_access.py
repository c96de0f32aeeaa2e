"""What a real Sentry was seen to answer: addresses, tokens, methods, bodies."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract_api import ANONYMOUS, Api

DIALECT = "sentry"
MISSING = {"detail": "The requested resource does not exist"}
FORBIDDEN = {"detail": "You do not have permission to perform this action."}


def test_the_three_bodies_of_404(api: Api) -> None:
    unknown = api.call("GET", api.releases("no such release"))
    nowhere = api.call("GET", f"/api/0/organization/{api.org}/releases/")
    no_slash = api.call("GET", api.releases() + "x")
    posted = api.call("POST", api.releases() + "x", {})

    assert (unknown.status, unknown.json) == (404, MISSING)
    assert (nowhere.status, nowhere.media_type, nowhere.content) == (404, "text/html", b"")
    assert (no_slash.status, no_slash.media_type) == (404, "text/plain")
    assert no_slash.content.startswith(b"Route not found, did you forget a trailing slash?\n\ntry: /api/0/")
    assert posted.json == {"info": f"Route not found, did you forget a trailing slash? try: {api.releases()}x/"}


@pytest.mark.parametrize("below", ["a%2Fb/", "/", "%2F/"])
def test_a_slash_is_decoded_before_the_address_is_read(api: Api, below: str) -> None:
    reply = api.call("GET", api.releases() + below)

    assert (reply.status, reply.media_type, reply.content) == (404, "text/html", b"")


@pytest.mark.parametrize("name", ["%0A", "%00", "%FF", "x" * 5000, "latest"])
def test_a_name_that_no_release_has_is_404_as_json(api: Api, name: str) -> None:
    reply = api.call("GET", f"{api.releases()}{name}/")

    assert (reply.status, reply.json) == (404, MISSING)


def test_steps_in_the_path_climb_and_the_organization_stays(api: Api) -> None:
    server = api.needs_embedded("this asks for an organization to be deleted")

    here = api.call("GET", api.releases() + "./")
    above = api.call("GET", api.releases() + "../")
    deleted = api.call("DELETE", api.releases() + "../")

    assert (here.json, above.json["slug"]) == ([], api.org)
    assert (deleted.status, deleted.json) == (400, {"detail": "You cannot remove the default organization."})
    assert (server.requests[-1].method, server.requests[-1].path) == ("DELETE", api.releases() + "../")
    assert api.call("GET", f"/api/0/organizations/{api.org}/").status == 200


@pytest.mark.parametrize(
    ("authorization", "sentence"),
    [
        ("", "Authentication credentials were not provided."),
        ("Token x", "Authentication credentials were not provided."),
        ("Bearer wrong", "Invalid token"),
        ("Bearer ", "Invalid token header. No credentials provided."),
        ("Bearer a b", "Invalid token header. Token string should not contain spaces."),
    ],
)
def test_a_bad_token_is_401(api: Api, authorization: str, sentence: str) -> None:
    reply = api.call("GET", api.releases(), headers={"Authorization": authorization})

    assert (reply.status, reply.json) == (401, {"detail": sentence})
    assert reply.headers["WWW-Authenticate"] == 'xBasic realm="api"'


def test_a_bad_token_is_told_before_an_unknown_organization(api: Api) -> None:
    path = "/api/0/organizations/no-such-organization/releases/"

    replies = [api.call("GET", path, headers=ANONYMOUS), api.call("GET", path)]

    assert [(reply.status, reply.json) for reply in replies] == [
        (401, {"detail": "Authentication credentials were not provided."}),
        (404, MISSING),
    ]


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        # list, create, delete, projects
        (["org:read"], [403, 403, 403, 200]),
        (["project:read"], [200, 403, 403, 403]),
        (["project:write"], [200, 201, 403, 403]),
        (["project:releases"], [200, 201, 204, 403]),
        (["org:ci"], [403, 403, 403, 403]),
    ],
)
def test_scopes_decide_what_is_allowed(api: Api, scopes: list[str], statuses: list[int]) -> None:
    api.needs_embedded("this needs tokens of several scopes").add_token("other", scopes)
    other = {"Authorization": "Bearer other"}
    body = {"version": "scoped", "projects": ["web"]}

    replies = [
        api.call("GET", api.releases(), headers=other),
        api.call("POST", api.releases(), body, headers=other),
        api.call("DELETE", api.releases("scoped"), headers=other),
        api.call("GET", f"/api/0/organizations/{api.org}/projects/", headers=other),
    ]

    assert [reply.status for reply in replies] == statuses


def test_an_organization_token_writes_but_neither_deletes_nor_lists_projects(api: Api) -> None:
    api.needs_embedded("this needs an organization token").add_token("sntrys_x", ["org:ci"])
    ours = {"Authorization": "Bearer sntrys_x"}

    replies = [
        api.call("POST", api.releases(), {"version": "ci", "projects": ["web"]}, headers=ours),
        api.call("PUT", api.releases("ci"), {"ref": "a"}, headers=ours),
        api.call("DELETE", api.releases("ci"), headers=ours),
        api.call("GET", f"/api/0/organizations/{api.org}/projects/", headers=ours),
    ]

    assert [reply.status for reply in replies] == [201, 200, 403, 403]


def test_a_release_of_a_foreign_project_is_seen_but_not_written(api: Api) -> None:
    server = api.needs_embedded("this needs tokens of several projects")
    server.add_token("web-only", ["project:admin"], projects=["web"])
    server.add(version="shared", projects=["web", "backend"])
    theirs = {"Authorization": "Bearer web-only"}

    replies = [
        api.call("GET", api.releases("shared"), headers=theirs),
        api.call("PUT", api.releases("shared"), {"ref": "x"}, headers=theirs),
        api.call("DELETE", api.releases("shared"), headers=theirs),
        api.call("POST", api.releases("shared", "deploys"), {"environment": "qa"}, headers=theirs),
        api.call("POST", api.releases(), {"version": "shared", "projects": ["web"]}, headers=theirs),
    ]

    assert [reply.status for reply in replies] == [200, 404, 404, 404, 400]
    assert replies[-1].json == {"projects": ["You do not have permission to one of the projects: backend"]}


def test_methods_that_nobody_may_use_are_403_and_missing_ones_405(api: Api) -> None:
    replies = [
        api.call("PATCH", api.releases()),
        api.call("HEAD", api.releases()),
        api.call("DELETE", api.releases()),
        api.call("POST", api.releases("x"), {}),
        api.call("PUT", api.releases("stats"), {}),
    ]

    assert [reply.status for reply in replies] == [403, 403, 405, 405, 405]
    assert (replies[0].json, replies[2].json) == (FORBIDDEN, {"detail": 'Method "DELETE" not allowed.'})


@pytest.mark.parametrize(
    ("content", "content_type", "status", "body"),
    [
        (b"[]", "application/json", 400, {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
        (b"x", "application/json", 400, {"detail": "JSON parse error - Expecting value: line 1 column 1 (char 0)"}),
        (b"{}", "text/plain", 415, {"detail": 'Unsupported media type "text/plain" in request.'}),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    api: Api, content: bytes, content_type: str, status: int, body: dict[str, Any]
) -> None:
    reply = api.call("POST", api.releases(), content, headers={"Content-Type": content_type})

    assert (reply.status, reply.json) == (status, body)


def test_a_form_is_accepted_as_a_body(api: Api) -> None:
    api.needs_embedded("the release would have to be cleaned up by hand")
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    reply = api.call("POST", api.releases(), b"version=formed&projects=web&projects=backend", headers=form)

    assert (reply.status, [project["slug"] for project in reply.json["projects"]]) == (201, ["web", "backend"])


@pytest.mark.parametrize(
    ("query", "headers", "status", "body"),
    [
        ({"format": "xml"}, {}, 404, {"detail": "Not found."}),
        ({}, {"Accept": "text/html"}, 406, {"detail": "Could not satisfy the request Accept header."}),
    ],
)
def test_only_json_is_answered(
    api: Api, query: dict[str, str], headers: dict[str, str], status: int, body: dict[str, str]
) -> None:
    reply = api.call("GET", f"{api.releases()}?{urlencode(query)}", headers=headers)

    assert (reply.status, reply.json) == (status, body)
