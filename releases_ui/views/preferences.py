"""What a person chooses for the browser that they sit at: kept in cookies, so that the first frame is right."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from releases_ui.forms.preferences import PreferencesForm
from releases_ui.permissions import Right
from releases_ui.viewer import browser_zone, preferences_of
from releases_ui.views.access import needs
from releases_ui.zones import zone_names

_A_YEAR_S = 365 * 24 * 60 * 60


@needs(Right.LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show what can be chosen, or keep what was posted and lead back to where it was posted from."""
    if request.method != "POST":
        return _show(request, PreferencesForm())
    form = PreferencesForm(request.POST, hidden_columns=preferences_of(request).hidden_columns)
    if not form.is_valid():
        return _show(request, form, status=422)
    own = resolve_url("releases:preferences")
    back = _place_before(request) or own
    response = HttpResponseRedirect(back)
    for name, value in form.cookies:
        _keep(response, name, value)
    if back == own:
        messages.success(request, gettext("Kept in this browser."))
    return response


def _place_before(request: HttpRequest) -> str:
    """Return the page of ours that it was posted from: the switch of the theme stands on all of them."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    place = page.path + (f"?{page.query}" if page.query else "")
    is_ours = page.netloc == request.get_host() and url_has_allowed_host_and_scheme(place, None)
    return place if is_ours else ""


def _keep(response: HttpResponse, name: str, value: str) -> None:
    if value:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, value, max_age=_A_YEAR_S, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(name, samesite="Lax")


def _show(request: HttpRequest, form: PreferencesForm, *, status: int = 200) -> HttpResponse:
    chosen = preferences_of(request)
    context = {
        "form": form,
        "chosen": {
            "theme": chosen.theme,
            "density": chosen.density,
            "time_zone": chosen.zone,
            "language": request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            "keys": "on" if chosen.are_keys_on else "off",
        },
        "zones": zone_names(),
        "browser_zone": browser_zone(request),
    }
    return render(request, "preferences.html", context, status=status)
