"""The header of a trusted proxy as the production server passes it on, over real HTTP."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from releases_ui.demo_api.server import DemoServer
from tests.live_dashboard import LiveDashboard


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDashboard]:
    """A dashboard for which this machine is the proxy."""
    folder = tmp_path_factory.mktemp("proxy")
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "PROXY_USER_HEADER": "X-Forwarded-User"}
    with DemoServer(db=folder / "api.sqlite3") as upstream, LiveDashboard(folder, upstream, **settings) as started:
        started.manage("create_user", "root", "--role", "admin")
        yield started


def signed_in(dashboard: LiveDashboard, *headers: tuple[str, str]) -> bool:
    """Return whether headers, as they are, sign somebody in."""
    connection = http.client.HTTPConnection(urlsplit(dashboard.url).netloc, timeout=30)
    connection.putrequest("GET", "/accounts/password/")
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    assert status in {200, 302}
    return status == 200


def names(dashboard: LiveDashboard) -> list[str]:
    """Return who has signed in so far."""
    query = "SELECT username FROM releases_ui_user WHERE last_login IS NOT NULL ORDER BY username"
    return [name for (name,) in dashboard.query(query)]


def test_header_of_the_proxy_signs_in_and_no_imitation_does(dashboard: LiveDashboard) -> None:
    imitations = [
        # For WSGI an underscore is as good as a hyphen, so a client could write it past a proxy that knows the hyphen.
        signed_in(dashboard, ("X_Forwarded_User", "root")),
        signed_in(dashboard, ("X_FORWARDED-USER", "root")),
        # A proxy that adds its header to the client's, in place of replacing it.
        signed_in(dashboard, ("X-Forwarded-User", "root"), ("X-Forwarded-User", "mira")),
        signed_in(dashboard, ("HTTP_X_FORWARDED_USER", "root"), ("Remote-User", "root")),
    ]
    real = signed_in(dashboard, ("X-Forwarded-User", "mira"), ("X_Forwarded_User", "root"))

    assert (imitations, real) == ([False] * 4, True)
    assert names(dashboard) == ["mira"]
