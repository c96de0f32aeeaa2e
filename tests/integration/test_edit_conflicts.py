"""Edits of a release that somebody else edits at the same time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, Lease
from releases_ui.services import lease
from tests import colleague
from tests.editing import EDIT, SHOP, edited, values
from tests.pages import alerts, form_data, outcomes, words

pytestmark = pytest.mark.django_db


def test_field_that_somebody_else_changed_is_a_conflict_and_nothing_is_written(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    response = editor.post(EDIT, data)

    assert response.status_code == 409
    assert outcomes(response) == {"ref": "conflict", "url": "unchanged", "dateReleased": "unchanged"}
    assert values(response, "ref") == ["a1", "theirs", "mine"]
    assert form_data(response)["ref"] == "mine"
    assert sentry.release("shop@1.0.1")["url"] == "https://example.com/old"
    assert Change.objects.count() == 0


def test_conflict_can_be_overcome_by_who_has_seen_it(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine"})

    assert outcomes(response)["ref"] == "applied"
    assert sentry.release("shop@1.0.1")["ref"] == "mine"


def test_conflict_that_is_saved_as_it_stands_overwrites_nothing(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict))

    assert outcomes(response) == {"ref": "unchanged", "url": "applied", "dateReleased": "unchanged"}
    assert "You chose what the server has. You had typed mine ." in words(response)
    after = sentry.release("shop@1.0.1")
    assert (after["ref"], after["url"]) == ("theirs", "https://example.com/mine")
    assert Change.objects.get().after == {"url": "https://example.com/mine"}


@pytest.mark.parametrize("dialect", ["sentry", "glitchtip"])
def test_other_field_that_somebody_else_changed_is_kept_and_told(
    editor: Client, dialect: str, request: pytest.FixtureRequest
) -> None:
    server: DemoServer = request.getfixturevalue(dialect)
    server.add(**SHOP | {"dateReleased": "2026-01-02T03:04:05Z"})
    data = edited(editor, ref="mine")
    colleague.edit(server, "shop@1.0.1", dateReleased="2026-03-03T03:03:03Z")

    response = editor.post(EDIT, data)

    assert outcomes(response) == {"ref": "applied", "url": "unchanged", "dateReleased": "unchanged"}
    assert "Changed since the form was opened" in words(response)
    after = server.release("shop@1.0.1")
    assert (after["ref"], after["dateReleased"]) == ("mine", "2026-03-03T03:03:03Z")


def test_save_after_a_conflict_leaves_what_was_not_touched_as_the_colleague_left_it(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs", url="https://example.com/theirs")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine"})

    assert outcomes(response) == {"ref": "applied", "url": "unchanged", "dateReleased": "unchanged"}
    assert sentry.release("shop@1.0.1")["url"] == "https://example.com/theirs"


def test_two_people_saving_at_once_do_not_overwrite_each_other(
    editor: Client, sentry: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    Lease.objects.create(
        organization="acme", version="shop@1.0.1", holder="x", expires_at=timezone.now() + timedelta(minutes=1)
    )
    monkeypatch.setattr(lease, "PATIENCE_S", 0)

    busy = editor.post(EDIT, data)
    Lease.objects.update(expires_at=timezone.now())
    after = editor.post(EDIT, data)

    assert "still under way" in alerts(busy)
    assert outcomes(after)["ref"] == "applied"
    assert Lease.objects.count() == 0
