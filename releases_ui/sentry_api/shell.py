"""Calls of the API as commands for a shell, for people who go on in a script.

The token is never in them: it stands as `$SENTRY_AUTH_TOKEN`, which `sentry-cli` reads by itself.
"""

import json
import shlex

from releases_ui.sentry_api.dialect import Body

_AUTHORIZATION = '"Authorization: Bearer $SENTRY_AUTH_TOKEN"'


def curl(base_url: str, path: str, body: Body | None = None, method: str = "GET") -> str:
    """Return a command of `curl` that makes one call.

    Args:
        base_url: the server's.
        path: below `/api/0/`, encoded.
        body: sent as JSON, in ASCII so that nothing in it is unseen.
        method: of HTTP.
    """
    parts = ["curl --fail-with-body", f"-H {_AUTHORIZATION}"]
    if body is not None:
        parts += [f"-X {method}", "-H 'Content-Type: application/json'", f"--data-raw {shlex.quote(json.dumps(body))}"]
    parts.append(shlex.quote(f"{base_url.rstrip('/')}/api/0/{path}"))
    return " \\\n  ".join(parts)


def finalize(base_url: str, org: str, version: str, options: tuple[str, ...]) -> str:
    """Return a command of `sentry-cli` 3 that sets what its `finalize` can; a version with a dash is no option."""
    words = [
        *("sentry-cli", "--url", base_url, "releases", "finalize", "--org", org),
        *(f"{name}={value}" for name, value in zip(options[::2], options[1::2], strict=True)),
        *("--", version),
    ]
    return shlex.join(words)
