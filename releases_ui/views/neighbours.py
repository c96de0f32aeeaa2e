"""The releases before and after one: a line of its page that is looked up after it, and an address of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from releases_ui import error_text
from releases_ui.links import release_href
from releases_ui.permissions import Right
from releases_ui.presentation import neighbours as links
from releases_ui.presentation.version_text import describe
from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import neighbours as service
from releases_ui.services import releases
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx
from releases_ui.views.releases import known_key


@needs(Right.LOOK, is_background=True)
@require_safe
def neighbours(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Lead to the releases before and after one in a project."""
    key = known_key(org, version)
    context: dict[str, Any] = {"section": "releases", "version": version, "text": describe(version, None)}
    status = 200
    try:
        found = service.look(key, request.GET.get("project", ""))
        context["neighbours"] = links.prepare(org, found)
    except SentryError as error:
        if not is_partial(request):
            raise
        # The release stands on the page; what is around it is a detail.
        failure = error_text.describe(error)
        context["failure"], status = failure.what, failure.status
    dialect = releases.dialect_of(org)
    context["href"] = release_href(org, version, dialect)
    context["neighbours_href"] = release_href(org, version, dialect, "neighbours")
    return render_htmx(request, "releases/neighbours.html", "releases/_neighbours.html", context, status=status)
