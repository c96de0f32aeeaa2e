"""A browser in the hands of a person: what it may run on, what it must not do unnoticed."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Route, expect

#: What Chromium says in the console of every answer of 400 and above, also of those that a page asked for.
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+) ")

#: What Chromium and htmx say in the console of a request without a network.
_LOST = ("net::ERR_INTERNET_DISCONNECTED", "Failed to fetch")

#: What Chromium says where a test types before the first frame is drawn: the focus stays with what is being typed,
#: as it should for a quick person, too.
_QUICK = "Autofocus processing was blocked because a document already has a focused element."


def launch(playwright: Playwright) -> Browser:
    """Start Chromium: the one of the environment, of the system or of Playwright; skip the test where there is none."""
    own = playwright.chromium.executable_path
    for program in (os.environ.get("CHROMIUM"), "/usr/bin/chromium", own):
        if program and shutil.which(program):
            return playwright.chromium.launch(executable_path=program, args=_arguments())
    reason = "There is no Chromium: set CHROMIUM to one, or install the package chromium."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _arguments() -> list[str]:
    # Chromium's sandbox refuses to work for root, as whom containers run.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [*as_root, "--disable-dev-shm-usage", "--disable-background-networking"]


class Visits:
    """The pages that a test opens, each in a profile of its own, and everything that they do wrong."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.browser = browser
        self.origin = origin
        #: Console messages, errors of scripts, breaches of the content security policy, requests to other hosts.
        self.complaints: list[str] = []
        self._expected: set[int] = set()
        self._is_loss_expected = False
        self._contexts: list[BrowserContext] = []

    def expect_status(self, *codes: int) -> None:
        """Let the console tell of answers with these statuses."""
        self._expected.update(codes)

    def expect_loss(self) -> None:
        """Let the console tell that the network is gone, and htmx of what it could not do then."""
        self._is_loss_expected = True

    def open(
        self,
        address: str,
        client: Client | None = None,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        **options: Any,
    ) -> Page:
        """Return the page at `address`, as seen by the person of `client`; `options` are those of a browser context."""
        context = self.browser.new_context(
            base_url=self.origin,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale="en-GB",
            **({"timezone_id": "UTC"} | options),
        )
        self._contexts.append(context)
        context.set_default_timeout(15_000)
        context.route(lambda url: not url.startswith(f"{self.origin}/"), self._block)
        if client is not None:
            self.sign_in(context, client)
        context.on("page", self._watch)
        page = context.new_page()
        page.goto(address)
        return page

    def sign_in(self, context: BrowserContext, client: Client) -> None:
        """Give a browser the session of `client`."""
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.origin}])

    def close(self) -> None:
        """Close every page, and fail for whatever one of them did wrong."""
        for context in self._contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text == _QUICK or (self._is_loss_expected and any(words in message.text for words in _LOST)):
            return
        refused = _REFUSED.match(message.text)
        if refused is None or int(refused[1]) not in self._expected:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _block(self, route: Route) -> None:
        self.complaints.append(f"request to another host: {route.request.url}")
        route.abort()


@contextmanager
def staying(page: Page) -> Iterator[None]:
    """Assert that whatever is done meanwhile loads no page."""
    before = page.evaluate("performance.timeOrigin")
    yield
    assert page.evaluate("performance.timeOrigin") == before, "a page was loaded"


def address(page: Page) -> str:
    """Return the path and the parameters in the address bar."""
    return re.sub(r"^\w+://[^/]+", "", page.url)


def assert_versions(page: Page, *versions: str) -> None:
    """Assert that the list shows exactly these releases, from top to bottom, now or soon."""
    rows = page.locator("tr[data-version]")
    expect(rows).to_have_count(len(versions))
    for number, version in enumerate(versions):
        expect(rows.nth(number)).to_have_attribute("data-version", version)
