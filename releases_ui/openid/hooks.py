"""Where allauth asks what to do: every sign-in ends here, well or with words on the sign-in page."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from releases_ui.openid.accounts import person_for
from releases_ui.openid.tokens import UntrustedAnswerError
from releases_ui.sentry_api.sentences import say
from releases_ui.services.outsiders import NotAdmittedError

logger = logging.getLogger(__name__)


class Hooks(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Takes over where allauth knows who somebody is, so that none of its own pages is ever reached."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Sign in, or say why not."""
        raise ImmediateHttpResponse(_sign_in(request, sociallogin))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say what happened on the sign-in page."""
        if exception is not None:
            raise ImmediateHttpResponse(give_up(request, exception))
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(
                _back(request, say("Signing in with %(oidc_name)s was cancelled.", oidc_name=settings.OIDC_NAME))
            )
        if "state_id" in (extra_context or {}):
            words = say("This sign-in is too old, was used already, or began in another browser. Sign in again.")
            raise ImmediateHttpResponse(_back(request, words))
        logger.warning("OpenID Connect: the provider sent somebody back with an error.")
        raise ImmediateHttpResponse(
            _back(request, say("%(oidc_name)s could not sign you in. Try again later.", oidc_name=settings.OIDC_NAME))
        )

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return that nobody gets an account by a form of allauth."""
        return False

    def get_requests_session(self) -> Any:
        """Return a session in which no answer leads elsewhere and no `.netrc` puts in its own credentials."""
        session = super().get_requests_session()
        session.max_redirects = 0
        session.auth = lambda request: request
        return session


def give_up(request: HttpRequest, error: Exception) -> HttpResponseRedirect:
    """Return to the sign-in page with words for the person; the log says what whoever runs this has to know."""
    # Of other errors the text may quote an answer.
    is_fit_to_log = isinstance(error, (UntrustedAnswerError, OSError))
    reason = " ".join(str(error).split()) if is_fit_to_log else type(error).__name__
    logger.warning("OpenID Connect: %.500s", reason)
    if isinstance(error, OSError):
        return _back(
            request, say("%(oidc_name)s does not answer. Try again in a minute.", oidc_name=settings.OIDC_NAME)
        )
    words = say(
        "%(oidc_name)s gave an answer that cannot be trusted. Whoever runs this dashboard finds why in its log.",
        oidc_name=settings.OIDC_NAME,
    )
    return _back(request, words)


def _sign_in(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponseRedirect:
    # Without it, an id_token that was stolen elsewhere could be slipped in here.
    if not constant_time_compare(str(sociallogin.claims.get("nonce")), sociallogin.state["data"]["nonce"]):
        return give_up(request, UntrustedAnswerError(say("id_token: not an answer to this sign-in.")))
    try:
        person = person_for(sociallogin.claims)
    except NotAdmittedError as refusal:
        return _back(request, str(refusal))
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    # A fixed end, however much the session is used: only then are the groups read anew.
    request.session.set_expiry(timezone.now() + timedelta(hours=settings.OIDC_SESSION_HOURS))
    logger.info("%s signed in by %s.", person, settings.OIDC_NAME)
    return HttpResponseRedirect(sociallogin.state.get("next") or resolve_url(settings.LOGIN_REDIRECT_URL))


def _back(request: HttpRequest, words: str) -> HttpResponseRedirect:
    messages.error(request, words)
    return HttpResponseRedirect(resolve_url(settings.LOGIN_URL))
