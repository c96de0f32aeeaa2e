"""What a date moves, said beside the edit form before anything is saved."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests import colleague
from tests.editing import edited
from tests.impacts import EDIT, HTMX, LIST, asked, lists, page, region, three
from tests.pages import alerts, form_data, soup, words

pytestmark = pytest.mark.django_db


def test_page_of_the_form_says_what_stands_now(editor: Client, sentry: DemoServer) -> None:
    three(sentry)

    said = region(editor.get(EDIT))

    assert said == (
        "web: shop-after is the latest. shop-after comes right after this release and counts its commits from here. "
        "This release counts its own commits from shop-before."
    )


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


def test_date_in_conflict_counts_only_where_it_is_chosen(editor: Client, sentry: DemoServer) -> None:
    three(sentry)
    data = edited(editor, EDIT, dateReleased="2026-01-05 09:00")
    colleague.edit(sentry, "shop-here", dateReleased="2026-01-02T12:00:00Z")

    theirs = editor.post(EDIT, data)
    mine = editor.post(EDIT, form_data(theirs) | {"choice-dateReleased": "mine", "url": "nonsense"})

    assert (theirs.status_code, mine.status_code) == (409, 422)
    assert region(theirs).startswith("web: shop-after is the latest.")
    assert region(mine).startswith("web: this release becomes the latest, in place of shop-after.")


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

    assert lists(either) == []
    assert [seen.path for seen in either.requests].count(f"{LIST}shop-here/") == 1
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
