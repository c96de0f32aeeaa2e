"""Choosing, field by field, between what somebody else wrote meanwhile and what was typed."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.editing import EDIT, SHOP, edited, state, values
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup, words

pytestmark = pytest.mark.django_db

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_each_field_says_what_is_to_become_of_it(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs", dateReleased="2026-03-03T03:03:03Z")

    response = editor.post(EDIT, data)

    assert [state(response, field) for field in ("ref", "url", "dateReleased")] == ["choose", "yours", "moved"]
    assert values(response, "url") == ["https://example.com/old"] * 2 + ["https://example.com/mine"]
    assert values(response, "dateReleased") == ["2 Jan 2026, 03:04:05.678901 UTC", "3 Mar 2026, 03:03:03 UTC"]
    assert "Saving sends url , and ref where you choose to send yours." in words(response)


def test_servers_value_is_chosen_at_first(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    form = form_data(editor.post(EDIT, data))

    assert {name: text for name, text in form.items() if name.startswith("choice-")} == {"choice-ref": "theirs"}
    assert form["ref"] == "mine"


def test_choices_are_made_field_by_field(editor: Client, either: DemoServer) -> None:
    either.add(**SHOP | {"dateReleased": "2026-01-02T03:04:05Z"})
    data = edited(editor, ref="mine", dateReleased="2026-02-02 02:02:02")
    colleague.edit(either, "shop@1.0.1", ref="theirs", dateReleased="2026-03-03T03:03:03Z")
    conflict = editor.post(EDIT, data)

    chosen = {"choice-ref": "theirs", "choice-dateReleased": "mine"}
    response = editor.post(EDIT, form_data(conflict) | chosen)

    assert outcomes(conflict) == {"ref": "conflict", "url": "unchanged", "dateReleased": "conflict"}
    assert outcomes(response) == {"ref": "unchanged", "url": "unchanged", "dateReleased": "applied"}
    after = either.release("shop@1.0.1")
    assert (after["ref"], after["dateReleased"]) == ("theirs", "2026-02-02T02:02:02Z")


def test_nothing_is_sent_where_every_value_of_the_server_is_kept(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict))

    assert "Nothing was sent: what the server has stays." in words(response)
    assert "You had typed mine" in words(response)
    assert sentry.release("shop@1.0.1")["ref"] == "theirs"
    assert Change.objects.count() == 0


@pytest.mark.parametrize("choice", [None, "", "both"])
def test_where_nothing_is_chosen_nothing_is_sent_and_the_choice_is_asked_for(
    editor: Client, sentry: DemoServer, choice: str | None
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    again = form_data(editor.post(EDIT, data))
    del again["choice-ref"]

    response = editor.post(EDIT, again | ({} if choice is None else {"choice-ref": choice}))

    assert response.status_code == 422
    assert "Choose one of the two values." in alerts(response)
    assert invalid_fields(response) == ["ref"]
    assert values(response, "ref") == ["a1", "theirs", "mine"]
    after = sentry.release("shop@1.0.1")
    assert (after["ref"], after["url"]) == ("theirs", "https://example.com/old")


def test_choice_that_comes_with_the_first_save_chooses_nothing(editor: Client, sentry: DemoServer) -> None:
    """What somebody else wrote must have been shown before it can be written over."""
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    response = editor.post(EDIT, data | {"choice-ref": "mine"})

    assert response.status_code == 409
    assert form_data(response)["choice-ref"] == "theirs"
    assert sentry.release("shop@1.0.1")["ref"] == "theirs"


def test_text_that_is_typed_anew_after_the_conflict_is_what_is_sent(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine", "ref": "both of us"})

    assert outcomes(response)["ref"] == "applied"
    assert sentry.release("shop@1.0.1")["ref"] == "both of us"


def test_second_conflict_is_shown_on_the_fresh_value(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    first = form_data(editor.post(EDIT, data)) | {"choice-ref": "mine"}
    colleague.edit(sentry, "shop@1.0.1", ref="theirs, later")

    second = editor.post(EDIT, first)
    kept = sentry.release("shop@1.0.1")["ref"]
    response = editor.post(EDIT, form_data(second) | {"choice-ref": "mine"})

    assert second.status_code == 409
    assert values(second, "ref") == ["a1", "theirs, later", "mine"]
    assert form_data(second)["choice-ref"] == "theirs"
    assert kept == "theirs, later"
    assert outcomes(response)["ref"] == "applied"
    assert sentry.release("shop@1.0.1")["ref"] == "mine"


def test_what_was_set_aside_survives_a_conflict_of_another_field(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    first = form_data(editor.post(EDIT, data))
    colleague.edit(sentry, "shop@1.0.1", url="https://example.com/theirs")

    second = editor.post(EDIT, first)
    response = editor.post(EDIT, form_data(second) | {"choice-ref": "mine"})

    assert outcomes(second) == {"ref": "conflict", "url": "conflict", "dateReleased": "unchanged"}
    assert (form_data(second)["ref"], form_data(second)["choice-ref"]) == ("mine", "theirs")
    assert outcomes(response) == {"ref": "applied", "url": "unchanged", "dateReleased": "unchanged"}
    after = sentry.release("shop@1.0.1")
    assert (after["ref"], after["url"]) == ("mine", "https://example.com/theirs")


def test_field_that_was_chosen_once_is_an_edit_like_any_other(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    first = form_data(editor.post(EDIT, data)) | {"choice-ref": "mine"}
    colleague.edit(sentry, "shop@1.0.1", url="https://example.com/theirs")

    second = editor.post(EDIT, first)

    assert (state(second, "ref"), state(second, "url")) == ("yours", "choose")
    assert outcomes(editor.post(EDIT, form_data(second)))["ref"] == "applied"


def test_value_of_the_server_that_is_typed_in_leaves_nothing_to_choose(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict) | {"ref": "theirs", "url": "nonsense"})

    assert invalid_fields(response) == ["url"]
    assert "choice-ref" not in form_data(response)
    assert form_data(response)["ref"] == "theirs"


def test_choice_survives_an_error_in_another_field(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine", url="https://example.com/mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)

    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine", "url": "nonsense"})

    assert invalid_fields(response) == ["url"]
    assert values(response, "ref") == ["a1", "theirs", "mine"]
    assert form_data(response)["choice-ref"] == "mine"


def test_choice_survives_a_server_that_is_down(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)
    sentry.plan(Fault("status", code=500, times=20))

    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine"})
    sentry.faults.clear()
    later = editor.post(EDIT, form_data(response))

    assert "Nothing was saved." in alerts(response)
    assert outcomes(later)["ref"] == "applied"


def test_date_that_is_picked_after_the_conflict_is_chosen(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, dateReleased="2026-02-02 02:02:02")
    colleague.edit(sentry, "shop@1.0.1", dateReleased="2026-03-03T03:03:03Z")
    conflict = editor.post(EDIT, data)

    picked = editor.post(EDIT, form_data(conflict) | {"pick": "created"})
    response = editor.post(EDIT, form_data(picked))

    assert state(picked, "dateReleased") == "choose"
    assert form_data(picked)["choice-dateReleased"] == "mine"
    assert outcomes(response)["dateReleased"] == "applied"
    assert sentry.release("shop@1.0.1")["dateReleased"] == "2026-01-01T00:00:00Z"


def test_value_that_the_server_cannot_clear_says_so_beside_the_choice(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    conflict = editor.post(EDIT, data)
    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine"})

    row = soup(conflict).select_one('[data-field="ref"]')
    assert row is not None
    assert "Sentry cannot clear a ref" in row.get_text()
    assert outcomes(response)["ref"] == "ignored"
    assert sentry.release("shop@1.0.1")["ref"] == "theirs"


@pytest.mark.parametrize("place", ["row", "release"])
def test_conflict_is_solved_in_place(editor: Client, sentry: DemoServer, place: str) -> None:
    sentry.add(**SHOP)
    form = editor.get(f"{EDIT}?in={place}", headers=PARTIAL)
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")

    conflict = editor.post(EDIT, form_data(form) | {"ref": "mine"}, headers=PARTIAL)
    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine"}, headers=PARTIAL)

    assert values(conflict, "ref") == ["a1", "theirs", "mine"]
    assert outcomes(response)["ref"] == "applied"


def test_refused_save_tells_one_outcome_a_field_and_keeps_the_choice(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="mine")
    colleague.edit(sentry, "shop@1.0.1", ref="theirs")
    conflict = editor.post(EDIT, data)
    sentry.plan(Fault("status", method="PUT", code=403))

    response = editor.post(EDIT, form_data(conflict) | {"choice-ref": "mine"})

    told = soup(response).select("[data-field][data-outcome]")
    assert [line["data-field"] for line in told] == ["ref", "url", "dateReleased"]
    assert outcomes(response)["ref"] == "unchanged"
    assert form_data(response)["choice-ref"] == "mine"
    assert values(response, "ref")[-1] == "mine"
