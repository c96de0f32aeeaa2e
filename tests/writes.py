"""What the server was sent."""

from __future__ import annotations

import json
from typing import Any

from releases_ui.demo_api.server import DemoServer


def bodies(server: DemoServer) -> list[dict[str, Any]]:
    """Return the body of each write that the server got."""
    return [json.loads(seen.body) for seen in server.requests if seen.method != "GET"]
