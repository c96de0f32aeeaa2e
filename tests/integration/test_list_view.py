"""The list: what a row shows, what is told in place of rows, and what it costs."""

import gzip

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.listing import LIST, add_many
from tests.pages import alerts, soup, versions, words

pytestmark = pytest.mark.django_db


def test_row_shows_what_the_server_has(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(
        version="shop@1.2.3",
        projects=["shop", "web"],
        ref="a1",
        url="https://example.com/",
        dateReleased="2026-01-02T03:04:05Z",
        dateCreated="2026-01-02T03:00:00Z",
        commits=[{"id": "c1", "author_name": "Ada", "author_email": "ada@example.com"}],
        newGroups=3,
    )

    response = viewer.get(LIST)

    row = soup(response).select_one('tr[data-version="shop@1.2.3"]')
    assert row is not None
    assert [str(time["datetime"]) for time in row.select("time")] == ["2026-01-02T03:04:05Z", "2026-01-02T03:00:00Z"]
    cells = {str(cell["class"][-1]): " ".join(cell.text.split()) for cell in row.select("th, td")}
    assert cells["c-version"] == "1.2.3 shop"
    assert cells["c-projects"] == "shop +1"
    assert cells["c-commits"] == "1 commit"
    assert cells["c-issues"] == "3 new issues"
    assert cells["c-status"] == "open"


def test_release_that_cannot_be_opened_says_why_instead_of_linking(viewer: Client, either: DemoServer) -> None:
    add_many(either, "feature/x", "..", "fine")

    page = soup(viewer.get(LIST))

    links = {str(row["data-version"]): row.select_one("th a") for row in page.select("tr[data-version]")}
    assert [name for name, anchor in links.items() if anchor is not None] == ["fine"]
    row = page.select_one('tr[data-version="feature/x"]')
    assert row is not None
    assert "slash" in row.text


def test_odd_row_is_shown_as_unreadable_and_does_not_lose_the_page(viewer: Client, sentry: DemoServer) -> None:
    add_many(sentry, "good", "odd")
    viewer.get(LIST)
    sentry.plan(Fault("alter", path_contains="/releases/", row=1, fields={"dateReleased": "tomorrow"}))

    response = viewer.get(LIST)

    assert versions(response) == ["good", "odd"]
    assert "odd unreadable" in words(response)


@pytest.mark.parametrize(("status", "ours"), [(500, 502), (401, 502), (403, 502), (429, 503)])
def test_upstream_failure_is_a_page_with_words(
    viewer: Client, sentry: DemoServer, settings: Settings, status: int, ours: int
) -> None:
    settings.SENTRY_DIALECT = "sentry"
    sentry.plan(Fault(kind="status", code=status, path_contains="/releases/", times=5))

    page = viewer.get(LIST)
    fragment = viewer.get(LIST, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert (page.status_code, fragment.status_code) == (ours, ours)
    assert ("Sentry" in alerts(page), "Try" in alerts(page) or "admin" in alerts(page)) == (True, True)
    assert fragment["HX-Push-Url"] == "false"
    assert soup(fragment).select("html") == []


def test_htmx_gets_the_table_alone_and_the_short_address(viewer: Client, sentry: DemoServer) -> None:
    add_many(sentry, "shop@1", "web@1")

    response = viewer.get(
        LIST + "?query=shop&match=prefix&status=open&project=&per_page=25",
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )

    assert str(soup(response).find()["id"]) == "releases"  # type: ignore[index]
    assert response["HX-Replace-Url"] == "/acme/releases/?query=shop"
    assert "HX-Request-Type" in response["Vary"]


@pytest.mark.parametrize("count", [1, 50])
def test_list_costs_the_same_calls_however_many_rows(viewer: Client, sentry: DemoServer, count: int) -> None:
    add_many(sentry, *[f"v{index}" for index in range(count)])
    viewer.get(LIST)
    sentry.clear_requests()

    response = viewer.get(LIST, {"per_page": "100"})

    assert len(versions(response)) == count
    assert len(sentry.requests) == 3
    assert 'desc="3 calls"' in response["Server-Timing"]


def test_unknown_organization_is_not_asked_for(viewer: Client, sentry: DemoServer) -> None:
    response = viewer.get("/rival/releases/")

    assert response.status_code == 404
    assert sentry.requests == []


def test_home_leads_to_the_first_organization(viewer: Client, sentry: DemoServer) -> None:
    assert viewer.get("/")["Location"] == "/acme/releases/"


def test_mistyped_organization_is_not_an_empty_one(viewer: Client, glitchtip: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ("acmee",)

    response = viewer.get("/acmee/releases/")

    assert response.status_code == 404
    assert "Not found" in alerts(response)


def test_organization_without_releases_says_so(viewer: Client, either: DemoServer) -> None:
    assert "No releases yet." in words(viewer.get(LIST))


def test_page_is_compressed_for_browsers_that_ask_for_it(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.2.3")

    page = viewer.get("/acme/releases/", headers={"accept-encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"
    assert b'data-version="shop@1.2.3"' in gzip.decompress(page.content)
