"""Checks that stop the start on settings which are missing or unsafe."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name for it
from django.core.exceptions import ImproperlyConfigured

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@register()
def check_secret_key(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Refuse to start without a long secret key."""
    if len(_secret_key()) >= 32:
        return []
    return [
        Error(
            "SECRET_KEY is missing or shorter than 32 characters.",
            hint="Set it to a long random text, kept for good: everybody is signed out when it changes.",
            id="releases.E001",
        )
    ]


def _secret_key() -> str:
    """Return the key; Django itself raises where it is empty."""
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


@register()
def check_upstream(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Refuse a releases API without a token, or one that the token would reach in clear text."""
    problems: list[CheckMessage] = []
    if not settings.SENTRY_AUTH_TOKEN:
        problems.append(
            Error(
                "SENTRY_AUTH_TOKEN is missing.",
                hint="Set it to a token with org:read, project:read and project:releases. `make demo` needs none.",
                id="releases.E002",
            )
        )
    problems += _problems_of_address(settings.SENTRY_URL)
    if settings.SENTRY_DIALECT not in {"auto", "sentry", "glitchtip"}:
        problems.append(Error("SENTRY_DIALECT is none of auto, sentry, glitchtip.", id="releases.E004"))
    return problems


def _problems_of_address(url: str) -> list[CheckMessage]:
    try:
        address = urlsplit(url)
    except ValueError:
        address = urlsplit("")
    if address.scheme not in {"http", "https"} or not address.hostname:
        return [Error("SENTRY_URL is not an http or https address.", id="releases.E003")]
    if address.scheme == "http" and address.hostname not in _LOOPBACK:
        return [Warning("SENTRY_URL is plain http: the token travels in clear text.", id="releases.W001")]
    return []


@register()
def check_cache(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Refuse a cache in the database: it is read by threads in which no connection may be opened."""
    if settings.CACHES["default"]["BACKEND"].endswith(".DatabaseCache"):
        return [Error("CACHE_URL is a database; name Redis or Valkey, or leave it out.", id="releases.E005")]
    return []


@register()
def check_transport(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Warn where pages and cookies travel without encryption."""
    if not settings.ALLOW_HTTP:
        return []
    return [
        Warning(
            "ALLOW_HTTP is on: no HTTPS, cookies without Secure.",
            hint="For loopback and tests only.",
            id="releases.W002",
        )
    ]
