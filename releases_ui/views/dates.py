"""How a date that is being typed will be read: said beside its field, by the rules by which it is saved."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from releases_ui import date_input
from releases_ui.date_input import DateInputError
from releases_ui.permissions import Right
from releases_ui.presentation import date_reading
from releases_ui.presentation.date_reading import Reading
from releases_ui.services import organizations
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import render_htmx
from releases_ui.zones import zone_or_utc

#: The fields that hold dates, as the API calls them.
_NAMES = ("dateReleased", "dateStarted", "dateFinished")


@needs(Right.EDIT, is_background=True)
@require_safe
def read_date(request: HttpRequest, org: str) -> HttpResponse:
    """Say which instant a text means in a zone, and what is odd about it; nothing is asked upstream."""
    organizations.check_known(org)
    typed = next((request.GET[name] for name in _NAMES if name in request.GET), "")
    context = {"section": "releases", "typed": typed, "reading": _read(request, typed)}
    return render_htmx(request, "releases/date_reading.html", "releases/_date_reading.html", context)


def _read(request: HttpRequest, typed: str) -> Reading:
    if not typed.strip():
        return Reading()
    try:
        date = date_input.read(typed, zone_or_utc(request.GET.get("time_zone", "")))
    except DateInputError as error:
        return Reading(problem=str(error))
    return date_reading.prepare(date, clock_for(request), _created(request.GET.get("created", "")))


def _created(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None
