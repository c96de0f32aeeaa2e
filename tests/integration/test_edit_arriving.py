"""An edit form while an earlier write to the release may still arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, soup, words
from tests.record import HISTORY, record

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_open_form_says_what_holds_saving_back_and_until_when(
    editor: Client, sentry: DemoServer, headers: dict[str, str]
) -> None:
    sentry.add(**SHOP)
    editor.get(EDIT)
    change = unanswered()

    page = editor.get(EDIT, headers=headers)

    until = change.created_at + timedelta(seconds=120)
    assert (
        f"Change {change.pk} by Mira was not answered and may still arrive until {until:%H:%M:%S} ; "
        "saving is held back until then."
    ) in words(page)
    link = soup(page).select_one(f'form a[href="{HISTORY}{change.pk}/"]')
    assert link is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"is_answered": True},
        {"created_at": datetime.now(UTC) - timedelta(minutes=30)},
        {"version": "shop@1.0.2"},
        {"result": "refused"},
    ],
)
def test_form_is_silent_where_nothing_holds_saving_back(
    editor: Client, sentry: DemoServer, fields: dict[str, object]
) -> None:
    sentry.add(**SHOP)
    unanswered(**fields)

    assert "held back" not in words(editor.get(EDIT))


def test_save_that_is_held_back_says_it_once(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    change = unanswered()

    response = editor.post(EDIT, data)

    assert response.status_code == 409
    assert f"Change {change.pk} by Mira was not answered and may still arrive" in alerts(response)
    assert "held back" not in words(response)
    assert form_data(response)["ref"] == "b2"


def test_report_of_a_lost_answer_says_until_when_nothing_else_is_saved(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    sentry.plan(Fault("reset", method="PUT"))

    response = editor.post(EDIT, edited(editor, ref="b2"))

    change = Change.objects.get()
    assert change.completed_at is None
    assert f"Change {change.pk} by editor was not answered and may still arrive until" in words(response)


def test_release_page_says_it_beside_the_change(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    change = unanswered()

    page, listed = viewer.get("/acme/releases/shop@1.0.1/"), viewer.get(HISTORY)

    until = change.created_at + timedelta(seconds=120)
    for told in (page, listed):
        assert f"It may still arrive until {until:%H:%M:%S}; other saves are held back until then." in words(told)


def unanswered(**fields: object) -> Change:
    """Record a write that was sent just now, and whose answer never came."""
    return record(**{"actor": "Mira", "result": "unknown", "created_at": datetime.now(UTC), **fields})
