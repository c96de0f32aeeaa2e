"""The list: paging both ways, where it ends, and how far a search reads."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests import colleague
from tests.listing import LIST, add_many, htmx
from tests.pages import link, soup, versions, words

pytestmark = pytest.mark.django_db


def test_prefix_search_reads_on_until_the_page_is_full(viewer: Client, glitchtip: DemoServer) -> None:
    names = [f"noise-{index}" for index in range(150)]
    names[120:120] = ["rare-1", "rare-2"]
    add_many(glitchtip, *names)

    response = viewer.get(LIST, {"query": "rare"})

    assert versions(response) == ["rare-1", "rare-2"]
    assert link(response, "next") is None


def test_search_that_stops_at_its_bound_says_how_far_it_read_and_goes_on(viewer: Client, glitchtip: DemoServer) -> None:
    for index in range(1100):
        glitchtip.add(version=f"n{index:04d}", dateCreated=f"2026-01-01T{index // 60 % 24:02d}:{index % 60:02d}:00Z")
    glitchtip.add(version="rare", dateCreated="2020-01-01T00:00:00Z")

    first = viewer.get(LIST, {"query": "rare"})
    second = viewer.get(link(first, "next") or "")

    assert versions(first) == []
    assert "Read 1000 releases, back to" in words(first)
    assert versions(second) == ["rare"]


@pytest.mark.parametrize("parameters", [{}, {"query": "v"}])
def test_paging_reaches_every_release_once_and_the_same_pages_back(
    viewer: Client, either: DemoServer, parameters: dict[str, str]
) -> None:
    names = [f"v{index:03d}" for index in range(57)]
    add_many(either, *names)

    pages = [viewer.get(LIST, parameters | {"per_page": "10"})]
    while following := link(pages[-1], "next"):
        pages.append(viewer.get(following))
    backwards = [pages[-1]]
    while preceding := link(backwards[-1], "prev"):
        backwards.append(viewer.get(preceding))

    assert [version for page in pages for version in versions(page)] == names
    assert [versions(page) for page in backwards] == [versions(page) for page in reversed(pages)]


def test_filtered_paging_resumes_in_the_middle_of_an_upstream_page(viewer: Client, sentry: DemoServer) -> None:
    names = [f"{'shop' if index % 3 else 'my-shop'}-{index:03d}" for index in range(90)]
    add_many(sentry, *names)
    wanted = [name for name in names if name.startswith("shop")]

    pages = [viewer.get(LIST, {"query": "shop", "per_page": "7"})]
    while following := link(pages[-1], "next"):
        pages.append(viewer.get(following))

    assert [version for page in pages for version in versions(page)] == wanted


def test_cursor_is_dropped_when_the_page_size_or_the_search_changes(viewer: Client, sentry: DemoServer) -> None:
    add_many(sentry, *[f"v{index:02d}" for index in range(30)])
    second = parse_qs(urlsplit(link(viewer.get(LIST, {"per_page": "10"}), "next") or "").query)

    other_size = viewer.get(LIST, {"per_page": "5", "cursor": second["cursor"][0]})
    rubbish = viewer.get(LIST, {"cursor": "100:1:0"})

    assert versions(other_size) == ["v00", "v01", "v02", "v03", "v04"]
    assert "this is its first page" in words(other_size)
    assert versions(rubbish)[0] == "v00"


def test_cursor_that_fits_no_longer_leaves_the_address(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="v1")

    response = htmx(viewer, LIST + "?query=v&cursor=rubbish")

    assert response["HX-Replace-Url"] == "/acme/releases/?query=v"


@pytest.mark.parametrize("query", ["", "t"])
def test_list_ends_where_the_server_repeats_itself(viewer: Client, glitchtip: DemoServer, query: str) -> None:
    glitchtip.load({"version": f"t{index:03d}", "dateCreated": "2026-01-01T00:00:00Z"} for index in range(260))

    page = viewer.get(LIST, {"query": query, "per_page": "50"})
    seen = 0
    while (following := link(page, "next")) and seen < 20:
        page = viewer.get(following)
        seen += 1

    assert seen < 20
    assert "GlitchTip repeats itself from here on" in words(page)


def test_page_that_was_emptied_meanwhile_leads_back(viewer: Client, sentry: DemoServer) -> None:
    add_many(sentry, *[f"v{index:02d}" for index in range(30)])
    second = link(viewer.get(LIST, {"per_page": "20", "query": "v"}), "next") or ""
    for index in range(20, 30):
        colleague.delete(sentry, f"v{index:02d}")

    response = viewer.get(second)

    assert "Nothing further here. Back to the first page" in words(response)
    assert "No release starts with" not in words(response)


def test_bounded_search_goes_on_in_the_direction_it_came_from(viewer: Client, glitchtip: DemoServer) -> None:
    lines = [{"version": f"n{index:04d}", "dateCreated": _minute(index)} for index in range(2300)]
    glitchtip.load([*lines, {"version": "rare-old", "dateCreated": "2020-01-01T00:00:00Z"}])
    glitchtip.add(version="rare-new", dateCreated="2027-01-01T00:00:00Z")
    page = viewer.get(LIST, {"query": "rare", "per_page": "1"})
    while "rare-old" not in versions(page):
        page = viewer.get(link(page, "next") or "")

    back = [page]
    while "rare-new" not in versions(back[-1]) and len(back) < 9:
        back.append(viewer.get(link(back[-1], "prev") or ""))
    bounded = next(one for one in back if "then stopped" in words(one))

    assert versions(back[-1]) == ["rare-new"]
    going_on = soup(bounded).find("a", string="Go on from there")
    assert going_on is not None
    assert going_on["href"] == link(bounded, "prev")


def _minute(index: int) -> str:
    return f"2026-{index // 28 % 12 + 1:02d}-{index % 28 + 1:02d}T{index % 24:02d}:{index % 60:02d}:00Z"


def test_full_page_is_not_held_up_by_a_search_for_more(viewer: Client, glitchtip: DemoServer) -> None:
    names = [f"{'shop' if index >= 475 else 'other'}-{index}" for index in range(500)]
    glitchtip.load({"version": name, "dateCreated": _hour(index)} for index, name in enumerate(names))
    viewer.get(LIST)
    glitchtip.clear_requests()

    response = htmx(viewer, LIST + "?query=shop")

    assert len(versions(response)) == 25
    assert len([seen for seen in glitchtip.requests if seen.path.endswith("/releases/")]) == 1


def _hour(index: int) -> str:
    return f"2026-01-{index // 24 + 1:02d}T{index % 24:02d}:00:00Z"


def test_next_page_begins_after_the_last_row_that_was_shown_whatever_was_deleted(
    viewer: Client, either: DemoServer
) -> None:
    names = [f"b{index:02d}" for index in range(40)]
    add_many(either, *names)
    first = viewer.get(LIST, {"query": "b", "per_page": "10"})
    for name in ("b01", "b03", "b05"):
        colleague.delete(either, name)

    second = viewer.get(link(first, "next") or "")

    assert versions(second) == names[10:20]


@pytest.mark.parametrize("code", [502, 503, 504])
def test_failure_on_a_later_page_is_no_reason_to_start_over(viewer: Client, sentry: DemoServer, code: int) -> None:
    add_many(sentry, *[f"b{index:02d}" for index in range(40)])
    following = link(viewer.get(LIST, {"per_page": "10"}), "next") or ""
    sentry.plan(Fault("status", code=code, path_contains="/releases/", times=5))

    response = viewer.get(following)

    assert response.status_code == 502
    assert versions(response) == []
