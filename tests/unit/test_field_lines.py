"""Fields after a write, prepared to print."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from releases_ui.presentation.field_lines import NOTHING, FieldLine, shown
from releases_ui.services.outcomes import Outcome
from releases_ui.viewer import Clock

NOON = datetime(2026, 8, 25, 12, tzinfo=UTC)
CLOCK = Clock(ZoneInfo("Europe/Berlin"), NOON)


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), ("", ""), ("abc", "abc"), (0, "0"), (("api", "web"), "api, web"), ((), "")]
)
def test_shown_value_is_its_text(value: str | int | tuple[str, ...] | None, text: str) -> None:
    assert shown(value, CLOCK).text == text


def test_shown_date_is_in_the_zone_of_the_person() -> None:
    moment = CLOCK.moment(NOON)

    date = shown(NOON, CLOCK)

    assert moment is not None
    assert (date.text, date.moment) == (moment.precise, moment)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_shape_of_its_own(outcome: Outcome) -> None:
    sprite = Path(__file__).parents[2] / "static" / "icons.svg"
    icons = {one: FieldLine(field="ref", outcome=one, now=NOTHING, wanted=NOTHING).icon for one in Outcome}

    assert [one for one, icon in icons.items() if icon == icons[outcome]] == [outcome]
    assert f'id="{icons[outcome]}"' in sprite.read_text()
