"""Changes that name another one to take back, and take nothing of it back."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.editing import EDIT, SHOP
from tests.pages import form_data, soup, words
from tests.record import HISTORY, record
from tests.undoing import FORM, address_of, prospects, saved, undone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "instead",
    [
        {"choice-ref": "mine", "ref": "something else"},
        {"choice-ref": "theirs", "url": "https://example.com/new"},
    ],
)
def test_something_else_after_the_conflict_of_an_undo_takes_nothing_back(
    editor: Client, sentry: DemoServer, instead: dict[str, str]
) -> None:
    sentry.add(**SHOP)
    number = saved(editor, ref="b2")
    proposal = editor.get(address_of(number))
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, form_data(proposal, FORM))

    editor.post(EDIT, form_data(conflict) | instead)

    assert (Change.objects.count(), Change.objects.latest("pk").undoes) == (2, None)
    assert "Taken back already" not in words(editor.get(address_of(number)))
    assert "Undone by" not in words(editor.get(f"{HISTORY}{number}/"))


def test_undo_that_the_server_refuses_has_taken_nothing_back(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    number = saved(editor, ref="b2")
    sentry.plan(Fault("status", method="PUT", code=403))

    tried = undone(editor, number)

    assert (Change.objects.get(pk=tried).undoes, Change.objects.get(pk=tried).result) == (number, "refused")
    assert "Undone by" not in words(editor.get(f"{HISTORY}{number}/"))
    assert prospects(editor, number) == {"ref": "possible"}


@pytest.mark.parametrize(
    "fields",
    [
        {"after": {"ref": "c3"}},
        {"after": {"url": "https://example.com/"}},
        {"after": {"ref": "a1"}, "result": "refused", "outcomes": {"ref": "unchanged"}},
        {"after": {"ref": "a1", "url": None}, "result": "partly_ignored", "outcomes": {"ref": "ignored"}},
        {"after": {}, "action": "delete"},
    ],
)
def test_change_that_took_nothing_back_is_no_undo(editor: Client, fields: dict[str, object]) -> None:
    first = record()
    record(undoes=first.pk, before={"ref": "b2"}, **fields)

    listed, page = editor.get(HISTORY), editor.get(f"{HISTORY}{first.pk}/")

    assert "undone by" not in words(listed)
    assert "Undone by" not in words(page)
    assert soup(page).select_one(f'a[href="{address_of(first.pk)}"]') is not None
