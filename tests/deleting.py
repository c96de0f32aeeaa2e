"""The release whose delete form the tests fill in."""

from __future__ import annotations

from typing import Any

from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.pages import form_data

RELEASE = "/acme/releases/shop@1.0.1/"
DELETE = f"{RELEASE}delete/"
COMMITS = [{"id": f"{number:040x}", "repository": "acme/shop", "message": f"Change {number}"} for number in range(3)]
SHOP: dict[str, Any] = {
    "version": "shop@1.0.1",
    "ref": "a1",
    "url": "https://example.com/1",
    "dateReleased": "2026-01-02T03:04:05Z",
    "dateCreated": "2026-01-01T00:00:00Z",
    "projects": ["web", "ios"],
    "commits": COMMITS,
    "deploys": [{"environment": "production", "dateFinished": "2026-01-02T04:00:00Z"}],
    "files": [{"name": "~/app.js", "content": "alert", "debugId": "d1"}],
}


def confirmed(client: Client, version: str = "shop@1.0.1", **changes: str) -> dict[str, str]:
    """Return what a browser posts of the form after the version was typed."""
    return form_data(client.get(f"/acme/releases/{version}/delete/")) | {"version": version} | changes


def deletes(server: DemoServer) -> int:
    """Return how many deletes were sent so far."""
    return len([seen for seen in server.requests if seen.method == "DELETE"])
