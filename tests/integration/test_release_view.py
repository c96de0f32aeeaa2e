"""One release: its overview and its parts, each failing alone."""

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.pages import alerts, link, soup, words

SHOP = "/acme/releases/shop@1.0.1/"
pytestmark = pytest.mark.django_db


def commits(count: int) -> list[dict[str, str]]:
    """Return commits, newest first."""
    return [
        {
            "id": f"{index:040x}",
            "repository": "acme/shop",
            "message": f"Commit {index}\n\nwith more words",
            "author_name": "Ada Lovelace",
            "author_email": "ada@example.com",
            "timestamp": f"2026-01-{28 - index // 24:02d}T{23 - index % 24:02d}:00:00Z",
        }
        for index in range(count)
    ]


def test_overview_shows_metadata_commits_and_deploys(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(
        version="shop@1.0.1",
        projects=["shop", "web"],
        ref="a" * 40,
        url="https://example.com/v1.0.1",
        dateReleased="2026-01-02T03:04:05.678901Z",
        dateCreated="2026-01-01T00:00:00Z",
        commits=commits(12),
        deploys=[{"environment": "production", "dateFinished": "2026-01-03T00:00:00Z", "name": "rollout 7"}],
        userAgent="sentry-cli/3.8.2",
        newGroups=4,
    )

    page = viewer.get(SHOP)
    text = words(page)

    assert page.status_code == 200
    shown = (
        "a" * 40, "https://example.com/v1.0.1", "2026-01-02T03:04:05.678901Z", "12 by 1 author", "Commit 0",
        "Ada Lovelace", "production", "rollout 7", "sentry-cli/3.8.2", "New issues 4", "shop , web",
    )  # fmt: skip
    assert [part for part in shown if part not in text] == []
    assert "Semantic version 1.0.1" in text
    assert page["Server-Timing"].startswith("upstream;dur=")


def test_adoption_is_asked_for_only_on_demand(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", adoptionStages={"web": {"stage": "low_adoption", "adopted": None}})

    plain, asked = viewer.get(SHOP), viewer.get(SHOP + "health/")

    assert "low adoption" not in words(plain)
    assert "web low adoption" in words(asked)


def test_part_that_fails_leaves_the_others_standing(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", commits=commits(1), deploys=[{"environment": "production"}])
    viewer.get(SHOP)
    sentry.plan(Fault(kind="status", code=500, path_contains="/commits/", times=3))

    page = viewer.get(SHOP)

    assert page.status_code == 200
    assert "Commits could not be loaded." in alerts(page)
    assert "production" in words(page)


def test_parts_that_the_server_does_not_have_are_told_quietly(viewer: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1", ref="a1")

    overview, tab = viewer.get(SHOP), viewer.get(SHOP + "deploys/")

    assert "GlitchTip keeps no commits." in words(overview)
    assert "GlitchTip keeps no deploys." in words(tab)
    assert alerts(overview) == alerts(tab) == ""


def test_commits_are_paged_and_counted_right(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", commits=commits(230))

    pages = [viewer.get(SHOP + "commits/")]
    while following := link(pages[-1], "next"):
        pages.append(viewer.get(SHOP + "commits/" + following))

    titles = [str(line.select_one("bdi:not(.mono)").text) for page in pages for line in soup(page).select("li.commit")]  # type: ignore[union-attr]
    assert titles == [f"Commit {index}" for index in range(230)]


def test_files_are_searched_and_downloaded_through_us(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(
        version="shop@1.0.1",
        files=[
            {"name": "~/static/app.js", "content": "let a = 1;", "dist": "web"},
            {"name": "~/static/other.css", "content": "a {}"},
        ],
    )

    page = viewer.get(SHOP + "files/", {"query": "APP"})
    address = str(soup(page).select_one("a[download]")["href"])  # type: ignore[index]
    download = viewer.get(address)

    assert [row.text for row in soup(page).select("tbody th")] == ["~/static/app.js"]
    assert b"".join(download.streaming_content) == b"let a = 1;"  # type: ignore[attr-defined]
    assert download["Content-Type"] == "application/octet-stream"
    assert download["Content-Disposition"].startswith("attachment; filename*=UTF-8''app.js")
    assert download["X-Content-Type-Options"] == "nosniff"


def test_download_that_the_token_may_not_do_says_why(viewer: Client, sentry: DemoServer, settings: Settings) -> None:
    sentry.add(version="shop@1.0.1", files=[{"name": "app.js", "content": "let a = 1;"}])
    address = str(soup(viewer.get(SHOP + "files/")).select_one("a[download]")["href"])  # type: ignore[index]
    sentry.add_token("read-only-token", ["project:read"])
    settings.SENTRY_AUTH_TOKEN = "read-only-token"

    refused = viewer.get(address)

    assert refused.status_code == 502
    assert "The token is not allowed to do this" in alerts(refused)


def test_raw_page_shows_the_servers_json(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", ref="<script>alert(1)</script>")

    page = viewer.get(SHOP + "raw/")

    assert '"ref": "<script>alert(1)</script>"' in soup(page).select_one("#raw").text  # type: ignore[union-attr]
    assert b"<script>alert(1)" not in page.content


def test_links_are_made_only_from_web_addresses(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(
        version="shop@1.0.1",
        url="javascript:alert(1)",
        deploys=[{"environment": "production", "name": "d", "url": "data:text/html,x"}],
    )

    page = soup(viewer.get(SHOP))

    schemes = {str(anchor["href"]).split(":")[0] for anchor in page.select("a[href]") if ":" in str(anchor["href"])}
    assert schemes <= {"http", "https"}
    assert "not a web address" in page.text


@pytest.mark.parametrize("tab", ["", "commits/", "files/", "deploys/", "history/", "raw/", "edit/"])
def test_unknown_release_is_not_found_on_every_page(editor: Client, sentry: DemoServer, tab: str) -> None:
    page = editor.get(SHOP + tab)

    assert page.status_code == 404
    assert "Not found" in alerts(page)


@pytest.mark.parametrize("version", [".", "..", "stats"])
def test_version_that_would_leave_its_place_never_reaches_the_api(
    viewer: Client, sentry: DemoServer, version: str
) -> None:
    viewer.get("/acme/releases/")
    sentry.clear_requests()

    page = viewer.get(f"/acme/releases/{version.replace('.', '%2E')}/")

    assert page.status_code == 404
    assert sentry.requests == []
