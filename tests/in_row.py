"""The form under a row of the list, in the hands of a person with a browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from releases_ui.demo_api.server import DemoServer

LIST = "/acme/releases/"
VERSIONS = ("shop@1.0.2", "shop@1.0.1", "shop@1.0.0")


def add_releases(server: DemoServer) -> None:
    """Store three releases; the one in the middle is the one to edit."""
    for day, version in enumerate(reversed(VERSIONS), start=1):
        server.add(
            version=version,
            ref="a1",
            url="https://example.com/old",
            dateReleased="2026-01-02T03:04:05.678901Z",
            dateCreated=f"2026-01-{day:02d}T00:00:00Z",
            commits=[{"id": "c1", "author_name": "Ada", "author_email": "ada@example.com"}],
        )


def pencil(page: Page) -> Locator:
    """Return the link that opens the form under the row in the middle."""
    return page.get_by_role("link", name="Edit shop@1.0.1")


def open_form(page: Page) -> Locator:
    """Open the form under the row in the middle, and return it."""
    pencil(page).click()
    form = page.get_by_role("form", name="Edit shop@1.0.1")
    expect(form.get_by_label("Ref")).to_be_focused()
    return form


def outcome(page: Page, field: str) -> Locator:
    """Return the line that tells what became of a field."""
    return page.locator(f'[data-field="{field}"]')
