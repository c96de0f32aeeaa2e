"""What a date moves, said beside the form before anything is saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.editing import SHOP, edited
from tests.pages import alerts, soup, words

pytestmark = pytest.mark.django_db

EDIT = "/acme/releases/shop-here/edit/"
IMPACT = f"{EDIT}impact/"
LIST = "/api/0/organizations/acme/releases/"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def add(server: DemoServer, version: str, released: str | None, *, created: int = 1, **body: Any) -> None:
    """Add a release of the 2nd to 9th of January, or one that is not released."""
    dates = {"dateCreated": f"2026-01-01T00:00:{created:02d}Z", "dateReleased": released}
    server.add(version=version, **dates, **body)


def three(server: DemoServer, **body: Any) -> None:
    """Add the release of the form, released on the 2nd, and one before and one after it."""
    add(server, "shop-before", "2026-01-01T12:00:00Z", created=1, **body)
    server.add(**SHOP | {"version": "shop-here", "dateCreated": "2026-01-01T00:00:02Z"} | body)
    add(server, "shop-after", "2026-01-03T00:00:00Z", created=3, **body)


def asked(client: Client, **typed: str) -> HttpResponseBase:
    """Return what is said of a date, as htmx swaps it beside the form."""
    return client.get(f"{IMPACT}?{urlencode(typed)}", headers=HTMX)


def page(client: Client, **typed: str) -> HttpResponseBase:
    """Return the same as a page of its own."""
    return client.get(f"{IMPACT}?{urlencode(typed)}")


def region(response: HttpResponseBase) -> str:
    """Return the words of the region of a form, or of the fragment that fills it, blanks folded."""
    found = soup(response).select_one("[data-impact]") or soup(response)
    return " ".join(found.get_text().split())


def lists(server: DemoServer) -> list[str]:
    """Return the queries of the lists that were read, without the one that finds out which server it is."""
    return [seen.query for seen in server.requests if seen.path == LIST and "per_page=100" in seen.query]


def test_page_of_the_form_says_what_stands_now(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    said = region(editor.get(EDIT))

    assert said == (
        "web: shop-after is the latest. shop-after comes right after this release and counts its commits from here. "
        "This release counts its own commits from shop-before."
    )


def test_address_of_its_own_says_what_a_date_moves(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    response = page(editor, dateReleased="2026-01-05 09:00", time_zone="UTC")

    assert region(response) == (
        "web: this release becomes the latest, in place of shop-after. "
        "The next release will count its commits from here. This release will count its own commits from shop-after. "
        "shop-after will count its commits from shop-before, no longer from here. "
        "Commits that are recorded already stay where they are."
    )
    assert soup(response).select_one("h1") is not None


def test_fragment_says_the_same_as_the_page(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    typed = {"dateReleased": "2026-01-05 09:00", "time_zone": "UTC"}

    fragment = asked(editor, **typed)

    assert region(fragment) == region(page(editor, **typed))
    assert soup(fragment).select_one("html, main, h1") is None
    assert "HX-Request-Type" in fragment["Vary"]


def test_each_release_leads_to_its_page_without_leaving_the_form(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    links = {(link["href"], link.get("target")) for link in soup(editor.get(EDIT)).select("[data-impact] a")}

    assert links == {("/acme/releases/shop-after/", "_blank"), ("/acme/releases/shop-before/", "_blank")}


@pytest.mark.parametrize(
    ("typed", "moves"),
    [
        pytest.param({"dateReleased": "2026-01-03 08:00", "time_zone": "Asia/Tokyo"}, False, id="still the 2nd in UTC"),
        pytest.param({"dateReleased": "2026-01-03 08:00", "time_zone": "UTC"}, True, id="the 3rd in UTC"),
        pytest.param({"dateReleased": "2026-01-05T00:00:00Z"}, True, id="no zone named"),
        pytest.param({"dateReleased": "no date"}, False, id="unreadable"),
        pytest.param({"dateReleased": "2026-01-05", "time_zone": "Nowhere/Land"}, False, id="unknown zone"),
        pytest.param({"dateReleased": "9" * 100}, False, id="too long"),
        pytest.param({"dateReleased": "2026-10-25 02:30", "time_zone": "Europe/Berlin"}, False, id="happens twice"),
        pytest.param(
            {"dateReleased": "2026-10-25 02:30", "time_zone": "Europe/Berlin", "instant": "2026-10-25T01:30:00Z"},
            True,
            id="happens twice, and one is chosen",
        ),
        pytest.param({"dateReleased": "", "opened": "2026-01-02T03:04:05.678901Z"}, False, id="Sentry clears no date"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_date_is_read_as_the_form_reads_it(
    editor: Client, sentry: DemoServer, typed: dict[str, str], moves: bool
) -> None:
    three(sentry)

    said = region(asked(editor, **typed))

    assert ("becomes the latest" in said) is moves
    assert ("shop-after is the latest." in said or "shop-after stays the latest." in said) is not moves


def test_untouched_date_moves_nothing_although_a_colleague_changed_it(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    said = region(asked(editor, dateReleased="2026-01-09 00:00:00", time_zone="UTC", opened="2026-01-09T00:00:00Z"))

    assert said.startswith("web: shop-after is the latest.")


def test_form_with_a_wrong_date_still_says_what_stands_now(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    response = editor.post(EDIT, edited(editor, EDIT, dateReleased="no date"))

    assert response.status_code == 422
    assert region(response).startswith("web: shop-after is the latest.")


def test_form_with_a_wrong_url_says_what_the_typed_date_moves(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    response = editor.post(EDIT, edited(editor, EDIT, dateReleased="2026-01-05 09:00", url="nonsense"))

    assert region(response).startswith("web: this release becomes the latest, in place of shop-after.")


def test_picked_date_is_judged_at_once_on_a_page(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    response = editor.post(EDIT, edited(editor, EDIT, pick="now"))

    assert region(response).startswith("web: this release becomes the latest, in place of shop-after.")


def test_release_that_is_not_released_stands_by_its_creation(editor: Client, sentry: DemoServer) -> None:
    add(sentry, "shop-before", "2026-01-01T00:00:01Z", created=1)
    add(sentry, "shop-here", None, created=5)

    assert region(editor.get(EDIT)).startswith("web: this release is the latest.")


def test_archived_releases_count(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    add(sentry, "old-archived", "2026-01-04T00:00:00Z", created=4, status="archived")

    assert region(editor.get(EDIT)).startswith("web: old-archived is the latest.")


def test_project_with_version_numbers_keeps_its_latest(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    add(sentry, "shop@1.0.2", "2026-01-03T12:00:00Z", created=4)

    said = region(asked(editor, dateReleased="2026-01-09 09:00", time_zone="UTC"))

    assert said.startswith(
        "web: shop@1.0.2 stays the latest. Sentry chooses it by version number here, and counts commits by date. "
        "The next release will count its commits from here."
    )


def test_every_project_of_a_release_is_looked_at_by_itself(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    sentry.add_project("api")
    add(sentry, "api-only", "2026-02-01T00:00:00Z", created=9, projects=["api"])
    sentry.add(**SHOP | {"version": "both", "projects": ["web", "api"], "dateCreated": "2026-01-01T00:00:08Z"})

    response = editor.get("/acme/releases/both/edit/")

    said = region(response)
    assert "api: api-only is the latest." in said
    assert "web: shop-after is the latest." in said
    assert "This release belongs to 2 projects: web, api . All of them see the change." in words(response)


def test_project_that_fails_fails_alone(editor: Client, sentry: DemoServer) -> None:
    sentry.add_project("api")
    three(sentry, projects=["web", "api"])
    sentry.plan(Fault("status", method="GET", path_contains="/releases/?project=1&", times=0, code=502))

    response = editor.get(EDIT)

    said = region(response)
    assert response.status_code == 200
    assert "shop-after is the latest." in said
    assert "could not be looked up. Sentry answered" in said
    assert said.count("The form is not affected.") == 1
    assert alerts(response) == ""
    assert soup(response).select_one('button[type="submit"]:not([disabled])') is not None


def test_five_projects_are_looked_at_and_the_others_named(editor: Client, sentry: DemoServer) -> None:
    slugs = [f"p{number}" for number in range(7)]
    for slug in slugs:
        sentry.add_project(slug)
    three(sentry, projects=slugs)
    sentry.clear_requests()

    said = region(editor.get(EDIT))

    assert said.startswith("p0, p1, p2, p3, p4: shop-after is the latest.")
    assert said.endswith("Not looked at: p5, p6.")
    assert len(lists(sentry)) == 5


@pytest.mark.parametrize(("count", "is_told"), [(97, False), (98, True)])
def test_bound_is_told_where_there_are_older_releases(
    editor: Client, sentry: DemoServer, count: int, is_told: bool
) -> None:
    three(sentry)
    sentry.load({"version": f"n{n}", "projects": ["web"], "dateCreated": "2025-01-01T00:00:00Z"} for n in range(count))

    assert ("Only the 100 newest created releases were looked at." in region(editor.get(EDIT))) is is_told


def test_row_that_cannot_be_read_is_counted(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    sentry.plan(Fault("alter", method="GET", path_contains="per_page=100", fields={"dateReleased": "nonsense"}, row=0))

    said = region(editor.get(EDIT))

    assert "1 of them could not be read." in said
    assert "The next release counts its commits from here." in said


def test_glitchtip_is_said_to_move_nothing_without_a_call(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add_project("api")
    three(glitchtip, projects=["web", "api"])
    editor.get(EDIT)
    glitchtip.clear_requests()

    response = editor.get(EDIT)

    assert region(response) == "GlitchTip is not known to use this date for anything but to show it."
    assert "All of them see the change." in words(response)
    assert lists(glitchtip) == []


@pytest.mark.parametrize("place", ["row", "release"])
def test_form_that_opens_in_its_place_asks_later(editor: Client, either: DemoServer, place: str) -> None:
    three(either)
    editor.get(EDIT)
    either.clear_requests()

    response = editor.get(f"{EDIT}?in={place}", headers=HTMX)

    assert [seen.path for seen in either.requests] == [f"{LIST}shop-here/"]
    later = soup(response).select_one("[data-impact][hx-get]")
    assert (later is not None) == (either.dialect == "sentry")


def test_form_says_where_to_ask_for_what_its_date_moves(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    later = soup(editor.get(f"{EDIT}?in=row", headers=HTMX)).select_one("[data-impact]")
    assert later is not None

    response = editor.get(str(later["hx-get"]), headers=HTMX)

    assert region(response).startswith("web: shop-after is the latest.")


def test_failure_beside_the_form_is_told_in_small_words(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    sentry.plan(Fault("status", method="GET", path_contains="shop", times=0, code=500))

    fragment, whole = asked(editor), page(editor)

    assert (fragment.status_code, whole.status_code) == (502, 502)
    assert region(fragment).startswith("What the date moves could not be looked up. Sentry answered")
    assert region(fragment).endswith("The form is not affected.")
    assert alerts(fragment) == ""
    assert "HX-Retarget" not in fragment
    assert "The server answered with a fault" in alerts(whole)


def test_release_that_does_not_exist_is_not_found(editor: Client, sentry: DemoServer) -> None:
    assert (asked(editor).status_code, page(editor).status_code) == (404, 404)


def test_viewer_may_not_ask(viewer: Client, sentry: DemoServer) -> None:
    three(sentry)

    assert (asked(viewer).status_code, page(viewer).status_code) == (403, 403)
    assert sentry.requests == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_but_looking_is_possible(editor: Client, sentry: DemoServer, method: str) -> None:
    assert getattr(editor, method)(IMPACT).status_code == 405


def test_hostile_names_are_shown_as_text(editor: Client, sentry: DemoServer) -> None:
    hostile = '<img src=x onerror="alert(1)">'
    three(sentry)
    add(sentry, hostile, "2026-01-04T00:00:00Z", created=4)
    add(sentry, "x\u202ey", "2026-01-01T18:00:00Z", created=5)
    sentry.plan(Fault("alter", method="GET", path_contains="shop", fields={"projects": [{"slug": hostile, "id": 1}]}))

    response = editor.get(EDIT)

    assert region(response).startswith(f"{hostile}: {hostile} is the latest.")
    assert "x⟨U+202E⟩y" in region(response)
    assert soup(response).select("img") == []
