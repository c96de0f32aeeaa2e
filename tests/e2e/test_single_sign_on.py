"""To an OpenID provider and back, in a browser that keeps to our content security policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, address
from tests.live_dashboard import LiveDashboard
from tests.oidc_provider import OidcProvider

LIST = "/acme/releases/"


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    """A provider that knows Mira, an editor."""
    with OidcProvider() as started:
        started.reset("u-1", preferred_username="mira", groups=["release-editors"])
        yield started


@pytest.fixture
def sso_visits(browser: Browser, provider: OidcProvider, tmp_path: Path) -> Iterator[Visits]:
    """Pages of a dashboard that sends people there."""
    with (
        DemoServer(db=tmp_path / "api.sqlite3") as upstream,
        LiveDashboard(tmp_path, upstream, **provider.environment) as dashboard,
        closing(Visits(browser, dashboard.url)) as visits,
    ):
        yield visits


def open_list(visits: Visits, provider: OidcProvider, *, has_scripts: bool) -> Page:
    """Return the sign-in page to which the list sends; only the provider is another host that may be gone to."""
    page = visits.open(f"{LIST}?query=shop", java_script_enabled=has_scripts)
    page.context.route(f"{provider.issuer}/**", lambda route: route.continue_())
    return page


@pytest.mark.parametrize("has_scripts", [True, False])
def test_button_signs_in_and_leads_back(sso_visits: Visits, provider: OidcProvider, has_scripts: bool) -> None:
    page = open_list(sso_visits, provider, has_scripts=has_scripts)

    page.get_by_role("button", name="Sign in with Acme ID").click()

    expect(page.get_by_role("heading", name="Releases", exact=True)).to_be_visible()
    expect(page.get_by_text("mira", exact=True)).to_be_visible()
    assert address(page) == f"{LIST}?query=shop"


def test_cancelling_leads_back_to_the_sign_in_page(sso_visits: Visits, provider: OidcProvider) -> None:
    provider.misbehaviour.error = "access_denied"
    page = open_list(sso_visits, provider, has_scripts=True)

    page.get_by_role("button", name="Sign in with Acme ID").click()

    expect(page.get_by_role("alert")).to_have_text("Signing in with Acme ID was cancelled.")
    expect(page.get_by_role("button", name="Sign in with Acme ID")).to_be_focused()
