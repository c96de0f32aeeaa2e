"""A deploy at a time that is yet to come: asked about once more, as it cannot be taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.deploys import FINISHED, STARTED, URL, deploy_count, typed
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup
from tests.writes import bodies

pytestmark = pytest.mark.django_db

AHEAD, LATER = "2999-01-01T00:00:00Z", "2999-01-01T01:00:00Z"
ASKED = "No API takes a deploy back; if it is meant, press Record deploy once more."


def test_date_ahead_is_asked_about_beside_its_field_and_nothing_is_sent(editor: Client, mall: DemoServer) -> None:
    response = editor.post(URL, typed(editor, dateFinished=AHEAD))

    assert (response.status_code, invalid_fields(response)) == (422, ["dateFinished"])
    assert soup(response).select_one('[name="dateFinished"][data-focus]') is not None
    assert re.fullmatch(rf"This is still to come: in 9\d\d yr\. {ASKED}", alerts(response))
    assert bodies(mall) == []


def test_second_press_records_it(editor: Client, mall: DemoServer) -> None:
    data = typed(editor, name="42", dateStarted=AHEAD, dateFinished=LATER)

    asked = editor.post(URL, data)
    response = editor.post(URL, form_data(asked, "#deploy-form") | {"projects": data["projects"]})

    assert invalid_fields(asked) == ["dateStarted", "dateFinished"]
    assert outcomes(response) == {"deploy": "applied"}
    assert (bodies(mall)[0]["dateFinished"], bodies(mall)[0]["name"], deploy_count(mall)) == (LATER, "42", 1)


def test_another_date_ahead_is_asked_about_anew(editor: Client, mall: DemoServer) -> None:
    data = typed(editor, dateFinished=AHEAD)
    asked = form_data(editor.post(URL, data), "#deploy-form") | {"projects": data["projects"]}

    response = editor.post(URL, asked | {"dateFinished": LATER})

    assert ASKED in alerts(response)
    assert bodies(mall) == []


def test_answer_stands_while_something_else_is_wrong(editor: Client, mall: DemoServer) -> None:
    data = typed(editor, dateFinished=AHEAD)
    asked = form_data(editor.post(URL, data), "#deploy-form") | {"projects": data["projects"]}

    wrong = editor.post(URL, asked | {"environment": ""})
    response = editor.post(URL, form_data(wrong, "#deploy-form") | data | {"environment": "qa"})

    assert invalid_fields(wrong) == ["environment"]
    assert outcomes(response) == {"deploy": "applied"}


def test_address_cannot_answer_for_a_person(editor: Client, mall: DemoServer) -> None:
    page = editor.get(URL, {"dateFinished": AHEAD, "ahead": AHEAD, "environment": "production", "projects": "web"})

    response = editor.post(URL, form_data(page, "#deploy-form"))

    assert ASKED in alerts(response)
    assert bodies(mall) == []


def test_dates_that_are_wrong_together_are_told_first(editor: Client, mall: DemoServer) -> None:
    response = editor.post(URL, typed(editor, dateStarted=LATER, dateFinished=AHEAD))

    started = soup(response).select_one('[id$="-dateStarted-error"]')
    assert started is not None
    assert started.get_text() == "It starts after it finishes."


def test_date_that_has_passed_is_recorded_at_once(editor: Client, mall: DemoServer) -> None:
    response = editor.post(URL, typed(editor, dateStarted=STARTED, dateFinished=FINISHED))

    assert outcomes(response) == {"deploy": "applied"}
