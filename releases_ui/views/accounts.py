"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from releases_ui.models import SignInLink
from releases_ui.views.access import open_to_all


class SignIn(LoginView):
    """Sign in by name and password; `next` leads back, never to another host."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect("/accounts/login/")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def redeem_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in, once; after a click, unless the link is one that was printed to be opened at once."""
    if request.method == "HEAD" or (request.method == "GET" and SignInLink.asks_first(secret)):
        return render(request, "accounts/link.html")
    user = SignInLink.redeem(secret)
    if user is None:
        return render(request, "accounts/link.html", {"is_spent": True}, status=410)
    login(request, user)
    return HttpResponseRedirect("/")
