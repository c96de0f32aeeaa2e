"""Asks everybody to sign in, except where a view says otherwise."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from releases_ui.permissions import Right
from releases_ui.sentry_api.sentences import say
from releases_ui.views import accounts, errors


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's own, in htmx's words: a redirect would be followed and swapped into the page."""

    def handle_no_permission(  # type: ignore[override]  # htmx's redirect is another class than Django's
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Send the browser to the sign-in page, and from there back to the page that it shows; a form stays open."""
        if request.headers.get("HX-Request") != "true":
            if request.method == "POST" and getattr(view_func, "right", None) is Right.EDIT:
                # A redirect would lose what was typed.
                return accounts.ask_again(request)
            return super().handle_no_permission(request, view_func)
        if getattr(view_func, "is_background", False):
            return HttpResponse(say("You are signed out. What you typed is still here."), status=401)
        back = _place(request.headers.get("HX-Current-URL", "/"))
        sign_in = f"{resolve_url('login')}?{urlencode({'next': back})}"
        if request.method == "POST":
            # Leaving the page would throw away what was typed.
            return errors.signed_out(request, sign_in)
        return HttpResponseClientRedirect(sign_in)


def _place(address: str) -> str:
    """Return the path and query of the page that the browser shows; the first page where it names none."""
    try:
        page = urlsplit(address)
    except ValueError:
        return "/"
    return page.path + (f"?{page.query}" if page.query else "")
