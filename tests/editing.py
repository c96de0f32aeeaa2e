"""The release whose form the tests of editing fill in."""

from django.http import HttpResponseBase
from django.test import Client

from tests.pages import form_data, soup

EDIT = "/acme/releases/shop@1.0.1/edit/"
SHOP = {
    "version": "shop@1.0.1",
    "ref": "a1",
    "url": "https://example.com/old",
    "dateReleased": "2026-01-02T03:04:05.678901Z",
    "dateCreated": "2026-01-01T00:00:00Z",
}


def edited(client: Client, address: str = EDIT, **changes: str) -> dict[str, str]:
    """Return what a browser posts of the form after these changes."""
    return form_data(client.get(address)) | changes


def values(response: HttpResponseBase, field: str) -> list[str]:
    """Return the three values of a field in conflict: when the form was opened, on the server now, as typed."""
    shown = soup(response).select(f'[data-field="{field}"] > td')
    return [" ".join(value.get_text().split()) for cell in shown for value in cell.select("bdi.mono, time")[:1]]


def state(response: HttpResponseBase, field: str) -> str:
    """Return what is to become of a field, in the word that stands under its name."""
    badge = soup(response).select_one(f'[data-field="{field}"] > th .badge')
    return badge.get_text().strip() if badge else ""
