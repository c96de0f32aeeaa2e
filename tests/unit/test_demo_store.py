"""How the embedded API reads its store: as many queries for many rows as for one."""

from collections.abc import Iterator

import pytest

from releases_ui.demo_api.serialize import releases_json
from releases_ui.demo_api.server import DemoServer
from releases_ui.demo_api.store import releases
from releases_ui.demo_api.store.listing import Listing


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer() as demo:
        for number in range(50):
            demo.add(
                version=f"v{number}",
                projects=["web", "backend"],
                owner="ada@acme.test",
                commits=[{"id": f"{number}", "repository": "r", "author_email": f"{number}@acme.test"}],
                deploys=[{"environment": "qa"}],
            )
        yield demo


def count_queries(server: DemoServer, rows: int) -> int:
    connection = server.store.connection()
    page = releases.by_ids(connection, range(1, rows + 1))
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    releases_json(connection, page)
    connection.set_trace_callback(None)
    return len(seen)


def test_a_page_costs_as_many_queries_as_a_row(server: DemoServer) -> None:
    assert count_queries(server, 50) == count_queries(server, 1)


def test_a_search_reads_one_index_and_nothing_else(server: DemoServer) -> None:
    connection = server.store.connection()
    listing = Listing()
    listing.where("r.is_archived = 0")
    listing.where("instr(r.folded, ?)", "V4")
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    listing.ids(connection, 0, 100)
    connection.set_trace_callback(None)

    plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {seen[0]}")]

    assert plan == ["SCAN r USING COVERING INDEX releases_listed"]


def test_a_deleted_release_leaves_nothing_behind(server: DemoServer) -> None:
    with server.store.write() as connection:
        releases.delete(connection, 1)

    left = [
        connection.execute(f"SELECT count(*) FROM {table} WHERE release_id = 1").fetchone()[0]  # noqa: S608 - fixed
        for table in ("release_projects", "release_commits", "release_environments", "deploys", "files")
    ]
    assert left == [0, 0, 0, 0, 0]
