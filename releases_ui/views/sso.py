"""To the OpenID provider and back; routed only where one is set."""

from __future__ import annotations

import secrets

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from releases_ui.openid.hooks import give_up
from releases_ui.openid.provider import Exchange, provider_for
from releases_ui.views.access import open_to_all


@open_to_all
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Send the browser to the provider.

    By a page that leads on, not by a redirect: our content security policy lets no form end elsewhere, and a provider
    may send people on to hosts that nobody here knows.
    """
    nonce = secrets.token_urlsafe(32)
    try:
        onward = provider_for(request).redirect(
            request, AuthProcess.LOGIN, next_url=_next(request), data={"nonce": nonce}, auth_params={"nonce": nonce}
        )
    except (OSError, OAuth2Error) as error:
        return give_up(request, error)
    address = onward["Location"]
    response = render(request, "accounts/leaving.html", {"address": address, "name": settings.OIDC_NAME})
    response["Refresh"] = f"0; url={address}"
    return response


@open_to_all
@require_GET
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Take the provider's answer; all that it may hold is in the hands of `releases_ui/openid`."""
    try:
        response: HttpResponseBase = OAuth2CallbackView.adapter_view(Exchange(request))(request)
    # Every failure of the network, and what the provider says of itself before allauth listens for errors.
    except (OSError, OAuth2Error) as error:
        return give_up(request, error)
    return response


def _next(request: HttpRequest) -> str | None:
    """Return the page of ours that was asked for."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else None
