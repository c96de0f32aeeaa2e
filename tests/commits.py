"""The form that changes the commits of a release: what is typed into it, and how it is sent step by step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.pages import form_data

URL = "/acme/releases/shop@1.0.1/commits/edit/"
ONE = {
    "id": "c1",
    "repository": "acme/shop",
    "message": "Take orders\n\nFixes SHOP-1",
    "author_name": "Ada Byron",
    "author_email": "ada@acme.test",
    "timestamp": "2026-01-02T03:04:05.678901Z",
}
TWO = {"id": "c2", "repository": "acme/shop", "message": "Open the shop", "timestamp": "2026-01-01T00:00:00Z"}
SHOP: dict[str, Any] = {
    "version": "shop@1.0.1",
    "ref": "a1",
    "url": "https://example.com/",
    "dateReleased": "2026-01-05T00:00:00Z",
    "commits": [ONE, TWO],
}


def typed(*commits: dict[str, str], **fields: str) -> dict[str, str]:
    """Return what a browser posts of the form with these commits as rows."""
    rows = {f"commits-{number}-{name}": text for number, row in enumerate(commits) for name, text in row.items()}
    return {"what": "commits", "note": "", **rows, **fields}


def typed_refs(*refs: dict[str, str], **fields: str) -> dict[str, str]:
    """Return what a browser posts of the form with these refs as rows."""
    rows = {f"refs-{number}-{name}": text for number, row in enumerate(refs) for name, text in row.items()}
    return {"what": "refs", "note": "", **rows, **fields}


def previewed(client: Client, data: dict[str, str], address: str = URL) -> dict[str, str]:
    """Return what a browser posts of the preview, by the button that sends it."""
    preview = client.post(address, data | {"step": "preview"})
    return form_data(preview, "#commits-preview") | {"step": "send"}


def send(client: Client, data: dict[str, str], address: str = URL) -> HttpResponseBase:
    """Go through both steps."""
    return client.post(address, previewed(client, data, address))


def commit_ids(server: DemoServer, version: str = "shop@1.0.1") -> list[str]:
    """Return the ids of the commits that a release has, in the server's order."""
    rows = server.store.connection().execute(
        "SELECT c.sha FROM release_commits rc JOIN commits c ON c.id = rc.commit_id"
        " JOIN releases r ON r.id = rc.release_id WHERE r.version = ? ORDER BY rc.position",
        (version,),
    )
    return [row[0] for row in rows]
