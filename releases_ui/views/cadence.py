"""Releases by week: a strip above the list that is looked up when it is open, and an address of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from releases_ui import error_text
from releases_ui.forms.filters import FilterForm
from releases_ui.links import list_href
from releases_ui.permissions import Right
from releases_ui.presentation import cadence as strip
from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import cadence as service
from releases_ui.services import organizations
from releases_ui.services.directory import UnknownProjectError
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx


@needs(Right.LOOK, is_background=True)
@require_safe
def cadence(request: HttpRequest, org: str) -> HttpResponse:
    """Show how many releases each week has, by the list's filters but for its period."""
    organizations.check_known(org)
    form = FilterForm(request.GET)
    form.is_valid()
    base, today = list_href(org), datetime.now(UTC).date()
    context: dict[str, Any] = {
        "section": "releases",
        "here": reverse("releases:cadence", args=[org]) + form.address(),
        "all_href": base + form.address(period=None),
        "list_href": base + form.address(),
    }
    status = 200
    try:
        found = service.count(form.list_query(org), today)
        period = request.GET.get("period", "")
        context["strip"] = strip.prepare(found, today, period, lambda own: base + form.address(period=own))
        context["dialect"] = found.dialect
    except UnknownProjectError:
        # The list says so beside its filter.
        context["strip"] = None
    except SentryError as error:
        if not is_partial(request):
            raise
        failure = error_text.describe(error)
        context["failure"], status = failure.what, failure.status
    return render_htmx(request, "releases/cadence.html", "releases/_cadence.html", context, status=status)
