"""Commits and refs of a new release: rows that come and go, and JSON that is pasted."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.creation import HTMX, URL, text_of, typed, value_of, writes
from tests.pages import invalid_fields, outcomes


def test_rows_are_closed_with_the_reason_on_glitchtip(editor: Client, glitchtip: DemoServer) -> None:
    response = editor.get(URL)

    assert response.content.decode().count("<fieldset disabled>") == 2
    assert "GlitchTip keeps no commits." in text_of(response)


def test_row_is_added_without_sending_anything(editor: Client, sentry: DemoServer) -> None:
    form = typed(version="", ref="kept", add="commits") | {"commits-0-id": "c1"}

    response = editor.post(URL, form)

    page = response.content.decode()
    assert response.status_code == 200
    assert [value_of(response, f"commits-{number}-id") for number in (0, 1, 2)] == ["c1", "", None]
    assert re.search(r'name="commits-1-id"[^>]* autofocus', page)
    assert page.count(" autofocus") == 1
    assert 'name="commits-TOTAL_FORMS" value="2"' in page
    assert "aria-invalid" not in page
    assert value_of(response, "ref") == "kept"
    assert writes(sentry) == []


def test_row_is_removed_and_the_others_move_up(editor: Client, sentry: DemoServer) -> None:
    form = typed(remove="refs-1") | {f"refs-{number}-commit": f"c{number}" for number in range(3)}

    response = editor.post(URL, form)

    assert [value_of(response, f"refs-{number}-commit") for number in (0, 1, 2)] == ["c0", "c2", None]
    assert re.search(r'id="add-refs"[^>]* autofocus', response.content.decode())


@pytest.mark.parametrize("wanted", [{"add": "people"}, {"remove": "commits-7"}, {"remove": "x"}])
def test_unknown_row_changes_nothing(editor: Client, sentry: DemoServer, wanted: dict[str, str]) -> None:
    response = editor.post(URL, typed(**wanted) | {"commits-0-id": "c1"})

    assert response.status_code == 200
    assert [value_of(response, f"commits-{number}-id") for number in (0, 1)] == ["c1", None]


def test_partial_for_htmx_is_the_form_alone(editor: Client, sentry: DemoServer) -> None:
    response = editor.post(URL, typed(add="commits"), headers=HTMX)

    page = response.content.decode()
    assert "<html" not in page
    assert 'id="new-release"' in page
    assert "HX-Request" in response["Vary"]


def test_timestamp_on_one_commit_only_is_told_beside_the_other(editor: Client, sentry: DemoServer) -> None:
    data = {
        "version": "shop@9", "projects": ["web"],
        "commits-TOTAL_FORMS": "2", "commits-INITIAL_FORMS": "0",
        "commits-0-id": "a1", "commits-0-timestamp": "2026-01-02T03:04:05Z", "commits-1-id": "b2",
    }  # fmt: skip

    response = editor.post("/acme/new-release/", data)

    assert response.status_code == 422
    assert invalid_fields(response) == ["commits-1-timestamp"]
    assert sentry.versions() == []


def test_date_is_picked_from_the_commits(editor: Client, sentry: DemoServer) -> None:
    form = typed(pick="commit") | {
        "commits-0-id": "c1",
        "commits-0-timestamp": "2026-08-20T12:03:30+02:00",
        "commits-1-id": "c2",
        "commits-1-timestamp": "2026-08-19T12:03:30+02:00",
    }

    response = editor.post(URL, form)

    assert value_of(response, "dateReleased") == "2026-08-20T10:03:30Z"


def test_commits_that_the_server_leaves_out_are_counted(editor: Client, sentry: DemoServer) -> None:
    form = typed() | {"commits-0-id": "c1", "commits-1-id": "c2", "commits-1-message": "tidy #skipsentry"}

    response = editor.post(URL, form)

    assert outcomes(response)["commits"] == "ignored"
    assert "Sentry counts 1, 2 were sent. Messages with #skipsentry are left out." in text_of(response)


def test_commits_sent_to_glitchtip_all_the_same_are_ignored(editor: Client, glitchtip: DemoServer) -> None:
    response = editor.post(URL, typed() | {"commits-0-id": "c1"})

    assert outcomes(response)["commits"] == "ignored"
    assert "GlitchTip keeps no commits." in text_of(response)


def test_unknown_repository_in_refs_is_found_before_anything_is_created(editor: Client, sentry: DemoServer) -> None:
    sentry.add_repository("acme/shop")
    form = typed() | {
        "refs-0-repository": "acme/shop",
        "refs-0-commit": "a..b",
        "refs-1-repository": "nope/nope",
        "refs-1-commit": "b",
    }

    response = editor.post(URL, form)

    assert response.status_code == 422
    assert "Ref 2, Repository: Invalid repository names: nope/nope" in text_of(response)
    assert sentry.versions() == []


def test_ref_of_a_known_repository_is_sent(editor: Client, sentry: DemoServer) -> None:
    sentry.add_repository("acme/shop")
    form = typed() | {"refs-0-repository": "acme/shop", "refs-0-commit": "b", "refs-0-previousCommit": "a"}

    response = editor.post(URL, form)

    sent = json.loads(next(seen.body for seen in sentry.requests if seen.method == "POST"))
    assert sent["refs"] == [{"repository": "acme/shop", "commit": "b", "previousCommit": "a"}]
    assert outcomes(response)["commits"] == "unchanged"
    assert "looks up the commits of refs by itself, later" in text_of(response)


def test_pasted_body_fills_the_form_and_sends_nothing(editor: Client, sentry: DemoServer) -> None:
    body = {
        "version": "shop@2",
        "projects": ["backend"],
        "dateReleased": "2026-08-25T10:00:00",
        "commits": [{"id": "c1", "message": "One\nTwo", "patch_set": []}],
        "status": "open",
    }

    response = editor.post(URL, typed(ref="kept", time_zone="Europe/Berlin", fill="1", paste=json.dumps(body)))

    assert response.status_code == 200
    assert [value_of(response, name) for name in ("version", "ref", "dateReleased", "commits-0-id")] == [
        "shop@2",
        "kept",
        "2026-08-25T10:00:00Z",
        "c1",
    ]
    assert "One\nTwo</textarea>" in response.content.decode()
    assert re.findall(r'name="projects" value="([^"]+)" checked', response.content.decode()) == ["backend"]
    assert "Filled in : version, dateReleased, projects, 1 commit. Nothing was sent." in text_of(response)
    assert "patch_set of commits, status" in text_of(response)
    assert writes(sentry) == []


def test_bad_json_is_explained_and_kept(editor: Client, sentry: DemoServer) -> None:
    response = editor.post(URL, typed(ref="kept", fill="1", paste='{\n "version": x}'))

    assert response.status_code == 422
    assert "This is not JSON: line 2, column 13: Expecting value." in text_of(response)
    assert "{\n &quot;version&quot;: x}</textarea>" in response.content.decode()
    assert value_of(response, "ref") == "kept"
