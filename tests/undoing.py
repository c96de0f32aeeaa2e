"""The page that proposes to take an edit back, and the form on it."""

from __future__ import annotations

from collections.abc import Mapping

from django.test import Client

from releases_ui.models import Change
from tests.editing import EDIT, edited
from tests.pages import form_data, soup

FORM = 'form:has([name="undoes"])'


def address_of(number: int) -> str:
    """Return where it is proposed to take a change back."""
    return f"/acme/history/{number}/undo/"


def saved(client: Client, **changes: str) -> int:
    """Edit the release; return the number of the change."""
    client.post(EDIT, edited(client, **changes))
    return Change.objects.latest("pk").pk


def prospects(client: Client, number: int) -> Mapping[str, str]:
    """Return, by field, what writing it back would come to."""
    page = soup(client.get(address_of(number)))
    return {str(row["data-field"]): str(row["data-prospect"]) for row in page.select("[data-prospect]")}


def undone(client: Client, number: int, **changes: str) -> int:
    """Take a change back; return the number of the change that does it."""
    client.post(EDIT, form_data(client.get(address_of(number)), FORM) | changes)
    return Change.objects.latest("pk").pk
