"""Every page in every state: no finding of axe, light and dark, wide and narrow, and no scrolling sideways."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.browsing import Visits
from tests.page_states import LIST, STATES, State
from tests.page_steps import LONG

#: What is looked at: all rules, with the size of targets, which is off by default; in the dark only what differs there.
AXE: dict[Literal["light", "dark"], dict[str, object]] = {
    "light": {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with releases that fill every column, the longest and the oddest among them."""
    for number in range(11):
        sentry.add(version=f"web@{number}.0.0", dateCreated="2025-12-01T00:00:00Z")
    sentry.add(version=LONG, projects=["web", "backend"], ref=LONG, dateCreated="2025-12-30T00:00:00Z")
    sentry.add(version="إصدار 1.0 🚀", dateReleased="2030-01-01T00:00:00Z", dateCreated="2025-12-31T00:00:00Z")
    sentry.add(
        version="shop@1.0.1",
        projects=["store", "web", "backend"],
        ref="a1" * 20,
        url=f"https://example.com/{'x' * 150}",
        dateReleased="2026-01-02T03:04:05.678901Z",
        dateCreated="2026-01-01T00:00:00Z",
        newGroups=12,
        commits=[
            {"id": f"{number:040x}", "message": f"Fix {LONG}\n\nand more", "author_name": "Ada", **_PLACE}
            for number in range(30)
        ],
        deploys=[{"environment": "production", "name": LONG, "url": "https://ci.example.com/1", **_DEPLOYED}],
        files=[{"name": f"~/static/{LONG}.js", "content": "let a = 1;", "dist": "web"}],
    )
    Change.objects.create(
        organization="acme",
        version="shop@1.0.1",
        action=Change.Action.EDIT,
        actor="ada",
        note=LONG,
        before={"ref": "a1"},
        after={"ref": LONG},
        outcomes={"ref": "ignored"},
        result=Change.Result.PARTLY_IGNORED,
        completed_at=timezone.now(),
        request_id="0123456789abcdef",
    )
    return sentry


_PLACE = {"repository": "acme/shop", "author_email": "ada@example.com", "timestamp": "2026-01-01T00:00:00Z"}
_DEPLOYED = {"dateStarted": "2026-01-03T00:00:00Z", "dateFinished": "2026-01-03T00:01:00Z"}


def findings(page: Page) -> list[str]:
    """Return what axe finds, and whether the page scrolls sideways, in both schemes and at each width."""
    # What is being swapped while axe looks at it has no colours to compare.
    expect(page.locator(".htmx-request")).to_have_count(0)
    found: list[str] = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in AXE.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations = Axe().run(page, options=options).response["violations"]
            found += [
                f"{width}, {scheme}: {one['id']} {[node['target'] for node in one['nodes']]}" for one in violations
            ]
    return found + [f"{width}: scrolls sideways" for width in (1280, 375, 320) if is_wider(page, width)]


def is_wider(page: Page, width: int) -> bool:
    """Tell whether the page scrolls sideways in a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_fault_of_a_page_is_found(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.evaluate(
        """() => {
            document.styleSheets[0].insertRule(".quiet { color: #999 !important }");
            document.querySelector("select").removeAttribute("aria-label");
            document.querySelector("main").append("x".repeat(50));
            document.styleSheets[0].insertRule("main { overflow-wrap: normal; font-size: 3rem }");
        }"""
    )

    kinds = {finding.split(" [")[0] for finding in findings(page)}
    assert kinds >= {
        "1280, light: color-contrast",
        "375, light: color-contrast",
        "1280, light: select-name",
        "320: scrolls sideways",
    }


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_page_has_no_finding(
    visits: Visits, api: DemoServer, settings: Settings, state: State, request: pytest.FixtureRequest
) -> None:
    settings.ALLOW_DELETE = True
    visits.expect_status(state.status)
    client: Client | None = request.getfixturevalue(state.who) if state.who else None
    page = visits.open(state.address, client)

    state.reach(page, api)

    assert findings(page) == []
