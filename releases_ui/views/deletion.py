"""Deleting a release: what would go is shown, and its version has to be typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from releases_ui import error_text
from releases_ui.forms.deletion import DeleteForm
from releases_ui.links import change_href
from releases_ui.permissions import Right
from releases_ui.presentation import deletion_report, rows
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import NotFoundError, SentryError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.services import deletion, organizations, reach, releases
from releases_ui.services.deletion import Deletion, Fate
from releases_ui.services.glance import Glance
from releases_ui.services.releases import ReleasePage
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import Clock, clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx, replacing_page
from releases_ui.views.taking_back import change_to_take_back, filled_in
from releases_ui.views.unread import FALLBACK, unread


@needs(Right.DELETE)
@require_http_methods(["GET", "HEAD", "POST"])
def release_delete(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show what deleting the release would take away; or delete it, and report what the server has then."""
    organizations.check_known(org)
    key = ReleaseKey(org, version)
    if request.method != "POST":
        return _open(request, key)
    form = DeleteForm(version, request.POST)
    if not form.is_valid():
        return _show_form(request, key, form, _page_if_possible(key), code=422)
    return _delete(request, key, form)


def _open(request: HttpRequest, key: ReleaseKey) -> HttpResponse:
    page = _page(key)
    given = filled_in(request, change_to_take_back(request, key))
    form = DeleteForm(key.version, initial={**given, "opened_on": Glance.at(page.release).text})
    return _show_form(request, key, form, page)


def _delete(request: HttpRequest, key: ReleaseKey, form: DeleteForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        ended = deletion.delete(
            actor=request.user, key=key, opened_on=form.glance, note=given["note"], undoes=given["undoes"]
        )
    except SentryError as error:
        return _show_error(request, key, form, error)
    is_not_found = isinstance(ended.error, NotFoundError)
    unreached = reach.unreached(key.org, ended.release, may_ask=True) if is_not_found else ()
    report = deletion_report.prepare(key.org, ended, clock_for(request), unreached)
    if not report.is_to_be_asked_again:
        return _show_end(request, key, ended, {"report": report})
    # What has changed is shown, so a second try is one that has seen it.
    again = request.POST.copy()
    again["opened_on"] = Glance.at(ended.release).text
    form = DeleteForm(key.version, again)
    return _show_form(request, key, form, _page_if_possible(key), code=_status_code(ended), report=report)


def _show_error(request: HttpRequest, key: ReleaseKey, form: DeleteForm, error: SentryError) -> HttpResponse:
    """Show the form again, and why nothing was sent; after a double click that the first one did it."""
    text = error_text.describe(error)
    change = deletion.deleted_by(key) if isinstance(error, NotFoundError) else None
    more = {"deleted_by": change, "change_href": change_href(key.org, change.pk)} if change else {"error": text}
    return _show_form(request, key, form, _page_if_possible(key), code=text.status, **more)


def _show_end(request: HttpRequest, key: ReleaseKey, ended: Deletion, context: dict[str, Any]) -> HttpResponse:
    """Show what became of it, on a page that no longer leads to the release as if it were there."""
    context |= _frame(key, ended.dialect, ended.release, clock_for(request))
    response = render(request, "releases/delete.html", context, status=_status_code(ended))
    return replacing_page(response) if is_partial(request) else response


def _status_code(ended: Deletion) -> int:
    if ended.fate in {Fate.GONE, Fate.GONE_BEFORE, Fate.REPLACED}:
        return 200
    if ended.fate == Fate.CHANGED:
        return 409
    is_answered = ended.error is None and ended.read_error is None
    return 502 if is_answered else error_text.status_after_write(ended.error, ended.read_error)


def _page(key: ReleaseKey) -> ReleasePage:
    return releases.page(key, meta=lambda: releases.meta(key), files=lambda: releases.files(key))


def _page_if_possible(key: ReleaseKey) -> ReleasePage | None:
    """Return the release, or nothing where it cannot be read: what was typed must be shown all the same."""
    try:
        return _page(key)
    except SentryError:
        return None


def _show_form(
    request: HttpRequest,
    key: ReleaseKey,
    form: DeleteForm,
    page: ReleasePage | None,
    *,
    code: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show the form, with why nothing was deleted where that was asked for."""
    context["form"] = form
    clock = clock_for(request)
    if page is None:
        context |= _frame(key, releases.known_dialect() or FALLBACK, unread(key), clock)
    else:
        unreached = reach.unreached(key.org, page.release, may_ask=request.method != "POST")
        context["question"] = deletion_report.ask(key.org, page, unreached)
        context |= _frame(key, page.dialect, page.release, clock)
    return render_htmx(request, "releases/delete.html", "releases/_delete.html", context, status=code)


def _frame(key: ReleaseKey, dialect: Dialect, release: Release | UnreadableRow, clock: Clock) -> dict[str, Any]:
    return {"row": rows.prepare(key.org, release, dialect, clock), "dialect": dialect, "section": "releases"}
