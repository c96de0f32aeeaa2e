"""Emptying a field: what each server does with it, said before and after."""

from __future__ import annotations

from typing import Literal

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.editing import EDIT, SHOP, edited
from tests.pages import outcomes, soup, words

pytestmark = pytest.mark.django_db

Field = Literal["ref", "url", "dateReleased"]
FIELDS: tuple[Field, ...] = ("ref", "url", "dateReleased")


@pytest.mark.parametrize("blank", ["", "  "])
@pytest.mark.parametrize(("field", "name"), [("ref", "ref"), ("url", "url"), ("dateReleased", "release date")])
def test_sentry_clears_nothing_and_says_so_before_and_after(
    editor: Client, sentry: DemoServer, field: Field, name: str, blank: str
) -> None:
    sentry.add(**SHOP)
    reason = f"Sentry cannot clear a {name} once it is set; it can only be replaced."

    opened = editor.get(EDIT)
    response = editor.post(EDIT, edited(editor, **{field: blank}))

    assert reason in words(opened)
    assert outcomes(response)[field] == "ignored"
    assert reason in words(response)
    assert sentry.release("shop@1.0.1")[field] == SHOP[field]
    assert [seen.method for seen in sentry.requests if seen.method == "PUT"] == []
    assert Change.objects.count() == 0


@pytest.mark.parametrize("field", ["ref", "dateReleased"])
@pytest.mark.parametrize("blank", ["", "  "])
def test_glitchtip_clears_it(editor: Client, glitchtip: DemoServer, field: Field, blank: str) -> None:
    glitchtip.add(**SHOP)

    response = editor.post(EDIT, edited(editor, **{field: blank}))

    assert outcomes(response)[field] == "applied"
    assert glitchtip.release("shop@1.0.1")[field] is None


def test_glitchtip_takes_no_url_so_there_is_none_to_empty(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(**SHOP)

    opened = editor.get(EDIT)
    response = editor.post(EDIT, edited(editor, url=""))

    url = soup(opened).select_one('input[name="url"]')
    assert url is not None
    assert url.has_attr("disabled")
    assert "GlitchTip does not take a url through its API." in words(opened)
    assert outcomes(response)["url"] == "ignored"
    assert glitchtip.release("shop@1.0.1")["url"] == SHOP["url"]


def test_nothing_is_said_of_clearing_what_is_empty_already(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")

    response = editor.get(EDIT)

    assert "cannot clear" not in words(response)


@pytest.mark.parametrize("field", FIELDS)
def test_blanks_in_an_empty_field_are_no_change(editor: Client, either: DemoServer, field: Field) -> None:
    either.add(version="shop@1.0.1", dateReleased=None)

    response = editor.post(EDIT, edited(editor, **{field: "  "}))

    assert outcomes(response) == dict.fromkeys(FIELDS, "unchanged")
    assert Change.objects.count() == 0
