"""Pages in another language: whose, where, and what stays as it is."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from bs4 import Tag
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.editing import EDIT, SHOP, edited
from tests.pages import form_data, soup, words

pytestmark = pytest.mark.django_db

LIST = "/acme/releases/"
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def language_of(page: Tag) -> str:
    html = page.select_one("html")
    assert html is not None
    return str(html["lang"])


def test_browser_says_the_language(viewer: Client, sentry: DemoServer) -> None:
    german, other = viewer.get(LIST, headers=GERMAN), viewer.get(LIST, headers={"Accept-Language": "fr"})

    assert (language_of(soup(german)), german["Content-Language"]) == ("de", "de")
    assert "Noch keine Releases." in words(german)
    assert "Accept-Language" in german["Vary"]
    assert (language_of(soup(other)), "No releases yet." in words(other)) == ("en", True)


def test_choice_in_the_preferences_wins_and_names_each_language_in_itself(viewer: Client, sentry: DemoServer) -> None:
    page = viewer.get("/preferences/")
    assert "Deutsch" in words(page)

    viewer.post("/preferences/", {"language": "de"})
    chosen = viewer.get("/preferences/", headers={"Accept-Language": "en"})
    assert language_of(soup(chosen)) == "de"
    assert form_data(chosen, 'main form[action="/preferences/"]')["language"] == "de"

    viewer.post("/preferences/", {"language": ""})
    assert language_of(soup(viewer.get(LIST, headers={"Accept-Language": "en"}))) == "en"


def test_language_that_there_is_not_is_refused(viewer: Client, sentry: DemoServer) -> None:
    response = viewer.post("/preferences/", {"language": "tlh"})

    assert response.status_code == 422
    assert "language" not in response.cookies


def test_parts_of_pages_and_pages_of_errors_follow(client: Client, viewer: Client, sentry: DemoServer) -> None:
    part = viewer.get(LIST, headers=GERMAN | PARTIAL)
    missing = viewer.get("/nowhere/", headers=GERMAN)
    sign_in = client.get("/accounts/login/", headers=GERMAN)

    assert "Noch keine Releases." in words(part)
    assert "An dieser Adresse ist nichts." in words(missing)
    assert soup(sign_in).select_one("h1").text == "Anmelden"  # type: ignore[union-attr]


def test_failure_is_told_in_german_and_recorded_in_english(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    sentry.plan(Fault("status", method="PUT", code=503))

    response = editor.post(EDIT, data, headers=GERMAN)

    assert "Der Server hat mit einem Fehler geantwortet" in words(response) or "Unbekannt" in words(response)
    assert "Sentry answered 503." in Change.objects.get().detail


def test_mistake_is_told_beside_its_field(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, url="nonsense", dateReleased="gestern"), headers=GERMAN)

    assert "Geben Sie eine gültige URL ein." in words(response)
    assert "Das ist kein Datum mit Uhrzeit." in words(response)


def test_what_programs_read_is_the_same_in_every_language(editor: Client, sentry: DemoServer) -> None:
    sentry.add(
        **SHOP | {"version": "web@1", "newGroups": 1234},
        commits=[{"id": "c1", "author_name": "Ada", "author_email": "ada@example.com"}],
    )
    sentry.add(**SHOP)
    for address in (
        LIST,
        "/acme/releases/web%401/",
        "/acme/releases/web%401/commits/activity/",
        EDIT,
        "/acme/cadence/",
    ):
        english, german = (soup(editor.get(address, headers=headers)) for headers in ({}, GERMAN))
        for name in (
            "datetime",
            "value",
            "href",
            "hx-get",
            "width",
            "height",
            "x",
            "maxlength",
            "data-tone",
            "data-outcome",
        ):
            theirs = [one[name] for one in english.select(f"[{name}]") if not _is_of_now(one)]
            ours = [one[name] for one in german.select(f"[{name}]") if not _is_of_now(one)]
            assert ours == theirs, (address, name)
        for time in german.select("time[datetime]"):
            datetime.fromisoformat(str(time["datetime"]))


def _is_of_now(element: Tag) -> bool:
    """Tell what differs between two answers anyway: tokens, and what says when a page was read."""
    return (
        element.get("name") in {"csrfmiddlewaretoken", "opened_on"}
        or element.find_parent(id=["as-of", "state"]) is not None
    )


def test_export_has_the_names_of_the_api(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    editor.post(EDIT, edited(editor, ref="b2"))

    tables = [
        list(csv.reader(io.StringIO(editor.get("/acme/history/?format=csv", headers=headers).getvalue().decode())))
        for headers in ({}, GERMAN)
    ]

    assert tables[0] == tables[1]
