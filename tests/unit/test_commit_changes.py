"""Lists of commits held against each other, and the issues that their messages name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases_ui.sentry_api.wishes import NewCommit
from releases_ui.services.commit_changes import compare, named_issues
from releases_ui.services.commit_lists import CommitList, as_json, keep, recall

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
A = NewCommit(id="a", repository="acme/shop", message="One", timestamp=NOON)
B = NewCommit(id="b", repository="acme/shop", message="Two", timestamp=NOON.replace(hour=11))

commits = st.builds(
    NewCommit,
    id=st.text("abc", min_size=1, max_size=2),
    repository=st.sampled_from(["acme/shop", "acme/web", "organization-1"]),
    message=st.text(max_size=5),
    author_name=st.text(max_size=3),
    timestamp=st.none() | st.datetimes(timezones=st.just(UTC)),
)
lists = st.lists(commits, max_size=6, unique_by=lambda commit: (commit.repository, commit.id))


@given(lists, lists)
def test_every_commit_goes_or_stays_and_every_one_that_is_asked_for_comes_or_stays(
    now: list[NewCommit], asked: list[NewCommit]
) -> None:
    difference = compare(now, asked)

    assert len(difference.goes) + len(difference.stays) == len(now)
    assert len(difference.comes) + len(difference.stays) == len(asked)


@given(lists)
def test_list_is_what_was_asked_for_once_it_is_stored(asked: list[NewCommit]) -> None:
    assert compare(asked, asked).is_stored


@given(lists)
def test_record_gives_back_what_it_was_given(found: list[NewCommit]) -> None:
    kept = recall(keep(CommitList(tuple(found))).rows)

    assert kept is not None
    assert (list(kept.commits), kept.cut) == (found, "")


def test_same_list_in_the_servers_order_is_nothing_to_send() -> None:
    assert compare([A, B], [B, A]).is_nothing


def test_other_order_without_times_is_something_to_send() -> None:
    first, second = NewCommit(id="a", repository="r"), NewCommit(id="b", repository="r")

    difference = compare([first, second], [second, first])

    assert (difference.is_reordered, difference.is_nothing, difference.is_stored) == (True, False, True)


def test_commit_without_a_repository_is_the_one_in_the_servers_own() -> None:
    now = [NewCommit(id="a", repository="organization-17")]

    assert compare(now, [NewCommit(id="a")]).is_nothing
    assert not compare([A], [NewCommit(id="a")]).is_same_set


def test_commit_whose_repository_the_server_does_not_tell_is_the_one_of_that_id() -> None:
    assert compare([NewCommit(id="a")], [NewCommit(id="a", repository="acme/shop")]).is_nothing


@pytest.mark.parametrize(
    ("asked", "is_stored", "is_nothing"),
    [
        (NewCommit(id="a", repository="acme/shop"), True, True),
        (NewCommit(id="a", repository="acme/shop", message=" One\n"), True, True),
        (NewCommit(id="a", repository="acme/shop", message="Other"), False, False),
        (NewCommit(id="a", repository="acme/shop", timestamp=NOON.replace(minute=1)), False, False),
        # Servers name people as they know them.
        (NewCommit(id="a", repository="acme/shop", author_name="Ada"), True, False),
    ],
)
def test_what_is_sent_of_a_commit_that_stays_is_compared_as_far_as_it_is_sent(
    asked: NewCommit, *, is_stored: bool, is_nothing: bool
) -> None:
    difference = compare([A], [asked])

    assert (difference.is_stored, difference.is_nothing) == (is_stored, is_nothing)


def test_commit_that_the_server_leaves_out_neither_comes_nor_stays() -> None:
    skipped = NewCommit(id="b", message="tidy #skipsentry")

    difference = compare([A], [A, skipped])

    assert (difference.skipped, difference.comes, difference.is_nothing) == ((skipped,), (), True)


@pytest.mark.parametrize(
    ("message", "issues"),
    [
        ("Fixes SHOP-1", ("SHOP-1",)),
        ("fix: web-2a, WEB-3 and more", ("web-2a", "WEB-3")),
        ("Take orders\n\nResolves\nSHOP-1\nCloses SHOP-2", ("SHOP-1", "SHOP-2")),
        ("see https://acme.sentry.io/issues/4711/ for more", ("4711",)),
        ("https://sentry.acme.test/organizations/acme/issues/SHOP-9", ("SHOP-9",)),
        ("fixes SHOP-1, fixes SHOP-1", ("SHOP-1",)),
        ("SHOP-1 is not named", ()),
        ("prefixes SHOP-1", ()),
        ("fixes #12", ()),
        ("", ()),
        ("fixes" + " " * 100_000 + "!", ()),
        ("fixes " + "-" * 20_000 + "!", ()),
    ],
)
def test_named_issues_are_those_that_the_server_would_resolve(message: str, issues: tuple[str, ...]) -> None:
    assert named_issues(message) == issues


def test_digest_names_exactly_one_list() -> None:
    found = [CommitList((A, B)), CommitList((B, A)), CommitList((A,)), CommitList((A, B), unreadable=1)]
    found += [CommitList((A, B), is_whole=False), CommitList()]

    assert len({one.digest for one in found}) == len(found)
    assert CommitList((A, B)).digest == CommitList((A, B)).digest


def test_empty_texts_are_not_kept() -> None:
    assert as_json([NewCommit(id="a")]) == [{"id": "a"}]
