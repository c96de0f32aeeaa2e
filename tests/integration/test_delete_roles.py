"""Who may delete a release: admins, where deleting is allowed at all."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from tests.deleting import DELETE, RELEASE, SHOP, confirmed
from tests.pages import alerts, soup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def allowed(settings: Settings) -> None:
    settings.ALLOW_DELETE = True


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_others_may_not(request: pytest.FixtureRequest, sentry: DemoServer, role: str, method: str) -> None:
    person: Client = request.getfixturevalue(role)
    sentry.add(**SHOP)

    response = getattr(person, method)(DELETE)

    assert response.status_code == 403
    assert sentry.versions() == ["shop@1.0.1"]


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_others_see_no_button(request: pytest.FixtureRequest, sentry: DemoServer, role: str) -> None:
    person: Client = request.getfixturevalue(role)
    sentry.add(**SHOP)

    assert soup(person.get(RELEASE)).select('a[href$="/delete/"]') == []


def test_admin_sees_the_button_on_every_page_of_the_release(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    pages = [admin.get(f"{RELEASE}{tab}") for tab in ("", "commits/", "files/", "deploys/", "history/", "raw/")]

    assert [len(soup(page).select('.page-head a[href$="/delete/"]')) for page in pages] == [1] * 6


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_deleting_is_off_nobody_may_and_an_admin_is_told_the_setting(
    admin: Client, sentry: DemoServer, settings: Settings, method: str
) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    settings.ALLOW_DELETE = False

    response = getattr(admin, method)(DELETE, data)

    assert response.status_code == 403
    assert "ALLOW_DELETE=1" in alerts(response)
    assert soup(admin.get(RELEASE)).select('a[href$="/delete/"]') == []
    assert sentry.versions() == ["shop@1.0.1"]
