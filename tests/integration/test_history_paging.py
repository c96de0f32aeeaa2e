"""Paging through the record: complete, stable while changes are made, and at a constant price."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.listing import htmx
from tests.pages import link, words
from tests.record import HISTORY, numbers, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sentry")]


def follow(client: Client, address: str, rel: str) -> list[list[int]]:
    """Return the changes of this page, and of each that its links lead to."""
    pages = []
    following: str | None = address
    while following:
        response = client.get(following)
        pages.append(numbers(response))
        target = link(response, rel)
        following = target and urljoin(address, target)
    return pages


def test_pages_hold_every_change_once_forwards_and_back(viewer: Client) -> None:
    made = [record(version=f"shop@{index}").pk for index in range(7)][::-1]

    older = follow(viewer, f"{HISTORY}?per_page=3", "next")
    newer = follow(viewer, f"{HISTORY}?per_page=3&after={made[-1]}", "prev")

    assert older == [made[:3], made[3:6], made[6:]]
    assert newer == [made[3:6], made[:3]]


def test_newest_page_has_no_newer_one_and_the_oldest_no_older(viewer: Client) -> None:
    made = [record().pk for _ in range(3)]

    first, last = viewer.get(f"{HISTORY}?per_page=2"), viewer.get(f"{HISTORY}?per_page=2&before={made[1]}")

    assert (link(first, "prev"), link(last, "next")) == (None, None)
    assert (bool(link(first, "next")), bool(link(last, "prev"))) == (True, True)


def test_change_made_meanwhile_moves_nothing(viewer: Client) -> None:
    made = [record().pk for _ in range(4)][::-1]
    first = viewer.get(f"{HISTORY}?per_page=2")
    late = record().pk

    second = viewer.get(str(link(first, "next")))
    back = viewer.get(str(link(second, "prev")))

    assert numbers(second) == made[2:]
    assert numbers(back) == made[:2]
    assert follow(viewer, str(link(back, "prev")), "prev") == [[late]]


def test_filters_go_along_from_page_to_page(viewer: Client) -> None:
    made = [record(version=version).pk for version in ("shop 1", "web@1", "shop 2", "shop 3")]

    pages = follow(viewer, f"{HISTORY}?version=shop+&per_page=2", "next")

    assert pages == [[made[3], made[2]], [made[0]]]


@pytest.mark.parametrize(("place", "rel"), [("before=1", "prev"), ("after=999999", "next")])
def test_place_beyond_the_end_says_so_and_leads_back(viewer: Client, place: str, rel: str) -> None:
    made = record(pk=7).pk

    page = viewer.get(f"{HISTORY}?{place}")

    assert "Nothing further here." in words(page)
    assert follow(viewer, str(link(page, rel)), rel) == [[made]]


def test_htmx_pages_are_pushed_to_the_address_bar(viewer: Client) -> None:
    made = [record().pk for _ in range(3)][::-1]

    answer = htmx(viewer, f"{HISTORY}?per_page=2&before={made[1]}")

    assert numbers(answer) == made[2:]
    assert answer["HX-Push-Url"] == f"{HISTORY}?per_page=2&before={made[1]}"


def test_page_costs_the_same_queries_however_many_changes(viewer: Client) -> None:
    record(undoes=1)
    viewer.get(HISTORY)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert viewer.get(address).status_code == 200
        return len(captured)

    few = {address: cost(address) for address in (HISTORY, f"{HISTORY}?version=shop&field=ref&before=999999")}
    for number in range(50):
        record(undoes=number, actor=f"person {number}", projects=f" p{number} ", last_state={"ref": "a1"})
    many = {address: cost(address) for address in few}

    assert len(numbers(viewer.get(HISTORY))) == 50
    assert many == few


def plan_of(statement: str) -> str:
    """Return how SQLite reads what is asked for."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + statement.replace("%", "%%"))
        return " ".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ("", "change_by_organization"),
        ("version=shop", "change_by_organization"),
        ("person=ada&field=ref", "change_by_actor"),
        ("before=999999", "change_by_organization"),
    ],
)
def test_page_is_found_by_indexes(viewer: Client, filters: str, index: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("A plan of PostgreSQL depends on how much there is.")
    record()
    with CaptureQueriesContext(connection) as captured:
        viewer.get(f"{HISTORY}?{filters}")

    page = plan_of(next(query["sql"] for query in captured if "LIMIT 51" in query["sql"]))
    undos = plan_of(next(query["sql"] for query in captured if '"undoes" IN' in query["sql"]))

    assert f"USING INDEX {index} " in page
    assert "TEMP B-TREE" not in page
    assert "USING INDEX releases_ui_change_undoes" in undos
