"""Pages for everything that goes wrong; for htmx a small fragment that is swapped where the answer was to go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from releases_ui import error_text
from releases_ui.error_text import ErrorText
from releases_ui.sentry_api.errors import SentryError
from releases_ui.sentry_api.sentences import say
from releases_ui.views.htmx import render_htmx


def upstream_error(request: HttpRequest, error: SentryError) -> HttpResponse:
    """Say what upstream answered, whether anything was saved, and what to do."""
    return _render(request, error_text.describe(error))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the request was not understood."""
    return _render(
        request,
        ErrorText(400, say("Not understood"), say("The browser sent something odd."), say("Go back and try again.")),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which role it takes."""
    words = str(exception) or say("Your role does not allow this.")
    return _render(request, ErrorText(403, say("Not allowed"), words, say("Nothing was changed.")))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that there is no such page."""
    return _render(
        request, ErrorText(404, say("No such page"), say("Nothing is at this address."), say("Check it for a slip."))
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, with the id to look it up by."""
    words = say("The dashboard failed. Whether a save arrived shows on the release's page.")
    return _render(request, ErrorText(500, say("A fault of ours"), words, say("Tell an admin the request id below.")))


def signed_out(request: HttpRequest, sign_in_href: str) -> HttpResponse:
    """Say, beside a form that stays as it is, that the session has ended and where to sign in again."""
    words = say("Nothing was sent. What you typed is still here.")
    text = ErrorText(
        401, say("You are signed out"), words, say("Then come back to this tab and press the button again.")
    )
    return _render(request, text, sign_in_href=sign_in_href)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is from another session; htmx gets the token of this one, with which the form can be sent.

    That gives nothing away: every page carries the token, and only scripts of our own origin can read an answer.
    A form on somebody else's page neither carries htmx's headers nor sees what comes back.
    """
    if reason.startswith(("Origin checking", "Referer checking")):
        words = say(
            "The browser sends it from an address that this dashboard does not know as its own. Nothing was sent."
        )
        return _render(
            request, ErrorText(403, say("Not from here"), words, say("An admin can name it in CSRF_TRUSTED_ORIGINS."))
        )
    title, words = say("This form is too old"), say("It was opened in another session. Nothing was sent.")
    if _is_htmx(request):
        advice = say("What you typed is still here: press the button again.")
        return _render(request, ErrorText(403, title, words, advice), fresh_token=get_token(request))
    advice = say("Go back, copy what you typed, reload the form, and send it again.")
    return _render(request, ErrorText(403, title, words, advice))


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _render(request: HttpRequest, text: ErrorText, **more: str) -> HttpResponse:
    context = {"text": text, **more}
    response = render_htmx(request, "error.html", "_shared/_error.html", context, status=text.status)
    if _is_htmx(request):
        # The address bar must not name a page that was never shown.
        response["HX-Push-Url"] = "false"
        response["HX-Replace-Url"] = "false"
        # A search shows it instead of rows that were not asked for; elsewhere it stands beside what was typed.
        response["HX-Reswap"] = "innerHTML"
        if request.headers.get("HX-Target") != "section#releases":
            response["HX-Retarget"] = "#failure"
    return response
