"""The form that records a deploy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from releases_ui import error_text
from releases_ui.forms.deploy import DeployForm
from releases_ui.links import change_href
from releases_ui.models import Change
from releases_ui.permissions import Right
from releases_ui.presentation import date_reading, deploy_report, rows
from releases_ui.presentation.form_aids import ProjectChoice
from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.errors import InvalidInputError, SentryError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.sentry_api.sentences import say
from releases_ui.services import deploys, directory, organizations, record, releases
from releases_ui.services.deploys import DeployRecorded
from releases_ui.services.submissions import UsedNumberError
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import render_htmx
from releases_ui.views.unread import FALLBACK, dialect_if_possible, read_if_possible, unread
from releases_ui.zones import zone_choices


@needs(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def deploy_new(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the form, or record the deploy once, and report what became of it."""
    organizations.check_known(org)
    key = ReleaseKey(org, version)
    if request.method != "POST":
        return _open(request, key)
    try:
        return _post(request, key)
    except SentryError as error:
        # Nothing was sent yet.
        form = DeployForm(request.POST, FALLBACK, request.POST.getlist("projects")).leave_unchecked()
        text = error_text.describe(error)
        return _show_form(request, key, form, unread(key), {"error": text}, status=text.status)


def _open(request: HttpRequest, key: ReleaseKey) -> HttpResponse:
    release, dialect = releases.get(key), releases.dialect_of(key.org)
    if dialect.supports(Feature.DEPLOYS):
        return _show_closed(request, key, release, dialect)
    form = DeployForm.open(request.GET, clock_for(request).zone.key, dialect, release.project_slugs)
    return _show_form(request, key, form, release)


def _post(request: HttpRequest, key: ReleaseKey) -> HttpResponse:
    """Record the deploy, or tell what became of the same form before; for that the server need not answer."""
    sent = record.of_submission(request.POST.get("submission", ""))
    release = unread(key) if sent else releases.get(key)
    dialect = dialect_if_possible(key.org) if sent else releases.dialect_of(key.org)
    if dialect.supports(Feature.DEPLOYS):
        return _show_closed(request, key, release, dialect, status=422)
    form = DeployForm(request.POST, dialect, sent.projects.split() if sent else _slugs(release))
    if form.is_valid():
        try:
            return _record(request, key, form, release)
        except UsedNumberError as error:
            sent = error.change
    return _show_used(request, key, sent) if sent else _show_invalid(request, key, form, release)


def _slugs(release: Release | UnreadableRow) -> tuple[str, ...]:
    return release.project_slugs if isinstance(release, Release) else ()


def _record(request: HttpRequest, key: ReleaseKey, form: DeployForm, release: Release | UnreadableRow) -> HttpResponse:
    recorded = deploys.record_deploy(
        actor=request.user,
        key=key,
        new=form.new,
        submission=form.cleaned_data["submission"],
        note=form.cleaned_data["note"],
    )
    if recorded.is_repeated or recorded.change.result != Change.Result.REFUSED:
        return _show_recorded(request, key, recorded)
    # The form has used up its number; another try is another sending.
    form.renumbered()
    if isinstance(recorded.error, InvalidInputError):
        form.add_refusals(recorded.error)
    context = {"failed": deploy_report.prepare(key, recorded, form.dialect, clock_for(request))}
    return _show_form(request, key, form, release, context, status=_status_of(recorded))


def _status_of(recorded: DeployRecorded) -> int:
    has_failed = recorded.change.result in {Change.Result.REFUSED, Change.Result.UNKNOWN}
    return error_text.status_after_write(recorded.error, recorded.read_error) if has_failed else 200


def _show_recorded(request: HttpRequest, key: ReleaseKey, recorded: DeployRecorded) -> HttpResponse:
    dialect = dialect_if_possible(key.org)
    clock = clock_for(request)
    context = {
        "recorded": deploy_report.prepare(key, recorded, dialect, clock),
        "row": rows.prepare(key.org, recorded.release or unread(key), dialect, clock),
        "dialect": dialect,
    }
    return _render(request, context, status=_status_of(recorded))


def _show_invalid(
    request: HttpRequest, key: ReleaseKey, form: DeployForm, release: Release | UnreadableRow
) -> HttpResponse:
    if "submission" in form.errors:
        form.renumbered()
    return _show_form(request, key, form, release, status=422)


def _show_used(request: HttpRequest, key: ReleaseKey, sent: Change) -> HttpResponse:
    """Show what was typed into a form whose number was used for `sent`, as a form of its own."""
    release = read_if_possible(key)
    slugs = _slugs(release) or request.POST.getlist("projects")
    form = DeployForm(request.POST, dialect_if_possible(key.org), slugs)
    form.add_error("submission", say("This form was sent for something else before, so nothing was sent."))
    context = {"used": sent, "used_href": change_href(sent.organization, sent.pk)}
    return _show_form(request, key, form.renumbered(), release, context, status=422)


def _show_form(
    request: HttpRequest,
    key: ReleaseKey,
    form: DeployForm,
    release: Release | UnreadableRow,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    clock = clock_for(request)
    form.name_zone()
    context = {
        "form": form,
        "row": rows.prepare(key.org, release, form.dialect, clock),
        "dialect": form.dialect,
        "zones": zone_choices(form.zone.key),
        "started": date_reading.prepare(form.typed("dateStarted"), clock),
        "finished": date_reading.prepare(form.typed("dateFinished"), clock),
        "environments": directory.environment_names(key.org).names,
        "choices": [ProjectChoice(slug, slug in form.chosen) for slug in form.release_projects],
        # Where something failed, its notice has the focus.
        "focus": "" if more else form.first_to_look_at,
        **(more or {}),
    }
    return _render(request, context, status=status)


def _show_closed(
    request: HttpRequest, key: ReleaseKey, release: Release | UnreadableRow, dialect: Dialect, *, status: int = 200
) -> HttpResponse:
    """Say why the server has no deploys to record."""
    context = {
        "why_closed": dialect.supports(Feature.DEPLOYS),
        "row": rows.prepare(key.org, release, dialect, clock_for(request)),
        "dialect": dialect,
    }
    return _render(request, context, status=status)


def _render(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    context["section"] = "releases"
    return render_htmx(request, "releases/deploy_new.html", "releases/_deploy_new.html", context, status=status)
