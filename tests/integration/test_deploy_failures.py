"""Deploys that the server refuses, loses or hides, and forms that arrive more than once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, Lease
from releases_ui.services import lease, settling
from tests.concurrency import at_once, database_of_many
from tests.deploys import FINISHED, SHOP, URL, deploy_count, sent, typed
from tests.pages import alerts, form_data, outcomes, words

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"
REPEATED = "This form was sent before"


@pytest.fixture
def shop(sentry: DemoServer) -> DemoServer:
    """A server with one release of two projects."""
    sentry.add(**SHOP)
    return sentry


def under_way(submission: str) -> None:
    """Let another process have sent this form, and wait for the answer."""
    Change.objects.create(
        organization="acme",
        version="shop@1.0.1",
        action="deploy",
        after={"deploy": {"environment": "production"}},
        submission=submission,
    )
    ends = timezone.now() + timedelta(minutes=1)
    Lease.objects.create(organization="acme", version="shop@1.0.1", holder="other", expires_at=ends)


def too_late_to_arrive() -> None:
    """Let so much time pass that no write can arrive any more."""
    Change.objects.filter(completed_at=None).update(created_at=timezone.now() - settling.GRACE - timedelta(seconds=1))


def test_form_that_is_sent_twice_records_one_deploy_and_tells_of_it(editor: Client, shop: DemoServer) -> None:
    data = typed(editor)

    first, second = editor.post(URL, data), editor.post(URL, data)

    assert [outcomes(answer) for answer in (first, second)] == [{"deploy": "applied"}] * 2
    assert REPEATED not in words(first)
    assert REPEATED in words(second)
    assert "Nothing was sent again." in words(second)
    assert (deploy_count(shop), len(sent(shop)), Change.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_form_that_is_sent_twice_at_once_records_one_deploy(editor: Client, shop: DemoServer, tmp_path: Path) -> None:
    data = typed(editor)
    shop.plan(Fault("delay", method="POST", seconds=0.3))
    second = Client()
    second.cookies = editor.cookies

    with database_of_many(tmp_path):
        answers = at_once(lambda: editor.post(URL, data), lambda: second.post(URL, data))
        kept = Change.objects.count()

    pages = [words(answer) for answer in answers if not isinstance(answer, Exception)]
    assert sorted(REPEATED in page for page in pages) == [False, True]
    assert all("Recorded." in page for page in pages)
    assert (deploy_count(shop), len(sent(shop)), kept) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_form_that_two_machines_send_without_seeing_each_other_is_kept_apart_by_the_database(
    editor: Client, shop: DemoServer
) -> None:
    data = typed(editor)
    updates = 0

    def write_down_another(execute: Callable[..., object], sql: str, *more: object) -> object:
        """Let another machine write down its intent right before ours: after all that we look at first."""
        nonlocal updates
        updates += sql.startswith('UPDATE "releases_ui_lease"')
        if updates == 2:
            updates += 1
            Change.objects.create(
                organization="acme",
                version="shop@1.0.1",
                action="deploy",
                after={"deploy": {"environment": "production"}},
                submission=data["submission"],
            )
        return execute(sql, *more)

    with connection.execute_wrapper(write_down_another):
        response = editor.post(URL, data)

    assert REPEATED in words(response)
    assert (sent(shop), Change.objects.count()) == ([], 1)


def test_second_sending_that_gives_up_waiting_is_told_of_the_first(
    editor: Client, shop: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "PATIENCE_S", 0)
    data = typed(editor)

    def first_takes_the_lease(execute: Callable[..., object], sql: str, *more: object) -> object:
        """Let the first sending be there right when ours waits for the lease, and not when it looked before."""
        if sql.startswith('UPDATE "releases_ui_lease"') and not Change.objects.exists():
            under_way(data["submission"])
        return execute(sql, *more)

    with connection.execute_wrapper(first_takes_the_lease):
        response = editor.post(URL, data)

    assert "Unknown yet: no answer has come so far." in alerts(response)
    assert sent(shop) == []


def test_first_sending_that_is_still_under_way_is_told_to_the_second(editor: Client, shop: DemoServer) -> None:
    data = typed(editor)
    under_way(data["submission"])

    response = editor.post(URL, data)

    assert "Unknown yet: no answer has come so far." in alerts(response)
    assert outcomes(response) == {"deploy": "unknown"}
    assert sent(shop) == []


def test_number_of_a_form_that_was_used_elsewhere_is_refused(editor: Client, shop: DemoServer) -> None:
    data = typed(editor)
    Change.objects.create(organization="acme", version="other", action="deploy", submission=data["submission"])

    response = editor.post(URL, data)

    assert response.status_code == 422
    assert "This form was sent for something else before, so nothing was sent." in alerts(response)
    assert form_data(response, "#deploy-form")["submission"] != data["submission"]
    assert sent(shop) == []


@pytest.mark.parametrize("submission", ["", "x", "0" * 31, "g" * 32])
def test_form_without_its_number_gets_a_new_one(editor: Client, shop: DemoServer, submission: str) -> None:
    response = editor.post(URL, typed(editor, submission=submission))
    again = editor.post(URL, form_data(response, "#deploy-form") | {"projects": SHOP["projects"]})

    assert response.status_code == 422
    assert "The number of this form got lost, so nothing was sent." in alerts(response)
    assert outcomes(again) == {"deploy": "applied"}


def test_answer_that_is_lost_after_the_deploy_was_made_is_found_out_by_reading(
    editor: Client, shop: DemoServer
) -> None:
    data = typed(editor)
    shop.plan(Fault("drop_after", method="POST"))

    response, again = editor.post(URL, data), editor.post(URL, data)

    assert [outcomes(answer) for answer in (response, again)] == [{"deploy": "applied"}] * 2
    assert Change.objects.get().result == "succeeded"
    assert deploy_count(shop) == 1


def test_answer_that_never_comes_is_unknown_and_the_form_sends_nothing_twice(editor: Client, shop: DemoServer) -> None:
    data = typed(editor)
    shop.plan(Fault("reset", method="POST"))

    response, again = editor.post(URL, data), editor.post(URL, data)
    too_late_to_arrive()
    late = editor.post(URL, data)

    assert outcomes(response) == outcomes(again) == {"deploy": "unknown"}
    assert "Nothing is sent twice." in alerts(response)
    assert outcomes(late) == {"deploy": "unchanged"}
    assert "A later look found no such deploy." in words(late)
    assert Change.objects.get().result == "not_done"
    assert (len(sent(shop)), deploy_count(shop)) == (1, 0)


def lost(client: Client, server: DemoServer, **fields: str) -> Change:
    """Record a deploy so that it is made, no answer comes, and nobody can look what became of it."""
    data = typed(client, **fields)
    server.plan(Fault("drop_after", method="POST"))
    server.plan(Fault("status", method="GET", path_contains="/deploys/", skip=1, times=0, code=500))
    client.post(URL, data)
    server.faults.clear()
    return Change.objects.latest("pk")


def test_next_look_finds_that_it_arrived(editor: Client, shop: DemoServer) -> None:
    change = lost(editor, shop, name="42")
    assert (change.result, change.completed_at) == ("unknown", None)

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.outcomes, change.is_settled_later) == ("succeeded", {"deploy": "applied"}, True)
    assert change.read_back["deploy"]["name"] == "42"


def test_two_lost_deploys_alike_are_told_apart(editor: Client, shop: DemoServer) -> None:
    changes = [lost(editor, shop), lost(editor, shop)]

    editor.get(PAGE)

    ids = []
    for change in changes:
        change.refresh_from_db()
        ids.append(change.read_back["deploy"]["id"])
    assert sorted(ids) == ["1", "2"]


def test_deploys_that_cannot_be_read_leave_a_change_open(editor: Client, shop: DemoServer) -> None:
    change = lost(editor, shop)
    shop.plan(Fault("status", method="GET", path_contains="/deploys/", times=0, code=500))

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.completed_at) == ("unknown", None)


def test_deploy_that_a_newer_server_does_not_list_is_told_by_the_count(editor: Client, shop: DemoServer) -> None:
    data = typed(editor, dateFinished=FINISHED)
    shop.plan(Fault("alter", method="GET", path_contains="/deploys/", times=0, fields={"id": "9", "name": "another"}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert "Sentry counts one more deploy than before. It does not list this one" in words(response)


def test_lost_deploy_among_others_that_are_not_listed_cannot_be_told(editor: Client, shop: DemoServer) -> None:
    change = lost(editor, shop)
    too_late_to_arrive()
    shop.plan(Fault("alter", method="GET", path_contains="/deploys/", times=0, fields={"id": "9", "name": "another"}))

    editor.get(PAGE)

    change.refresh_from_db()
    assert (change.result, change.outcomes) == ("unknown", {"deploy": "unknown"})
    assert change.completed_at is not None
    assert "only the last of each environment" in change.detail


def test_answer_that_claims_what_was_not_done_is_not_believed(editor: Client, shop: DemoServer) -> None:
    data = typed(editor)
    shop.plan(Fault("status", method="POST", code=201, body={"id": "77", "environment": "production"}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "ignored"}
    assert "Sentry answered that it was recorded, and does not list it." in words(response)
    assert Change.objects.get().result == "partly_ignored"


def test_value_that_the_server_drops_is_told(editor: Client, shop: DemoServer) -> None:
    data = typed(editor, url="https://ci.test/42")
    shop.plan(Fault("alter", method="GET", path_contains="/deploys/", skip=1, times=0, fields={"url": None}))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "ignored"}
    assert "Sentry has another url than was sent." in words(response)


def test_refusal_stands_beside_its_field_and_the_next_try_is_a_sending_of_its_own(
    editor: Client, shop: DemoServer
) -> None:
    data = typed(editor, name="42")
    shop.plan(Fault("status", method="POST", code=400, body={"environment": ["This one is not wanted."]}))

    refused = editor.post(URL, data)
    form = form_data(refused, "#deploy-form")
    again = editor.post(URL, form | {"projects": SHOP["projects"]})

    assert refused.status_code == 422
    assert "This one is not wanted." in alerts(refused)
    assert (form["name"], form["submission"] != data["submission"]) == ("42", True)
    assert outcomes(again) == {"deploy": "applied"}
    assert list(Change.objects.order_by("pk").values_list("result", flat=True)) == ["refused", "succeeded"]


def test_form_that_was_refused_and_is_sent_again_from_an_old_page_is_told_so(editor: Client, shop: DemoServer) -> None:
    data = typed(editor)
    shop.plan(Fault("status", method="POST", code=403, body={"detail": "You may not."}))
    editor.post(URL, data)

    response = editor.post(URL, data)

    assert "Not recorded." in alerts(response)
    assert REPEATED in alerts(response)
    assert sent(shop) == [{"environment": "production"}]


@pytest.mark.parametrize("code", [403, 404, 409, 429, 500])
def test_refused_deploy_shows_the_form_again_with_what_was_typed(editor: Client, shop: DemoServer, code: int) -> None:
    data = typed(editor, name="42", note="why")
    shop.plan(Fault("status", method="POST", code=code))

    response = editor.post(URL, data)

    form = form_data(response, "#deploy-form")
    assert response.status_code >= 400
    assert (form["environment"], form["name"], form["note"]) == ("production", "42", "why")
    assert outcomes(response) == {"deploy": "unchanged"}
    assert Change.objects.get().result == "refused"


def test_500_after_which_the_deploy_is_there_is_a_deploy(editor: Client, shop: DemoServer) -> None:
    # As where Sentry stores it and fails at the mails.
    data = typed(editor)
    shop.plan(Fault("truncate", method="POST"))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert deploy_count(shop) == 1


@pytest.mark.parametrize("path", ["shop", "/deploys/"])
def test_nothing_is_sent_and_all_is_kept_while_the_server_is_down(editor: Client, shop: DemoServer, path: str) -> None:
    data = typed(editor, name="42", note="why", projects=["web"])
    shop.plan(Fault("status", method="GET", path_contains=path, times=0, code=500))

    response = editor.post(URL, data)

    form = form_data(response, "#deploy-form")
    assert response.status_code == 502
    assert "Nothing was sent." in alerts(response)
    assert {name: form[name] for name in ("environment", "name", "note", "projects", "submission")} == {
        name: data[name] if name != "projects" else "web"
        for name in ("environment", "name", "note", "projects", "submission")
    }
    assert not Change.objects.exists()


def test_second_sending_is_told_of_the_first_while_the_server_is_down(editor: Client, shop: DemoServer) -> None:
    data = typed(editor)
    editor.post(URL, data)
    shop.plan(Fault("status", method="GET", times=0, code=500))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert REPEATED in words(response)
