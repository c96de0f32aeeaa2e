"""The dashboard in a process of its own that does not start: tests say so at once, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from releases_ui.demo_api.server import DemoServer
from tests.live_dashboard import LiveDashboard


def test_dashboard_that_refuses_to_start_says_why(sentry: DemoServer, tmp_path: Path) -> None:
    dashboard = LiveDashboard(tmp_path, sentry, WEB_CONCURRENCY="2")
    refusal = "WEB_CONCURRENCY is more than 1 without a cache that the processes share"

    with pytest.raises(AssertionError, match=refusal):
        dashboard.manage("migrate")
    with pytest.raises(AssertionError, match=refusal):
        dashboard.start()
    dashboard.kill()


def test_proxy_that_cannot_be_read_is_refused_in_our_words(sentry: DemoServer, tmp_path: Path) -> None:
    dashboard = LiveDashboard(tmp_path, sentry, TRUSTED_PROXIES="10.2.3.4/16,localhost")

    with pytest.raises(AssertionError, match="TRUSTED_PROXIES holds 'localhost', which is no address and no network"):
        dashboard.start()
    dashboard.kill()
