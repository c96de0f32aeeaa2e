"""Recording a deploy by hand."""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import expect

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.browsing import Visits

NEW = "/acme/releases/shop%401.0.1/deploys/new/"


def test_double_click_records_one_deploy(visits: Visits, editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    sentry.plan(Fault("delay", method="POST", seconds=0.5))
    page = visits.open(NEW, editor)

    page.get_by_label("Environment").fill("production")
    page.get_by_role("button", name="Record deploy").dblclick()
    expect(page.locator('[data-field="deploy"][data-outcome="applied"]')).to_be_visible()

    assert sentry.release("shop@1.0.1")["deployCount"] == 1


def test_double_click_without_javascript_records_one_deploy(visits: Visits, editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    sentry.plan(Fault("delay", method="POST", seconds=0.5))
    page = visits.open(NEW, editor, java_script_enabled=False)

    page.get_by_label("Environment").fill("production")
    page.get_by_role("button", name="Record deploy").dblclick()
    expect(page.locator('[data-field="deploy"][data-outcome="applied"]')).to_be_visible()

    assert sentry.release("shop@1.0.1")["deployCount"] == 1
    assert Change.objects.count() == 1
