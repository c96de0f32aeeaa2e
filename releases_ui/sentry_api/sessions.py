"""Sessions of `requests` that do only what we ask for: no cookies, no redirects, no `.netrc`, no retries."""

import os
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from requests.utils import get_environ_proxies

from releases_ui.sentry_api.deadlines import DeadlineAdapter


class BearerAuth(AuthBase):
    """Sends the token to one origin and to no other; beside an auth object a `.netrc` does not count."""

    def __init__(self, token: str, base_url: str) -> None:
        self._token = token
        self._origin = origin(base_url)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the token to a request for our own server."""
        if self._token and origin(request.url or "") == self._origin:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Sessions:
    """Makes sessions for one server; proxies and certificates are looked up in the environment once."""

    def __init__(self, base_url: str, token: str, user_agent: str) -> None:
        self._auth = BearerAuth(token, base_url)
        self._proxies = _proxies(base_url)
        self._verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}

    def new(self, pool_size: int = 1) -> requests.Session:
        """Return a session of at most `pool_size` connections at once."""
        session = _Session()
        session.trust_env = False
        session.auth = self._auth
        session.proxies.update(self._proxies)
        session.verify = self._verify
        session.headers.update(self._headers)
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        for scheme in ("http://", "https://"):
            session.mount(scheme, DeadlineAdapter(1, pool_size, pool_block=True))
        return session


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow nothing; even a redirect that is not followed would be read without a limit."""


def _proxies(url: str) -> dict[str, str]:
    try:
        return dict(get_environ_proxies(url))
    except ValueError:  # as in `origin`
        return {}


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port of an address; nothing of one that is none, which requests refuses at each call."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:  # half a pair of brackets, or a port that is no number
        return "", None, None
