"""The browser tests themselves: what a page does wrong is noticed."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Error

from releases_ui.demo_api.server import DemoServer
from tests.browsing import Visits, staying

LIST = "/acme/releases/"


@pytest.mark.parametrize(
    ("script", "heard"),
    [
        pytest.param("console.info('hello')", "info: hello", id="console message"),
        pytest.param("setTimeout(() => { throw new Error('broken') })", "error: broken", id="error of a script"),
        pytest.param("document.body.setAttribute('style', 'color: red')", "Content Security Policy", id="policy"),
        pytest.param("fetch('/acme/releases/nothing/')", "status of 404", id="refusal"),
    ],
)
def test_misbehaviour_of_a_page_is_noticed(
    visits: Visits, viewer: Client, sentry: DemoServer, script: str, heard: str
) -> None:
    page = visits.open(LIST, viewer)

    page.evaluate(f"async () => {{ await {script}; await new Promise((done) => setTimeout(done)) }}")

    assert [heard in complaint for complaint in visits.complaints] == [True]
    visits.complaints.clear()


def test_request_to_another_host_is_noticed_and_blocked(visits: Visits, viewer: Client, sentry: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("http://other.test/")

    assert visits.complaints == ["request to another host: http://other.test/"]
    visits.complaints.clear()


def test_load_of_a_page_is_noticed(visits: Visits, viewer: Client, sentry: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    with pytest.raises(AssertionError, match="a page was loaded"), staying(page):
        page.reload()
