"""Pictures of a release: their numbers, what they leave out, and what they say where there is nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.presentation import health
from releases_ui.sentry_api.payloads import ProjectRef, Release
from releases_ui.viewer import Clock
from tests.pages import soup, words

pytestmark = pytest.mark.django_db

SHOP = "/acme/releases/shop%401.0.1/"
CLOCK = Clock(ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC))
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def commit(number: int, author: str = "Ada", at: str | None = "2026-01-02T23:30:00Z") -> dict[str, Any]:
    return {
        "id": f"{number:040x}",
        "author_name": author,
        "author_email": f"{author}@example.com".lower(),
        "timestamp": at,
    }


def table(response: HttpResponseBase, caption: str) -> dict[str, str]:
    """Return the numbers of a picture by what they are of."""
    found = next(one for one in soup(response).select("table.bars") if caption in one.text)
    rows = found.select("tbody tr")
    return {row.select_one("th").get_text(" ", strip=True): row.select("td")[-1].text for row in rows}  # type: ignore[union-attr]


def test_commits_are_counted_by_author_and_by_day_of_the_zone(viewer: Client, sentry: DemoServer) -> None:
    made = [commit(number) for number in range(3)] + [commit(9, "Bob", "2026-01-05T00:00:00Z")]
    sentry.add(version="shop@1.0.1", commits=made)
    viewer.cookies["time_zone"] = "Europe/Berlin"

    page = viewer.get(f"{SHOP}commits/activity/")

    assert table(page, "Commits by author") == {"Ada": "3", "Bob": "1"}
    assert table(page, "Commits by day") == {"Sat 3 Jan": "3", "Sun 4 Jan": "0", "Mon 5 Jan": "1"}
    picture = soup(page).select_one("svg.columns")
    assert picture is not None
    assert picture["aria-label"] == "Commits by day, Sat 3 Jan to Mon 5 Jan, at most 3: Sat 3 Jan"


def test_further_authors_are_one_line(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", commits=[commit(number, f"A{number}") for number in range(11)])

    assert table(viewer.get(f"{SHOP}commits/activity/"), "Commits by author")["3 others"] == "3"


def test_pictures_say_of_how_many_commits_they_are(
    viewer: Client, sentry: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releases_ui.services.reading.MAX_PAGES", 1)
    sentry.add(version="shop@1.0.1", commits=[commit(number) for number in range(120)])

    page = viewer.get(f"{SHOP}commits/activity/")

    assert "of the 100 newest" in words(page)
    assert table(page, "Commits by author") == {"Ada": "100"}


def test_commits_tab_asks_for_the_pictures_after_it(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", commits=[commit(1)])
    sentry.add(version="shop@1.0.2")

    asks = soup(viewer.get(f"{SHOP}commits/")).select_one("#activity")
    none = soup(viewer.get("/acme/releases/shop%401.0.2/commits/")).select_one("#activity")

    assert asks is not None
    assert asks["hx-get"] == f"{SHOP}commits/activity/"
    assert none is None


def test_server_without_commits_says_so(viewer: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1")

    assert "GlitchTip keeps no commits." in words(viewer.get(f"{SHOP}commits/activity/"))


@pytest.mark.parametrize(
    ("page", "told"), [("commits/activity", "could not be counted"), ("health", "could not be looked up")]
)
def test_failure_stands_in_its_place(viewer: Client, sentry: DemoServer, page: str, told: str) -> None:
    sentry.add(version="shop@1.0.1", commits=[commit(1)])
    viewer.get(SHOP)
    sentry.plan(Fault("status", method="GET", times=0, code=500))

    response = viewer.get(f"{SHOP}{page}/", headers=PARTIAL)

    assert response.status_code == 502
    assert told in words(response)
    assert "Try again" in words(response)


def test_new_issues_are_told_by_project(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", projects=["web", "backend"], newGroups={"web": 2, "backend": 5})

    assert table(viewer.get(SHOP), "New issues by project") == {"backend": "5", "web": "2"}


def test_senseless_numbers_of_issues_have_no_bar(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", projects=["web", "backend"], newGroups={"web": -1, "backend": 0})

    page = viewer.get(SHOP)

    assert page.status_code == 200
    assert "New issues by project" not in words(page)


def test_senseless_number_of_one_project_leaves_the_others(viewer: Client, sentry: DemoServer) -> None:
    issues = {"web": -1, "backend": 5, "worker": 2}
    sentry.add(version="shop@1.0.1", projects=list(issues), newGroups=issues)

    assert table(viewer.get(SHOP), "New issues by project") == {"backend": "5", "worker": "2"}


def test_enormous_numbers_in_health_are_left_out(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    data = {"hasHealthData": True, "totalUsers": 7, "totalSessions": 10**400, "stats": {"24h": [[10**400, 1]]}}
    project = {"id": 1, "slug": "web", "name": "web", "healthData": data}
    sentry.plan(Fault("alter", method="GET", path_contains="health=1", fields={"projects": [project]}))

    assert table(viewer.get(f"{SHOP}health/"), "Health of web") == {"Users": "7"}


def test_health_is_asked_for_on_demand_only(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", hasHealthData=True)

    plain = viewer.get(SHOP)
    assert not [seen for seen in sentry.requests if "health" in seen.query]
    asked = viewer.get(f"{SHOP}health/")

    assert "Look up health" in words(plain)
    assert "Crash-free sessions" in table(asked, "Health of web")
    assert len(table(asked, "Sessions by hour")) == 24


def test_project_without_sessions_is_not_called_healthy(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")

    page = viewer.get(f"{SHOP}health/")

    assert "The server has counted no sessions." in words(page)
    assert soup(page).select("svg.columns") == []


def test_glitchtip_has_no_health(viewer: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1")

    assert "nor how its sessions end" in words(viewer.get(SHOP))
    assert "nor how its sessions end" in words(viewer.get(f"{SHOP}health/"))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {"hasHealthData": True, "crashFreeSessions": "99", "stats": None},
        {"hasHealthData": True, "crashFreeSessions": True, "totalSessions": -1, "stats": {"24h": "x"}},
        {"hasHealthData": True, "stats": {"24h": [[1], None, ["a", "b"], [1e300, 1], [0, None], [0, {}]]}},
        {"hasHealthData": True, "totalUsers": 1e308, "stats": {"24h": {}}},
    ],
)
def test_senseless_health_breaks_nothing(data: Any) -> None:
    release = Release(version="v", projects=(ProjectRef(slug="web", health_data=data),), adoption_stages={"web": data})

    [told] = health.prepare(release, CLOCK)

    assert told.is_silent, json.dumps(data)


def test_very_many_points_are_cut() -> None:
    data = {"hasHealthData": True, "stats": {"24h": [[number, number] for number in range(10_000)]}}

    [told] = health.prepare(Release(version="v", projects=(ProjectRef(slug="web", health_data=data),)), CLOCK)

    assert len(told.stretches) == 200
    assert told.stretches[-1].count == 9999
