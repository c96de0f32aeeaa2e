"""A version is data, never a path: awkward names are listed, opened, edited and found like any other."""

from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from tests.creation import typed
from tests.pages import form_data, outcomes, soup, versions

AWKWARD = [
    "release with spaces", "%2F", "a%20b", "100%", "#7", "what?", "a+b", "a&b=c;d", "it's \"quoted\"", "back\\slash",
    "🚀 launch 🧑‍🚀", "إصدار-١٫٢", "גרסה 2", "новая-Ω", "new", "edit", "commits", "history", "  leading", "trailing  ",
    "...", "..-1", "-", "latest-1", "<img src=x onerror=alert(1)>", "{{ 7|add:7 }}", "a@b@c", "a:b",
    "line\u2028separator", "tab\tinside", "new\nline", "é", "e\u0301", "x" * 250,
]  # fmt: skip
#: Those that each server takes by its API, and the form: Sentry's refuses slashes, line breaks, tabs and more than 200
#: characters, the form what cannot be seen.
CREATABLE = [version for version in AWKWARD if not set(version) & set("\\\t\n\u2028") and len(version) <= 200] + [
    "x" * 200
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("version", CREATABLE)
def test_awkward_version_goes_all_the_way_from_the_form(editor: Client, either: DemoServer, version: str) -> None:
    either.add(version="neighbour", ref="untouched")

    created = editor.post("/acme/new-release/", typed(version=version, ref="a1"))
    found = editor.get("/acme/releases/", {"query": version[: max(1, len(version) // 2)]})
    row = next(row for row in soup(found).select("tr[data-version]") if row["data-version"] == version)
    address = str(row.select_one("th a")["href"])  # type: ignore[index]
    edited = editor.post(address + "edit/", form_data(editor.get(address + "edit/")) | {"ref": "b2"})

    assert outcomes(created)["version"] == "applied"
    assert editor.get(address).status_code == 200
    assert outcomes(edited)["ref"] == "applied"
    assert (either.release(version)["ref"], either.release("neighbour")["ref"]) == ("b2", "untouched")


@pytest.mark.parametrize("version", AWKWARD)
def test_awkward_version_is_listed_opened_found_and_edited(editor: Client, either: DemoServer, version: str) -> None:
    either.add(version=version, ref="a1", dateReleased="2026-01-02T03:04:05Z")
    either.add(version="neighbour", ref="untouched", dateReleased="2026-01-02T03:04:05Z")

    found = editor.get("/acme/releases/", {"query": version})
    row = next(row for row in soup(found).select("tr[data-version]") if row["data-version"] == version)
    address = str(row.select_one("th a")["href"])  # type: ignore[index]
    opened = editor.get(address)
    edited = editor.post(address + "edit/", form_data(editor.get(address + "edit/")) | {"ref": "b2"})

    assert versions(found) == [version]
    assert opened.status_code == 200
    assert outcomes(edited)["ref"] == "applied"
    assert either.release(version)["ref"] == "b2"
    assert either.release("neighbour")["ref"] == "untouched"


@pytest.mark.parametrize("version", AWKWARD)
def test_awkward_version_leads_to_each_of_its_pages(viewer: Client, sentry: DemoServer, version: str) -> None:
    sentry.add(version=version)
    row = soup(viewer.get("/acme/releases/")).select_one("tr[data-version]")
    address = str(row.select_one("th a")["href"])  # type: ignore[union-attr, index]

    pages = {
        tab: viewer.get(address + tab).status_code for tab in ("commits/", "files/", "deploys/", "history/", "raw/")
    }

    assert set(pages.values()) == {200}


@pytest.mark.parametrize("page", ["", "edit/", "delete/", "status/", "commits/edit/", "deploys/new/", "history/"])
def test_title_of_a_page_shows_characters_that_cannot_be_seen(
    admin: Client, sentry: DemoServer, settings: Settings, page: str
) -> None:
    settings.ALLOW_DELETE = True
    version = "shop\u202e1.0"
    sentry.add(version=version)

    title = soup(admin.get(f"/acme/releases/{quote(version)}/{page}")).title

    assert title is not None
    assert "shop⟨U+202E⟩1.0" in title.text
