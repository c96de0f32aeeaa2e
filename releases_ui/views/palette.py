"""Going somewhere by typing: a release by how it starts, or a page; and the table of keys."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from releases_ui import error_text, permissions
from releases_ui.error_text import ErrorText
from releases_ui.links import history_href, list_href
from releases_ui.permissions import Right
from releases_ui.presentation import rows
from releases_ui.presentation.rows import ReleaseRow
from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import listing, organizations
from releases_ui.services.listing import ListQuery
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx

#: How many releases are offered, and how many pages of the server are read for them while somebody types.
_RELEASES = 8
_CALLS = 2


@dataclass(frozen=True)
class Place:
    """A page to go to."""

    name: str
    href: str


@needs(Right.LOOK)
@require_safe
def keyboard(request: HttpRequest) -> HttpResponse:
    """Show every key and what it does."""
    return render(request, "keyboard.html", {"section": "keyboard"})


@needs(Right.LOOK, is_background=True)
@require_safe
def go(request: HttpRequest, org: str) -> HttpResponse:
    """Offer the releases and the pages that start with what was typed."""
    organizations.check_known(org)
    q = request.GET.get("q", "")[:250]
    found, problem = _releases(request, org, q)
    context = {
        "q": q,
        "as_options": is_partial(request),
        "releases": found,
        "problem": problem,
        "pages": [place for place in _places(request, org) if _fits(place.name, q)],
        "search_href": f"{list_href(org)}?{urlencode({'query': q, 'match': 'contains', 'status': 'all'})}"
        if q
        else None,
    }
    return render_htmx(request, "palette/go.html", "palette/_found.html", context)


def _releases(request: HttpRequest, org: str, q: str) -> tuple[list[ReleaseRow], ErrorText | None]:
    query = ListQuery(org, query=q, status="all", per_page=_RELEASES)
    try:
        page = listing.list_page(query, max_calls=_CALLS)
    except SentryError as error:
        return [], error_text.describe(error)
    clock = clock_for(request)
    shown = (rows.prepare(org, row, page.dialect, clock) for row in page.rows)
    return [row for row in shown if row.href], None


def _fits(name: str, q: str) -> bool:
    """Say whether a word of the name starts with what was typed."""
    typed = q.strip().casefold()
    words = name.casefold()
    return words.startswith(typed) or f" {typed}" in words


def _places(request: HttpRequest, org: str) -> list[Place]:
    can_edit = permissions.can(request.user, Right.EDIT)
    can_manage = permissions.can(request.user, Right.MANAGE)
    others = [slug for slug in settings.SENTRY_ORG if slug != org]
    offered = (
        (True, gettext("Releases"), list_href(org)),
        (can_edit, gettext("New release"), reverse("releases:new", args=[org])),
        (True, gettext("History"), history_href(org)),
        (True, gettext("Compare"), reverse("releases:compare", args=[org])),
        (True, gettext("Views"), reverse("releases:views", args=[org])),
        *((True, gettext("Releases of %(org)s") % {"org": slug}, list_href(slug)) for slug in others),
        (can_manage, gettext("Connection"), reverse("releases:connection")),
        (can_manage, gettext("People"), reverse("releases:people")),
        (True, gettext("Preferences"), reverse("releases:preferences")),
        (True, gettext("Keyboard"), reverse("releases:keyboard")),
        (True, gettext("Your account"), reverse("password")),
    )
    return [Place(name, href) for is_open, name, href in offered if is_open]
