"""What a first visit to the list costs over the wire."""

from __future__ import annotations

import gzip
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Response

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits

MOST_BYTES = 60_000
MOST_REQUESTS = 8
MOST_SCRIPT_BYTES = 10_000


def test_first_visit_to_the_list_is_light(visits: Visits, editor: Client, sentry: DemoServer) -> None:
    for number in range(25):
        sentry.add(
            version=f"storefront-web@{number}.{number * 7}.0-rc.{number}+{number:07x}",
            ref=f"{number:040x}",
            url=f"https://github.com/acme/storefront/releases/tag/{number}",
            dateReleased="2026-01-02T03:04:05.678901Z",
            commits=[{"id": f"{number:040x}", "author_name": "Ada", "author_email": "ada@example.com"}],
        )
    page = visits.open("about:blank", editor)
    arrived: list[Response] = []
    page.on("response", lambda response: arrived.append(response))  # noqa: PLW0108 - Playwright sets attributes on it

    page.goto("/acme/releases/", wait_until="networkidle")

    assert page.locator("tr[data-version]").count() == 25
    assert len(arrived) <= MOST_REQUESTS
    assert sum(map(size, arrived)) < MOST_BYTES
    # Chromium tells of the sprite again when it takes it from its cache.
    assert len({response.url for response in arrived if ".svg" in response.url}) == 1


def size(response: Response) -> int:
    """Return how much an answer weighs as servers send it in earnest: with its headers, and compressed."""
    headers = sum(len(header["name"]) + len(header["value"]) + 4 for header in response.headers_array())
    return headers + len(gzip.compress(response.body()))


def test_scripts_are_small() -> None:
    scripts = sorted((Path(settings.BASE_DIR) / "static/js").glob("*.js"))

    assert len(scripts) > 1
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) < MOST_SCRIPT_BYTES
