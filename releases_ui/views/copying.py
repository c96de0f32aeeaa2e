"""A release as a link, Markdown, JSON or a command, and an edit that is about to be made as commands."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST, require_safe

from releases_ui import error_text
from releases_ui.forms.edit import ReleaseForm
from releases_ui.links import release_href
from releases_ui.permissions import Right
from releases_ui.presentation import copying
from releases_ui.presentation.version_text import describe
from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import commands, releases
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx
from releases_ui.views.releases import known_key


@needs(Right.LOOK)
@require_safe
def copy_as(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show a release in each form in which it can be copied."""
    key = known_key(org, version)
    release, dialect = releases.get(key), releases.dialect_of(org)
    link = request.build_absolute_uri(release_href(org, version, dialect))
    context = _place(key) | {
        "copies": copying.prepare(release, link, commands.of_reading(key, dialect), clock_for(request))
    }
    return render_htmx(request, "releases/copy.html", "releases/_copies.html", context)


@needs(Right.EDIT)
@require_POST
def edit_commands(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show what the edit form would send as commands for a shell; nothing is sent, so nothing is recorded."""
    key = known_key(org, version)
    context, status = _place(key), 200
    context["back_href"] = _back_href(request.POST, context["edit_href"])
    try:
        form = ReleaseForm(request.POST, releases.dialect_of(org))
        if form.is_valid():
            shown = copying.prepare_edit(commands.of_edit(key, form.opened, form.wanted))
            context |= {"copies": shown.copies, "remarks": shown.remarks}
        else:
            status = 422
            context["mistakes"] = [sentence for sentences in form.errors.values() for sentence in sentences]
    except SentryError as error:
        if not is_partial(request):
            raise
        failure = error_text.describe(error)
        context["mistakes"], status = [failure.what], failure.status
    return render_htmx(request, "releases/edit_commands.html", "releases/_commands.html", context, status=status)


def _back_href(typed: QueryDict, edit_href: str) -> str:
    """Return the address of the form with what was typed, which browsers forget of a page that may not be stored."""
    names = ("ref", "url", "dateReleased", "time_zone", "note")
    return f"{edit_href}?{urlencode({name: typed[name] for name in names if typed.get(name)})}"


def _place(key: ReleaseKey) -> dict[str, Any]:
    dialect = releases.dialect_of(key.org)
    return {
        "section": "releases",
        "version": key.version,
        "text": describe(key.version),
        "href": release_href(key.org, key.version, dialect),
        "edit_href": release_href(key.org, key.version, dialect, "edit"),
    }
