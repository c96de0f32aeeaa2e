"""The servers that tests of several pages stand on."""

from __future__ import annotations

import pytest

from releases_ui.demo_api.server import DemoServer
from tests import commits, deploys


@pytest.fixture
def shop(sentry: DemoServer) -> DemoServer:
    """A server with one release of two commits, and a repository to look others up in."""
    sentry.add(**commits.SHOP)
    sentry.add_repository("acme/shop")
    return sentry


@pytest.fixture
def mall(sentry: DemoServer) -> DemoServer:
    """A server with one release of two projects, and nothing else."""
    sentry.add(**deploys.SHOP)
    return sentry
