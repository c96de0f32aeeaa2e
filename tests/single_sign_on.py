"""Somebody's browser on the way to an OpenID provider and back, and what it finds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from bs4 import BeautifulSoup

from tests.live_dashboard import LiveDashboard

LIST = "/acme/releases/"
Claims = dict[str, Any]
UNTRUSTED = "Acme ID gave an answer that cannot be trusted. Whoever runs this dashboard finds why in its log."
UNREACHABLE = "Acme ID does not answer. Try again in a minute."


class Browser:
    """Somebody's browser."""

    def __init__(self, dashboard: LiveDashboard) -> None:
        self.dashboard = dashboard
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.dashboard.url}{path}", timeout=30)

    def begin(self, *, back_to: str = "") -> str:
        """Press the button; return the address of the provider."""
        data = {"csrfmiddlewaretoken": self.dashboard.token(self.session, "/accounts/login/"), "next": back_to}
        leaving = self.session.post(f"{self.dashboard.url}/accounts/sso/", data=data, timeout=30)
        link = BeautifulSoup(leaving.text, "html.parser").select_one("a.btn")
        assert link is not None, alerts(leaving)
        assert leaving.headers["Refresh"] == f"0; url={link['href']}"
        return str(link["href"])

    def follow(self, address: str) -> requests.Response:
        """Open the provider, and wherever it sends the browser."""
        return self.session.get(address, timeout=30)

    def sign_in(self, *, back_to: str = "") -> requests.Response:
        return self.follow(self.begin(back_to=back_to))

    def is_signed_in(self) -> bool:
        return urlsplit(self.get(LIST).url).path == LIST


def alerts(page: requests.Response) -> str:
    """Return the words of everything that stopped somebody."""
    found = BeautifulSoup(page.text, "html.parser").select('[role="alert"]')
    return " ".join(" ".join(element.get_text(" ").split()) for element in found)


def account(dashboard: LiveDashboard, name: str) -> tuple[str, bool] | None:
    """Return an account's role, and whether it is active."""
    rows = dashboard.query("SELECT role, is_active FROM releases_ui_user WHERE username = ?", name)
    return (rows[0][0], bool(rows[0][1])) if rows else None
