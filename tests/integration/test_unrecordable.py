"""Writes that the dashboard cannot write down first: nothing is sent, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, Lease
from tests import commits, creation, deleting, deploys
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data

pytestmark = pytest.mark.django_db

STATUS = "/acme/releases/shop@1.0.1/status/"
TITLE = "It could not be written down."
INTENT, LEASE = 'INSERT INTO "releases_ui_change"', 'INSERT INTO "releases_ui_lease"'
FORMS: dict[str, tuple[str, Callable[[Client], dict[str, Any]]]] = {
    "edit": (EDIT, lambda client: edited(client, ref="b2", note="why")),
    "create": (creation.URL, lambda _client: creation.typed(note="why")),
    "commits": (commits.URL, lambda client: commits.previewed(client, commits.typed(commits.ONE, note="why"))),
    "deploy": (deploys.URL, lambda client: deploys.typed(client, projects=["web"], note="why")),
    "archive": (STATUS, lambda client: form_data(client.get(STATUS)) | {"note": "why"}),
    "delete": (deleting.DELETE, lambda client: deleting.confirmed(client, note="why")),
}


class Failing:
    """A database that fails at one statement; from there on at every one, if it is `for_good`."""

    def __init__(self, statement: str, *, for_good: bool = False) -> None:
        self._statement = statement
        self._for_good = for_good
        self.has_failed = False

    def __call__(self, execute: Callable[..., object], sql: str, *more: object) -> object:
        if sql.startswith(self._statement) or (self.has_failed and self._for_good):
            self.has_failed = True
            raise OperationalError("database or disk is full")
        return execute(sql, *more)


@pytest.fixture
def shop(sentry: DemoServer, settings: Settings) -> DemoServer:
    """A server with one release, which may be deleted."""
    settings.ALLOW_DELETE = True
    sentry.add(**SHOP)
    sentry.add_repository("acme/shop")
    return sentry


@pytest.mark.parametrize("statement", [INTENT, LEASE])
@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_recorded_is_not_sent_and_what_was_typed_stays(
    admin: Client, shop: DemoServer, form: str, statement: str
) -> None:
    address, fill_in = FORMS[form]
    typed = fill_in(admin)
    shop.clear_requests()

    with connection.execute_wrapper(Failing(statement)):
        response = admin.post(address, typed)

    assert response.status_code == 503
    assert TITLE in alerts(response)
    assert "nothing was sent" in alerts(response)
    assert "full" not in response.content.decode()
    assert "why" in form_data(response, 'form[method="post"]:has([name="note"])')["note"]
    assert {seen.method for seen in shop.requests} <= {"GET"}
    assert Change.objects.count() == Lease.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_database_that_stays_away_keeps_what_was_typed_too(editor: Client, shop: DemoServer) -> None:
    data = edited(editor, ref="b2", note="why")

    with connection.execute_wrapper(Failing(INTENT, for_good=True)):
        response = editor.post(EDIT, data)

    assert (response.status_code, form_data(response)["ref"]) == (503, "b2")
    assert TITLE in alerts(response)
    assert shop.release("shop@1.0.1")["ref"] == "a1"


@pytest.mark.django_db(transaction=True)
def test_release_is_shown_although_its_open_changes_cannot_be_settled(editor: Client, shop: DemoServer) -> None:
    Change.objects.create(organization="acme", version="shop@1.0.1", action="edit", actor="x", after={"ref": "a1"})

    with connection.execute_wrapper(Failing(LEASE)):
        response = editor.get(EDIT)

    assert response.status_code == 200
    assert Change.objects.get().completed_at is None
