"""The form for a new release: what is typed into it, and what is read from it and from the server."""

from __future__ import annotations

from django.http import HttpResponseBase

from releases_ui.demo_api.server import DemoServer
from tests.pages import soup

URL = "/acme/new-release/"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
UNSURE = (
    "It exists now; whether this attempt created it or somebody else did at the same moment, the server does not tell."
)


def typed(**fields: object) -> dict[str, object]:
    """Return what a browser posts of a form with the least that is needed."""
    return {
        "version": "shop@1.0.0",
        "projects": ["web"],
        "ref": "",
        "url": "",
        "dateReleased": "",
        "time_zone": "UTC",
        "note": "",
        "paste": "",
        "commits-TOTAL_FORMS": "0",
        "commits-INITIAL_FORMS": "0",
        "refs-TOTAL_FORMS": "0",
        "refs-INITIAL_FORMS": "0",
        **fields,
    }


def text_of(response: HttpResponseBase) -> str:
    """Return the words of the whole page."""
    return " ".join(soup(response).get_text(" ").split())


def value_of(response: HttpResponseBase, name: str) -> str | None:
    """Return what stands in the input called `name`, `None` without one."""
    found = soup(response).select_one(f'input[name="{name}"]')
    return str(found["value"]) if found else None


def writes(server: DemoServer) -> list[str]:
    """Return the path of each write that the server got."""
    return [seen.path for seen in server.requests if seen.method != "GET"]
