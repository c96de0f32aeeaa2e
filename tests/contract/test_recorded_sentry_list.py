"""What a real Sentry was seen to answer: the list, its pages, its filters and its search."""

import re
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract_api import Api

DIALECT = "sentry"
LINK = re.compile(r'<([^>]*)>; rel="(\w+)"; results="(\w+)"; cursor="([^"]*)"')


def links(header: str) -> dict[str, tuple[str, str]]:
    return {rel: (results, cursor) for _, rel, results, cursor in LINK.findall(header)}


def versions(rows: list[dict[str, Any]]) -> list[str]:
    return [row["version"] for row in rows]


@pytest.fixture
def ten(api: Api) -> Api:
    """A server with v0 (the oldest) to v9."""
    for number in range(10):
        api.plant(version=f"v{number}", dateCreated=f"2026-01-0{number + 1 if number < 9 else 1}T0{number}:00:00Z")
    return api


def test_both_links_stand_on_every_page_and_name_the_configured_host(ten: Api) -> None:
    first = ten.call("GET", ten.releases() + "?project=-1&per_page=4")
    last = ten.call("GET", ten.releases() + "?project=-1&per_page=4&cursor=4:2:0")

    assert links(first.headers["Link"]) == {"previous": ("false", "4:-1:1"), "next": ("true", "4:1:0")}
    assert links(last.headers["Link"]) == {"previous": ("true", "4:1:1"), "next": ("false", "4:3:0")}
    assert first.headers["Link"].startswith(
        f"<http://sentry.acme.test{ten.releases()}?project=-1&per_page=4&cursor=4:-1:1>"
    )


def test_without_parameters_the_link_begins_its_query_oddly(api: Api) -> None:
    reply = api.call("GET", api.releases())

    assert f"{api.releases()}?&cursor=100:" in reply.headers["Link"]


def test_the_order_is_newest_created_first_and_paging_back_returns_the_same(ten: Api) -> None:
    pages = [ten.call("GET", ten.releases(), per_page="4", cursor=cursor).json for cursor in ("", "4:1:0", "4:2:0")]
    back = [ten.call("GET", ten.releases(), per_page="4", cursor=cursor).json for cursor in ("4:1:1", "4:0:1")]

    assert versions(list(chain(*pages))) == ["v8", "v7", "v6", "v5", "v4", "v3", "v2", "v1", "v9", "v0"]
    assert back == [pages[1], pages[0]]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"per_page": "101"}, "Invalid per_page value. Cannot exceed 100."),
        ({"per_page": "abc"}, "Invalid per_page parameter."),
        ({"per_page": ""}, "Invalid per_page parameter."),
        ({"per_page": "5.5"}, "Invalid per_page parameter."),
        ({"cursor": "abc"}, "Invalid cursor parameter."),
        ({"cursor": "1:2"}, "Invalid cursor parameter."),
        ({"cursor": "1e3:1:0"}, "Invalid cursor parameter."),
        ({"cursor": "\x00"}, "Invalid cursor parameter."),
        ({"cursor": "5:-1:1"}, "Pagination offset cannot be negative"),
        ({"project": "web"}, "Invalid project parameter. Values must be numbers."),
        ({"project": ""}, "Invalid project parameter. Values must be numbers."),
        ({"status": "all"}, "invalid value for status"),
        ({"sort": "-date"}, "invalid sort"),
        ({"sort": "users"}, "sorting by crash statistics requires flattening (flatten=1)"),
        ({"start": "2026-01-01"}, "Invalid date range: start and end are both required"),
        ({"query": "a:b"}, "Invalid key for this search: a"),
        ({"query": "http://x"}, "Invalid key for this search: http"),
        ({"query": "a OR b"}, 'Boolean statements containing "OR" or "AND" are not supported in this search'),
        ({"query": "release.stage:adopted"}, "Choose a single environment to filter by release stage."),
        (
            {"query": "(paren"},
            "Parse error at '(paren' (column 1). This is commonly caused by unmatched parentheses."
            " Enclose any text in double quotes.",
        ),
    ],
)
def test_a_bad_parameter_is_refused(api: Api, parameters: dict[str, str], sentence: str) -> None:
    reply = api.call("GET", f"{api.releases()}?{urlencode(parameters)}")

    assert (reply.status, reply.json) == (400, {"detail": sentence})


@pytest.mark.parametrize("per_page", ["0", "-1"])
def test_a_page_size_below_one_is_an_empty_page_that_promises_more(ten: Api, per_page: str) -> None:
    reply = ten.call("GET", ten.releases(), per_page=per_page)

    assert (reply.status, reply.json, links(reply.headers["Link"])["next"][0]) == (200, [], "true")


def test_a_page_size_of_nothing_never_ends(ten: Api) -> None:
    cursor = links(ten.call("GET", ten.releases(), per_page="0").headers["Link"])["next"][1]

    reply = ten.call("GET", ten.releases(), per_page="0", cursor=cursor)

    assert (reply.json, links(reply.headers["Link"])["next"]) == ([], ("true", "0:2:0"))


def test_a_changed_page_size_gives_the_wrong_rows(ten: Api) -> None:
    reply = ten.call("GET", ten.releases(), per_page="2", cursor="5:1:0")

    assert versions(reply.json) == ["v1", "v9"]
    assert links(reply.headers["Link"])["next"] == ("true", "2:2:0")


def test_a_cursor_beyond_the_end_is_empty_and_leads_back(ten: Api) -> None:
    reply = ten.call("GET", ten.releases(), cursor="100:7:0")

    assert (reply.json, links(reply.headers["Link"])) == (
        [],
        {"previous": ("true", "100:6:1"), "next": ("false", "100:8:0")},
    )


def test_an_enormous_cursor_breaks(api: Api) -> None:
    reply = api.call("GET", api.releases(), cursor="99999999999999999999:1:0")

    assert (reply.status, reply.json["detail"]) == (500, "Internal Error")


def test_archived_releases_are_left_out_unless_asked_for(api: Api) -> None:
    api.plant(version="kept", dateCreated="2026-01-02T00:00:00Z")
    api.plant(version="gone", dateCreated="2026-01-01T00:00:00Z", status="archived")

    found = [versions(api.call("GET", api.releases() + query).json) for query in ("", "?status=archived", "?status=")]

    assert found == [["kept"], ["gone"], ["kept", "gone"]]


def test_projects_are_chosen_by_number_and_unknown_ones_are_forbidden(api: Api) -> None:
    api.plant(version="w", projects=["web"], dateCreated="2026-01-02T00:00:00Z")
    api.plant(version="b", projects=["backend"], dateCreated="2026-01-01T00:00:00Z")
    projects = {one["slug"]: one["id"] for one in api.call("GET", f"/api/0/organizations/{api.org}/projects/").json}

    one = api.call("GET", api.releases(), project=projects["backend"])
    both = api.call("GET", f"{api.releases()}?project={projects['web']}&project={projects['backend']}")
    by_slug = [api.call("GET", api.releases(), projectSlug=slug).json for slug in ("web", "nope")]
    unknown = api.call("GET", api.releases(), project="999")

    assert (versions(one.json), versions(both.json), unknown.status) == (["b"], ["w", "b"], 403)
    assert [versions(rows) for rows in by_slug] == [["w"], []]


def test_without_projects_the_list_is_that_of_the_users_teams(api: Api) -> None:
    api.plant(version="w")
    server = api.needs_embedded("this needs a user without a team")
    server.add_token("teamless", ["project:read"], member_of=[])
    teamless = {"Authorization": "Bearer teamless"}

    mine = api.call("GET", api.releases(), headers=teamless)
    every = api.call("GET", api.releases(), headers=teamless, project="-1")

    assert (mine.status, mine.json, "Link" in mine.headers) == (200, [], False)
    assert versions(every.json) == ["w"]


def test_environments_filter_and_unknown_ones_are_404(api: Api) -> None:
    api.plant(version="p", deploys=[{"environment": "production"}], dateCreated="2026-01-02T00:00:00Z")
    api.plant(version="q", deploys=[{"environment": "qa"}], dateCreated="2026-01-01T00:00:00Z")

    one = api.call("GET", api.releases(), environment="qa")
    either = api.call("GET", api.releases() + "?environment=qa&environment=production")
    unknown = [api.call("GET", api.releases(), environment=name).status for name in ("nope", "")]

    assert (versions(one.json), versions(either.json), unknown) == (["q"], ["p", "q"], [404, 404])


def test_a_period_filters_by_creation(ten: Api) -> None:
    found = ten.call("GET", ten.releases(), start="2026-01-02T00:00:00", end="2026-01-04T00:00:00Z")
    none = ten.call("GET", ten.releases(), statsPeriod="1h")

    assert (versions(found.json), none.json) == (["v2", "v1"], [])


NAMES = ["backend@1.2.3+build763", "Backend@2.0.0", "app@1.0+7", "pump 3", "a:b", "(paren", "ünïcödé", "100%_*\\#?&"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("build7", ["backend@1.2.3+build763"]),
        ("BACKEND@1", ["backend@1.2.3+build763"]),
        ("ÜNÏCÖDÉ", ["ünïcödé"]),
        ("%_*\\#?&", ["100%_*\\#?&"]),
        ("pump 3", ["pump 3"]),
        ("pump  3", []),
        (" pump", []),
        ("1.0 (7)", ["app@1.0+7"]),
        ('"(paren"', []),
        (" ", NAMES),
        ("release:a", []),
        ("release:Backend@2.0.0", ["Backend@2.0.0"]),
        ("release:backend@1*", ["backend@1.2.3+build763"]),
        ("release:Backend@2*", []),
        ("release:*Backend*", ["Backend@2.0.0"]),
        ("release:*backend*", ["backend@1.2.3+build763"]),
        ("release:*build763", ["backend@1.2.3+build763"]),
        ('release:"*a:b*"', ["a:b"]),
        ('release:"*(paren*"', ["(paren"]),
        ("!release:a*", ["app@1.0+7", "a:b"]),
        ("release:[app@1.0+7,a:b]", ["app@1.0+7", "a:b"]),
        ("release.version:>1.2", ["backend@1.2.3+build763", "Backend@2.0.0"]),
        ("release.version:1.2.*", ["backend@1.2.3+build763"]),
        ("release.package:Backend", ["Backend@2.0.0"]),
        ("release.build:>=7", ["app@1.0+7"]),
        ("release.build:build7*", ["backend@1.2.3+build763"]),
        ("finalized:true", ["pump 3"]),
        ("pump finalized:true", []),
        ("release.created:>=2026-01-07", ["backend@1.2.3+build763", "Backend@2.0.0"]),
    ],
)
def test_search_finds(api: Api, query: str, found: list[str]) -> None:
    for place, name in enumerate(NAMES):
        released = "2026-02-01T00:00:00Z" if name == "pump 3" else None
        api.plant(version=name, dateCreated=f"2026-01-0{8 - place}T00:00:00Z", dateReleased=released)

    reply = api.call("GET", api.releases(), query=query)

    assert (reply.status, versions(reply.json)) == (200, found)


def test_sorting_by_version_and_by_build(api: Api) -> None:
    for number, version in enumerate(["a@1.9.0+5", "a@1.10.0+3", "a@1.10.0-rc1+40", "plain"]):
        api.plant(version=version, dateCreated=f"2026-01-0{number + 1}T00:00:00Z")

    found = [versions(api.call("GET", api.releases(), sort=sort).json) for sort in ("semver", "build")]

    assert found == [
        ["a@1.10.0+3", "a@1.10.0-rc1+40", "a@1.9.0+5", "plain"],
        ["a@1.10.0-rc1+40", "a@1.9.0+5", "a@1.10.0+3"],
    ]


def test_a_flat_list_has_a_row_for_each_project(api: Api) -> None:
    api.plant(version="both", projects=["web", "backend"])

    rows = api.call("GET", api.releases(), flatten="1").json

    assert sorted(project["slug"] for row in rows for project in row["projects"]) == ["backend", "web"]
    assert versions(rows) == ["both", "both"]


def test_stats_lists_versions_with_archived_ones(ten: Api) -> None:
    ten.plant(version="gone", dateCreated="2026-02-01T00:00:00Z", status="archived")

    reply = ten.call("GET", ten.releases("stats"))

    assert reply.json[:2] == [
        {"version": "gone", "date": "2026-02-01T00:00:00Z"},
        {"version": "v8", "date": "2026-01-09T08:00:00Z"},
    ]


def test_commits_page_by_position_and_back_to_the_same_rows(api: Api) -> None:
    commits = [{"id": f"{number:040}", "repository": "r"} for number in range(23)]
    api.plant(version="many", commits=commits)
    path = api.releases("many", "commits")
    pages, cursors, cursor = [], [], ""
    has_more = "true"
    while has_more == "true":
        reply = api.call("GET", path, per_page="10", cursor=cursor)
        pages.append([commit["id"] for commit in reply.json])
        has_more, cursor = links(reply.headers["Link"])["next"]
        cursors.append(links(reply.headers["Link"])["previous"])

    back = api.call("GET", path, per_page="10", cursor=cursors[-1][1])
    first = api.call("GET", path, per_page="10", cursor=links(back.headers["Link"])["previous"][1])

    assert [len(page) for page in pages] == [10, 10, 3]
    assert list(chain(*pages)) == [commit["id"] for commit in commits]
    assert cursors == [("false", "0:0:1"), ("true", "10:0:1"), ("true", "20:0:1")]
    assert [[commit["id"] for commit in reply.json] for reply in (back, first)] == [pages[1], pages[0]]
    assert links(first.headers["Link"])["previous"][0] == "false"


def test_a_cursor_of_commits_with_a_negative_offset_breaks(api: Api) -> None:
    api.plant(version="v", commits=[{"id": "a"}])

    reply = api.call("GET", api.releases("v", "commits"), cursor="0:-5:0")

    assert reply.status == 500
