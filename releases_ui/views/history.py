"""The record of changes: the organization's, one release's, and one change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from releases_ui import error_text
from releases_ui.forms.history import HistoryForm, PlaceForm
from releases_ui.links import history_href
from releases_ui.models import Change
from releases_ui.permissions import Right
from releases_ui.presentation import change_lines, history_days, history_export
from releases_ui.presentation.recorded_values import indented
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.sentences import say
from releases_ui.services import history, organizations, releases, undos
from releases_ui.services.history import HistoryPage, HistoryQuery
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx
from releases_ui.views.releases import known_key, render_tab

_EXPORTS = {
    "csv": (history_export.as_csv, "text/csv; charset=utf-8; header=present"),
    "json": (history_export.as_json, "application/json"),
}


@needs(Right.LOOK)
@require_safe
def org_history(request: HttpRequest, org: str) -> HttpResponseBase:
    """Show one page of the changes made in the organization, newest first; or all of them as a file."""
    organizations.check_known(org)
    form = HistoryForm(request.GET)
    query = form.query(org)
    if not form.errors and form.cleaned_data["format"]:
        return _export(query, form.cleaned_data["format"])
    page = None if form.errors else history.page(query)
    context = _context(request, form, query, page)
    if not is_partial(request):
        context["choices"] = history.occurring(org)
    status = 422 if form.errors else 200
    response = render_htmx(request, "history/list.html", "history/_changes.html", context, status=status)
    if is_partial(request) and status == 200:
        # The canonical address: what is default is left out, so that shared links stay short.
        response["HX-Push-Url" if context["is_further"] else "HX-Replace-Url"] = context["here"]
    return response


@needs(Right.LOOK)
@require_safe
def change(request: HttpRequest, org: str, number: int) -> HttpResponse:
    """Show everything that the record keeps of one change."""
    organizations.check_known(org)
    found = history.one(org, number)
    if found is None:
        raise Http404
    dialect, undone = _dialect(org), undos.of_change(found)
    line = change_lines.prepare(found, clock_for(request), dialect, undone, limit=None)
    context = {
        "change": line,
        "visible_version": make_visible(found.version),
        "completed": clock_for(request).moment(found.completed_at),
        "known_from": _known_from(found),
        "recorded": indented(_as_recorded(found)),
        "last_state": indented(found.last_state) if found.last_state else "",
        "state_words": _state_words(found),
        "address": request.build_absolute_uri(line.href),
        "history_href": history_href(org),
        "same_version_href": history_href(org, found.version),
        "dialect": dialect,
        "section": "history",
    }
    return render(request, "history/change.html", context)


@needs(Right.LOOK)
@require_safe
def release_history(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the changes made to one release through the dashboard, newest first."""
    key = known_key(org, version)
    try:
        # Looking at the release may settle changes, so the record is read after it.
        release, failure = releases.page(key), None
    except SentryError as error:
        release, failure = None, error
    context = _tab_context(request, key, release.dialect if release else None)
    if release is not None:
        return render_tab(request, key, release, "history", context)
    if failure is not None and not context["days"]:
        raise failure
    # The record is ours: it can be read while the server is down, and outlives the release.
    context |= {"version": version, "text": error_text.describe(failure) if failure else None, "section": "releases"}
    return render(request, "releases/history_alone.html", context)


def _tab_context(request: HttpRequest, key: ReleaseKey, dialect: Dialect | None) -> dict[str, Any]:
    form = PlaceForm(request.GET)
    form.is_valid()
    place = form.cleaned_data
    page = history.page(
        HistoryQuery(organization=key.org, version=key.version, before=place.get("before"), after=place.get("after"))
    )
    return {
        "days": history_days.by_day(page, clock_for(request), dialect),
        "is_of_release": True,
        "org_href": history_href(key.org, key.version),
        **_pager(form, page, ""),
    }


def _context(request: HttpRequest, form: HistoryForm, query: HistoryQuery, page: HistoryPage | None) -> dict[str, Any]:
    base, clock, dialect = history_href(query.organization), clock_for(request), _dialect(query.organization)
    place = {name: str(number) for name in ("before", "after") if (number := getattr(query, name)) is not None}
    oldest = page.changes[-1] if page and page.changes else None
    return {
        "filters": form,
        "query": query,
        "page": page,
        "days": history_days.by_day(page, clock, dialect) if page else (),
        "oldest": clock.moment(oldest.created_at) if oldest else None,
        "history_href": base,
        "here": base + form.address(**place),
        "is_further": bool(place),
        "is_filtered": form.address(per_page=None) != "?",
        "first_href": base + form.address(),
        "csv_href": base + form.address(per_page=None, format="csv"),
        "json_href": base + form.address(per_page=None, format="json"),
        "dialect": dialect,
        "section": "history",
        **(_pager(form, page, base) if page else {}),
    }


def _pager(form: HistoryForm | PlaceForm, page: HistoryPage, base: str) -> dict[str, str | None]:
    """Return the addresses of the neighbouring pages."""
    newer, older = page.newer_than, page.older_than
    return {
        "newer_href": None if newer is None else base + form.address(after=str(newer)),
        "older_href": None if older is None else base + form.address(before=str(older)),
    }


def _dialect(org: str) -> Dialect | None:
    """Return how the server is spoken to; `None` while nobody can tell, so that the record can be read all the same."""
    try:
        return releases.dialect_of(org)
    except SentryError:
        return None


def _export(query: HistoryQuery, kind: str) -> StreamingHttpResponse:
    write, content_type = _EXPORTS[kind]
    response = StreamingHttpResponse(
        write(history.every(query, with_last_state=kind == "json")), content_type=content_type
    )
    name = f"history-{query.organization}-{datetime.now(UTC):%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _known_from(found: Change) -> str:
    """Return how it was found out how the change ended."""
    if found.is_settled_later:
        return say("settled by a later look")
    # Of a write without an answer the record keeps why there was none.
    return (
        say("from looking right after it") if found.detail and not found.is_answered else say("from the write itself")
    )


def _state_words(found: Change) -> str:
    """Return what the rest of the record is, beside the fields that were to change."""
    if found.action != Change.Action.DELETE:
        return say("What else stood there right before")
    if found.result == Change.Result.SUCCEEDED:
        return say("The release's last state, before it was deleted")
    return say("The release right before it was to be deleted")


def _as_recorded(found: Change) -> dict[str, Any]:
    return {
        "before": found.before,
        "after": found.after,
        "outcomes": found.outcomes,
        "readBack": found.read_back,
    }
