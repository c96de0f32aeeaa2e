"""The history of one release, on its tab, and where the release cannot be read."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.pages import alerts, link, soup, words
from tests.record import HISTORY, record

pytestmark = pytest.mark.django_db

SHOP = "/acme/releases/shop@1.0.1/"
TAB = f"{SHOP}history/"


def test_tab_shows_the_changes_of_this_release_alone(viewer: Client, either: DemoServer) -> None:
    either.add(version="shop@1.0.1")
    change = record(note="why", action="create", before={}, after={"ref": "b2"})
    record(version="Shop@1.0.1")
    record(version="shop@1.0.10")

    page = viewer.get(TAB)

    assert [str(line["id"]) for line in soup(page).select("li.change")] == [f"change-{change.pk}"]
    assert [part for part in ("create", "ada", "“ why ”", "ref b2", "succeeded") if part not in words(page)] == []


def test_tab_leads_to_the_history_of_the_organization(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")

    links = [str(anchor["href"]) for anchor in soup(viewer.get(TAB)).select("main a")]

    assert f"{HISTORY}?version=shop%401.0.1" in links


def test_tab_is_paged_both_ways(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    made = [record().pk for _ in range(51)][::-1]

    first = viewer.get(TAB)
    second = viewer.get(TAB + str(link(first, "next")))
    back = viewer.get(TAB + str(link(second, "prev")))

    pages = [[int(str(line["id"])[7:]) for line in soup(page).select("li.change")] for page in (first, second, back)]
    assert pages == [made[:50], made[50:], made[:50]]


def test_odd_place_is_the_first_page(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    record()

    page = viewer.get(f"{TAB}?before=x")

    assert (page.status_code, len(soup(page).select("li.change"))) == (200, 1)


def test_history_outlives_the_release(viewer: Client, sentry: DemoServer) -> None:
    change = record(action="delete", after={})

    page = viewer.get(TAB)

    assert page.status_code == 200
    assert "Not found." in alerts(page)
    assert soup(page).select(f"#change-{change.pk}")


def test_history_is_read_while_the_server_is_down(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    change = record()
    sentry.plan(Fault("status", code=500, times=0))

    page = viewer.get(TAB)

    assert page.status_code == 200
    assert "Sentry" in alerts(page) or "server" in alerts(page)
    assert soup(page).select(f"#change-{change.pk}")


def test_release_without_history_that_cannot_be_read_is_an_error(viewer: Client, sentry: DemoServer) -> None:
    assert viewer.get(TAB).status_code == 404


def test_overview_names_the_latest_changes_and_links_to_each(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    made = [record(note=f"note {number}").pk for number in range(4)][::-1]

    page = soup(viewer.get(SHOP))

    links = [str(anchor["href"]) for anchor in page.select("aside a") if str(anchor["href"]).startswith(HISTORY)]
    assert links == [f"{HISTORY}{number}/" for number in made[:3]]
    assert "note" not in words(viewer.get(SHOP))
