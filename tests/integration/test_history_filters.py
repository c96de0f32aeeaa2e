"""Finding changes: each filter alone, and together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from releases_ui.models import Change
from tests.pages import soup, words
from tests.record import HISTORY, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sentry")]


def found(client: Client, **filters: str) -> list[str]:
    """Return the versions of the changes that are found, newest first."""
    return [str(version["title"]) for version in soup(client.get(HISTORY, filters)).select(".change .version")]


@pytest.mark.parametrize(
    ("typed", "versions"),
    [
        ("shop", ["Shop@2", "shop@1"]),
        ("SHOP@1", ["shop@1"]),
        ("hop", []),
        (" lead", [" lead"]),
        ("a%", ["a%b"]),
        ("a_", ["a_b"]),
        ("a\\", ["a\\b"]),
        ("ä", ["Ärger"]),
        ("новая", ["НОВАЯ-1"]),
        ("é.", ["é.1"]),
        ("'", ["'; drop"]),
    ],
)
def test_version_filter_is_an_exact_prefix(viewer: Client, typed: str, versions: list[str]) -> None:
    for version in (
        "shop@1",
        "Shop@2",
        " lead",
        "lead",
        "a%b",
        "a_b",
        "a\\b",
        "axb",
        "Ärger",
        "НОВАЯ-1",
        "é.1",
        "éx1",
        "'; drop",
    ):
        record(version=version)

    assert found(viewer, version=typed) == versions


@pytest.mark.parametrize(
    ("filters", "versions"),
    [
        ({"person": "ada"}, ["edit", "create"]),
        ({"person": "Ada"}, []),
        ({"project": "web"}, ["delete", "edit"]),
        ({"project": "we"}, []),
        ({"field": "ref"}, ["delete", "edit"]),
        ({"field": "url"}, ["create"]),
        ({"action": "delete"}, ["delete"]),
        ({"outcome": "refused"}, ["delete"]),
        ({"outcome": "succeeded"}, ["create"]),
        ({"outcome": "ignored"}, ["edit"]),
        ({"outcome": "ignored", "field": "ref"}, ["edit"]),
        ({"outcome": "ignored", "field": "url"}, []),
        ({"period": "2026-02"}, ["edit"]),
        ({"period": "2026-01..2026-02-01"}, ["edit", "create"]),
        ({"period": "2026-02-01"}, ["edit"]),
        ({"person": "ada", "project": "web", "period": "2026"}, ["edit"]),
        ({"person": "ada", "action": "delete"}, []),
    ],
)
def test_filter_finds_what_it_names(viewer: Client, filters: dict[str, str], versions: list[str]) -> None:
    changes: list[dict[str, Any]] = [
        {"action": "create", "after": {"url": "u"}, "before": {}, "projects": " webshop ", "month": 1},
        {"action": "edit", "projects": " shop web ", "month": 2, "result": "partly_ignored"},
        {"action": "delete", "after": {}, "projects": " web ", "month": 3, "result": "refused", "actor": "bob"},
    ]
    for change in changes:
        made = datetime(2026, change.pop("month"), 1, tzinfo=UTC)
        outcomes = {"ref": "ignored"} if change["action"] == "edit" else {"url": "applied"}
        record(version=change["action"], created_at=made, outcomes=outcomes, **change)

    assert found(viewer, **filters) == versions


def test_filters_offer_who_and_what_occurs(viewer: Client) -> None:
    record(actor="zoe", projects=" web shop ")
    record(actor="Bob", projects="")
    record(actor="ada", projects=" web ")
    record(organization="rival", actor="eve", projects=" secret ")

    page = soup(viewer.get(HISTORY))

    offered = {
        name: [option.text for option in page.select(f'select[name="{name}"] option')] for name in ("person", "project")
    }
    assert offered == {"person": ["Everybody", "ada", "Bob", "zoe"], "project": ["All projects", "shop", "web"]}


def test_filters_offer_what_occurs_since_the_last_look(viewer: Client) -> None:
    record(actor="ada", projects=" web ")
    viewer.get(HISTORY)
    record(actor="bob", projects=" shop ")

    page = soup(viewer.get(HISTORY))

    assert [option.text for option in page.select('select[name="person"] option')] == ["Everybody", "ada", "bob"]
    assert [option.text for option in page.select('select[name="project"] option')] == ["All projects", "shop", "web"]


def test_filters_forget_what_a_restored_record_does_not_name(viewer: Client) -> None:
    record(actor="ada", projects=" web ")
    viewer.get(HISTORY)
    Change.objects.all().delete()
    record(actor="bob", projects=" shop ")

    page = soup(viewer.get(HISTORY))

    assert [option.text for option in page.select('select[name="person"] option')] == ["Everybody", "bob"]


def test_what_is_chosen_stays_chosen(viewer: Client) -> None:
    record()
    asked = {"person": "gone", "project": "shop", "field": "ref", "outcome": "applied", "action": "edit"}

    page = soup(viewer.get(HISTORY, asked | {"period": "2026", "version": " x"}))

    chosen = {
        str(select["name"]): str(option.get("value", option.text))
        for select in page.select("form[role=search] select")
        for option in select.select("option[selected]")
    }
    assert chosen == asked
    assert [field["value"] for field in page.select('[name="version"], [name="period"]')] == [" x", "2026"]


def test_no_match_leads_back_to_all(viewer: Client) -> None:
    record()

    page = viewer.get(HISTORY, {"version": "nothing"})

    assert "No change matches these filters." in words(page)
    assert HISTORY in [str(anchor["href"]) for anchor in soup(page).select(".empty a")]
