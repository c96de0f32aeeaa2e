"""The demo's own organization and people, kept between runs in the demo's folder."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from releases_ui.demo_api import seed
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, User

ORG = "acme"


def open_server(folder: Path) -> DemoServer:
    """Return the embedded API, filled, at the port it had before if that is free; `with` starts it."""
    port_file = folder / "api-port"
    try:
        server = _server(folder, int(port_file.read_text()) if port_file.exists() else 0)
    except OSError:
        server = _server(folder, 0)
    port_file.write_text(server.url.rstrip("/").rpartition(":")[2])
    # All of it or nothing is stored, so that an interrupted start leaves no half of it.
    if not server.versions():
        server.load(seed.generate(datetime.now(UTC)))
    return server


def _server(folder: Path, port: int) -> DemoServer:
    return DemoServer(
        db=folder / "api.sqlite3", port=port, org=ORG, token=settings.SENTRY_AUTH_TOKEN, public_url="", projects=()
    )


def keep_accounts(folder: Path) -> dict[str, str]:
    """Return a password for each role; the account is called as the role and made where it is missing."""
    path = folder / "accounts.json"
    passwords = json.loads(path.read_text()) if path.exists() else {}
    for role in reversed(Role.values):
        passwords.setdefault(role, secrets.token_urlsafe(12))
        if not User.objects.filter(username=role).exists():
            User.objects.create_user(username=role, password=passwords[role], role=role)
    path.touch(mode=0o600)
    path.write_text(json.dumps(passwords, indent=2))
    return {role: passwords[role] for role in reversed(Role.values)}
