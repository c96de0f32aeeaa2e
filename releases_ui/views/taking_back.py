"""Forms that take a change back: which one, and what that fills in."""

from __future__ import annotations

from django.http import HttpRequest

from releases_ui.models import Change
from releases_ui.sentry_api.dialect import ReleaseField
from releases_ui.sentry_api.sentences import say
from releases_ui.services import undo
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import FIELDS

#: Longer numbers are no change's, and more than a database can look for.
_MAX_DIGITS = 18


def change_to_take_back(request: HttpRequest, key: ReleaseKey) -> Change | None:
    """Return the change of this release that the address names; `None` for any other and where it names none."""
    return _change(key, request.GET.get("undoes", ""))


def earlier_texts(request: HttpRequest, key: ReleaseKey) -> dict[ReleaseField, str]:
    """Return the texts that stood in the fields before the change that the posted form takes back."""
    change = _change(key, request.POST.get("undoes", ""))
    kept = {field: change.before.get(field) for field in FIELDS if field != "dateReleased"} if change else {}
    return {field: text for field, text in kept.items() if isinstance(text, str)}


def filled_in(request: HttpRequest, change: Change | None) -> dict[str, str]:
    """Return the note and the number with which the form is opened."""
    note = note_for(change.pk) if change else ""
    return {"note": request.GET.get("note", note), "undoes": str(change.pk) if change else ""}


def note_for(number: int) -> str:
    """Return the note with which a change is taken back, unless somebody writes another."""
    return say("Takes back change %(number)s.", number=number)


def number_in(text: str) -> int | None:
    """Return the number of a change that `text` may be; whether there is such a change is another matter."""
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else None


def _change(key: ReleaseKey, text: str) -> Change | None:
    number = number_in(text)
    change = undo.find(key.org, number) if number is not None else None
    return change if change is not None and change.version == key.version else None
