"""Writes that arrived, and whose record cannot be completed: what became of them is told all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import commits, creation, deleting, deploys
from tests.editing import EDIT, SHOP, edited
from tests.pages import form_data, words

pytestmark = [pytest.mark.django_db(transaction=True)]

STATUS = "/acme/releases/shop@1.0.1/status/"
FORMS: dict[str, tuple[str, Callable[[Client], dict[str, Any]]]] = {
    "edit": (EDIT, lambda client: edited(client, ref="b2")),
    "create": (creation.URL, lambda _client: creation.typed()),
    "commits": (commits.URL, lambda client: commits.previewed(client, commits.typed(commits.ONE))),
    "deploy": (deploys.URL, lambda client: deploys.typed(client, projects=["web"])),
    "archive": (STATUS, lambda client: form_data(client.get(STATUS))),
    "delete": (deleting.DELETE, deleting.confirmed),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_arrived_is_told_although_the_database_fails_from_then_on(
    admin: Client, sentry: DemoServer, settings: Settings, form: str
) -> None:
    settings.ALLOW_DELETE = True
    sentry.add(**SHOP)
    sentry.add_repository("acme/shop")
    address, fill_in = FORMS[form]
    data = fill_in(admin)
    has_failed = False

    def fail(execute: Callable[..., object], sql: str, *more: object) -> object:
        nonlocal has_failed
        is_about_changes = "releases_ui_change" in sql
        if is_about_changes and (has_failed or sql.startswith("UPDATE")):
            has_failed = True
            raise OperationalError("server closed the connection")
        return execute(sql, *more)

    with connection.execute_wrapper(fail):
        response = admin.post(address, data)

    assert (response.status_code, has_failed) == (200, True)
    assert "The record of this change could not be completed, so it says unknown." in words(response)
    assert Change.objects.get().result == "unknown"
