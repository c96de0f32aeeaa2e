"""Addresses of our own pages. `release_href` is the only builder of links to a release."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote, urlencode, urlsplit

from django.urls import get_script_prefix

from releases_ui.sentry_api.dialect import Dialect

Page = Literal[
    "",
    "edit",
    "edit/impact",
    "edit/commands",
    "copy",
    "commits",
    "commits/edit",
    "commits/activity",
    "files",
    "deploys",
    "deploys/new",
    "health",
    "history",
    "neighbours",
    "raw",
    "status",
    "delete",
]


def release_href(org: str, version: str, dialect: Dialect, page: Page = "") -> str | None:
    """Return the address of a release's page; `None` where the API cannot address such a version.

    A version is data: everything in it is percent-encoded. Those that would climb out of their place are refused
    before, as browsers resolve `.` and `..` even when they are encoded.
    """
    if dialect.unaddressable_reason(version) is not None:
        return None
    tail = f"{page}/" if page else ""
    return f"{list_href(org)}{quote(version, safe='')}/{tail}"


def list_href(org: str) -> str:
    """Return the address of the organization's list."""
    return f"{get_script_prefix()}{quote(org, safe='')}/releases/"


def history_href(org: str, version: str = "") -> str:
    """Return the address of the organization's history, of versions that start with `version`."""
    query = f"?{urlencode({'version': version})}" if version else ""
    return f"{get_script_prefix()}{quote(org, safe='')}/history/{query}"


def change_href(org: str, number: int) -> str:
    """Return the address of one change."""
    return f"{history_href(org)}{number}/"


def undo_href(org: str, number: int) -> str:
    """Return the address where taking one change back is proposed."""
    return f"{change_href(org, number)}undo/"


def compare_href(org: str, one: str, other: str) -> str:
    """Return the address where two releases are compared."""
    return f"{get_script_prefix()}{quote(org, safe='')}/compare/?{urlencode({'from': one, 'to': other})}"


def is_web_address(text: str | None) -> bool:
    """Say whether `text` may be a link: http and https only, whatever upstream sent."""
    if not text:
        return False
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
