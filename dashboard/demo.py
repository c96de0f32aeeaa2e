"""Where the demo keeps its data, and the settings it needs before Django reads its own."""

import os
import secrets
from pathlib import Path

_SETTINGS_OF_A_REAL_SERVER = (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "OIDC_ISSUER",
    "PROXY_USER_HEADER",
    "TRUSTED_PROXIES",
    "WEB_CONCURRENCY",
)


def prepare(folder: Path) -> Path:
    """Replace what the environment says of servers and secrets by the demo's own; return the folder of its data.

    The demo must never touch a real organization or its database, whatever a `.env` file says.

    Args:
        folder: where to keep the data, unless DEMO_FOLDER names another place.
    """
    folder = Path(os.environ.get("DEMO_FOLDER", folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in _SETTINGS_OF_A_REAL_SERVER:
        os.environ.pop(name, None)
    os.environ.update(
        SECRET_KEY=_kept_secret(folder / "secret-key"),
        SENTRY_AUTH_TOKEN=_kept_secret(folder / "api-token"),
        SENTRY_URL=os.environ.get("DEMO_API_URL", "http://127.0.0.1/"),
        SENTRY_ORG="acme",
        SENTRY_DIALECT="auto",
        ALLOW_HTTP="1",
    )
    return folder


def _kept_secret(path: Path) -> str:
    """Return the secret in `path`, making one on the first run; only its owner may read it."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
