"""Signing in and out, and one's own password."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from releases_ui import permissions
from releases_ui.forms.held import Held
from releases_ui.forms.people import NewPasswordForm, PasswordForm, SignInForm
from releases_ui.models import SignInLink, User
from releases_ui.permissions import Right
from releases_ui.proxies import client_address
from releases_ui.sentry_api.sentences import say
from releases_ui.services import people
from releases_ui.views.access import needs, open_to_all

logger = logging.getLogger(__name__)

#: Who proves who they are by a link: the same as by a password.
_BACKEND = "django.contrib.auth.backends.ModelBackend"
#: Marks a session that began with a link, in which a password may be set without knowing the old one.
_CAME_BY_LINK = "came_by_link"


class SignIn(LoginView):
    """Sign in by name and password; `next` leads back, never to another host."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Carry along what was sent after the session had ended."""
        held = Held.read(self.request.POST.get("held", ""))
        return super().get_context_data(**kwargs) | {"held": held}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Lead back; or show what was sent without a session, to be sent now or left."""
        response = super().form_valid(form)
        held = Held.read(self.request.POST.get("held", ""))
        return response if held is None else render(self.request, "accounts/held.html", {"held": held})

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again with the name that was typed, and how long to wait where that is so."""
        response = super().form_invalid(form)
        if isinstance(form, SignInForm):
            _say_when(response, form.wait_s)
        return response


sign_in = open_to_all(require_http_methods(["GET", "HEAD", "POST"])(SignIn.as_view()))


def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask somebody to sign in whose form came after their session had ended; the page carries what they typed."""
    path = request.get_full_path()
    held = Held.of(path, request.POST)
    context = {"form": SignInForm(request), "next": path, "held": held, "is_too_long": held is None}
    return render(request, "accounts/login.html", context, status=401)


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect("/accounts/login/")


@needs(Right.LOOK)
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all sessions of the person, this one too."""
    person = permissions.check(request.user, Right.LOOK)
    people.sign_out_everywhere(person, person.pk)
    logout(request)
    messages.success(request, say("You are signed out everywhere."))
    return HttpResponseRedirect("/accounts/login/")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def redeem_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in, once; after a click, unless the link is one that was printed to be opened at once."""
    asks_first = SignInLink.asks_first(secret)
    if request.method == "HEAD" or (request.method == "GET" and asks_first):
        return render(request, "accounts/link.html")
    user = SignInLink.redeem(secret)
    if user is None:
        return render(request, "accounts/link.html", {"is_spent": True}, status=410)
    login(request, user, backend=_BACKEND)
    logger.info("%s signed in by a link.", user)
    if not asks_first:
        return HttpResponseRedirect("/")
    request.session[_CAME_BY_LINK] = True
    return HttpResponseRedirect(resolve_url("password"))


@needs(Right.LOOK)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; whoever came by a link does not need to know the old one."""
    person = permissions.check(request.user, Right.LOOK)
    form = _password_form(request, person)
    if form is None or not form.is_valid():
        return _show_password(request, person, form)
    people.choose_password(person, form.cleaned_data["new_password1"])
    # All sessions end with the old password; this one goes on, under another key.
    update_session_auth_hash(request, person)
    request.session.pop(_CAME_BY_LINK, None)
    messages.success(request, say("Your password is set. Everywhere else you are signed out."))
    return HttpResponseRedirect("/")


def _password_form(request: HttpRequest, person: User) -> NewPasswordForm | None:
    """Return the form for `person`; `None` for those who have no password and did not come by a link."""
    form_class = NewPasswordForm if _CAME_BY_LINK in request.session else PasswordForm
    if form_class is PasswordForm and not person.has_usable_password():
        return None
    data = request.POST if request.method == "POST" else None
    return form_class(data, person=person, address=client_address(request))


def _show_password(request: HttpRequest, person: User, form: NewPasswordForm | None) -> HttpResponse:
    context = {
        "form": form,
        "came_by_link": _CAME_BY_LINK in request.session,
        "has_password": person.has_usable_password(),
        "rules": password_validators_help_texts(),
    }
    status = 200 if request.method != "POST" else 403 if form is None else 422
    response = render(request, "accounts/password.html", context, status=status)
    if form is not None:
        _say_when(response, form.wait_s)
    return response


def _say_when(response: HttpResponse, wait_s: int | None) -> None:
    """Tell a browser, or a script, how long to wait."""
    if wait_s is not None:
        response.status_code = 429
        response["Retry-After"] = str(wait_s)
