"""What the page of a release offers to do, and what of it happens in place."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.pages import form_data, outcomes, soup, words

pytestmark = pytest.mark.django_db

RELEASE = "/acme/releases/shop@1.0.1/"
STATUS = f"{RELEASE}status/"
IN_PLACE = {"HX-Request": "true", "HX-Request-Type": "partial"}
OPEN = {"version": "shop@1.0.1", "ref": "a1", "dateReleased": "2026-01-02T03:04:05Z"}


def test_form_opens_in_place_of_the_release_page(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    link = soup(editor.get(RELEASE)).select_one(f'a[href="{STATUS.replace("@", "%40")}"]')
    assert link is not None

    part = editor.get(str(link["hx-get"]), headers=IN_PLACE)

    assert (link["hx-target"], link["hx-swap"]) == ("#status", "outerHTML")
    assert soup(part).select_one("main") is None
    assert [element["id"] for element in soup(part).select("#status")] == ["status"]


def test_archive_in_place_shows_the_whole_page_anew(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(f"{STATUS}?in=release", headers=IN_PLACE))

    response = editor.post(STATUS, data, headers=IN_PLACE)

    assert (response["HX-Retarget"], response["HX-Reselect"], response["HX-Reswap"]) == ("#main", "#main", "outerHTML")
    assert outcomes(response) == {"status": "applied"}
    assert "Restore" in words(response)
    assert soup(response).select_one("#state .badge use[href$='#archive']") is not None


def test_failure_in_place_keeps_the_form_there(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)
    data = form_data(editor.get(f"{STATUS}?in=release", headers=IN_PLACE))

    response = editor.post(STATUS, data | {"status": "closed"}, headers=IN_PLACE)

    assert response.status_code == 422
    assert "HX-Retarget" not in response
    assert soup(response).select_one("#status form") is not None


def test_closing_in_place_gives_the_focus_back(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**OPEN)

    response = editor.get(f"{STATUS}?in=release&close=1", headers=IN_PLACE)

    focused = soup(response).select_one("[data-focus]")
    assert focused is not None
    assert focused["href"] == STATUS.replace("@", "%40")


def test_mark_as_released_opens_the_edit_form_on_now(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    link = soup(editor.get(RELEASE)).select_one('a:-soup-contains("Mark as released")')
    assert link is not None

    page = editor.get(str(link["href"]))
    response = editor.post(f"{RELEASE}edit/", form_data(page))

    focused = soup(page).select_one("[data-focus]")
    assert focused is not None
    assert focused["name"] == "dateReleased"
    assert outcomes(response)["dateReleased"] == "applied"
    assert sentry.release("shop@1.0.1")["dateReleased"] is not None


def test_release_that_is_released_is_not_to_be_marked(editor: Client, either: DemoServer) -> None:
    either.add(**OPEN)

    assert "Mark as released" not in words(editor.get(RELEASE))


def test_at_most_one_button_is_filled(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")

    assert len(soup(editor.get(RELEASE)).select(".btn-main")) == 1
