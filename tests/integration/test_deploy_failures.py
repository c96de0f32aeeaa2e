"""Deploys that the server refuses, loses or hides, and forms that arrive more than once."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.deploys import FINISHED, SHOP, URL, deploy_count, typed
from tests.pages import alerts, form_data, outcomes, words
from tests.record import too_late_to_arrive
from tests.writes import bodies

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"
REPEATED = "This form was sent before"


def test_answer_that_is_lost_after_the_deploy_was_made_is_found_out_by_reading(
    editor: Client, mall: DemoServer
) -> None:
    data = typed(editor)
    mall.plan(Fault("drop_after", method="POST"))

    response, again = editor.post(URL, data), editor.post(URL, data)

    assert [outcomes(answer) for answer in (response, again)] == [{"deploy": "applied"}] * 2
    assert Change.objects.get().result == "succeeded"
    assert deploy_count(mall) == 1


def test_answer_that_never_comes_is_unknown_and_the_form_sends_nothing_twice(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)
    mall.plan(Fault("reset", method="POST"))

    response, again = editor.post(URL, data), editor.post(URL, data)
    too_late_to_arrive()
    late = editor.post(URL, data)

    assert outcomes(response) == outcomes(again) == {"deploy": "unknown"}
    assert "Nothing is sent twice." in alerts(response)
    assert outcomes(late) == {"deploy": "unchanged"}
    assert "A later look found no such deploy." in words(late)
    assert Change.objects.get().result == "not_done"
    assert (len(bodies(mall)), deploy_count(mall)) == (1, 0)


def lost(client: Client, server: DemoServer, **fields: str) -> Change:
    """Record a deploy so that it is made, no answer comes, and nobody can look what became of it."""
    data = typed(client, **fields)
    server.plan(Fault("drop_after", method="POST"))
    server.plan(Fault("status", method="GET", path_contains="/deploys/", skip=1, times=0, code=500))
    client.post(URL, data)
    server.faults.clear()
    return Change.objects.latest("pk")


def test_next_look_finds_that_it_arrived(editor: Client, mall: DemoServer) -> None:
    change = lost(editor, mall, name="42")
    assert (change.result, change.completed_at) == ("unknown", None)

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.outcomes, change.is_settled_later) == ("succeeded", {"deploy": "applied"}, True)
    assert change.read_back["deploy"]["name"] == "42"


def test_two_lost_deploys_alike_are_told_apart(editor: Client, mall: DemoServer) -> None:
    changes = [lost(editor, mall), lost(editor, mall)]

    editor.get(PAGE)

    ids = []
    for change in changes:
        change.refresh_from_db()
        ids.append(change.read_back["deploy"]["id"])
    assert sorted(ids) == ["1", "2"]


def test_deploys_that_cannot_be_read_leave_a_change_open(editor: Client, mall: DemoServer) -> None:
    change = lost(editor, mall)
    mall.plan(Fault("status", method="GET", path_contains="/deploys/", times=0, code=500))

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.completed_at) == ("unknown", None)


def test_deploy_that_a_newer_server_does_not_list_is_told_by_the_count(editor: Client, mall: DemoServer) -> None:
    data = typed(editor, dateFinished=FINISHED)
    mall.plan(Fault("alter", method="GET", path_contains="/deploys/", times=0, fields={"id": "9", "name": "another"}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert "Sentry counts one more deploy than before. It does not list this one" in words(response)


def test_lost_deploy_among_others_that_are_not_listed_cannot_be_told(editor: Client, mall: DemoServer) -> None:
    change = lost(editor, mall)
    too_late_to_arrive()
    mall.plan(Fault("alter", method="GET", path_contains="/deploys/", times=0, fields={"id": "9", "name": "another"}))

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.outcomes) == ("unknown", {"deploy": "unknown"})
    assert change.completed_at is not None
    assert "only the last of each environment" in change.detail


def test_answer_that_claims_what_was_not_done_is_not_believed(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)
    mall.plan(Fault("status", method="POST", code=201, body={"id": "77", "environment": "production"}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "ignored"}
    assert "Sentry answered that it was recorded, and does not list it." in words(response)
    assert Change.objects.get().result == "partly_ignored"


def test_value_that_the_server_drops_is_told(editor: Client, mall: DemoServer) -> None:
    data = typed(editor, url="https://ci.test/42")
    mall.plan(Fault("alter", method="GET", path_contains="/deploys/", skip=1, times=0, fields={"url": None}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "ignored"}
    assert "Sentry has another url than was sent." in words(response)


def test_refusal_stands_beside_its_field_and_the_next_try_is_a_sending_of_its_own(
    editor: Client, mall: DemoServer
) -> None:
    data = typed(editor, name="42")
    mall.plan(Fault("status", method="POST", code=400, body={"environment": ["This one is not wanted."]}))

    refused = editor.post(URL, data)
    form = form_data(refused, "#deploy-form")
    again = editor.post(URL, form | {"projects": SHOP["projects"]})

    assert refused.status_code == 422
    assert "This one is not wanted." in alerts(refused)
    assert (form["name"], form["submission"] != data["submission"]) == ("42", True)
    assert outcomes(again) == {"deploy": "applied"}
    assert list(Change.objects.order_by("pk").values_list("result", flat=True)) == ["refused", "succeeded"]


@pytest.mark.parametrize("code", [403, 404, 409, 429, 500])
def test_refused_deploy_shows_the_form_again_with_what_was_typed(editor: Client, mall: DemoServer, code: int) -> None:
    data = typed(editor, name="42", note="why")
    mall.plan(Fault("status", method="POST", code=code))

    response = editor.post(URL, data)

    form = form_data(response, "#deploy-form")
    assert response.status_code >= 400
    assert (form["environment"], form["name"], form["note"]) == ("production", "42", "why")
    assert outcomes(response) == {"deploy": "unchanged"}
    assert Change.objects.get().result == "refused"


def test_500_after_which_the_deploy_is_there_is_a_deploy(editor: Client, mall: DemoServer) -> None:
    # As where Sentry stores it and fails at the mails.
    data = typed(editor)
    mall.plan(Fault("truncate", method="POST"))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert deploy_count(mall) == 1


@pytest.mark.parametrize("path", ["shop", "/deploys/"])
def test_nothing_is_sent_and_all_is_kept_while_the_server_is_down(editor: Client, mall: DemoServer, path: str) -> None:
    data = typed(editor, name="42", note="why", projects=["web"])
    mall.plan(Fault("status", method="GET", path_contains=path, times=0, code=500))

    response = editor.post(URL, data)

    form = form_data(response, "#deploy-form")
    assert response.status_code == 502
    assert "Nothing was sent." in alerts(response)
    assert {name: form[name] for name in ("environment", "name", "note", "projects", "submission")} == {
        name: data[name] if name != "projects" else "web"
        for name in ("environment", "name", "note", "projects", "submission")
    }
    assert not Change.objects.exists()
