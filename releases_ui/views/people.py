"""Who may come in, and with which role: for admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from releases_ui import permissions
from releases_ui.forms.people import InviteForm, RoleForm
from releases_ui.models import Role, User
from releases_ui.permissions import Right
from releases_ui.presentation.people import prepare
from releases_ui.sentry_api.sentences import say
from releases_ui.services import people
from releases_ui.services.people import GuardError, IssuedLink
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs
from releases_ui.views.htmx import is_partial, render_htmx


@needs(Right.MANAGE)
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Show everybody."""
    return _show_all(request, InviteForm(initial={"role": Role.VIEWER}))


@needs(Right.MANAGE)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Add a person, and show the link to pass on: this once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _show_all(request, form, status=422)
    try:
        link = people.invite(request.user, form.cleaned_data["username"], form.cleaned_data["role"])
    except GuardError as error:
        form.add_error("username", str(error))
        return _show_all(request, form, status=409)
    return _show_link(request, link)


@needs(Right.MANAGE)
@require_safe
def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person, and what can be done."""
    return _show(request, get_object_or_404(User, pk=person_id))


@needs(Right.MANAGE)
@require_POST
def role(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person another role."""
    person = get_object_or_404(User, pk=person_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _show(request, person, {"role_errors": form.errors["role"]}, status=422)
    wanted = Role(form.cleaned_data["role"])
    words = say("%(person)s is %(value)s now.", person=person, value=wanted.value)
    return _act(request, person, lambda: people.give_role(request.user, person_id, wanted), words)


@needs(Right.MANAGE)
@require_POST
def link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make a new link for a person, and show it: this once."""
    person = get_object_or_404(User, pk=person_id)
    try:
        return _show_link(request, people.issue_link(request.user, person_id))
    except GuardError as error:
        return _show(request, person, {"refusal": str(error)}, status=409)


@needs(Right.MANAGE)
@require_POST
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keep a person out."""
    person = get_object_or_404(User, pk=person_id)
    words = say("%(person)s is deactivated, and signed out everywhere.", person=person)
    return _act(request, person, lambda: people.deactivate(request.user, person_id), words)


@needs(Right.MANAGE)
@require_POST
def activate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let a person in again."""
    person = get_object_or_404(User, pk=person_id)
    return _act(
        request,
        person,
        lambda: people.activate(request.user, person_id),
        say("%(person)s can sign in again.", person=person),
    )


@needs(Right.MANAGE)
@require_POST
def sign_out(request: HttpRequest, person_id: int) -> HttpResponse:
    """End every session of a person."""
    person = get_object_or_404(User, pk=person_id)
    words = say("%(person)s is signed out everywhere.", person=person)
    return _act(request, person, lambda: people.sign_out_everywhere(request.user, person_id), words)


def _act(request: HttpRequest, person: User, act: Callable[[], User], words: str) -> HttpResponse:
    """Do it, and show the person as they are then; or say why it was not done."""
    try:
        changed = act()
    except GuardError as error:
        return _show(request, person, {"refusal": str(error)}, status=409)
    messages.success(request, words)
    is_self = changed.pk == request.user.pk
    if is_partial(request) and not is_self:
        return _show(request, changed)
    # Whoever gives up the right to see this page is led to one that they may see.
    is_shown = permissions.can(changed, Right.MANAGE) or not is_self
    address = reverse("releases:person", args=[person.pk]) if is_shown else reverse("releases:home")
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _show_link(request: HttpRequest, issued: IssuedLink) -> HttpResponse:
    context = {
        "link": request.build_absolute_uri(reverse("link", args=[issued.secret])),
        "link_expires": clock_for(request).moment(issued.expires_at),
    }
    return _show(request, issued.person, context)


def _show(
    request: HttpRequest, person: User, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    viewer = permissions.check(request.user, Right.MANAGE)
    shown = {
        "person": prepare(people.entry_of(person), viewer, clock_for(request)),
        "guards": people.guards(viewer, person),
        "roles": Role.choices,
        "section": "people",
    }
    return render_htmx(request, "people/person.html", "people/_person.html", shown | (context or {}), status=status)


def _show_all(request: HttpRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    viewer, clock = permissions.check(request.user, Right.MANAGE), clock_for(request)
    context = {
        "people": [prepare(entry, viewer, clock) for entry in people.everybody()],
        "form": form,
        "section": "people",
    }
    return render_htmx(request, "people/list.html", "people/_people.html", context, status=status)
