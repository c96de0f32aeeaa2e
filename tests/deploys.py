"""The form that records a deploy: what is typed into it, and what the server has afterwards."""

from __future__ import annotations

from typing import Any

from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.pages import form_data

URL = "/acme/releases/shop@1.0.1/deploys/new/"
SHOP: dict[str, Any] = {"version": "shop@1.0.1", "projects": ["web", "backend"]}
STARTED, FINISHED = "2026-01-02T03:04:05Z", "2026-01-02T03:10:00Z"


def typed(client: Client, **fields: Any) -> dict[str, Any]:
    """Return what a browser posts of a form that was just opened, for every project."""
    data = form_data(client.get(URL), "#deploy-form")
    return data | {"environment": "production", "projects": SHOP["projects"], **fields}


def deploy_count(server: DemoServer) -> int:
    """Return how many deploys the release has."""
    return int(server.release("shop@1.0.1")["deployCount"] or 0)
