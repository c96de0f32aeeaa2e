"""Which of a project's releases counts as the latest."""

from __future__ import annotations

import pytest

from releases_ui.sentry_api.release_order import Rule, latest, rule_of
from tests.dated import ABC, release


@pytest.mark.parametrize(
    ("versions", "rule"),
    [
        pytest.param(["x"], Rule.DATES, id="one without numbers"),
        pytest.param(["shop@1.0.0"], Rule.NUMBERS, id="one with numbers"),
        pytest.param(["1.0.0"], Rule.DATES, id="numbers without a package"),
        pytest.param(["shop@abc"], Rule.DATES, id="a package without numbers"),
        pytest.param(["x", "shop@1.0.0"], Rule.DATES, id="of two the newest decides against"),
        pytest.param(["shop@1.0.0", "x"], Rule.NUMBERS, id="of two the newest decides for"),
        pytest.param(["x", "x2", "shop@1.0.0"], Rule.NUMBERS, id="one of the last three"),
        pytest.param(["x", "x2", "x3", "shop@1.0.0"], Rule.DATES, id="none of the last three"),
        pytest.param([f"shop@1.0.{n}" for n in range(3)] + [f"x{n}" for n in range(7)], Rule.NUMBERS, id="3 of 10"),
        pytest.param([f"shop@1.0.{n}" for n in range(2)] + [f"x{n}" for n in range(8)], Rule.DATES, id="2 of 10"),
        pytest.param(["x"] * 3 + [f"shop@1.0.{n}" for n in range(7)], Rule.DATES, id="7 of 10, but no recent one"),
        pytest.param(["x"] * 10 + ["shop@1.0.0"] * 30, Rule.DATES, id="no more than ten are judged"),
    ],
)
def test_rule_is_chosen_by_the_newest_created_releases(versions: list[str], rule: Rule) -> None:
    assert rule_of([release(version, 1) for version in versions]) == rule


def test_rule_is_unknown_where_it_hangs_on_archived_releases() -> None:
    assert rule_of([release("shop@1.0.0", 2, status="archived"), release("x", 1)]) == Rule.UNKNOWN


def test_rule_is_known_where_archived_releases_change_nothing() -> None:
    assert rule_of([release("shop@1.0.1", 2, status="archived"), release("shop@1.0.0", 1)]) == Rule.NUMBERS


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("shop@1.9.0", "shop@1.10.0"),
        ("shop@9.0.0", "shop@10.0.0"),
        ("shop@1.0.9", "shop@1.0.10"),
        ("shop@1.0.0.9", "shop@1.0.0.10"),
        ("shop@1.0.0", "shop@1.0.0.1"),
        ("shop@1.0.0-rc.1", "shop@1.0.0"),
        ("shop@1.0.0-alpha", "shop@1.0.0-beta"),
        ("x", "shop@0.0.1"),
        ("shop@2", "shop@2.0.1"),
    ],
)
def test_higher_numbers_are_the_latest_whatever_the_dates(older: str, newer: str) -> None:
    one, other = release(older, 9, 9), release(newer, 1, 1)

    assert [latest(pair, Rule.NUMBERS) for pair in ([one, other], [other, one])] == [(newer,), (newer,)]


def test_of_equal_numbers_the_one_created_later_is_the_latest() -> None:
    assert latest([release("shop@1.0.0+a", 2), release("shop@1.0.0+b", 1, 9)], Rule.NUMBERS) == ("shop@1.0.0+a",)


def test_latest_is_not_told_where_the_rule_is_unknown() -> None:
    assert latest(ABC, Rule.UNKNOWN) == ()
