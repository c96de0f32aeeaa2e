"""A dashboard in a process of its own, and a provider, over real HTTP; each file starts its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from releases_ui.demo_api.server import DemoServer
from tests.live_dashboard import LiveDashboard
from tests.oidc_provider import OidcProvider
from tests.single_sign_on import Browser, Claims

SUBJECTS = (f"u-{number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    """The provider of all tests here; each begins with a person whom the dashboard does not know."""
    with OidcProvider() as started:
        yield started


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory, provider: OidcProvider) -> Iterator[LiveDashboard]:
    """A dashboard that sends people to the provider; starting it once is enough."""
    folder = tmp_path_factory.mktemp("sso")
    with (
        DemoServer(db=folder / "api.sqlite3") as upstream,
        LiveDashboard(folder, upstream, **provider.environment) as started,
    ):
        yield started


@pytest.fixture
def browser(dashboard: LiveDashboard) -> Browser:
    return Browser(dashboard)


@pytest.fixture
def claims(provider: OidcProvider) -> Claims:
    """What the provider says of the person, for the test to change."""
    subject = next(SUBJECTS)
    provider.reset(subject, preferred_username=f"mira-{subject}", groups=["staff", "release-editors"])
    return provider.person.claims
