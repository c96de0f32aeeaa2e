"""What stands behind the settings: the server, and what the token may do there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from releases_ui.permissions import Right
from releases_ui.presentation import connection as words
from releases_ui.services import connection as service
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import render_htmx


@needs(Right.MANAGE)
@require_safe
def connection(request: HttpRequest) -> HttpResponse:
    """Show what was found just now; whatever fails on the way is a line of the page, and no failure of it."""
    found = service.check()
    context = {
        "lines": words.prepare(found, clock_for(request)),
        "dialect": found.dialect,
        "section": "connection",
    }
    return render_htmx(request, "connection/connection.html", "connection/_connection.html", context)
