"""The edit form: as a page, under a row of the list, and on a release's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from releases_ui import error_text
from releases_ui.dates import Moment
from releases_ui.forms.edit import MINE, ReleaseForm, choice_name
from releases_ui.permissions import Right
from releases_ui.presentation import arriving, date_reading, form_aids, parts, rows, save_report
from releases_ui.presentation.reach import before_saving
from releases_ui.sentry_api.dialect import Dialect, ReleaseField
from releases_ui.sentry_api.errors import InvalidInputError, NotFoundError, SentryError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.sentry_api.sentences import say
from releases_ui.services import changes, organizations, reach, releases
from releases_ui.services.changes import Saved
from releases_ui.services.outcomes import Outcome
from releases_ui.services.upstream import ReleaseKey
from releases_ui.services.values import FIELDS, Values
from releases_ui.viewer import Clock, clock_for, preferences_of
from releases_ui.views import conflict, impact
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, place_of, render_htmx, replacing_page
from releases_ui.views.releases import show_overview
from releases_ui.views.taking_back import earlier_texts
from releases_ui.views.unread import FALLBACK, read_if_possible
from releases_ui.zones import zone_choices

#: Where the form stands, and so which part of which page an answer replaces.
_PARTIALS = {"row": "releases/_row.html", "release": "releases/_metadata.html", "page": "releases/_edit.html"}


@needs(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def release_edit(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the edit form, or save it safely and report each field."""
    organizations.check_known(org)
    key = ReleaseKey(org, version)
    if request.method != "POST":
        return _open(request, key)
    try:
        dialect = releases.dialect_of(org)
    except SentryError as error:
        return _show_form(request, key, _checked(request.POST, FALLBACK, earlier_texts(request, key)), error=error)
    form = ReleaseForm(request.POST, dialect, earlier_texts(request, key))
    if "pick" in request.POST:
        return _picked(request, key, form)
    if not form.is_valid():
        return _show_form(request, key, form)
    return _save(request, key, form)


def _open(request: HttpRequest, key: ReleaseKey) -> HttpResponse:
    # What the form was opened from, and the focus goes back to: a field's value, or the pencil.
    opener = request.GET.get("focus", "pencil")
    if "close" in request.GET and is_partial(request):
        return _show_closed(request, key, {"closed": opener})
    release = releases.get(key)
    # Whatever the address carries is filled in: from "create", where the version existed already.
    given = {field: request.GET[field] for field in (*FIELDS, "note") if field in request.GET}
    if "dateReleased" in given:
        given["time_zone"] = request.GET.get("time_zone", "")
    clock = clock_for(request)
    zone = clock.zone.key
    if moment := _pick(request.GET.get("pick", ""), release, clock):
        given |= {"dateReleased": moment.iso, "time_zone": zone}
    form = ReleaseForm.open(Values.of(release), zone, releases.dialect_of(key.org), given)
    return _render(request, key, release, {"form": form, "focus": request.GET.get("focus", "ref"), "opener": opener})


def _picked(request: HttpRequest, key: ReleaseKey, form: ReleaseForm) -> HttpResponse:
    """Fill in a date that the person picked; nothing is sent."""
    release = read_if_possible(key)
    moment = _pick(request.POST["pick"], release, clock_for(request))
    data = request.POST.copy()
    if moment is not None:
        data["dateReleased"] = moment.iso
        data[choice_name("dateReleased")] = MINE
    shown = _checked(data, form.dialect, form.earlier)
    if moment is None:
        shown.add_error("dateReleased", say("This date could not be read from the server."))
    return _render(request, key, release, {"form": shown, "focus": "dateReleased"})


def _pick(name: str, release: Release | UnreadableRow, clock: Clock) -> Moment | None:
    """Return the date of that name, `None` where there is none."""
    return next((pick.moment for pick in form_aids.picks(release, clock) if pick.name == name), None)


def _checked(data: QueryDict, dialect: Dialect, earlier: Mapping[ReleaseField, str]) -> ReleaseForm:
    form = ReleaseForm(data, dialect, earlier)
    form.full_clean()
    return form


def _save(request: HttpRequest, key: ReleaseKey, form: ReleaseForm) -> HttpResponse:
    try:
        saved = changes.save(
            actor=request.user,
            key=key,
            opened_on=form.opened,
            wanted=form.wanted,
            note=form.cleaned_data["note"],
            undoes=form.cleaned_data["undoes"],
        )
    except SentryError as error:
        return _show_form(request, key, form, error=error)
    if isinstance(saved.error, InvalidInputError):
        form.add_refusals(saved.error)
    if saved.is_conflict:
        # Its values stand beside what was typed, so a second save is one that has seen them.
        conflicting = {field.field for field in saved.fields if field.outcome == Outcome.CONFLICT}
        form.reopen_on(Values.of(saved.release), conflicting)
    if saved.is_conflict or saved.has_failed:
        return _show_form(request, key, form, saved=saved)
    report = save_report.prepare(
        saved, clock_for(request), key.org, set_aside=form.set_aside, undoes=form.cleaned_data["undoes"]
    )
    return _show_closed(request, key, {"saved": report}, saved.release)


def _show_closed(
    request: HttpRequest, key: ReleaseKey, context: dict[str, Any], release: Release | None = None
) -> HttpResponse:
    """Show the release without the form: its row, or its whole page, of which a save changes more than one place."""
    if place_of(request, _PARTIALS) != "release":
        return _render(request, key, release or releases.get(key), context)
    try:
        response = show_overview(request, key, context)
    except SentryError:
        if release is None:
            raise
        # What became of a save is told, whatever else cannot be read now.
        return _render(request, key, release, context)
    return replacing_page(response)


def _show_form(
    request: HttpRequest,
    key: ReleaseKey,
    form: ReleaseForm,
    *,
    error: SentryError | None = None,
    saved: Saved | None = None,
) -> HttpResponse:
    """Show the form again with what was typed, and why it was not saved."""
    context: dict[str, Any] = {"form": form}
    status = 422
    if error is not None:
        context["error"] = error_text.describe(error)
        status = context["error"].status
    if saved is not None:
        is_not_found = isinstance(saved.error, NotFoundError) and saved.read_error is None
        unreached = reach.unreached(key.org, saved.release, may_ask=True) if is_not_found else ()
        context["saved"] = save_report.prepare(saved, clock_for(request), key.org, unreached=unreached)
        status = error_text.status_after_write(saved.error, saved.read_error, is_conflict=saved.is_conflict)
    return _render(request, key, saved.release if saved else read_if_possible(key), context, status=status)


def _render(
    request: HttpRequest,
    key: ReleaseKey,
    release: Release | UnreadableRow,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    place = place_of(request, _PARTIALS)
    clock = clock_for(request)
    form: ReleaseForm | None = context.get("form")
    if form:
        form.complete()
    dialect = form.dialect if form else releases.dialect_of(key.org)
    created = release.date_created if isinstance(release, Release) else None
    context |= {
        "row": rows.prepare(key.org, release, dialect, clock),
        "release": release,
        "facts": parts.facts(release, clock) if isinstance(release, Release) else None,
        "place": place,
        "picks": form_aids.picks(release, clock),
        "zones": zone_choices(form.zone.key if form else clock.zone.key),
        "reading": date_reading.prepare(form.typed_date, clock, created) if form else None,
        "dialect": dialect,
        "columns": (columns := rows.columns(dialect, preferences_of(request).hidden_columns)),
        "width": rows.width(columns),
        "section": "releases",
    }
    if form:
        context |= {
            "hints": form_aids.hints(dialect, form.opened),
            "was": form_aids.opened_with(form.opened, form.shown, form.touched, clock),
            "reach": _reach(request, key, release, dialect),
            "arriving": arriving.find(key, clock),
            **conflict.beside(request, key, form),
            **impact.beside(request, key, release, form),
        }
    return render_htmx(request, "releases/edit.html", _PARTIALS[place], context, status=status)


def _reach(request: HttpRequest, key: ReleaseKey, release: Release | UnreadableRow, dialect: Dialect) -> str:
    """Return what the token's reach means for a save; a form that opens in its place asks no server for it."""
    if not isinstance(release, Release):
        return ""
    may_ask = request.method != "POST" and not is_partial(request)
    return before_saving(dialect, reach.unreached(key.org, release, may_ask=may_ask))
