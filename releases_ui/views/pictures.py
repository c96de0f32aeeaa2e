"""Pictures of a release that are looked up on demand or after its page, each at an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from releases_ui import error_text
from releases_ui.links import Page, release_href
from releases_ui.permissions import Right
from releases_ui.presentation import activity as commits_activity
from releases_ui.presentation import health as release_health
from releases_ui.presentation.version_text import describe
from releases_ui.sentry_api.dialect import Feature
from releases_ui.sentry_api.errors import SentryError, UnsupportedError
from releases_ui.services import releases
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx
from releases_ui.views.releases import known_key


@needs(Right.LOOK, is_background=True)
@require_safe
def activity(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show who made the release's commits, and when."""
    key = known_key(org, version)
    clock = clock_for(request)
    return _show(
        request,
        key,
        "commits/activity",
        lambda: {"activity": commits_activity.prepare(releases.all_commits(key), clock)},
    )


@needs(Right.LOOK, is_background=True)
@require_safe
def health(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show how far the release is in use and how its sessions end; asked for on demand only, as it is slow."""
    key = known_key(org, version)
    clock = clock_for(request)

    def look() -> dict[str, Any]:
        if reason := releases.dialect_of(org).supports(Feature.HEALTH):
            return {"missing": reason}
        return {"health": release_health.prepare(releases.health(key), clock)}

    return _show(request, key, "health", look)


def _show(request: HttpRequest, key: ReleaseKey, page: Page, look: Callable[[], dict[str, Any]]) -> HttpResponse:
    """Show what `look` returns, or why it cannot; on the release's page a failure is a detail."""
    context: dict[str, Any] = {"section": "releases", "version": key.version, "text": describe(key.version)}
    status = 200
    try:
        context |= look()
    except UnsupportedError as error:
        context["missing"] = error.message
    except SentryError as error:
        if not is_partial(request):
            raise
        failure = error_text.describe(error)
        context["failure"], status = failure.what, failure.status
    dialect = releases.dialect_of(key.org)
    context["href"] = release_href(key.org, key.version, dialect)
    context["here"] = release_href(key.org, key.version, dialect, page)
    name = page.rpartition("/")[2]
    return render_htmx(request, f"releases/{name}.html", f"releases/_{name}.html", context, status=status)
