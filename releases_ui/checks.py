"""Checks that stop the start on settings which are missing or unsafe."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name for it
from django.core.exceptions import ImproperlyConfigured

from releases_ui.models import Role
from releases_ui.proxies import network_of
from releases_ui.services import groups

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
    """Refuse a cache that processes cannot share, or one in the database: no thread that reads it may open that."""
    if settings.CACHES["default"]["BACKEND"].endswith(".DatabaseCache"):
        return [Error("CACHE_URL is a database; name Redis or Valkey, or leave it out.", id="releases.E005")]
    if settings.WEB_CONCURRENCY > 1 and not settings.IS_CACHE_SHARED:
        hint = "Set CACHE_URL to Redis or Valkey, or leave WEB_CONCURRENCY out."
        message = "WEB_CONCURRENCY is more than 1 without a cache that the processes share."
        return [Error(message, hint=hint, id="releases.E014")]
    return []


@register()
def check_trusted_proxies(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Refuse what is neither an address nor a network."""
    unreadable = [entry for entry in settings.TRUSTED_PROXIES if network_of(entry) is None]
    hint = "As in 10.0.0.5,192.168.0.0/16: addresses and networks, no names."
    return [
        Error(f"TRUSTED_PROXIES holds {entry!r}, which is no address and no network.", hint=hint, id="releases.E015")
        for entry in unreadable
    ]


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


@register()
def check_openid(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Refuse an OpenID provider that could not be spoken to, or that could let nobody in."""
    if not settings.OIDC_ISSUER:
        return []
    problems: list[CheckMessage] = []
    if not apps.is_installed("allauth.socialaccount"):
        hint = "pip install --require-hashes -r requirements-sso.txt"
        problems.append(
            Error("OIDC_ISSUER is set, but django-allauth is not installed.", hint=hint, id="releases.E006")
        )
    if not _is_issuer(settings.OIDC_ISSUER):
        hint = "Take it from the field `issuer` of the provider's /.well-known/openid-configuration."
        problems.append(Error("OIDC_ISSUER is not an https address.", hint=hint, id="releases.E007"))
    if not (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
        problems.append(Error("OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is missing.", id="releases.E008"))
    if "openid" not in settings.OIDC_SCOPES:
        problems.append(Error("OIDC_SCOPES lacks openid.", id="releases.E009"))
    return problems


def _is_issuer(url: str) -> bool:
    """Say whether an address is one that secrets may be sent to; the length is what allauth stores."""
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    is_safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    is_plain = not (address.query or address.fragment or "@" in address.netloc)
    return bool(address.hostname) and is_safe and is_plain and len(url) <= 200


@register()
def check_proxy_sign_in(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Refuse to believe a header that anybody could send."""
    if not settings.PROXY_USER_HEADER:
        return []
    problems: list[CheckMessage] = []
    if not settings.TRUSTED_PROXIES or any(_is_everywhere(network) for network in settings.TRUSTED_PROXIES):
        hint = (
            "Name the address of the proxy, and nothing wider: whoever connects from there is whom they say they are."
        )
        message = "PROXY_USER_HEADER is set, but TRUSTED_PROXIES does not say which proxy may send it."
        problems.append(Error(message, hint=hint, id="releases.E010"))
    names = (settings.PROXY_USER_HEADER, settings.PROXY_GROUPS_HEADER or "X")
    if not all(re.fullmatch("[A-Za-z0-9-]+", name) for name in names):
        hint = "As in X-Forwarded-User: letters, digits and hyphens."
        message = "PROXY_USER_HEADER or PROXY_GROUPS_HEADER is not the name of a header."
        problems.append(Error(message, hint=hint, id="releases.E011"))
    if settings.PROXY_DEFAULT_ROLE not in Role.values:
        problems.append(Error("PROXY_DEFAULT_ROLE is none of viewer, editor, admin.", id="releases.E012"))
    return problems


def _is_everywhere(entry: str) -> bool:
    network = network_of(entry)
    return network is None or network.prefixlen == 0


@register()
def check_groups(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Refuse to ask for groups of which none lets anybody in."""
    is_asked = settings.OIDC_ISSUER or (settings.PROXY_USER_HEADER and settings.PROXY_GROUPS_HEADER)
    if not is_asked or groups.is_anybody_let_in():
        return []
    hint = "Set ADMIN_GROUPS, EDITOR_GROUPS or VIEWER_GROUPS; VIEWER_GROUPS=* lets everybody look."
    return [Error("People sign in by their groups, but no group gives a role.", hint=hint, id="releases.E013")]
