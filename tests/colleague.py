"""Somebody else, who edits releases without the dashboard."""

from __future__ import annotations

import json
from urllib.parse import quote
from urllib.request import Request, urlopen

from releases_ui.demo_api.server import DemoServer


def edit(server: DemoServer, version: str, **fields: str | None) -> None:
    """Set fields of a release over the API; the others are sent along, as GlitchTip would wipe them."""
    release = server.release(version)
    body = {"ref": release["ref"], "dateReleased": release["dateReleased"]} | fields
    put(server, version, json.dumps(body).encode())


def set_commits(server: DemoServer, version: str, *commits: dict[str, str]) -> None:
    """Replace the commits of a release over the API."""
    put(server, version, json.dumps({"commits": commits} if commits else {"refs": []}).encode())


def put(server: DemoServer, version: str, body: bytes) -> None:
    """Send a change of a release over the API as it is."""
    request = Request(
        f"{server.url}api/0/organizations/{server.org}/releases/{quote(version, safe='')}/",
        data=body,
        headers={"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"},
        method="PUT",
    )
    with urlopen(request) as answer:
        answer.read()


def delete(server: DemoServer, version: str) -> None:
    """Delete a release over the API."""
    request = Request(
        f"{server.url}api/0/organizations/{server.org}/releases/{quote(version, safe='')}/",
        headers={"Authorization": f"Bearer {server.token}"},
        method="DELETE",
    )
    with urlopen(request) as answer:
        answer.read()
