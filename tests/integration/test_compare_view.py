"""Two releases side by side."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.pages import alerts, invalid_fields, soup, words

COMPARE = "/acme/compare/"
BOTH = f"{COMPARE}?from=shop%401.0.0&to=shop%401.1.0"


def commit(number: int, author: str) -> dict[str, Any]:
    return {
        "id": f"{number:040x}",
        "message": f"Change {number}",
        "author_name": author,
        "author_email": f"{author.lower()}@example.com",
        "repository": "acme/shop",
        "timestamp": "2026-01-01T00:00:00Z",
        "patch_set": [{"path": f"src/{number}.py", "type": "M"}],
    }


@pytest.fixture
def two(sentry: DemoServer) -> DemoServer:
    sentry.add(
        version="shop@1.0.0",
        projects=["shop"],
        ref="a1",
        url="https://example.com/releases/1.0.0",
        dateCreated="2026-01-01T00:00:00Z",
        dateReleased="2026-01-02T00:00:00Z",
        commits=[commit(1, "Ada"), commit(2, "Ada")],
    )
    sentry.add(
        version="shop@1.1.0",
        projects=["shop"],
        ref="b2",
        url="https://example.com/releases/1.1.0",
        dateCreated="2026-02-01T00:00:00Z",
        dateReleased="2026-02-03T06:00:00Z",
        commits=[commit(2, "Ada"), commit(3, "Bob"), commit(4, "Bob"), commit(5, "Cyd")],
    )
    return sentry


def metadata(page: Any) -> dict[str, list[str]]:
    """Return the three cells of each field, by its label."""
    rows = soup(page).select("tr[data-field]")
    return {str(row["data-field"]): [" ".join(cell.text.split()) for cell in row.select("td")] for row in rows}


def commits(page: Any) -> list[list[str]]:
    """Return the messages of the commits that only one has, and only the other."""
    return [
        [line.select("span")[0].text for line in part.select("li")] for part in soup(page).select("#commits section")
    ]


def test_metadata_stands_side_by_side(viewer: Client, two: DemoServer) -> None:
    page = viewer.get(BOTH)

    assert "Released 32 days 6 h apart, shop@1.1.0 later; same project." in words(page)
    found = metadata(page)
    assert found["Ref"] == ["a1", "b2", ""]
    assert found["Url"] == ["https://example.com/releases/1.0.0", "https://example.com/releases/1.1.0", ""]
    assert found["Released"][2] == "32 days 6 h"
    assert found["Projects"] == ["shop", "shop", "same"]
    assert [mark.text for mark in soup(page).select('[data-field="Url"] :is(ins, del)')] == ["0", "1"]


def test_commits_authors_and_files_are_told_apart(viewer: Client, two: DemoServer) -> None:
    page = viewer.get(BOTH)

    assert [sorted(side) for side in commits(page)] == [["Change 1"], ["Change 3", "Change 4", "Change 5"]]
    assert "1 commit in both." in words(page)
    assert "1 in both, 2 new" in words(page)
    bars = [[cell.text.strip() for cell in row.select("th, td.num")] for row in soup(page).select(".bars tr")]
    assert bars == [["Bob", "2"], ["Cyd", "1"]]
    files = [[name.text for name in part.select("li")] for part in soup(page).select("#files section")]
    assert [sorted(side) for side in files] == [["src/1.py"], ["src/3.py", "src/4.py", "src/5.py"]]


def test_the_other_way_round_says_the_same_of_which_is_later(viewer: Client, two: DemoServer) -> None:
    page = viewer.get(f"{COMPARE}?from=shop%401.1.0&to=shop%401.0.0")

    assert "Released 32 days 6 h apart, shop@1.1.0 later; same project." in words(page)


def test_two_ticked_ones_are_put_in_their_order(viewer: Client, two: DemoServer) -> None:
    page = viewer.get(f"{COMPARE}?version=shop%401.1.0&version=shop%401.0.0")

    assert page["Location"] == BOTH


def test_ticked_ones_are_put_in_their_order_by_two_calls(viewer: Client, two: DemoServer) -> None:
    viewer.get(BOTH)

    page = viewer.get(f"{COMPARE}?version=shop%401.1.0&version=gone")

    assert page["Location"] == f"{COMPARE}?from=shop%401.1.0&to=gone"
    assert 'desc="2 calls"' in page["Server-Timing"]


def test_three_ticked_ones_are_named_and_asked_about(viewer: Client, two: DemoServer) -> None:
    page = viewer.get(f"{COMPARE}?version=a&version=b&version=c")

    assert "3 releases were ticked; two can be compared. Choose two of them." in alerts(page)
    assert [item.text for item in soup(page).select(".notice li")] == ["a", "b", "c"]


@pytest.mark.parametrize("version", ["nothing", "..", "a/b"])
def test_release_that_is_not_there_is_told_beside_its_field(viewer: Client, two: DemoServer, version: str) -> None:
    page = viewer.get(COMPARE, {"from": "shop@1.0.0", "to": version})

    assert (page.status_code, invalid_fields(page)) == (404, ["to"])
    kept = [str(field["value"]) for field in soup(page).select(".pairing input")]
    assert kept == ["shop@1.0.0", version]


def test_one_version_alone_is_asked_about(viewer: Client, two: DemoServer) -> None:
    page = viewer.get(COMPARE, {"from": "shop@1.0.0"})

    assert (page.status_code, invalid_fields(page)) == (422, ["to"])
    assert alerts(page) == "Which release is it compared with?"


def test_part_that_fails_leaves_the_others(viewer: Client, two: DemoServer) -> None:
    two.plan(Fault(kind="status", code=500, path_contains="/commitfiles/", times=20))

    page = viewer.get(BOTH)

    assert page.status_code == 200
    assert "Files changed could not be loaded." in alerts(page)
    assert len(commits(page)) == 2


def test_metadata_is_compared_where_the_server_has_no_commits(viewer: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.0", ref="a1", dateReleased="2026-01-02T00:00:00Z")
    glitchtip.add(version="shop@1.1.0", ref="b2")

    page = viewer.get(BOTH)

    assert metadata(page)["Ref"][:2] == ["a1", "b2"]
    assert "Status" not in metadata(page)
    assert "GlitchTip" in words(page)


def test_same_release_twice_is_said(viewer: Client, two: DemoServer) -> None:
    page = viewer.get(COMPARE, {"from": "shop@1.0.0", "to": "shop@1.0.0"})

    assert "Both are the same release." in words(page)


def test_six_calls_are_made_whatever_the_number_of_commits(viewer: Client, two: DemoServer) -> None:
    viewer.get(BOTH)

    page = viewer.get(BOTH)

    assert 'desc="6 calls"' in page["Server-Timing"]


def test_hostile_texts_are_only_texts(viewer: Client, two: DemoServer) -> None:
    two.add(version="<b>x</b>", ref="<script>y</script>", commits=[commit(9, "<i>z</i>")])

    page = viewer.get(COMPARE, {"from": "shop@1.0.0", "to": "<b>x</b>"})

    for piece in (b"<b>x", b"<script>y", b"<i>z"):
        assert piece not in page.content
