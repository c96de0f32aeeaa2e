"""The release whose form the tests of editing fill in."""

from django.test import Client

from tests.pages import form_data

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
