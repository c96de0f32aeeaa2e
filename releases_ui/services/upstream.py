"""The one client of the process, made from the settings, and what every service knows of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signals import setting_changed

from releases_ui import calls
from releases_ui.sentry_api.client import ReleasesClient

if TYPE_CHECKING:
    from releases_ui.sentry_api.transport import Call

USER_AGENT = "releases-dashboard"

_lock = threading.Lock()
_client: ReleasesClient | None = None


@dataclass(frozen=True)
class ReleaseKey:
    """What names one release: the organization's slug and the version, both as the API has them."""

    org: str
    version: str


def client() -> ReleasesClient:
    """Return the process's client, made on first use; making it does not touch the network."""
    global _client  # noqa: PLW0603 - one connection pool for the process is the point
    with _lock:
        if _client is None:
            _client = ReleasesClient(
                settings.SENTRY_URL,
                settings.SENTRY_AUTH_TOKEN,
                dialect=settings.SENTRY_DIALECT,
                pool_size=settings.WEB_THREADS,
                max_in_flight=settings.WEB_THREADS,
                processes=settings.WEB_CONCURRENCY,
                user_agent=USER_AGENT,
                on_call=_count,
                request_id=calls.request_id,
            )
        return _client


def forget_client() -> None:
    """Close the client, so that the next call makes one from the settings as they are then."""
    global _client  # noqa: PLW0603 - see client()
    with _lock:
        if _client is not None:
            _client.close()
        _client = None


def _count(call: Call) -> None:
    made = calls.current.get()
    if made is not None:
        made.add(call.ms)


def _on_setting_changed(*, setting: str, **_kwargs: Any) -> None:
    if setting.startswith("SENTRY_") or setting in {"WEB_THREADS", "WEB_CONCURRENCY"}:
        forget_client()


setting_changed.connect(_on_setting_changed)
