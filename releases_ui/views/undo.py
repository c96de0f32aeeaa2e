"""Taking a change back: proposed here, and written by the form that writes such changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from releases_ui import permissions
from releases_ui.forms.edit import ReleaseForm
from releases_ui.links import Page, release_href
from releases_ui.models import Change
from releases_ui.permissions import Right
from releases_ui.presentation import rows, undo_lines, undone_lines
from releases_ui.sentry_api.sentences import say
from releases_ui.services import organizations, releases, undo, undos
from releases_ui.services.outcomes import Outcome
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import render_htmx
from releases_ui.views.taking_back import note_for

#: Where changes other than edits are taken back: on a page that asks first, as each of them deserves.
_ELSEWHERE: Mapping[str, Page] = {
    Change.Action.ARCHIVE: "status",
    Change.Action.RESTORE: "status",
    Change.Action.CREATE: "delete",
    Change.Action.COMMITS: "commits/edit",
    Change.Action.CLEAR_COMMITS: "commits/edit",
}


@needs(Right.EDIT)
@require_safe
def undo_change(request: HttpRequest, org: str, number: int) -> HttpResponse:
    """Say what taking a change back would do, with the button that asks for it."""
    organizations.check_known(org)
    change = undo.find(org, number)
    if change is None:
        raise Http404
    why_not = _why_not(request, change)
    if why_not:
        return _render(request, change, {"why_not": why_not})
    if change.action == Change.Action.EDIT:
        return _propose(request, change)
    page = _ELSEWHERE[change.action]
    href = release_href(org, change.version, releases.dialect_of(org), page)
    if href is None:
        return _render(
            request, change, {"why_not": say("No address can name this release, so nothing can be written.")}
        )
    return HttpResponseRedirect(f"{href}?{urlencode({'undoes': number})}")


def _why_not(request: HttpRequest, change: Change) -> str:
    """Return why this change cannot be taken back, whatever the release looks like now."""
    if change.completed_at is None:
        return say("Nobody knows yet how this change ended. The next look at the release settles it.")
    if not undo.had_effect(change):
        return _NO_EFFECT.get(change.result, say("It had no effect, so there is nothing to take back."))
    if change.action == Change.Action.CREATE:
        return _why_not_delete(request, change)
    return _REASONS.get(change.action, "")


def _why_not_delete(request: HttpRequest, change: Change) -> str:
    """Return why the release of a create cannot be deleted to take the create back."""
    if not undo.has_created(change):
        is_theirs = change.outcomes.get("version") == Outcome.CONFLICT
        return f"{_THEIRS if is_theirs else _UNSURE} {say('Deleting it could take away what is theirs.')}"
    if not permissions.can(request.user, Right.DELETE):
        return say("Creating is taken back by deleting, which takes an admin, and ALLOW_DELETE.")
    return ""


_THEIRS = say("It did not create the release: the version was there already.")
_UNSURE = say("Whether it created the release or somebody else did at the same moment is not known.")

_NO_EFFECT: Mapping[str, str] = {
    Change.Result.UNKNOWN: say(
        "Whether it had an effect could not be found out, so what there is to take back is not "
        "known. What the server has now can be changed as always."
    ),
}

_REASONS: Mapping[str, str] = {
    Change.Action.DELETE: say(
        "A deleted release cannot be brought back. Its last state stands in the record; "
        "from it a new release can be created, without the issues, the files and the time of creation."
    ),
    Change.Action.DEPLOY: say("The server cannot take a deploy back."),
    Change.Action.REFS: say(
        "The server does not tell which commits came with the refs, so they cannot be taken out again. "
        "The commits can be replaced or cleared."
    ),
}


def _propose(request: HttpRequest, change: Change) -> HttpResponse:
    proposal = undo.propose(change)
    clock = clock_for(request)
    view = undo_lines.prepare(proposal, clock)
    asked = {**view.texts, "note": note_for(change.pk), "undoes": str(change.pk)}
    context = {
        "undo": view,
        # Dates travel as the API writes them, in UTC, so that nothing is lost on the way.
        "form": ReleaseForm.open(proposal.opened_on, "UTC", proposal.dialect, asked),
        "row": rows.prepare(change.organization, proposal.release, proposal.dialect, clock),
        "dialect": proposal.dialect,
    }
    return _render(request, proposal.change, context)


def _render(request: HttpRequest, change: Change, context: dict[str, Any]) -> HttpResponse:
    undone = undone_lines.prepare(change.organization, undos.of_change(change))
    words = undo_lines.request_words(change)
    context |= {"change": change, "request_words": words, "undone": undone, "section": "history"}
    return render_htmx(request, "history/undo.html", "history/_undo.html", context)
