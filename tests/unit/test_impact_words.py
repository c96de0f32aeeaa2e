"""What a date moves, in words that name the releases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from releases_ui.presentation.impact import ImpactText, prepare
from releases_ui.sentry_api.errors import UnreachableError
from releases_ui.sentry_api.sentry import SentryDialect
from releases_ui.services.impact import Impact, ProjectImpact, Wish, compare
from releases_ui.services.pool import Part
from releases_ui.viewer import Clock
from releases_ui.zones import zone_or_utc
from tests.dated import ABC, A, B, C, moved, release

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def told(*projects: ProjectImpact, version: str = "b", wish: Wish | None = None) -> ImpactText:
    """Return the sentences about some projects, called web, api and so on."""
    parts = {slug: Part(project) for slug, project in zip(("web", "api", "ios"), projects, strict=False)}
    return prepare("acme", Impact(version, wish, parts), SentryDialect(), Clock(zone_or_utc("UTC"), NOW))


def sentences(project: ProjectImpact, version: str = "b", wish: Wish | None = None) -> list[str]:
    """Return what is said of one project."""
    lines = told(project, version=version, wish=wish).projects[0]
    return ["".join(piece.text for piece in sentence) for sentence in lines.sentences]


def test_words_for_what_stands_now() -> None:
    assert sentences(compare(B, ABC, None)) == [
        "c is the latest.",
        "c comes right after this release and counts its commits from here.",
        "This release counts its own commits from a.",
    ]


def test_words_for_a_date_that_changes_nothing() -> None:
    assert sentences(moved(B, 6)) == [
        "c stays the latest.",
        "c still comes right after this release and counts its commits from here.",
        "This release still counts its own commits from a.",
    ]


def test_words_for_becoming_the_latest() -> None:
    assert sentences(moved(B, 10)) == [
        "this release becomes the latest, in place of c.",
        "The next release will count its commits from here.",
        "This release will count its own commits from c.",
        "c will count its commits from a, no longer from here.",
    ]


def test_words_for_being_the_latest_no_longer() -> None:
    assert sentences(moved(C, 3), version="c") == [
        "b becomes the latest, in place of this release.",
        "b then comes right after this release and will count its commits from here.",
        "This release will count its own commits from a.",
        "The next release will count its commits from b, no longer from here.",
    ]


def test_words_for_the_first_release_that_moves() -> None:
    assert sentences(moved(A, 7), version="a")[-1] == "b will no longer count its commits from here."


def test_words_for_a_shared_date() -> None:
    assert sentences(moved(B, 9))[0] == "this release and c become the latest, as they share the date."
    assert sentences(moved(B, 9))[-1] == "c has exactly this date, and Sentry does not say which comes first."


def test_words_for_a_date_ahead() -> None:
    wish = Wish(datetime(2030, 1, 1, tzinfo=UTC))

    said = sentences(compare(A, ABC, wish), version="a", wish=wish)

    assert said[:2] == [
        "this release becomes the latest, in place of c.",
        "Sentry does not wait for a date ahead: it counts at once.",
    ]


def test_words_for_numbers() -> None:
    old, new = release("shop@1.0.0", 1), release("shop@2.0.0", 2)

    said = sentences(moved(old, 9, among=[new, old]), version="shop@1.0.0")

    assert said[:2] == [
        "shop@2.0.0 stays the latest.",
        "Sentry chooses it by version number here, and counts commits by date.",
    ]


def test_words_for_a_rule_that_is_not_known() -> None:
    project = compare(A, [release("shop@1.0.0", 2, status="archived"), A], None)

    said = sentences(project, version="a")

    assert said[0] == "whether Sentry chooses the latest by date or by version number cannot be told."
    assert "the latest." not in " ".join(said)


def test_bound_is_told_only_where_there_are_older_releases() -> None:
    whole, part = compare(B, ABC, None), compare(B, ABC, None, is_bounded=True, unreadable=1)

    assert told(whole).projects[0].hint == ""
    assert (
        told(part).projects[0].hint
        == "Only the 3 newest created releases were looked at. 1 release could not be read, and may stand anywhere."
    )


def test_projects_with_the_same_to_say_are_named_together() -> None:
    same, other = compare(B, ABC, None), compare(B, [B, A], None)

    assert [lines.project_words for lines in told(same, same, other).projects] == ["web, api", "ios"]


def test_recorded_commits_are_mentioned_only_where_a_range_moves() -> None:
    assert [told(project).is_moving for project in (compare(B, ABC, None), moved(B, 6), moved(B, 10))] == [
        False,
        False,
        True,
    ]


def test_project_that_failed_says_why() -> None:
    parts = {"web": Part[ProjectImpact](error=UnreachableError("Sentry did not answer."))}

    text = prepare("acme", Impact("b", None, parts), SentryDialect(), Clock(zone_or_utc("UTC"), NOW))

    assert [(lines.project_words, lines.failure, lines.sentences) for lines in text.projects] == [
        ("web", "Sentry did not answer.", ())
    ]


@pytest.mark.parametrize("name", ["{name}", "{start} {", "a{}b", "\\1", "{0.__class__}"])
def test_version_that_looks_like_a_pattern_is_only_a_name(name: str) -> None:
    assert sentences(compare(B, [release(name, 3, 9), B, A], None))[0] == f"{name} is the latest."


def test_names_lead_to_their_releases_where_an_address_can_name_them() -> None:
    project = compare(B, [release("..", 3, 9), B, release("a b#?", 1)], None)
    pieces = [piece for sentence in told(project).projects[0].sentences for piece in sentence if piece.is_name]

    assert {(piece.version, piece.href) for piece in pieces} == {
        ("..", None),
        ("a b#?", "/acme/releases/a%20b%23%3F/"),
    }


def test_unseen_characters_of_a_name_are_made_visible() -> None:
    project = compare(B, [release("x\u202ey", 3, 9), B], None)

    assert sentences(project)[0] == "x⟨U+202E⟩y is the latest."


def test_commit_as_a_version_is_shortened_as_everywhere() -> None:
    project = compare(B, [release("c0ffee" * 6 + "abcd", 3, 9), B], None)

    assert sentences(project)[0] == "c0ffeec0ffee is the latest."
