"""Columns that a person chooses, releases that are ticked, and newer ones that are announced."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.pages import soup, versions

LIST = "/acme/releases/"
MIDNIGHT = "2026-01-01T00:00:00Z"
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
ALL = ["Version", "Projects", "Released", "Created", "Commits", "Authors", "Last deploy", "New issues", "Status"]


def heads(page: HttpResponseBase) -> list[str]:
    """Return the heads of the columns between the tick and the pencil."""
    return [head.text for head in soup(page).select("thead th")[1:-1]]


def choose(browser: Client, *shown: str) -> None:
    """Keep only these columns of those that the menu offers."""
    offered = [str(one["value"]) for one in soup(browser.get(LIST)).select('[name="offered"]')]
    browser.post("/preferences/", {"offered": offered, "columns": shown})


def add(server: DemoServer, *names: str) -> None:
    """Store releases, each created a second after the one before."""
    for number, name in enumerate(names):
        server.add(version=name, dateCreated=f"2026-01-01T00:00:{number:02d}Z")


def look_href(page: HttpResponseBase) -> str:
    """Return where the page asks for newer releases."""
    place = soup(page).select_one("#newer-releases[hx-get]")
    assert place is not None
    return str(place["hx-get"])


def test_chosen_columns_are_shown_on_the_page_and_in_its_parts(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a")
    before = heads(viewer.get(LIST))

    choose(viewer, "released", "status")

    assert before == ALL
    assert heads(viewer.get(LIST)) == ["Version", "Released", "Status"]
    assert heads(viewer.get(LIST, headers=PART)) == ["Version", "Released", "Status"]


def test_no_column_may_be_chosen_and_all_again(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a")

    choose(viewer)
    none = heads(viewer.get(LIST))
    choose(viewer, "projects", "released", "created", "commits", "authors", "deploys", "issues", "status")

    assert (none, heads(viewer.get(LIST))) == (["Version"], ALL)


def test_form_under_a_row_is_as_wide_as_the_row(editor: Client, sentry: DemoServer) -> None:
    add(sentry, "a")
    choose(editor, "released")

    part = soup(editor.get(f"{LIST}a/edit/?in=row", headers=PART))

    under, cells = part.select_one(".under td"), part.select("tr[data-version] > *")
    assert under is not None
    assert int(str(under["colspan"])) == len(cells) == 4


def test_columns_that_a_server_cannot_fill_keep_what_was_chosen_elsewhere(
    viewer: Client, glitchtip: DemoServer
) -> None:
    add(glitchtip, "a")
    viewer.cookies["hidden"] = "status"

    choose(viewer, "released")

    assert heads(viewer.get(LIST)) == ["Version", "Released"]
    assert viewer.cookies["hidden"].value.split(".") == ["created", "projects", "status"]


@pytest.mark.parametrize("text", ["", "nonsense", "status.version", "../../x"])
def test_cookie_of_somebody_else_hides_only_what_is_a_column(viewer: Client, sentry: DemoServer, text: str) -> None:
    add(sentry, "a")
    viewer.cookies["hidden"] = text

    assert heads(viewer.get(LIST))[0] == "Version"


def test_only_releases_that_can_be_opened_are_ticked(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a", "b/c")

    page = soup(viewer.get(LIST))

    assert [str(box["value"]) for box in page.select('.c-pick input[form="compare"]')] == ["a"]
    form = page.select_one("#compare")
    assert form is not None
    assert form["action"] == "/acme/compare/"


def test_newer_releases_are_counted_and_lead_to_the_first_page(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a", "b")
    place = look_href(viewer.get(LIST))
    nothing = viewer.get(place, headers=PART)
    for day, name in enumerate(("c", "d", "e"), start=1):
        sentry.add(version=name, dateCreated=f"2026-02-{day:02d}T00:00:00Z")

    told = soup(viewer.get(place, headers=PART)).select_one("a")

    assert nothing.content.strip() == b""
    assert told is not None
    assert (told.text, told["href"]) == ("3 newer releases, show", f"{LIST}?")
    assert versions(viewer.get(f"{LIST}?")) == ["e", "d", "c", "b", "a"]


def test_only_releases_of_the_same_filter_are_announced(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "shop@1")
    place = look_href(viewer.get(f"{LIST}?query=shop"))
    sentry.add(version="web@1", dateCreated="2026-02-01T00:00:00Z")
    sentry.add(version="shop@2", dateCreated="2026-02-02T00:00:00Z")

    told = soup(viewer.get(place, headers=PART)).select_one("a")

    assert told is not None
    assert (told.text, told["href"]) == ("1 newer release, show", f"{LIST}?query=shop")


def test_more_than_a_page_of_newer_releases_is_not_counted_to_the_end(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a")
    place = look_href(viewer.get(f"{LIST}?per_page=10"))
    for number in range(15):
        sentry.add(version=f"b{number}", dateCreated="2026-02-01T00:00:00Z")

    told = soup(viewer.get(place, headers=PART)).select_one("a")

    assert told is not None
    assert told.text == "10 or more newer releases, show"


def test_newest_that_was_deleted_meanwhile_does_not_count_the_others(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a", "b")
    place = look_href(viewer.get(LIST)).replace("newest=b", "newest=gone")

    told = viewer.get(place, headers=PART)

    # `b` was created in that very moment, so it may be news; `a` is not.
    assert "1 newer release" in told.content.decode()


def test_look_that_fails_says_nothing(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a")
    place = look_href(viewer.get(LIST))
    sentry.plan(Fault(kind="status", code=500, times=20))

    told = viewer.get(place, headers=PART)

    assert (told.status_code, told.content) == (204, b"")


@pytest.mark.parametrize("query", ["", "since=yesterday", "since=2026-01-01", f"since={MIDNIGHT}&period=2026-13"])
def test_look_without_a_time_says_nothing(viewer: Client, sentry: DemoServer, query: str) -> None:
    assert viewer.get(f"/acme/newer-releases/?{query}", headers=PART).status_code == 204


def test_second_page_does_not_look_for_newer_ones(viewer: Client, sentry: DemoServer) -> None:
    add(sentry, *(f"v{number}" for number in range(12)))
    older = soup(viewer.get(f"{LIST}?per_page=10")).select_one('a[rel="next"]')
    assert older is not None

    page: Any = viewer.get(str(older["href"]))

    assert soup(page).select("#newer-releases[hx-get]") == []


def test_values_lead_into_the_form_for_those_who_may_edit(editor: Client, viewer: Client, sentry: DemoServer) -> None:
    add(sentry, "a")

    links = [str(link["href"]) for link in soup(editor.get(LIST)).select("a.value, a.badge")]

    assert links == [f"{LIST}a/edit/?focus=ref", f"{LIST}a/edit/?focus=dateReleased"]
    assert soup(viewer.get(LIST)).select("a.value, a.badge") == []
