"""Previews of commits that arrive more than once, also with something else in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, Lease
from releases_ui.services import lease
from tests.commits import ONE, TWO, URL, commit_ids, previewed, typed, typed_refs
from tests.pages import alerts, form_data, outcomes, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

THREE = {"id": "c3", "repository": "acme/shop"}
CLEAR = {"what": "clear", "note": ""}
REPEATED = "This preview was sent before"
USED = "This preview was sent for something else before, so nothing was sent."


@pytest.mark.parametrize(
    "other",
    [
        CLEAR,
        typed(TWO),
        typed(THREE, note="another note"),
        typed_refs({"repository": "acme/shop", "commit": "b2"}),
    ],
)
def test_preview_that_was_sent_for_something_else_sends_nothing_and_shows_what_would_happen(
    editor: Client, shop: DemoServer, other: dict[str, str]
) -> None:
    ready = previewed(editor, typed(THREE))
    editor.post(URL, ready)
    number = Change.objects.get().pk

    response = editor.post(URL, previewed(editor, other) | {"submission": ready["submission"]})

    shown = form_data(response, "#commits-preview")
    assert response.status_code == 409
    assert f"{USED} Change {number}" in alerts(response)
    assert (shown["what"], shown["note"]) == (other["what"], other["note"])
    assert shown["submission"] != ready["submission"]
    assert (commit_ids(shop), len(bodies(shop))) == (["c3"], 1)


def test_preview_with_a_number_of_another_release_sends_nothing(editor: Client, shop: DemoServer) -> None:
    ready = previewed(editor, CLEAR)
    Change.objects.create(organization="acme", version="other", action="clear_commits", submission=ready["submission"])

    response = editor.post(URL, ready)
    again = editor.post(URL, form_data(response, "#commits-preview") | {"step": "send"})

    assert USED in alerts(response)
    assert outcomes(again) == {"commits": "applied"}


def test_second_sending_is_told_of_the_first_that_may_still_arrive(editor: Client, shop: DemoServer) -> None:
    ready = previewed(editor, CLEAR)
    shop.plan(Fault("reset", method="PUT"))

    first, second = editor.post(URL, ready), editor.post(URL, ready)

    assert [outcomes(answer) for answer in (first, second)] == [{"commits": "unknown"}] * 2
    assert REPEATED in alerts(second)
    assert len(bodies(shop)) == 1


def test_second_sending_that_gives_up_waiting_is_told_of_the_first(
    editor: Client, shop: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "PATIENCE_S", 0)
    ready = previewed(editor, CLEAR)

    def first_takes_the_lease(execute: Callable[..., object], sql: str, *more: object) -> object:
        """Let the first sending be there right when ours waits for the lease, and not when it looked before."""
        if sql.startswith('UPDATE "releases_ui_lease"') and not Change.objects.exists():
            ends = timezone.now() + timedelta(minutes=1)
            Lease.objects.create(organization="acme", version="shop@1.0.1", holder="other", expires_at=ends)
            record(ready["submission"])
        return execute(sql, *more)

    with connection.execute_wrapper(first_takes_the_lease):
        response = editor.post(URL, ready)

    assert REPEATED in words(response)
    assert outcomes(response) == {"commits": "unknown"}
    assert bodies(shop) == []


@pytest.mark.django_db(transaction=True)
def test_preview_that_two_machines_send_without_seeing_each_other_is_kept_apart_by_the_database(
    editor: Client, shop: DemoServer
) -> None:
    ready = previewed(editor, CLEAR)
    updates = 0

    def write_down_another(execute: Callable[..., object], sql: str, *more: object) -> object:
        """Let another machine write down its intent right before ours: after all that we look at first."""
        nonlocal updates
        updates += sql.startswith('UPDATE "releases_ui_lease"')
        if updates == 2:
            updates += 1
            record(ready["submission"])
        return execute(sql, *more)

    with connection.execute_wrapper(write_down_another):
        response = editor.post(URL, ready)

    assert REPEATED in words(response)
    assert (bodies(shop), Change.objects.count()) == ([], 1)


def record(submission: str) -> None:
    """Let another process have sent this preview, and wait for the answer."""
    Change.objects.create(
        organization="acme",
        version="shop@1.0.1",
        action="clear_commits",
        before={"commits": [ONE, TWO]},
        after={"commits": []},
        submission=submission,
    )
