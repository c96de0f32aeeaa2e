"""The list of an organization's releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from releases_ui.dates import iso
from releases_ui.forms.filters import PAGE_SIZES, FilterForm
from releases_ui.links import list_href
from releases_ui.permissions import Right
from releases_ui.presentation import rows
from releases_ui.presentation.rows import ReleaseRow
from releases_ui.presentation.saved_views import menu, view_href
from releases_ui.sentry_api.dialect import Feature
from releases_ui.sentry_api.errors import NotFoundError, SentryError
from releases_ui.sentry_api.payloads import Release
from releases_ui.services import directory, listing, newer, organizations, pool, saved_views
from releases_ui.services.directory import Names, UnknownProjectError
from releases_ui.services.listing import ListPage, ListQuery
from releases_ui.viewer import clock_for, preferences_of
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx


@dataclass(frozen=True)
class Choices:
    """What the filters offer."""

    projects: Names
    environments: Names


@needs(Right.LOOK)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the view that the person starts on, else to the first organization's list."""
    start = saved_views.start_of(request.user)
    if start is not None and organizations.is_known(start.organization):
        return HttpResponseRedirect(view_href(start))
    return HttpResponseRedirect(list_href(organizations.first()))


@needs(Right.LOOK)
@require_safe
def release_list(request: HttpRequest, org: str) -> HttpResponse:
    """Show one page of releases, newest created first."""
    organizations.check_known(org)
    form = FilterForm(request.GET)
    form.is_valid()
    query = form.list_query(org)
    page, choices = _read(query, form, with_choices=not is_partial(request))
    context = _context(request, form, query, page) | {"choices": choices}
    if choices:
        context["saved_views"] = menu(request.user, org, form.address())
    status = 422 if form.errors else 200
    response = render_htmx(request, "releases/list.html", "releases/_releases.html", context, status=status)
    if is_partial(request) and status == 200:
        # The canonical address: what is default is left out, so that shared links stay short.
        response["HX-Push-Url" if context["cursor"] else "HX-Replace-Url"] = context["here"]
    return response


def _read(query: ListQuery, form: FilterForm, *, with_choices: bool) -> tuple[ListPage | None, Choices | None]:
    """Read the page and, side by side, what the filters offer."""
    tasks: dict[str, Callable[[], Any]] = {"page": lambda: _page(query, form)}
    if with_choices:
        tasks["projects"] = lambda: directory.project_names(query.org)
        tasks["environments"] = lambda: directory.environment_names(query.org)
    parts = pool.side_by_side(tasks)
    page: ListPage | None = parts["page"].required()
    if not with_choices:
        return page, None
    projects, environments = (parts[name].value or Names() for name in ("projects", "environments"))
    return page, Choices(projects, environments)


def _page(query: ListQuery, form: FilterForm) -> ListPage | None:
    """Return the page, or `None` where a filter is wrong: then its error stands beside it."""
    if form.errors:
        return None
    try:
        return listing.list_page(query)
    except UnknownProjectError as error:
        form.add_error(
            "project",
            gettext("%(org)s has no project %(slug)s that the token reaches.") % {"org": query.org, "slug": error.slug},
        )
    except NotFoundError:
        if not query.environments:
            raise
        form.add_error(
            "environment",
            gettext("%(org)s has no environment %(names)s.")
            % {"org": query.org, "names": ", ".join(query.environments)},
        )
    return None


def _context(request: HttpRequest, form: FilterForm, query: ListQuery, page: ListPage | None) -> dict[str, Any]:
    clock = clock_for(request)
    shown: list[ReleaseRow] = []
    if page is not None:
        shown = [rows.prepare(query.org, row, page.dialect, clock) for row in page.rows]
    base = list_href(query.org)
    # A cursor that fits no longer must not go on standing in the address.
    cursor = query.cursor if page and not page.is_restarted else ""
    return {
        "cursor": cursor,
        "filters": form,
        "query": query,
        "page": page,
        "rows": shown,
        "list_href": base,
        "as_of": clock.moment(page.as_of.replace(microsecond=0)) if page else None,
        "oldest": shown[-1].created if shown else None,
        "read_back_to": clock.moment(page.read_back_to) if page else None,
        "read_up_to": clock.moment(page.read_up_to) if page else None,
        "here": base + form.address(cursor=cursor or None),
        "newer_href": base + form.address(cursor=page.previous_cursor) if page and page.previous_cursor else None,
        "older_href": base + form.address(cursor=page.next_cursor) if page and page.next_cursor else None,
        "newer_look_href": _newer_href(form, query, page),
        "is_swapped": is_partial(request),
        "first_href": base + form.address(cursor=None),
        "cadence_href": reverse("releases:cadence", args=[query.org]) + form.address(),
        "is_strip_open": preferences_of(request).is_strip_open,
        # Nothing is to be kept of what the list shows by itself.
        "save_view_href": reverse("releases:views", args=[query.org]) + form.address()
        if form.address() != "?"
        else None,
        "contains_href": base + form.address(match="contains"),
        "all_href": base + form.address(status="all"),
        "page_sizes": PAGE_SIZES,
        **_columns(request, page),
        "dialect": page.dialect if page else None,
        "section": "releases",
        **_ignored(query, page),
    }


def _columns(request: HttpRequest, page: ListPage | None) -> dict[str, Any]:
    """Return the columns to show, and with their labels those to choose from."""
    if page is None:
        return {"columns": ()}
    shown = rows.columns(page.dialect, preferences_of(request).hidden_columns)
    offered = [(name, rows.COLUMN_LABELS[name], name in shown) for name in rows.offered_columns(page.dialect)]
    return {"columns": shown, "offered_columns": offered, "has_status": page.dialect.supports(Feature.STATUS) is None}


def _newer_href(form: FilterForm, query: ListQuery, page: ListPage | None) -> str | None:
    """Return where newer releases than those of the first page are counted."""
    newest = next((row for row in page.rows if isinstance(row, Release)), None) if page else None
    if page is None or newest is None or newest.date_created is None or (query.cursor and not page.is_restarted):
        return None
    place = {"newest": newest.version, "since": iso(newest.date_created)}
    return f"{reverse('releases:newer', args=[query.org])}{form.address()}&{urlencode(place)}"


@needs(Right.LOOK, is_background=True)
@require_safe
def newer_releases(request: HttpRequest, org: str) -> HttpResponse:
    """Say how many releases have come since the list was read; nothing where none have, or nobody can say."""
    organizations.check_known(org)
    form = FilterForm(request.GET)
    form.is_valid()
    since, newest = parse_datetime(request.GET.get("since", "")), request.GET.get("newest", "")
    if form.errors or since is None or since.tzinfo is None:
        return HttpResponse(status=204)
    try:
        found = newer.count(form.list_query(org), since, newest)
    except (SentryError, UnknownProjectError):
        # The page stays as it is; whoever asks it for more is told.
        return HttpResponse(status=204)
    return render(request, "releases/_newer.html", {"newer": found, "first_href": list_href(org) + form.address()})


def _ignored(query: ListQuery, page: ListPage | None) -> dict[str, Any]:
    """Return the filters that this server ignores, and the reasons against those that were asked for all the same."""
    disabled = directory.disabled_filters(page.dialect) if page else {}
    asked = {"status": query.status != "open", "environment": bool(query.environments)}
    return {"disabled": disabled, "ignored": [reason for name, reason in disabled.items() if asked[name]]}
