"""Older and newer release of the same project, from a release's page."""

from __future__ import annotations

import pytest
from bs4 import Tag
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.pages import soup, words

pytestmark = pytest.mark.django_db

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def where(version: str) -> str:
    return f"/acme/releases/{version.replace('@', '%40')}/neighbours/"


def link(page: Tag, key: str) -> Tag | None:
    return page.select_one(f'[aria-keyshortcuts="{key}"]')


@pytest.fixture(params=["sentry", "glitchtip"])
def api(request: pytest.FixtureRequest) -> DemoServer:
    """Either server with four releases: of web, of both, of backend, of web again."""
    server: DemoServer = request.getfixturevalue(request.param)
    plan = [("web@1", ["web"]), ("both@1", ["web", "backend"]), ("backend@1", ["backend"]), ("web@2", ["web"])]
    for day, (version, projects) in enumerate(plan, start=1):
        server.add(version=version, projects=projects, dateCreated=f"2026-01-0{day}T00:00:00Z")
    return server


def test_neighbours_are_those_of_the_same_project(viewer: Client, api: DemoServer) -> None:
    page = soup(viewer.get(where("web@2"), headers=PARTIAL))

    older = link(page, "]")
    assert older is not None
    assert older["href"] == "/acme/releases/both%401/?project=web"
    assert link(page, "[") is None
    assert "nothing newer in web" in words(viewer.get(where("web@2")))
    assert page.select_one('[href="/acme/compare/?from=both%401&to=web%402"]')


def test_another_project_of_the_release_can_be_chosen_and_is_kept(viewer: Client, api: DemoServer) -> None:
    page = soup(viewer.get(where("both@1"), {"project": "backend"}))

    newer, older = link(page, "["), link(page, "]")
    assert newer is not None
    assert newer["title"] == "backend@1"
    assert older is None
    chosen = page.select_one("select[name=project] [selected]")
    assert chosen is not None
    assert chosen.text == "backend"


def test_walk_along_the_second_project_stays_in_it(viewer: Client, api: DemoServer) -> None:
    second = api.release("both@1")["projects"][1]["slug"]

    newer = link(soup(viewer.get(where("both@1"), {"project": second})), "[")
    assert newer is not None
    landed = viewer.get(str(newer["href"]))

    around = soup(landed).select_one("#neighbours")
    assert around is not None
    assert around["hx-get"] == f"{where(str(newer['title']))}?project={second}"


def test_release_in_no_project_has_none(viewer: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="lonely", projects=[])

    assert "It is in no project" in words(viewer.get(where("lonely")))


def test_release_that_is_far_down_is_said_not_to_be_found(
    viewer: Client, glitchtip: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releases_ui.services.neighbours.MAX_PAGES", 1)
    glitchtip.add(version="deep@1", dateCreated="2025-01-01T00:00:00Z")
    for number in range(101):
        glitchtip.add(version=f"web@{number}", dateCreated="2026-01-01T00:00:00Z")

    page = viewer.get(where("deep@1"))

    assert "was not found among the 100 newest releases" in words(page)
    assert link(soup(page), "]") is None


def test_failure_says_so_in_its_line_and_can_be_tried_again(viewer: Client, api: DemoServer) -> None:
    viewer.get("/acme/releases/web%401/")
    api.plan(Fault("status", method="GET", times=0, code=503))

    response = viewer.get(where("web@1"), headers=PARTIAL)

    assert response.status_code == 502
    page = soup(response)
    assert "could not be looked up" in page.text
    again = page.find("a", string="Try again")
    assert isinstance(again, Tag)
    assert again["hx-get"] == where("web@1")


def test_hostile_version_is_led_to_by_its_address_alone(viewer: Client, sentry: DemoServer) -> None:
    hostile = '"><img src=x onerror=alert(1)>?#%2F'
    sentry.add(version=hostile, dateCreated="2026-01-01T00:00:00Z")
    sentry.add(version="web@1", dateCreated="2026-01-02T00:00:00Z")

    older = link(soup(viewer.get(where("web@1"))), "]")

    assert older is not None
    assert older["title"] == hostile
    assert viewer.get(str(older["href"])).status_code == 200


def test_neighbour_that_cannot_be_opened_says_why(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="feature/login", dateCreated="2026-01-01T00:00:00Z")
    sentry.add(version="web@1", dateCreated="2026-01-02T00:00:00Z")

    page = viewer.get(where("web@1"))

    assert link(soup(page), "]") is None
    assert "older feature/login It holds a slash" in words(page)
