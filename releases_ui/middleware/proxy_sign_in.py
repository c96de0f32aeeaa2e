"""Signs in whoever a trusted proxy names, while it names them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase

from releases_ui.proxies import is_from_trusted_proxy
from releases_ui.services import groups, outsiders
from releases_ui.services.outsiders import NotAdmittedError

#: In a session that the proxy's word began: the name that it gave.
_MARK = "proxy_user"


class ProxySignInMiddleware:
    """Follows PROXY_USER_HEADER on every request; stands right after Django's authentication.

    Only a connection from TRUSTED_PROXIES is believed. From elsewhere the header is as good as absent, and a session
    that the proxy began is not served, so that a stolen cookie is of no use around the proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PROXY_USER_HEADER:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the person whom the proxy names."""
        if is_from_trusted_proxy(request):
            _follow(request)
        elif _MARK in request.session:
            request.user = AnonymousUser()
        return self.get_response(request)


def _follow(request: HttpRequest) -> None:
    """Make the session that of the person whom the header names; end it where the header names nobody any more."""
    name = _text(request, settings.PROXY_USER_HEADER)
    if not name:
        if _MARK in request.session:
            logout(request)
        return
    try:
        user = outsiders.by_proxy(name, _groups(request))
    except NotAdmittedError as refusal:
        if request.user.is_authenticated or _MARK in request.session:
            logout(request)
        request.sign_in_problem = str(refusal)  # type: ignore[attr-defined]  # shown by the sign-in page
        return
    if request.user != user:
        login(request, user)
        request.session[_MARK] = name


def _groups(request: HttpRequest) -> list[str] | None:
    if not settings.PROXY_GROUPS_HEADER:
        return None
    return groups.from_header(_text(request, settings.PROXY_GROUPS_HEADER))


def _text(request: HttpRequest, header: str) -> str:
    """Return a header's text; WSGI hands out each byte as one character, and proxies write UTF-8."""
    value = request.headers.get(header, "").strip()
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value
