"""Filters kept under a name: one's own, shared ones, and the one that a person starts on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import SavedView, User
from tests.pages import alerts, invalid_fields, soup, versions, words

LIST = "/acme/releases/"
VIEWS = "/acme/views/"
REFUSAL = "This view is somebody else's. Its owner, or an admin, can change it."
FILTER = "?query=shop&status=all"


def save(browser: Client, name: str = "Shop", address: str = FILTER, **more: str) -> Any:
    return browser.post(VIEWS, {"name": name, "address": address, **more})


def named(browser: Client, name: str) -> str:
    """Return the address of the page where a view is changed."""
    row = soup(browser.get(VIEWS)).select_one(f'tr[data-view="{name}"]')
    assert row is not None, f"{name} is not listed"
    change = row.select_one("td:last-child a")
    assert change is not None, f"{name} cannot be changed"
    return str(change["href"])


def listed(browser: Client) -> dict[str, list[str]]:
    """Return the cells of each view's row, by name."""
    rows = soup(browser.get(VIEWS)).select("tr[data-view]")
    return {str(row["data-view"]): [" ".join(cell.text.split()) for cell in row.select("td")] for row in rows}


def test_filter_of_the_list_is_kept_and_found_in_the_menu(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1")
    sentry.add(version="web@1")
    offered = soup(viewer.get(f"{LIST}{FILTER}&per_page=25")).select_one(f'a[href^="{VIEWS}?"]')
    assert offered is not None
    assert offered.text == "Save this filter"
    form = soup(viewer.get(str(offered["href"]))).select_one("main form")
    assert form is not None
    kept = form.select_one('[name="address"]')
    assert kept is not None

    saved = save(viewer, address=str(kept["value"]))

    assert saved["Location"] == f"{LIST}{FILTER}"
    page = viewer.get(saved["Location"])
    assert versions(page) == ["shop@1"]
    entry = soup(page).select_one(".menu a[aria-current]")
    assert entry is not None
    assert (entry.text, entry["href"]) == ("Shop", f"{LIST}{FILTER}")


def test_what_the_list_shows_by_itself_is_not_offered_to_be_kept(viewer: Client, sentry: DemoServer) -> None:
    assert "Save this filter" not in words(viewer.get(LIST))


def test_page_of_views_says_what_each_shows(viewer: Client) -> None:
    address = "?query=Shop&match=contains&case=exact&project=web&environment=production&status=archived&period=2026-07"
    save(viewer, address=address)

    assert listed(viewer) == {
        "Shop": [
            "archived ones, contains “Shop”, case counts, project web, environment production, created in 2026-07",
            "you",
            "Start here: Shop",
            "Change Shop",
        ]
    }


def test_cursor_is_not_kept(viewer: Client) -> None:
    save(viewer, address=f"{FILTER}&cursor=abc")

    assert SavedView.objects.get().address == "query=shop&status=all"


def test_view_of_ones_own_is_not_seen_by_others(viewer: Client, editor: Client) -> None:
    save(editor)
    view = SavedView.objects.get()

    assert listed(viewer) == {}
    assert viewer.get(f"{VIEWS}{view.pk}/").status_code == 404
    assert viewer.post(f"{VIEWS}{view.pk}/remove/").status_code == 404
    assert viewer.post(f"{VIEWS}{view.pk}/start/").status_code == 404


def test_shared_view_is_seen_by_all_and_changed_by_its_owner_and_admins(
    viewer: Client, editor: Client, admin: Client
) -> None:
    save(editor, is_shared="on")
    place = named(editor, "Shop")

    assert [listed(browser)["Shop"][1] for browser in (editor, viewer)] == ["everybody, by you", "everybody, by editor"]
    assert alerts(viewer.post(place, {"name": "Mine"})) == REFUSAL
    assert alerts(viewer.post(f"{place}remove/")) == REFUSAL
    assert soup(viewer.get(place)).select("main form") == []
    assert admin.post(place, {"name": "Ours", "is_shared": "on"}).status_code == 302
    assert list(listed(viewer)) == ["Ours"]


def test_viewer_cannot_share(viewer: Client) -> None:
    refused = save(viewer, is_shared="on")

    assert refused.status_code == 403
    assert "Sharing a view takes the role editor or admin." in words(refused)
    assert listed(viewer) == {}
    assert soup(viewer.get(f"{VIEWS}{FILTER}")).select('[name="is_shared"]') == []


def test_start_page_is_where_the_brand_leads(viewer: Client, sentry: DemoServer) -> None:
    save(viewer, is_start="on")

    assert viewer.get("/")["Location"] == f"{LIST}{FILTER}"


def test_start_page_can_be_given_up(viewer: Client) -> None:
    save(viewer, is_start="on")
    view = SavedView.objects.get()

    viewer.post(f"{VIEWS}{view.pk}/start/", {"stop": "1"})

    assert viewer.get("/")["Location"] == LIST


def test_shared_view_can_be_anybodys_start_page_until_it_is_shared_no_longer(viewer: Client, editor: Client) -> None:
    save(editor, is_shared="on")
    view = SavedView.objects.get()
    viewer.post(f"{VIEWS}{view.pk}/start/")
    before = viewer.get("/")["Location"]

    editor.post(named(editor, "Shop"), {"name": "Shop"})

    assert (before, viewer.get("/")["Location"]) == (f"{LIST}{FILTER}", LIST)


def test_removing_a_view_gives_everybody_the_first_list_again(viewer: Client, editor: Client) -> None:
    save(editor, is_shared="on")
    view = SavedView.objects.get()
    viewer.post(f"{VIEWS}{view.pk}/start/")

    editor.post(f"{VIEWS}{view.pk}/remove/")

    assert viewer.get("/")["Location"] == LIST
    assert listed(editor) == {}


def test_start_page_of_an_organization_that_is_shown_no_longer_is_passed_over(
    viewer: Client, settings: Settings
) -> None:
    save(viewer, is_start="on")
    settings.SENTRY_ORG = ("other",)

    assert viewer.get("/")["Location"] == "/other/releases/"


@pytest.mark.parametrize(
    ("data", "told", "field"),
    [
        ({"name": ""}, "A view has a name.", ["name"]),
        ({"name": "x" * 61}, "A name has no more than 60 characters.", ["name"]),
        ({"name": "a\u202eb"}, "This holds characters that cannot be seen. Type it anew.", ["name"]),
        ({"address": "?period=2026-13"}, "This filter has a mistake in it. Mend it in the list first.", []),
    ],
)
def test_slip_is_told_beside_its_field_and_what_was_typed_stays(
    viewer: Client, data: dict[str, str], told: str, field: list[str]
) -> None:
    response = save(viewer, **({"name": "Shop", "address": FILTER} | data))

    assert (response.status_code, alerts(response), invalid_fields(response)) == (422, told, field)
    assert SavedView.objects.count() == 0
    typed = soup(response).select_one("#view-name")
    assert typed is not None
    assert typed["value"] == ({"name": "Shop"} | data)["name"]


@pytest.mark.parametrize("name", ["Shop", "SHOP"])
def test_name_is_taken_once_whatever_its_case(viewer: Client, editor: Client, name: str) -> None:
    save(editor, is_shared="on")

    refused = save(viewer, name=name)

    assert (refused.status_code, alerts(refused)) == (409, f"There is a view called {name} already.")
    assert list(listed(viewer)) == ["Shop"]


def test_two_people_may_each_call_theirs_the_same(viewer: Client, editor: Client) -> None:
    save(viewer)
    save(editor)

    assert (list(listed(viewer)), list(listed(editor))) == (["Shop"], ["Shop"])


def test_view_is_renamed(viewer: Client) -> None:
    save(viewer)

    viewer.post(named(viewer, "Shop"), {"name": "Store"})

    assert list(listed(viewer)) == ["Store"]


def test_hostile_name_is_only_text(viewer: Client, sentry: DemoServer) -> None:
    save(viewer, name='"><script>x</script>')

    for page in (VIEWS, f"{LIST}{FILTER}"):
        assert b"<script>x" not in viewer.get(page).content


@pytest.mark.parametrize("org", ["other"])
def test_views_of_an_unknown_organization_are_not_found(viewer: Client, org: str) -> None:
    assert viewer.get(f"/{org}/views/").status_code == 404


def test_list_asks_the_database_no_more_for_many_views(
    viewer: Client, sentry: DemoServer, django_assert_max_num_queries: Any
) -> None:
    owner = User.objects.get(username="viewer")
    for number in range(20):
        SavedView.objects.create(organization="acme", name=f"View {number}", owner=owner, address="status=all")

    with django_assert_max_num_queries(3):
        page = viewer.get(LIST)

    assert len(soup(page).select('[aria-label="Views"] li')) == 20
