"""Who changed a field that is in conflict, as far as our own record knows; and the change that an edit takes back."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, User
from tests import colleague
from tests.editing import EDIT, SHOP, edited, values
from tests.pages import alerts, form_data, outcomes, soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas(db: None) -> Client:
    """The browser of a second editor."""
    client = Client()
    client.force_login(User.objects.create_user(username="jonas", password="a long password", role="editor"))
    return client


def test_who_changed_it_is_named_from_our_record(editor: Client, jonas: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", dateReleased="2026-02-02 02:02:02")
    jonas.post(EDIT, edited(jonas, ref="theirs", note="moved to the tag"))
    colleague.edit(sentry, "shop@1.0.1", dateReleased="2026-03-03T03:03:03Z")

    response = editor.post(EDIT, data)

    ref, date = (soup(response).select_one(f'[data-field="{field}"]') for field in ("ref", "dateReleased"))
    assert ref is not None
    assert date is not None
    assert "“ moved to the tag ”, jonas ," in " ".join(ref.get_text(" ").split())
    assert [str(link["href"]) for link in ref.select("a")] == [f"/acme/history/{Change.objects.get().pk}/"]
    assert "Changed outside this dashboard, or by the server." in " ".join(date.get_text(" ").split())


def test_who_only_saw_the_value_is_not_named_for_it(editor: Client, jonas: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    jonas.post(EDIT, edited(jonas, url="https://example.com/jonas"))

    response = editor.post(EDIT, data)

    assert Change.objects.get().read_back["ref"] == "theirs"
    assert "somebody else changed ref" in alerts(response)


def test_value_that_was_written_over_outside_names_nobody(editor: Client, jonas: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    jonas.post(EDIT, edited(jonas, ref="jonas"))
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    assert "somebody else changed ref" in alerts(editor.post(EDIT, data))


def test_own_change_from_another_window_is_yours(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    editor.post(EDIT, edited(editor, ref="mine, earlier"))

    response = editor.post(EDIT, data)

    assert "Since you opened the form, you changed ref , which you change too." in alerts(response)


def test_number_of_the_change_to_take_back_survives_conflicts_and_errors(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    editor.post(EDIT, edited(editor, ref="b2"))
    number = str(Change.objects.get().pk)
    data = edited(editor, ref="a1", undoes=number)
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    conflict = editor.post(EDIT, data)
    failed = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine", "dateReleased": "soon"})
    editor.post(EDIT, form_data(failed) | {"dateReleased": "2026-02-02 02:02:02"})

    assert f"Since change {number}, somebody else changed ref" in alerts(conflict)
    assert f"What change {number} left" in words(conflict)
    assert form_data(failed)["undoes"] == number
    assert Change.objects.first() == Change.objects.get(undoes=int(number))
    assert sentry.release("shop@1.0.1")["ref"] == "a1"


@pytest.mark.parametrize("number", ["twelve", "0", "-1", "9" * 30])
def test_number_of_a_change_that_cannot_be_read_is_told_and_left_out(
    editor: Client, sentry: DemoServer, number: str
) -> None:
    sentry.add(**SHOP)

    response = editor.post(EDIT, edited(editor, ref="b2", undoes=number))
    again = editor.post(EDIT, form_data(response))

    assert response.status_code == 422
    assert "Which change this takes back got lost, so nothing was sent." in alerts(response)
    assert outcomes(again)["ref"] == "applied"
    assert Change.objects.get().undoes is None


def test_conflict_is_escaped(editor: Client, jonas: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="<b>mine</b>")
    jonas.post(EDIT, edited(jonas, ref="<i>theirs</i>", note="<s>why</s>"))

    response = editor.post(EDIT, data)

    assert values(response, "ref") == ["a1", "<i>theirs</i>", "<b>mine</b>"]
    assert soup(response).select("main b, main i, main s") == []
