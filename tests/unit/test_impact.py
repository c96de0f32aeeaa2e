"""What a date moves among the releases of a project: the latest, the neighbours, and where commits count from."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import msgspec
import pytest

from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.payloads import Release
from releases_ui.sentry_api.release_order import Rule
from releases_ui.sentry_api.sentry import SentryDialect
from releases_ui.services.impact import Gap, Wish, compare, is_change
from tests.dated import ABC, A, B, C, day, moved, release

# where it stands now


@pytest.mark.parametrize(
    ("one", "before", "after"), [(A, None, "b"), (B, "a", "c"), (C, "b", None)], ids=lambda value: str(value)[:30]
)
def test_without_a_wish_only_what_stands_now_is_told(one: Release, before: str | None, after: str | None) -> None:
    project = compare(one, ABC, None)

    assert (project.now.before, project.now.after, project.now.latest) == (before, after, ("c",))
    assert (project.then, project.gap) == (None, None)


def test_archived_releases_count() -> None:
    assert compare(A, [release("old", 2, 3, "archived"), A], None).now.after == "old"


def test_release_older_than_all_that_were_listed_is_placed_among_them() -> None:
    project = compare(release("old", 1), [C, B], None, is_bounded=True)

    assert (project.now.before, project.now.after, project.looked_at, project.is_bounded) == (None, "b", 2, True)


def test_release_as_it_was_read_counts_more_than_its_row() -> None:
    assert compare(release("b", 2, 10), ABC, None).now.latest == ("b",)


def test_only_release_of_a_project_stands_alone() -> None:
    project = moved(A, 20, among=[A])

    assert project.then == project.now
    assert (project.now.latest, project.now.before, project.now.after, project.gap) == (("a",), None, None, None)


def test_releases_without_any_date_come_first() -> None:
    dateless = Release(version="dateless")

    assert compare(A, [A, dateless], None).now.before == "dateless"


# where it would stand


@pytest.mark.parametrize(
    ("one", "to", "before", "after", "newest", "gap"),
    [
        pytest.param(B, 6, "a", "c", "c", None, id="moves between the same two"),
        pytest.param(B, 10, "c", None, "b", Gap("c", "a"), id="becomes the newest"),
        pytest.param(A, 7, "b", "c", "c", Gap("b", None), id="leaves the first place"),
        pytest.param(C, 3, "a", "b", "b", Gap(None, "b"), id="is the newest no longer"),
        pytest.param(C, 20, "b", None, "c", None, id="stays the newest"),
        pytest.param(C, None, "a", "b", "b", Gap(None, "b"), id="date removed: its creation counts"),
        pytest.param(B, None, "a", "c", "c", None, id="date removed, same place"),
    ],
)
def test_new_date_moves_the_release(
    one: Release, to: int | None, before: str | None, after: str | None, newest: str, gap: Gap | None
) -> None:
    project = moved(one, to)

    assert project.then is not None
    assert (project.then.before, project.then.after, project.then.latest) == (before, after, (newest,))
    assert project.gap == gap


def test_date_ahead_counts_at_once() -> None:
    project = compare(A, ABC, Wish(datetime(2030, 1, 1, tzinfo=UTC)))

    assert project.then is not None
    assert (project.then.latest, project.then.after) == (("a",), None)


def test_releases_of_the_latest_date_are_the_latest_together() -> None:
    project = moved(B, 9)

    assert project.then is not None
    assert (set(project.then.latest), project.then.level) == ({"b", "c"}, ("c",))


def test_microseconds_decide() -> None:
    project = compare(A, ABC, Wish(day(9).replace(microsecond=1)))

    assert project.then is not None
    assert (project.then.latest, project.then.level) == (("a",), ())


def test_numbers_choose_the_latest_and_dates_the_neighbours() -> None:
    old, new = release("shop@1.0.0", 1), release("shop@2.0.0", 2)
    project = moved(old, 9, among=[new, old])

    assert project.then is not None
    assert (project.rule, project.then.latest) == (Rule.NUMBERS, ("shop@2.0.0",))
    assert (project.then.before, project.then.after, project.gap) == ("shop@2.0.0", None, Gap("shop@2.0.0", None))


@pytest.mark.parametrize("days", list(itertools.product((None, 1, 4, 9), repeat=3)))
def test_going_there_and_back_is_as_if_nothing_had_been(days: tuple[int | None, ...]) -> None:
    releases = [release(version, index, when) for index, (version, when) in enumerate(zip("xyz", days, strict=True), 1)]
    newest = releases[::-1]
    for one in releases:
        for to in (None, 1, 4, 9):
            there = compare(one, newest, Wish(day(to) if to else None))
            after = msgspec.structs.replace(one, date_released=day(to) if to else None)
            back = compare(after, [after if row is one else row for row in newest], Wish(one.date_released))

            assert (there.now, there.then) == (back.then, back.now)


@pytest.mark.parametrize(
    ("wish", "on_sentry", "on_glitchtip"),
    [(Wish(day(5)), False, False), (Wish(day(6)), True, True), (Wish(None), False, True)],
)
def test_date_that_the_server_would_not_take_is_no_change(wish: Wish, on_sentry: bool, on_glitchtip: bool) -> None:
    assert is_change(B, wish, SentryDialect()) is on_sentry
    assert is_change(B, wish, GlitchTipDialect()) is on_glitchtip
