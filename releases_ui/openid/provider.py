"""The one provider that the environment names, and the exchange of a code for what it says of somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from releases_ui.models import User
from releases_ui.openid.tokens import UntrustedAnswerError, verified_claims

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """allauth's exchange, stricter: every answer is checked before it is used."""

    def __init__(self, request: HttpRequest, provider_id: str = "") -> None:
        super().__init__(request, provider_id or settings.OIDC_ISSUER)

    def get_provider(self) -> Provider:
        """Return the provider of the environment; allauth would ask the database as well."""
        return provider_for(self.request)

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself, which has to be that of the issuer who was asked."""
        found = _object_at(f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != settings.OIDC_ISSUER:
            raise UntrustedAnswerError(f"The provider names itself {found.get('issuer')!r}, unlike OIDC_ISSUER.")
        wanted = _ENDPOINTS + (("userinfo_endpoint",) if "userinfo_endpoint" in found else ())
        for name in wanted:
            if not _is_as_safe_as_issuer(found.get(name)):
                raise UntrustedAnswerError(f"The provider's {name} is no https address.")
        return found

    @property
    def basic_auth(self) -> bool:
        """Whether the secret travels in a header, which is the standard's default, or in the form."""
        return "client_secret_post" not in self.openid_config.get("token_endpoint_auth_methods_supported", ())

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where the provider sends people back to."""
        return request.build_absolute_uri(reverse("sso-callback"))

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what the token endpoint gives for the code; allauth's own error quotes the whole answer."""
        try:
            data = super().get_access_token_data(*args, **kwargs)
        except (OAuth2Error, KeyError, ValueError):
            data = None
        if not isinstance(data, dict):
            raise UntrustedAnswerError(
                "The token endpoint refused the code. Are OIDC_CLIENT_ID and OIDC_CLIENT_SECRET right, and is the "
                f"address {self.get_callback_url(self.request, None)} registered there?"
            )
        return data

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """Return the access token; it is used once, here, and never kept."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, *, response: Mapping[str, Any]
    ) -> SocialLogin:
        """Return who signs in, with all that the provider says of them as `claims`."""
        keys = _object_at(self.openid_config["jwks_uri"])
        claims = verified_claims(
            response.get("id_token"), keys, issuer=settings.OIDC_ISSUER, client_id=settings.OIDC_CLIENT_ID
        )
        account = SocialAccount(provider=settings.OIDC_ISSUER, uid=claims["sub"])
        login = SocialLogin(user=User(), account=account)
        # What is signed comes before what is not.
        login.claims = self._userinfo(token, claims["sub"]) | claims
        return login

    def _userinfo(self, token: SocialToken, subject: str) -> dict[str, Any]:
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        found = _object_at(self.profile_url, {"Authorization": f"Bearer {token.token}"})
        if found.get("sub") != subject:
            raise UntrustedAnswerError("userinfo: about another person than the id_token.")
        return found


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """allauth's provider, with our exchange."""

    oauth2_adapter_class = Exchange


def provider_for(request: HttpRequest) -> Provider:
    """Return the provider that the environment names.

    Its id is the issuer, under which people are linked: another issuer's people are never taken for them.
    """
    options = {"oauth_pkce_enabled": True, "scope": settings.OIDC_SCOPES}
    app = SocialApp(
        provider=Provider.id,
        provider_id=settings.OIDC_ISSUER,
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings=options,
    )
    return Provider(request, app=app)


def _object_at(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(url, headers=headers)
        answer.raise_for_status()
    try:
        found = answer.json()
    except ValueError as error:
        raise UntrustedAnswerError(f"{url} answered something else than JSON.") from error
    if not isinstance(found, dict):
        raise UntrustedAnswerError(f"{url} answered something else than an object.")
    return found


def _is_as_safe_as_issuer(url: object) -> bool:
    """Say whether an endpoint is named by https; by http only where the issuer itself is, on this machine."""
    try:
        address = urlsplit(url) if isinstance(url, str) else urlsplit("")
    except ValueError:
        return False
    return bool(address.hostname) and address.scheme in {"https", urlsplit(settings.OIDC_ISSUER).scheme}
