"""What a real GlitchTip was seen to answer: the list, its pages and its Link header."""

import re
from typing import Any

import pytest

from tests.contract_api import Api

DIALECT = "glitchtip"
HTML = "text/html"
LINK = re.compile(r'<([^>]*)>; rel="(\w+)"; results="(\w+)"(?:; cursor="([^"]*)")?')


def links(header: str) -> dict[str, tuple[str, str]]:
    return {rel: (results, cursor) for _, rel, results, cursor in LINK.findall(header)}


def versions(rows: list[dict[str, Any]]) -> list[str]:
    return [row["version"] for row in rows]


def walk(api: Api, limit: int, most: int) -> list[str]:
    found: list[str] = []
    cursor = ""
    for _ in range(most):
        reply = api.call("GET", api.releases(), limit=str(limit), cursor=cursor)
        found += versions(reply.json)
        results, cursor = links(reply.headers["Link"])["next"]
        if results == "false":
            return found
    return found


def test_the_link_header_is_a_printed_set_without_cursors_where_nothing_follows(api: Api) -> None:
    for number in range(3):
        api.plant(version=f"v{number}", dateCreated=f"2026-01-01T00:00:0{number}.814042Z")
    host = api.needs_embedded("the address is known").url.rstrip("/")

    header = api.call("GET", api.releases(), limit="2").headers["Link"]

    # the cursor is "p=2026-01-01 00:00:01.814042+00:00", URL-encoded, in base64
    cursor = "cD0yMDI2LTAxLTAxKzAwJTNBMDAlM0EwMS44MTQwNDIlMkIwMCUzQTAw"
    assert header == (
        f'{{\'<{host}{api.releases()}?limit=2>; rel="previous"; results="false",'
        f' <{host}{api.releases()}?cursor={cursor}&limit=2>; rel="next"; results="true"; cursor="{cursor}"\'}}'
    )


def test_a_quote_in_the_query_arrives_escaped(api: Api) -> None:
    header = api.call("GET", f"{api.releases()}?query=o'brien").headers["Link"]

    assert "?query=o\\'brien>" in header


def test_the_links_scheme_follows_the_proxy(api: Api) -> None:
    header = api.call("GET", api.releases(), headers={"X-Forwarded-Proto": "https"}).headers["Link"]

    assert header.startswith("{'<https://")


@pytest.mark.parametrize(
    ("limit", "count"), [(None, 50), ("5", 5), ("100", 100), ("1000", 100), ("0", 50), ("9" * 24, 100)]
)
def test_the_limit_is_the_page_size(api: Api, limit: str | None, count: int) -> None:
    server = api.needs_embedded("this needs planted data")
    server.load({"version": f"v{number}", "projects": ["web"]} for number in range(110))

    reply = api.call("GET", api.releases() + (f"?limit={limit}" if limit else ""))

    assert (len(reply.json), reply.headers["X-Hits"], reply.headers["X-Max-Hits"]) == (count, "110", "1000")


def test_a_negative_limit_is_an_empty_page_that_promises_more(api: Api) -> None:
    reply = api.call("GET", api.releases(), limit="-1")

    assert (reply.status, reply.json, links(reply.headers["Link"])["next"][0]) == (200, [], "true")


@pytest.mark.parametrize("limit", ["abc", "", "5.5"])
def test_a_limit_that_is_no_number_is_refused(api: Api, limit: str) -> None:
    reply = api.call("GET", api.releases(), limit=limit)

    message = "Input should be a valid integer, unable to parse string as an integer"
    assert (reply.status, reply.json) == (
        422,
        {"detail": [{"type": "int_parsing", "loc": ["query", "limit"], "msg": message}]},
    )


def test_sentrys_parameters_are_ignored(api: Api) -> None:
    api.plant(version="kept")

    reply = api.call("GET", api.releases() + "?per_page=abc&query=zzz&project=9&environment=x&status=x&sort=x")

    assert versions(reply.json) == ["kept"]


@pytest.mark.parametrize(
    ("cursor", "status", "media_type"),
    [
        ("zzz", 422, "application/json"),
        ("abcd", 422, "application/json"),
        ("0:0:0", 422, "application/json"),
        ("\xff", 422, "application/json"),
        ("0:50:0", 200, "application/json"),
        ("cD1ub3RhZGF0ZQ==", 500, HTML),
        ("cD0=", 500, HTML),
    ],
)
def test_a_cursor_that_it_did_not_make(api: Api, cursor: str, status: int, media_type: str) -> None:
    reply = api.call("GET", api.releases(), cursor=cursor)

    assert (reply.status, reply.media_type) == (status, media_type)


def test_paging_forwards_and_back_returns_the_same(api: Api) -> None:
    for number in range(10):
        api.plant(version=f"v{number}", dateCreated=f"2026-01-01T00:00:0{number}Z")
    pages, turns, cursor = [], [], ""
    for _ in range(3):
        reply = api.call("GET", api.releases(), limit="4", cursor=cursor)
        pages.append(versions(reply.json))
        turns.append(links(reply.headers["Link"]))
        cursor = turns[-1]["next"][1]

    second = api.call("GET", api.releases(), limit="4", cursor=turns[2]["previous"][1])
    first = api.call("GET", api.releases(), limit="4", cursor=links(second.headers["Link"])["previous"][1])

    assert pages == [["v9", "v8", "v7", "v6"], ["v5", "v4", "v3", "v2"], ["v1", "v0"]]
    assert [turn["next"][0] for turn in turns] == ["true", "true", "false"]
    assert [versions(second.json), versions(first.json)] == [pages[1], pages[0]]
    assert links(first.headers["Link"])["previous"] == ("false", "")


@pytest.mark.parametrize(("limit", "seen"), [(50, 149), (100, 199)])
def test_equal_times_loop_for_ever(api: Api, limit: int, seen: int) -> None:
    server = api.needs_embedded("this needs planted data")
    moment = "2026-01-01T00:00:00Z"
    server.load({"version": f"v{number}", "projects": ["web"], "dateCreated": moment} for number in range(260))

    found = walk(api, limit, most=10)

    assert (len(found), len(set(found))) == (10 * limit, seen)
