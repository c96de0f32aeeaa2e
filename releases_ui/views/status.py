"""Archiving a release and restoring it: asked first, on a page of its own or on the release's page."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from releases_ui import error_text
from releases_ui.forms.status import StatusForm
from releases_ui.models import Change
from releases_ui.permissions import Right
from releases_ui.presentation import rows, status_report
from releases_ui.sentry_api.dialect import Dialect, Feature, Status
from releases_ui.sentry_api.errors import NotFoundError, SentryError, UnsupportedError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.services import organizations, reach, releases
from releases_ui.services.outcomes import Outcome
from releases_ui.services.status import StatusOutcome, set_status, status_of
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import place_of, render_htmx, replacing_page
from releases_ui.views.releases import show_overview
from releases_ui.views.taking_back import change_to_take_back, filled_in
from releases_ui.views.unread import FALLBACK, read_if_possible

#: On which other pages the form stands.
_ELSEWHERE = ("release",)
_OTHER: dict[Status, Status] = {"open": "archived", "archived": "open"}


@needs(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def release_status(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Ask whether to archive the release, or to restore it; or do it, and report what the server has then."""
    organizations.check_known(org)
    key = ReleaseKey(org, version)
    if request.method != "POST":
        return _open(request, key)
    form = StatusForm(request.POST)
    try:
        dialect = releases.dialect_of(org)
    except SentryError as error:
        return _show_error(request, key, FALLBACK, form, error)
    _check_has_status(dialect)
    if not form.is_valid():
        return _show_form(request, key, dialect, form, code=422)
    return _save(request, key, dialect, form)


def _check_has_status(dialect: Dialect) -> None:
    """Do nothing for a server whose releases have a status.

    Raises:
        UnsupportedError: for any other.
    """
    if (reason := dialect.supports(Feature.STATUS)) is not None:
        raise UnsupportedError(reason, was_sent=False)


def _open(request: HttpRequest, key: ReleaseKey) -> HttpResponse:
    if "close" in request.GET and place_of(request, _ELSEWHERE) == "release":
        return replacing_page(show_overview(request, key, {"closed": "status"}))
    dialect = releases.dialect_of(key.org)
    _check_has_status(dialect)
    release, change = releases.get(key), change_to_take_back(request, key)
    data = QueryDict(mutable=True)
    wanted = _wanted(request, change, release)
    data.update({"status": wanted, "opened_on": status_of(release), **filled_in(request, change)})
    return _show_form(request, key, dialect, StatusForm(data), release=release)


def _wanted(request: HttpRequest, change: Change | None, release: Release) -> Status:
    """Return the status that is asked for: by the address, by the change to take back, or simply the other one."""
    asked = request.GET.get("status", change.before.get("status") if change else None)
    return next((known for known in _OTHER if known == asked), _OTHER[status_of(release)])


def _save(request: HttpRequest, key: ReleaseKey, dialect: Dialect, form: StatusForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        ended = set_status(
            actor=request.user,
            key=key,
            wanted=given["status"],
            opened_on=given["opened_on"],
            note=given["note"],
            undoes=given["undoes"],
        )
    except SentryError as error:
        return _show_error(request, key, dialect, form, error)
    is_not_found = isinstance(ended.error, NotFoundError)
    unreached = reach.unreached(key.org, ended.release, may_ask=True) if is_not_found else ()
    report = status_report.prepare(key.org, ended, clock_for(request), unreached)
    is_conflict = ended.outcome == Outcome.CONFLICT
    if is_conflict or ended.has_failed:
        # The status of now is what stands there, so a second try is one that has seen it.
        again = request.POST.copy()
        again["opened_on"] = ended.now
        return _show_form(
            request,
            key,
            dialect,
            StatusForm(again),
            release=ended.release,
            code=error_text.status_after_write(ended.error, ended.read_error, is_conflict=is_conflict),
            status_report=report,
        )
    return _show_report(request, key, ended, {"status_report": report})


def _show_report(request: HttpRequest, key: ReleaseKey, ended: StatusOutcome, context: dict[str, Any]) -> HttpResponse:
    """Show what became of it; in place with the whole page of the release, of which more than one place changes."""
    if place_of(request, _ELSEWHERE) == "release":
        # What became of it is told, whatever else cannot be read now.
        with suppress(SentryError):
            return replacing_page(show_overview(request, key, context))
    return _render(request, key, ended.dialect, ended.release, context)


def _show_error(
    request: HttpRequest, key: ReleaseKey, dialect: Dialect, form: StatusForm, error: SentryError
) -> HttpResponse:
    """Show the form again, and why nothing was sent."""
    form.full_clean()
    text = error_text.describe(error)
    return _show_form(request, key, dialect, form, code=text.status, status_error=text)


def _show_form(
    request: HttpRequest,
    key: ReleaseKey,
    dialect: Dialect,
    form: StatusForm,
    *,
    release: Release | None = None,
    code: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show the form, with why nothing was changed where something was asked for."""
    shown = release or read_if_possible(key)
    wanted: Status = "open" if form.data.get("status") == "open" else "archived"
    if isinstance(shown, Release):
        unreached = reach.unreached(key.org, shown, may_ask=request.method != "POST")
        context["question"] = status_report.ask(shown, dialect, wanted, unreached)
    return _render(request, key, dialect, shown, {"status_form": form, "wanted": wanted, **context}, code=code)


def _render(
    request: HttpRequest,
    key: ReleaseKey,
    dialect: Dialect,
    release: Release | UnreadableRow,
    context: dict[str, Any],
    *,
    code: int = 200,
) -> HttpResponse:
    context |= {
        "row": rows.prepare(key.org, release, dialect, clock_for(request)),
        "place": place_of(request, _ELSEWHERE),
        "dialect": dialect,
        "section": "releases",
    }
    return render_htmx(request, "releases/status.html", "releases/_status.html", context, status=code)
