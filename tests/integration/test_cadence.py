"""Releases by week above the list: what is counted, how far back, and where a week leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.pages import soup, versions, words

pytestmark = pytest.mark.django_db

WHERE = "/acme/cadence/"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}

TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
MONDAY = TODAY - timedelta(days=TODAY.weekday())


def at(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def counts(response: HttpResponseBase) -> list[int]:
    """Return the numbers of the weeks, oldest first."""
    return [int(cell.text) for cell in soup(response).select("table.bars td")]


def hrefs(response: HttpResponseBase) -> list[str]:
    return [str(link["href"]) for link in soup(response).select(".weeks a")]


@pytest.fixture(params=["sentry", "glitchtip"])
def api(request: pytest.FixtureRequest) -> DemoServer:
    """Either server with releases of this week, of the one before, and of long ago."""
    server: DemoServer = request.getfixturevalue(request.param)
    server.add(version="web@3", dateCreated=at(MONDAY), projects=["web"])
    server.add(version="web@2", dateCreated=at(MONDAY - timedelta(days=1)), projects=["web"])
    server.add(version="api@2", dateCreated=at(MONDAY - timedelta(days=7)), projects=["backend"])
    server.add(version="api@1", dateCreated=at(MONDAY - timedelta(weeks=25)), projects=["backend"])
    server.add(version="old@1", dateCreated=at(MONDAY - timedelta(weeks=26, days=1)), projects=["backend"])
    return server


def test_each_of_26_weeks_has_its_number(viewer: Client, api: DemoServer) -> None:
    found = counts(viewer.get(WHERE))

    assert len(found) == 26
    assert (found[0], found[-2:], sum(found)) == (1, [2, 1], 4)


def test_filters_of_the_list_count_but_its_period_does_not(viewer: Client, api: DemoServer) -> None:
    of_project = counts(viewer.get(WHERE, {"project": "web", "period": "2020-01"}))
    of_prefix = counts(viewer.get(WHERE, {"query": "api@"}))

    assert (of_project[-2:], sum(of_project)) == ([1, 1], 2)
    assert (of_prefix[-2:], sum(of_prefix)) == ([1, 0], 2)


def test_week_leads_to_its_releases_and_is_marked_there(viewer: Client, api: DemoServer) -> None:
    week = hrefs(viewer.get(WHERE, {"project": "web", "per_page": "10"}))[-2]

    page = viewer.get(week)
    assert versions(page) == ["web@2"]
    strip = viewer.get(week.replace("/releases/", "/cadence/"))

    [chosen] = soup(strip).select(".weeks [aria-current]")
    assert chosen["href"] == week
    back = soup(strip).find("a", string="All weeks again")
    assert back is not None
    assert back["href"] == "/acme/releases/?project=web&per_page=10"


def test_statistics_of_the_server_are_used_and_archived_ones_told(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="web@1", dateCreated=at(TODAY), status="archived")

    page = viewer.get(WHERE)

    assert "Archived ones are counted, too." in words(page)
    assert counts(page)[-1] == 1
    assert sum("/releases/stats/" in seen.path for seen in sentry.requests) == 1
    assert not [seen for seen in sentry.requests if seen.path.endswith("/releases/") and "start=" in seen.query]


def test_server_without_statistics_is_read_as_far_as_is_bearable(
    viewer: Client, glitchtip: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releases_ui.services.cadence.MAX_PAGES", 1)
    glitchtip.add(version="old@1", dateCreated=at(MONDAY - timedelta(weeks=3)))
    for number in range(100):
        day = MONDAY - timedelta(weeks=number // 50)
        glitchtip.add(version=f"web@{number}", dateCreated=at(day + timedelta(seconds=number)))

    page = viewer.get(WHERE)

    # The Monday of last week, at which the reading stopped, may have more releases than were read.
    assert counts(page) == [50]
    assert "older weeks were not read" in words(page)


def test_failure_leaves_the_list_alone(viewer: Client, api: DemoServer) -> None:
    viewer.get("/acme/releases/")
    api.plan(Fault("status", method="GET", times=0, code=500))

    response = viewer.get(WHERE, headers=PARTIAL)

    assert response.status_code == 502
    assert "could not be counted" in words(response)


def test_strip_is_asked_for_by_whoever_opens_it(viewer: Client, api: DemoServer) -> None:
    page = soup(viewer.get("/acme/releases/?project=web"))
    viewer.cookies["strip"] = "open"
    opened = soup(viewer.get("/acme/releases/?project=web"))

    assert [one.has_attr("open") for found in (page, opened) for one in found.select("#by-week")] == [False, True]
    asks = page.select_one("#cadence")
    assert asks is not None
    assert asks["hx-get"] == f"{WHERE}?project=web"
    assert "toggle" in str(asks["hx-trigger"])


def test_unknown_project_is_told_by_the_list_alone(viewer: Client, sentry: DemoServer) -> None:
    response = viewer.get(WHERE, {"project": "nothing"}, headers=PARTIAL)

    assert response.status_code == 200
    assert soup(response).select(".weeks") == []
