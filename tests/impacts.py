"""A release between two others, and what is said of its date."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.editing import SHOP
from tests.pages import soup

EDIT = "/acme/releases/shop-here/edit/"
IMPACT = f"{EDIT}impact/"
LIST = "/api/0/organizations/acme/releases/"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def add(server: DemoServer, version: str, released: str | None, *, created: int = 1, **body: Any) -> None:
    """Add a release of the 2nd to 9th of January, or one that is not released."""
    dates = {"dateCreated": f"2026-01-01T00:00:{created:02d}Z", "dateReleased": released}
    server.add(version=version, **dates, **body)


def three(server: DemoServer, **body: Any) -> None:
    """Add the release of the form, released on the 2nd, and one before and one after it."""
    add(server, "shop-before", "2026-01-01T12:00:00Z", created=1, **body)
    server.add(**SHOP | {"version": "shop-here", "dateCreated": "2026-01-01T00:00:02Z"} | body)
    add(server, "shop-after", "2026-01-03T00:00:00Z", created=3, **body)


def asked(client: Client, **typed: str) -> HttpResponseBase:
    """Return what is said of a date, as htmx swaps it beside the form."""
    return client.get(f"{IMPACT}?{urlencode(typed)}", headers=HTMX)


def page(client: Client, **typed: str) -> HttpResponseBase:
    """Return the same as a page of its own."""
    return client.get(f"{IMPACT}?{urlencode(typed)}")


def region(response: HttpResponseBase) -> str:
    """Return the words of the region of a form, or of the fragment that fills it, blanks folded."""
    found = soup(response).select_one("[data-impact]") or soup(response)
    return " ".join(found.get_text().split())


def lists(server: DemoServer) -> list[str]:
    """Return the queries of the lists that were read, without the one that finds out which server it is."""
    return [seen.query for seen in server.requests if seen.path == LIST and "per_page=100" in seen.query]
