"""The form that creates a release."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from releases_ui.forms.create import NewReleaseForm
from releases_ui.forms.row_changes import RowChange, row_change
from releases_ui.permissions import Right
from releases_ui.presentation import creation_report, date_reading
from releases_ui.presentation.form_aids import Hint, Pick, ProjectChoice
from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.errors import InvalidInputError, SentryError
from releases_ui.sentry_api.sentences import say
from releases_ui.services import creation, directory, organizations, releases, repositories
from releases_ui.services.created import Created
from releases_ui.services.directory import Names
from releases_ui.viewer import Clock, clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import render_htmx
from releases_ui.views.unread import FALLBACK
from releases_ui.zones import zone_choices

#: A url, to ask a dialect whether it would take any.
_SOME_URL = "https://example.com/"


@needs(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_release(request: HttpRequest, org: str) -> HttpResponse:
    """Show the form, or create the release and report each field."""
    organizations.check_known(org)
    if request.method != "POST":
        data = request.GET.copy()
        data.setdefault("time_zone", clock_for(request).zone.key)
        form = NewReleaseForm(data, releases.dialect_of(org)).leave_unchecked()
        return _show(request, org, form, {"focus": "version"})
    try:
        dialect = releases.dialect_of(org)
    except SentryError as error:
        return _show_unreached(request, org, error)
    if change := _change(request, dialect):
        return _show_changed(request, org, dialect, change)
    form = NewReleaseForm(request.POST, dialect)
    if not form.is_valid():
        return _show(request, org, form, status=422)
    return _create(request, org, form)


def _change(request: HttpRequest, dialect: Dialect) -> RowChange | None:
    """Return what a button other than Create makes of the form; nothing is sent."""
    if "pick" in request.POST:
        return _pick(request.POST, dialect, clock_for(request))
    return row_change(request.POST)


def _pick(data: QueryDict, dialect: Dialect, clock: Clock) -> RowChange:
    picked = data.copy()
    for pick in _picks(NewReleaseForm(data, dialect), clock):
        if pick.name == data["pick"] and pick.moment is not None:
            picked["dateReleased"] = pick.moment.iso
    return RowChange(picked, "dateReleased")


def _show_unreached(request: HttpRequest, org: str, error: SentryError) -> HttpResponse:
    """Show the form with all that was typed: the server cannot even be asked what it would take."""
    change = _change(request, FALLBACK) or RowChange(request.POST)
    form = NewReleaseForm(change.data, FALLBACK).leave_unchecked()
    failure = creation_report.unsent(error)
    context = {
        "failure": failure,
        "projects": Names(why_missing=error.message),
        "pasted": change.pasted,
        "paste_error": change.paste_error,
    }
    return _show(request, org, form, context, status=failure.status)


def _show_changed(request: HttpRequest, org: str, dialect: Dialect, change: RowChange) -> HttpResponse:
    form = NewReleaseForm(change.data, dialect).leave_unchecked()
    context = {"focus": change.focus or "version", "pasted": change.pasted, "paste_error": change.paste_error}
    return _show(request, org, form, context, status=422 if change.paste_error else 200)


def _create(request: HttpRequest, org: str, form: NewReleaseForm) -> HttpResponse:
    draft = form.draft
    form.refuse_repositories(repositories.unknown(org, draft.refs))
    if form.problems:
        return _show(request, org, form, status=422)
    try:
        created = creation.create(actor=request.user, org=org, new=draft, note=form.cleaned_data["note"])
    except SentryError as error:
        failure = creation_report.unsent(error)
        return _show(request, org, form, {"failure": failure}, status=failure.status)
    clock = clock_for(request)
    if created.release is None:
        return _show_failed(request, org, form, created)
    if created.result is None:
        existing = creation_report.existing(org, created, draft, form.cleaned_data["note"], clock)
        return _show(request, org, form, {"existing": existing}, status=409)
    report = creation_report.prepare(org, created, clock)
    return _render(request, {"created": report, "dialect": created.dialect}, status=409 if created.is_conflict else 200)


def _show_failed(request: HttpRequest, org: str, form: NewReleaseForm, created: Created) -> HttpResponse:
    """Show the form again: no release was found after the write, or none could be looked for."""
    if isinstance(created.error, InvalidInputError):
        form.add_refusals(created.error)
        return _show(request, org, form, status=422)
    failure = creation_report.failed(created)
    return _show(request, org, form, {"failure": failure}, status=failure.status)


def _show(
    request: HttpRequest, org: str, form: NewReleaseForm, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    clock, dialect, more = clock_for(request), form.dialect, more or {}
    projects = more.get("projects") or directory.project_names(org)
    cannot_set_url = dialect.cannot_write("url", None, _SOME_URL)
    context: dict[str, Any] = {
        "form": form.name_zone(),
        "dialect": dialect,
        "projects": projects,
        "choices": _choices(form, projects.names),
        # What the fields shared with the edit form are called after.
        "row": {"key": "new"},
        "zones": zone_choices(form.zone.key),
        "picks": _picks(form, clock),
        "reading": date_reading.prepare(form.typed_date, clock),
        "url_hint": Hint(cannot_set_url, is_closed=True) if cannot_set_url else None,
        "why_no_rows": dialect.supports(Feature.COMMITS),
    }
    return _render(request, context | more, status=status)


def _render(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render_htmx(request, "releases/new.html", "releases/_new.html", context, status=status)


def _choices(form: NewReleaseForm, names: tuple[str, ...]) -> tuple[ProjectChoice, ...]:
    chosen = form.chosen
    known = (ProjectChoice(slug, slug in chosen) for slug in names)
    return (*known, *(ProjectChoice(slug, is_chosen=True, is_known=False) for slug in chosen if slug not in names))


def _picks(form: NewReleaseForm, clock: Clock) -> tuple[Pick, ...]:
    picks = [Pick("now", say("Now"), clock.moment(clock.now.replace(microsecond=0)))]
    if times := form.commit_times:
        picks.append(Pick("commit", say("Last commit"), clock.moment(max(times))))
    return tuple(picks)
