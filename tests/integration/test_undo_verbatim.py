"""Values that nobody could type: they go back as they stood, or it is said first why they cannot."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, invalid_fields, outcomes, words
from tests.undoing import FORM, address_of, prospects, saved, undone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("odd", [" a1 ", "a\u200b1", "a\nb", "\u202ea1", " "])
def test_odd_ref_goes_back_as_it_stood(editor: Client, glitchtip: DemoServer, odd: str) -> None:
    glitchtip.add(**SHOP | {"ref": odd})
    number = saved(editor, ref="b2")

    undo = undone(editor, number)

    assert glitchtip.release("shop@1.0.1")["ref"] == odd
    assert (Change.objects.get(pk=undo).after["ref"], Change.objects.get(pk=undo).undoes) == (odd, number)
    assert prospects(editor, number) == {"ref": "done"}


def test_ref_with_a_character_that_nobody_sees_goes_back_on_sentry(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP | {"ref": "a\u200b1"})
    number = saved(editor, ref="b2")

    response = editor.post(EDIT, form_data(editor.get(address_of(number)), FORM))

    assert (response.status_code, outcomes(response)["ref"]) == (200, "applied")
    assert sentry.release("shop@1.0.1")["ref"] == "a\u200b1"


def test_url_that_nobody_may_type_goes_back(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP | {"url": "https://example.com/a\u200bb"})
    number = saved(editor, url="https://example.com/new")

    undone(editor, number)

    assert sentry.release("shop@1.0.1")["url"] == "https://example.com/a\u200bb"


def test_value_that_the_server_would_store_otherwise_cannot_go_back(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP | {"ref": " a1 "})
    number = saved(editor, ref="b2")

    proposal = editor.get(address_of(number))

    assert prospects(editor, number) == {"ref": "impossible"}
    assert "Sentry would store it otherwise: as “a1”." in words(proposal)
    assert "Nothing can be written back." in alerts(proposal)


def test_odd_value_survives_the_conflict_of_its_undo(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**SHOP | {"ref": " a\n1 "})
    proposal = editor.get(address_of(saved(editor, ref="b2")))
    colleague.edit(glitchtip, "shop@1.0.1", ref="theirs")

    conflict = form_data(editor.post(EDIT, form_data(proposal, FORM)))
    # A field of one line gives it back without its line breaks.
    editor.post(EDIT, conflict | {"choice-ref": "mine", "ref": conflict["ref"].replace("\n", "")})

    assert glitchtip.release("shop@1.0.1")["ref"] == " a\n1 "


def test_same_text_is_cleaned_where_it_is_typed(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**SHOP | {"ref": " a1 "})
    number = saved(editor, ref="b2")

    typed = editor.post(EDIT, edited(editor, ref="  a1  ", undoes=str(number)))
    elsewhere = editor.post(EDIT, edited(editor, ref="a\u200b1"))

    assert outcomes(typed)["ref"] == "applied"
    assert glitchtip.release("shop@1.0.1")["ref"] == "a1"
    assert (elsewhere.status_code, invalid_fields(elsewhere)) == (422, ["ref"])
