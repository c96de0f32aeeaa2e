"""Forms of deploys that arrive more than once: each records one deploy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, Lease
from releases_ui.services import lease
from tests.concurrency import at_once, database_of_many
from tests.deploys import FINISHED, SHOP, URL, deploy_count, typed
from tests.pages import alerts, form_data, outcomes, soup, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"
REPEATED = "This form was sent before"


def posted(response: HttpResponseBase) -> dict[str, Any]:
    """Return what a browser posts of the form that is shown, with every project that is ticked."""
    ticked = soup(response).select('#deploy-form [name="projects"][checked]')
    return form_data(response, "#deploy-form") | {"projects": [str(box["value"]) for box in ticked]}


def under_way(submission: str) -> None:
    """Let another process have sent this form, and wait for the answer."""
    Change.objects.create(
        organization="acme",
        version="shop@1.0.1",
        action="deploy",
        projects=" web backend ",
        after={"deploy": {"environment": "production"}},
        submission=submission,
    )
    ends = timezone.now() + timedelta(minutes=1)
    Lease.objects.create(organization="acme", version="shop@1.0.1", holder="other", expires_at=ends)


def test_form_that_is_sent_twice_records_one_deploy_and_tells_of_it(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)

    first, second = editor.post(URL, data), editor.post(URL, data)

    assert [outcomes(answer) for answer in (first, second)] == [{"deploy": "applied"}] * 2
    assert REPEATED not in words(first)
    assert REPEATED in words(second)
    assert "Nothing was sent again." in words(second)
    assert (deploy_count(mall), len(bodies(mall)), Change.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_form_that_is_sent_twice_at_once_records_one_deploy(editor: Client, mall: DemoServer, tmp_path: Path) -> None:
    data = typed(editor)
    mall.plan(Fault("delay", method="POST", seconds=0.3))
    second = Client()
    second.cookies = editor.cookies

    with database_of_many(tmp_path):
        answers = at_once(lambda: editor.post(URL, data), lambda: second.post(URL, data))
        kept = Change.objects.count()

    pages = [words(answer) for answer in answers if not isinstance(answer, Exception)]
    assert sorted(REPEATED in page for page in pages) == [False, True]
    assert all("Recorded." in page for page in pages)
    assert (deploy_count(mall), len(bodies(mall)), kept) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_form_that_two_machines_send_without_seeing_each_other_is_kept_apart_by_the_database(
    editor: Client, mall: DemoServer
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
                projects=" web backend ",
                after={"deploy": {"environment": "production"}},
                submission=data["submission"],
            )
        return execute(sql, *more)

    with connection.execute_wrapper(write_down_another):
        response = editor.post(URL, data)

    assert REPEATED in words(response)
    assert (bodies(mall), Change.objects.count()) == ([], 1)


def test_second_sending_that_gives_up_waiting_is_told_of_the_first(
    editor: Client, mall: DemoServer, monkeypatch: pytest.MonkeyPatch
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
    assert bodies(mall) == []


def test_first_sending_that_is_still_under_way_is_told_to_the_second(
    editor: Client, mall: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "PATIENCE_S", 0)
    data = typed(editor)
    under_way(data["submission"])

    response = editor.post(URL, data)

    assert "Unknown yet: no answer has come so far." in alerts(response)
    assert outcomes(response) == {"deploy": "unknown"}
    assert bodies(mall) == []


def test_second_sending_waits_for_the_first_and_is_told_how_it_ended(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)
    under_way(data["submission"])

    def first_ends(execute: Callable[..., object], sql: str, *more: object) -> object:
        """Let the first sending end right when ours waits for the lease."""
        if sql.startswith('UPDATE "releases_ui_lease"') and Lease.objects.exists():
            Change.objects.update(result=Change.Result.SUCCEEDED, outcomes={"deploy": "applied"})
            Lease.objects.all().delete()
        return execute(sql, *more)

    with connection.execute_wrapper(first_ends):
        response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert bodies(mall) == []


def test_number_of_a_form_that_was_used_elsewhere_is_refused(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)
    Change.objects.create(organization="acme", version="other", action="deploy", submission=data["submission"])

    response = editor.post(URL, data)

    assert response.status_code == 422
    assert "This form was sent for something else before, so nothing was sent." in alerts(response)
    assert form_data(response, "#deploy-form")["submission"] != data["submission"]
    assert bodies(mall) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"environment": "staging"},
        {"name": "42"},
        {"dateFinished": FINISHED},
        {"projects": ["web"]},
        {"note": "second"},
        {"environment": "/"},
    ],
)
def test_form_that_was_sent_and_then_changed_keeps_what_was_typed_and_asks_first(
    editor: Client, mall: DemoServer, changed: dict[str, Any]
) -> None:
    data = typed(editor)
    editor.post(URL, data)
    number = Change.objects.get().pk

    response = editor.post(URL, data | changed)

    form = posted(response)
    assert response.status_code == 422
    assert f"This form was sent for something else before, so nothing was sent. Change {number}" in alerts(response)
    assert {name: form[name] for name in changed} == changed
    assert form["submission"] != data["submission"]
    assert (deploy_count(mall), Change.objects.count()) == (1, 1)


def test_form_that_was_sent_and_then_changed_records_another_deploy_on_the_next_click(
    editor: Client, mall: DemoServer
) -> None:
    data = typed(editor)
    editor.post(URL, data)

    asked = editor.post(URL, data | {"environment": "staging", "note": "second", "projects": ["web"]})
    response = editor.post(URL, posted(asked))

    assert outcomes(response) == {"deploy": "applied"}
    assert [body["environment"] for body in bodies(mall)] == ["production", "staging"]
    assert Change.objects.latest("pk").note == "second"


def test_form_that_was_sent_and_then_changed_keeps_what_was_typed_while_the_server_is_down(
    editor: Client, mall: DemoServer
) -> None:
    data = typed(editor)
    editor.post(URL, data)
    mall.plan(Fault("status", method="GET", times=0, code=500))

    response = editor.post(URL, data | {"environment": "staging"})

    assert "This form was sent for something else before" in alerts(response)
    assert (posted(response)["environment"], posted(response)["projects"]) == ("staging", SHOP["projects"])


def test_form_for_some_projects_that_is_sent_twice_is_told_of_the_first_while_the_server_is_down(
    editor: Client, mall: DemoServer
) -> None:
    data = typed(editor, projects=["web"], dateFinished=FINISHED)
    editor.post(URL, data)
    mall.plan(Fault("status", method="GET", times=0, code=500))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert REPEATED in words(response)


@pytest.mark.parametrize("submission", ["", "x", "0" * 31, "g" * 32])
def test_form_without_its_number_gets_a_new_one(editor: Client, mall: DemoServer, submission: str) -> None:
    response = editor.post(URL, typed(editor, submission=submission))
    again = editor.post(URL, form_data(response, "#deploy-form") | {"projects": SHOP["projects"]})

    assert response.status_code == 422
    assert "The number of this form got lost, so nothing was sent." in alerts(response)
    assert outcomes(again) == {"deploy": "applied"}


def test_form_that_was_refused_and_is_sent_again_from_an_old_page_is_told_so(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)
    mall.plan(Fault("status", method="POST", code=403, body={"detail": "You may not."}))
    editor.post(URL, data)

    response = editor.post(URL, data)

    assert "Not recorded." in alerts(response)
    assert REPEATED in alerts(response)
    assert bodies(mall) == [{"environment": "production"}]


def test_second_sending_is_told_of_the_first_while_the_server_is_down(editor: Client, mall: DemoServer) -> None:
    data = typed(editor)
    editor.post(URL, data)
    mall.plan(Fault("status", method="GET", times=0, code=500))

    response = editor.post(URL, data)

    assert outcomes(response) == {"deploy": "applied"}
    assert REPEATED in words(response)
