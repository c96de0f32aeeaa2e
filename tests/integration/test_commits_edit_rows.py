"""The rows of the form that changes commits: what is typed, filled in and refused before anything is sent."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.commits import ONE, TWO, URL, commit_ids, previewed, send, typed, typed_refs
from tests.pages import alerts, form_data, invalid_fields, outcomes, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

METADATA = ("ref", "url", "dateReleased")
TAB = "/acme/releases/shop@1.0.1/commits/"
THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}


def test_refs_of_an_unknown_repository_are_refused_before_anything_is_sent(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed_refs({"repository": "nope", "commit": "b2"}))

    assert response.status_code == 422
    assert "Ref 1, Repository: Invalid repository names: nope" in alerts(response)
    assert bodies(shop) == []


def test_back_keeps_what_was_typed(editor: Client, shop: DemoServer) -> None:
    data = typed(THREE | {"message": "Two\nlines"}, note="why") | {"refs-0-commit": "b2"}

    back = editor.post(URL, previewed(editor, data) | {"step": "edit"})

    form = form_data(back, "#commits-form")
    assert (form["commits-0-id"], form["commits-0-message"], form["note"]) == ("c3", "Two\nlines", "why")
    assert form["refs-0-commit"] == "b2"
    assert "aria-invalid" not in back.content.decode()


def test_rows_of_what_was_not_chosen_are_not_checked(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed(THREE) | {"refs-0-commit": "a.."})

    assert response.status_code == 200
    assert "Replace 2 commits by 1" in words(response)


@pytest.mark.parametrize(
    ("data", "invalid", "told"),
    [
        (typed(), ["what", "what", "what"], "Add at least one commit. For a release without commits"),
        (typed_refs(), ["what", "what", "what"], "Add at least one ref."),
        ({"what": "all"}, ["what", "what", "what"], "all is not one of the available choices"),
        ({}, ["what", "what", "what"], "Choose one of the three."),
        (typed({"id": ""} | {"message": "x"}), ["commits-0-id"], "Commit 1, Id: This field is required."),
        (typed(THREE, {"id": "c4"}), ["commits-1-timestamp"], "Missing here, given on row 1."),
        (typed(THREE, THREE), ["commits-1-id"], "The same commit as on row 1."),
        (typed({"id": "c4", "message": "x #skipsentry"}), ["what", "what", "what"], "Sentry leaves out commits with"),
        (typed_refs({"repository": "acme/shop", "commit": "a.."}), ["refs-0-commit"], "Commit cannot begin or end"),
    ],
)
def test_what_the_server_would_refuse_is_told_beside_its_field(
    editor: Client, shop: DemoServer, data: dict[str, str], invalid: list[str], told: str
) -> None:
    response = editor.post(URL, data)

    assert response.status_code == 422
    assert invalid_fields(response) == invalid
    assert told in alerts(response)
    assert bodies(shop) == []


def test_commit_that_the_server_leaves_out_is_said_before(editor: Client, shop: DemoServer) -> None:
    data = typed(THREE, TWO | {"id": "c4", "message": "tidy #skipsentry"})

    preview = editor.post(URL, data)
    response = send(editor, data)

    assert "1 commit is left out, as its message holds #skipsentry" in words(preview)
    assert outcomes(response) == {"commits": "applied"}
    assert commit_ids(shop) == ["c3"]


def test_form_can_start_from_the_commits_that_are_there(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, {"what": "commits", "start": "now"})

    form = form_data(response, "#commits-form")
    assert {name: form[f"commits-0-{name}"] for name in ONE} == ONE
    assert {name: form[f"commits-1-{name}"] for name in TWO} == TWO
    assert bodies(shop) == []


def test_rows_come_and_go_without_sending_anything(editor: Client, shop: DemoServer) -> None:
    added = editor.post(URL, typed(ONE, add="refs"))
    removed = editor.post(URL, typed(ONE, TWO, remove="commits-0"))

    assert form_data(added, "#commits-form")["refs-0-commit"] == ""
    assert form_data(removed, "#commits-form")["commits-0-id"] == "c2"
    assert bodies(shop) == []


def test_pasted_json_fills_in_rows_and_nothing_else(editor: Client, shop: DemoServer) -> None:
    body = {"version": "other", "ref": "b2", "projects": ["web"], "refs": [{"repository": "acme/web", "commit": "b2"}]}

    response = editor.post(URL, typed(ONE, fill="1", paste=json.dumps(body)))

    form = form_data(response, "#commits-form")
    assert (form["what"], form["refs-0-commit"], form["commits-0-id"]) == ("refs", "b2", "c1")
    assert "Left out, as the form has no place for it: version, ref, projects." in words(response)
    assert "ref" not in form


def test_bad_json_is_explained_and_kept(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed(ONE, fill="1", paste="{"))

    assert response.status_code == 422
    assert form_data(response, "#commits-form")["paste"] == "{"
    assert form_data(response, "#commits-form")["commits-0-id"] == "c1"
