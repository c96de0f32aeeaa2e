"""The form that changes the commits of a release: filled in, shown what it would do, and sent, one step each."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from releases_ui import error_text
from releases_ui.forms.commits import CHOICES, REPLACE, CommitsForm, rows_of, shown_text
from releases_ui.forms.row_changes import RowChange, row_change
from releases_ui.links import change_href
from releases_ui.models import Change
from releases_ui.permissions import Right
from releases_ui.presentation import commits_preview, commits_report, rows
from releases_ui.sentry_api.dialect import Feature
from releases_ui.sentry_api.errors import InvalidInputError, SentryError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.services import commit_lists, commits, organizations, releases, repositories
from releases_ui.services.commit_undo import earlier
from releases_ui.services.commits import CommitsSaved, Present
from releases_ui.services.outcomes import Outcome
from releases_ui.services.submissions import UsedNumberError
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import render_htmx
from releases_ui.views.taking_back import note_for, number_in
from releases_ui.views.unread import FALLBACK, read_if_possible


@needs(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def commits_edit(request: HttpRequest, org: str, version: str) -> HttpResponse:
    """Show the form, what it would do, or what became of it."""
    organizations.check_known(org)
    key = ReleaseKey(org, version)
    if request.method != "POST":
        return _open(request, key)
    try:
        dialect = releases.dialect_of(org)
        if change := _change(request.POST, key):
            return _show_changed(request, key, CommitsForm(change.data, dialect), change)
        form = CommitsForm(request.POST, dialect)
        if request.POST.get("step") == "edit":
            return _show_form(request, key, form.leave_unchecked())
        return _go_on(request, key, form) if form.is_valid() else _show_form(request, key, form, status=422)
    except SentryError as error:
        # Nothing was sent yet; what was typed is shown by the rules of a server that takes the most.
        text = error_text.describe(error)
        form = CommitsForm(request.POST, FALLBACK).leave_unchecked()
        return _show_form(request, key, form, {"error": text}, status=text.status)


def _open(request: HttpRequest, key: ReleaseKey) -> HttpResponse:
    release = releases.get(key)
    data = request.GET.copy()
    data.setdefault("what", REPLACE)
    number = number_in(str(data.pop("undoes", [""])[-1]))
    undone = earlier(key, number) if number is not None else None
    if undone and not undone.why_not:
        data = rows_of(undone.commits, data)
        if not undone.commits:
            data["what"] = "clear"
        data["undoes"] = str(undone.change_id)
        data.setdefault("note", note_for(undone.change_id))
    form = CommitsForm(data, releases.dialect_of(key.org)).leave_unchecked()
    return _show_form(request, key, form, {"undone": undone}, release=release)


def _change(data: QueryDict, key: ReleaseKey) -> RowChange | None:
    """Return what a button beside the rows makes of the form; nothing is sent.

    Raises:
        SentryError: the commits to start from could not be read.
    """
    if "start" in data:
        return RowChange(rows_of(commit_lists.read(key).commits, data), "add-commits")
    change = row_change(data, has_rows_alone=True)
    if change and change.pasted and change.pasted.rows:
        change.data["what"] = next(iter(change.pasted.rows))
    return change


def _show_changed(request: HttpRequest, key: ReleaseKey, form: CommitsForm, change: RowChange) -> HttpResponse:
    context = {"focus": change.focus or "what", "pasted": change.pasted, "paste_error": change.paste_error}
    return _show_form(request, key, form.leave_unchecked(), context, status=422 if change.paste_error else 200)


def _go_on(request: HttpRequest, key: ReleaseKey, form: CommitsForm) -> HttpResponse:
    """Send what was shown, or show what would be sent."""
    form.refuse_repositories(repositories.unknown(key.org, form.wish.refs))
    if form.problems:
        return _show_form(request, key, form, status=422)
    if request.POST.get("step") != "send":
        return _show_preview(request, key, form, commits.look(key))
    try:
        saved = commits.save(
            actor=request.user,
            key=key,
            wish=form.wish,
            seen=form.preview_seen,
            note=form.cleaned_data["note"],
            undoes=form.cleaned_data["undoes"],
        )
    except UsedNumberError as error:
        context = {"used": error.change, "used_href": change_href(error.change.organization, error.change.pk)}
        return _show_preview(request, key, form, commits.look(key), context, status=409)
    return _show_saved(request, key, form, saved)


def _show_saved(request: HttpRequest, key: ReleaseKey, form: CommitsForm, saved: CommitsSaved) -> HttpResponse:
    if saved.has_moved:
        return _show_preview(request, key, form, saved.now, {"has_moved": True}, status=409)
    report = commits_report.prepare(saved, clock_for(request))
    context: dict[str, Any] = {"saved": report}
    if saved.is_repeated or saved.result != Change.Result.REFUSED:
        return _render(request, key, saved.now.release, form, context, status=_status_of(saved))
    if isinstance(saved.error, InvalidInputError):
        form.add_refusals(saved.error)
        return _show_form(request, key, form, {"failed": report}, status=422)
    return _show_preview(request, key, form, saved.now, {"failed": report}, status=_status_of(saved))


def _status_of(saved: CommitsSaved) -> int:
    is_conflict = saved.outcome.outcome == Outcome.CONFLICT
    has_failed = saved.result in {Change.Result.REFUSED, Change.Result.UNKNOWN}
    error, read_error = (saved.error, saved.read_error) if has_failed else (None, None)
    return error_text.status_after_write(error, read_error, is_conflict=is_conflict)


def _show_preview(
    request: HttpRequest,
    key: ReleaseKey,
    form: CommitsForm,
    present: Present,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = more or {}
    preview = commits_preview.prepare(
        form.wish, present, clock_for(request), form.shown_names, has_moved="has_moved" in context
    )
    context |= {
        "preview": preview,
        "shown": shown_text(present.commits.commits),
        "submission": secrets.token_hex(16),
    }
    return _render(request, key, present.release, form, context, status=status)


def _show_form(
    request: HttpRequest,
    key: ReleaseKey,
    form: CommitsForm,
    more: dict[str, Any] | None = None,
    *,
    release: Release | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = release or read_if_possible(key)
    context = {
        "choices": CHOICES,
        "why_no_rows": form.dialect.supports(Feature.COMMITS),
        "count": shown.commit_count if isinstance(shown, Release) else None,
        **(more or {}),
    }
    return _render(request, key, shown, form, context, status=status)


def _render(
    request: HttpRequest,
    key: ReleaseKey,
    release: Release | UnreadableRow,
    form: CommitsForm,
    context: dict[str, Any],
    *,
    status: int,
) -> HttpResponse:
    context |= {
        "form": form,
        "row": rows.prepare(key.org, release, form.dialect, clock_for(request)),
        "dialect": form.dialect,
        "section": "releases",
    }
    page, partial = "releases/commits_edit.html", "releases/_commits_edit.html"
    return render_htmx(request, page, partial, context, status=status)
