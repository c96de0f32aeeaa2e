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
from releases_ui.presentation.commits_preview import Moved, Shown
from releases_ui.presentation.mover import mover_of
from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.errors import InvalidInputError, SentryError
from releases_ui.sentry_api.payloads import Release, UnreadableRow
from releases_ui.services import authorship, commit_lists, commits, organizations, releases, repositories
from releases_ui.services.commit_undo import earlier
from releases_ui.services.commits import CommitsSaved, Present
from releases_ui.services.outcomes import Outcome
from releases_ui.services.submissions import UsedNumberError
from releases_ui.services.upstream import ReleaseKey
from releases_ui.viewer import Clock, clock_for
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
        if dialect.supports(Feature.COMMITS):
            return _show_closed(request, key, dialect, status=422)
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
    release, dialect = releases.get(key), releases.dialect_of(key.org)
    if dialect.supports(Feature.COMMITS):
        return _show_closed(request, key, dialect)
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
    form = CommitsForm(data, dialect).leave_unchecked()
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
    # Before the list is read: a later preview names who has changed it since.
    clock = clock_for(request)
    if request.POST.get("step") != "send":
        present = commits.look(key)
        return _render(request, key, present.release, form, _preview(form, present, clock), status=200)
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
        present = commits.look(key)
        used = {"used": error.change, "used_href": change_href(error.change.organization, error.change.pk)}
        return _render(request, key, present.release, form, _preview(form, present, clock) | used, status=409)
    if saved.has_moved or (saved.result == Change.Result.REFUSED and not saved.is_repeated):
        return _show_unsent(request, key, form, saved, clock)
    context: dict[str, Any] = {"saved": commits_report.prepare(saved, clock_for(request))}
    return _render(request, key, saved.now.release, form, context, status=_status_of(saved))


def _show_unsent(
    request: HttpRequest, key: ReleaseKey, form: CommitsForm, saved: CommitsSaved, clock: Clock
) -> HttpResponse:
    """Show what was filled in again: beside it what the server said of it, or what it would do now."""
    present = saved.now
    if saved.has_moved:
        moved = _moved(request, key, form.last_shown, present)
        return _render(request, key, present.release, form, _preview(form, present, clock, moved), status=409)
    failed = {"failed": commits_report.prepare(saved, clock_for(request))}
    if isinstance(saved.error, InvalidInputError):
        form.add_refusals(saved.error)
        return _show_form(request, key, form, failed, status=422)
    context = _preview(form, present, clock) | failed
    return _render(request, key, present.release, form, context, status=_status_of(saved))


def _status_of(saved: CommitsSaved) -> int:
    is_conflict = saved.outcome.outcome == Outcome.CONFLICT
    has_failed = saved.result in {Change.Result.REFUSED, Change.Result.UNKNOWN}
    error, read_error = (saved.error, saved.read_error) if has_failed else (None, None)
    return error_text.status_after_write(error, read_error, is_conflict=is_conflict)


def _preview(form: CommitsForm, present: Present, clock: Clock, moved: Moved | None = None) -> dict[str, Any]:
    """Return what the preview needs; `clock` shows when the list was asked for."""
    return {
        "preview": commits_preview.prepare(form.wish, present, clock, moved),
        "shown": shown_text(present.commits.commits, clock.now),
        "submission": secrets.token_hex(16),
    }


def _moved(request: HttpRequest, key: ReleaseKey, shown: Shown | None, present: Present) -> Moved:
    clock = clock_for(request)
    change = authorship.mover_of_commits(key, present.commits, shown.at) if shown else None
    mover = mover_of(change, request.user.get_username(), clock) if change else None
    return commits_preview.since(shown, present, mover, clock)


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
        "count": shown.commit_count if isinstance(shown, Release) else None,
        **(more or {}),
    }
    return _render(request, key, shown, form, context, status=status)


def _show_closed(request: HttpRequest, key: ReleaseKey, dialect: Dialect, *, status: int = 200) -> HttpResponse:
    """Say why the server has no commits to change."""
    form = CommitsForm(QueryDict(), dialect)
    context = {"why_closed": dialect.supports(Feature.COMMITS)}
    return _render(request, key, read_if_possible(key), form, context, status=status)


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
