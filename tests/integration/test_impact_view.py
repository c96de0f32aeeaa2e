"""What a date moves, asked at an address of its own: per project, bounded, each failing alone."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.editing import SHOP
from tests.impacts import EDIT, IMPACT, add, asked, lists, page, region, three
from tests.pages import alerts, soup, words

pytestmark = pytest.mark.django_db


def test_address_of_its_own_says_what_a_date_moves(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    response = page(editor, dateReleased="2026-01-05 09:00", time_zone="UTC")

    assert region(response) == (
        "web: this release becomes the latest, in place of shop-after. "
        "The next release will count its commits from here. This release will count its own commits from shop-after. "
        "shop-after will count its commits from shop-before, no longer from here. "
        "Commits that are recorded already stay where they are."
    )
    assert soup(response).select_one("h1") is not None


def test_fragment_says_the_same_as_the_page(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    typed = {"dateReleased": "2026-01-05 09:00", "time_zone": "UTC"}

    fragment = asked(editor, **typed)

    assert region(fragment) == region(page(editor, **typed))
    assert soup(fragment).select_one("html, main, h1") is None
    assert "HX-Request-Type" in fragment["Vary"]


def test_release_that_is_not_released_stands_by_its_creation(editor: Client, sentry: DemoServer) -> None:
    add(sentry, "shop-before", "2026-01-01T00:00:01Z", created=1)
    add(sentry, "shop-here", None, created=5)

    assert region(editor.get(EDIT)).startswith("web: this release is the latest.")


def test_archived_releases_count(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    add(sentry, "old-archived", "2026-01-04T00:00:00Z", created=4, status="archived")

    assert region(editor.get(EDIT)).startswith("web: old-archived is the latest.")


def test_project_with_version_numbers_keeps_its_latest(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    add(sentry, "shop@1.0.2", "2026-01-03T12:00:00Z", created=4)

    said = region(asked(editor, dateReleased="2026-01-09 09:00", time_zone="UTC"))

    assert said.startswith(
        "web: shop@1.0.2 stays the latest. Sentry chooses it by version number here, and counts commits by date. "
        "The next release will count its commits from here."
    )


def test_every_project_of_a_release_is_looked_at_by_itself(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    sentry.add_project("api")
    add(sentry, "api-only", "2026-02-01T00:00:00Z", created=9, projects=["api"])
    sentry.add(**SHOP | {"version": "both", "projects": ["web", "api"], "dateCreated": "2026-01-01T00:00:08Z"})

    response = editor.get("/acme/releases/both/edit/")

    said = region(response)
    assert "api: api-only is the latest." in said
    assert "web: shop-after is the latest." in said
    assert "This release belongs to 2 projects: web, api . All of them see the change." in words(response)


def test_project_that_fails_fails_alone(editor: Client, sentry: DemoServer) -> None:
    sentry.add_project("api")
    three(sentry, projects=["web", "api"])
    sentry.plan(Fault("status", method="GET", path_contains="/releases/?project=1&", times=0, code=502))

    response = editor.get(EDIT)

    said = region(response)
    assert response.status_code == 200
    assert "shop-after is the latest." in said
    assert "could not be looked up. Sentry answered" in said
    assert said.count("The form is not affected.") == 1
    assert alerts(response) == ""
    assert soup(response).select_one('button[type="submit"]:not([disabled])') is not None


def test_five_projects_are_looked_at_and_the_others_named(editor: Client, sentry: DemoServer) -> None:
    slugs = [f"p{number}" for number in range(7)]
    for slug in slugs:
        sentry.add_project(slug)
    three(sentry, projects=slugs)
    sentry.clear_requests()

    said = region(editor.get(EDIT))

    assert said.startswith("p0, p1, p2, p3, p4: shop-after is the latest.")
    assert said.endswith("Not looked at: p5, p6.")
    assert len(lists(sentry)) == 5


@pytest.mark.parametrize(("count", "is_told"), [(97, False), (98, True)])
def test_bound_is_told_where_there_are_older_releases(
    editor: Client, sentry: DemoServer, count: int, is_told: bool
) -> None:
    three(sentry)
    sentry.load({"version": f"n{n}", "projects": ["web"], "dateCreated": "2025-01-01T00:00:00Z"} for n in range(count))

    assert ("Only the 100 newest created releases were looked at." in region(editor.get(EDIT))) is is_told


def test_row_that_cannot_be_read_is_counted(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    sentry.plan(
        Fault("alter", method="GET", path_contains="/releases/?project=", fields={"dateReleased": "nonsense"}, row=0)
    )

    said = region(editor.get(EDIT))

    assert "1 release could not be read, and may stand anywhere." in said
    assert "The next release counts its commits from here." in said


def test_release_that_does_not_exist_is_not_found(editor: Client, sentry: DemoServer) -> None:
    assert (asked(editor).status_code, page(editor).status_code) == (404, 404)


def test_viewer_may_not_ask(viewer: Client, sentry: DemoServer) -> None:
    three(sentry)

    assert (asked(viewer).status_code, page(viewer).status_code) == (403, 403)
    assert sentry.requests == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_but_looking_is_possible(editor: Client, sentry: DemoServer, method: str) -> None:
    assert getattr(editor, method)(IMPACT).status_code == 405


def test_hostile_names_are_shown_as_text(editor: Client, sentry: DemoServer) -> None:
    hostile = '<img src=x onerror="alert(1)">'
    three(sentry)
    add(sentry, hostile, "2026-01-04T00:00:00Z", created=4)
    add(sentry, "x\u202ey", "2026-01-01T18:00:00Z", created=5)
    sentry.plan(Fault("alter", method="GET", path_contains="shop", fields={"projects": [{"slug": hostile, "id": 1}]}))

    response = editor.get(EDIT)

    assert region(response).startswith(f"{hostile}: {hostile} is the latest.")
    assert "x⟨U+202E⟩y" in region(response)
    assert soup(response).select("img") == []


def test_session_that_has_ended_does_not_lead_away_from_the_form(client: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")

    response = client.get(
        "/acme/releases/shop@1.0.1/edit/impact/", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )

    assert response.status_code == 401
    assert "HX-Redirect" not in response.headers
    assert response.content.decode() == "You are signed out. What you typed is still here."
