"""Deleting a release: who may, what is asked first, what goes and what is kept."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.creation import URL, typed
from tests.deleting import COMMITS, DELETE, RELEASE, SHOP, confirmed, deletes
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup, versions, words

pytestmark = pytest.mark.django_db

IN_PLACE = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def allowed(settings: Settings) -> None:
    settings.ALLOW_DELETE = True


def facts(page: HttpResponseBase) -> dict[str, str]:
    """Return what the form says that goes."""
    return {fact.dt.text: fact.dd.text for fact in soup(page).select(".fact") if fact.dt and fact.dd}


def test_form_says_what_goes(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    page = admin.get(DELETE)

    assert facts(page) == {
        "Projects": "web, ios",
        "Commits": "3",
        "Files": "1",
        "Deploys": "1",
        "New issues": "0",
    }
    assert "cannot be undone" in words(page)
    assert "creates it again" in words(page)


def test_form_offers_the_gentle_way(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    link = soup(admin.get(DELETE)).select_one('#delete a:-soup-contains("Archive it instead")')

    assert link is not None
    assert link["href"] == f"{RELEASE.replace('@', '%40')}status/"


def test_archived_release_is_not_offered_to_be_archived(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP | {"status": "archived"})

    assert "Archive it instead" not in words(admin.get(DELETE))


def test_form_on_glitchtip_tells_what_there_is_to_tell(admin: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1", projects=["web"], files=SHOP["files"])

    page = admin.get(DELETE)

    assert facts(page) == {"Projects": "web", "Files": "1", "Deploys": "0"}
    assert "Archive" not in words(page)


def test_delete_removes_the_release_and_says_so(admin: Client, either: DemoServer) -> None:
    either.add(**SHOP)
    either.add(version="shop@1.0.2")

    response = admin.post(DELETE, confirmed(admin))

    assert response.status_code == 200
    assert outcomes(response) == {"version": "applied"}
    assert "Deleted." in words(response)
    assert either.versions() == ["shop@1.0.2"]
    assert versions(admin.get("/acme/releases/")) == ["shop@1.0.2"]
    assert deletes(either) == 1


def test_history_outlives_the_release(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    response = admin.post(DELETE, confirmed(admin))
    change = Change.objects.get()

    links = [str(link["href"]) for link in soup(response).select("#delete a")]
    pages = [admin.get(link) for link in links]

    assert links == ["/acme/releases/", f"/acme/history/{change.pk}/", f"{RELEASE.replace('@', '%40')}history/"]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "https://example.com/1" in words(pages[1])
    assert "delete" in words(pages[2])


@pytest.mark.parametrize("typed", ["", " ", "shop@1.0", "Shop@1.0.1", " shop@1.0.1", "shop@1.0.1 ", "1.0.1"])
def test_version_that_is_typed_wrong_deletes_nothing(admin: Client, sentry: DemoServer, typed: str) -> None:
    sentry.add(**SHOP)

    response = admin.post(DELETE, confirmed(admin, note="why") | {"version": typed})

    assert response.status_code == 422
    assert invalid_fields(response) == ["version"]
    assert "This is not the version." in alerts(response)
    assert (form_data(response)["version"], form_data(response)["note"]) == (typed, "why")
    assert (deletes(sentry), Change.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "version",
    [" blanks ", "a%2Fb", "1.0+2?x=1#y", "emoji 🚀", "zero\u200bwidth", "right\u202eleft", "v" * 200, "edit", "new"],
)
def test_odd_version_is_compared_as_it_is(admin: Client, sentry: DemoServer, version: str) -> None:
    sentry.add(version=version)
    address = f"/acme/releases/{quote(version, safe='')}/delete/"

    response = admin.post(address, form_data(admin.get(address)) | {"version": version})

    assert outcomes(response) == {"version": "applied"}
    assert sentry.versions() == []


@pytest.mark.parametrize("typed", ["two\nlines", "two\r\nlines", "twolines"])
def test_line_break_may_get_lost_in_a_field_of_one_line(admin: Client, glitchtip: DemoServer, typed: str) -> None:
    glitchtip.add(version="two\nlines")
    address = "/acme/releases/two%0Alines/delete/"

    response = admin.post(address, form_data(admin.get(address)) | {"version": typed})

    assert outcomes(response) == ({} if "\r" in typed else {"version": "applied"})


@pytest.mark.parametrize(
    ("change", "field", "then", "now"),
    [
        ({"ref": "b2"}, "ref", "a1", "b2"),
        ({"url": "https://example.com/2"}, "url", "https://example.com/1", "https://example.com/2"),
        ({"status": "archived"}, "status", "open", "archived"),
        (
            {"dateReleased": "2026-02-02T03:04:05Z"},
            "dateReleased",
            "2 Jan 2026, 03:04:05 UTC",
            "2 Feb 2026, 03:04:05 UTC",
        ),
    ],
)
def test_release_that_changed_since_is_shown_again_and_not_deleted(
    admin: Client, sentry: DemoServer, change: dict[str, str], field: str, then: str, now: str
) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin, note="why")
    colleague.edit(sentry, "shop@1.0.1", **change)

    response = admin.post(DELETE, data)

    rows = [[cell.get_text().strip() for cell in row.select("th, td")] for row in soup(response).select("tbody tr")]
    assert response.status_code == 409
    assert rows == [[field, then, now]]
    assert "has changed since you opened this form" in alerts(response)
    assert (form_data(response)["version"], form_data(response)["note"]) == ("shop@1.0.1", "why")
    assert (deletes(sentry), Change.objects.count()) == (0, 0)


def test_release_that_gained_a_commit_is_not_deleted(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    colleague.set_commits(sentry, "shop@1.0.1", *COMMITS, {"id": "f" * 40, "repository": "acme/shop"})

    response = admin.post(DELETE, data)

    assert response.status_code == 409
    assert "commitCount" in words(response)
    assert deletes(sentry) == 0


def test_second_try_after_a_look_at_what_changed_deletes(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    colleague.edit(sentry, "shop@1.0.1", ref="b2")

    response = admin.post(DELETE, form_data(admin.post(DELETE, data)))

    assert outcomes(response) == {"version": "applied"}
    assert Change.objects.get().before["ref"] == "b2"


def test_another_release_of_the_same_version_is_not_deleted(admin: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", dateCreated="2026-01-01T00:00:00Z")
    data = confirmed(admin)
    colleague.delete(sentry, "shop@1.0.1")
    sentry.add(version="shop@1.0.1", dateCreated="2026-01-02T00:00:00Z")

    response = admin.post(DELETE, data)

    assert "dateCreated" in words(response)
    assert sentry.versions() == ["shop@1.0.1"]


@pytest.mark.parametrize("opened_on", ["", "{", "[]", "{}", '{"ref": 1}', "null", "[" * 9000])
def test_form_that_lost_what_it_showed_deletes_nothing(admin: Client, sentry: DemoServer, opened_on: str) -> None:
    sentry.add(**SHOP)

    response = admin.post(DELETE, {"version": "shop@1.0.1", "opened_on": opened_on})

    assert response.status_code == 422
    assert "Open the form again" in alerts(response)
    assert deletes(sentry) == 0


def test_form_swaps_only_its_part_until_the_release_is_gone(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)

    wrong = admin.post(DELETE, data | {"version": "x"}, headers=IN_PLACE)
    done = admin.post(DELETE, data, headers=IN_PLACE)

    assert soup(wrong).select_one("main") is None
    assert soup(wrong).select_one("#delete form") is not None
    assert (done["HX-Retarget"], done["HX-Reselect"], outcomes(done)) == ("#main", "#main", {"version": "applied"})
    assert soup(done).select('a[href="/acme/releases/shop%401.0.1/"]') == []


def test_undo_of_a_create_asks_to_delete_and_links_both(admin: Client, sentry: DemoServer) -> None:
    admin.post(URL, typed(version="shop@1.0.1"))
    first = Change.objects.get()

    page = admin.get(f"/acme/history/{first.pk}/undo/", follow=True)
    response = admin.post(DELETE, form_data(page) | {"version": "shop@1.0.1"})

    assert form_data(page)["note"] == f"Takes back change {first.pk}."
    assert outcomes(response) == {"version": "applied"}
    assert Change.objects.latest("pk").undoes == first.pk


def test_warnings_stay_after_a_conflict_and_give_way_to_the_servers_own_refusal(
    admin: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP | {"newGroups": 2})
    data = confirmed(admin)
    colleague.edit(sentry, "shop@1.0.1", ref="b2")

    conflict = admin.post(DELETE, data)
    refused = admin.post(DELETE, form_data(conflict))

    assert (conflict.status_code, refused.status_code) == (409, 422)
    for warning in ("So this is likely to be refused.", "Archiving is the gentle way"):
        assert warning in words(conflict)
        assert warning not in words(refused)
