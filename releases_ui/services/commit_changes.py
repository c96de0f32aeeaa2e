"""Two lists of commits held against each other: which go, which come, which stay, and whether one has become the other.

A commit is the same by its repository and its id. One that is sent without a repository goes into one of the server's
own, whose name only the server knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from releases_ui.sentry_api.wishes import NewCommit

#: Sentry leaves a commit out whose message holds it.
SKIP = "#skipsentry"
_OWN_REPOSITORY = re.compile(r"organization-\d+")
_FIXES = re.compile(r"\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?):? ([a-z0-9_\-, ]+)\b", re.IGNORECASE)
_SHORT_ID = re.compile(r"\b[A-Z0-9_-]+-[A-Z0-9]+\b", re.IGNORECASE)
_ISSUE_ADDRESS = re.compile(r"https?://[^/ ]{1,255}(?:/organizations/[^/ ]{1,100})?/issues/([\w-]{1,100})")
#: Characters of an id that git shows at least.
_SHORTEST_ID = 7
#: Of a message that is searched for issues.
_MAX_SEARCHED = 20_000
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Difference:
    """What becomes of each commit where one list takes the place of another."""

    goes: tuple[NewCommit, ...]
    comes: tuple[NewCommit, ...]
    #: As they are on the server; and those of them of which nothing new is said.
    stays: tuple[NewCommit, ...]
    unchanged: tuple[NewCommit, ...]
    #: Those that stay, and are sent with another message or time, or with another author: as sent.
    retold: tuple[NewCommit, ...]
    credited: tuple[NewCommit, ...]
    #: Sent, and left out by the server.
    skipped: tuple[NewCommit, ...]
    #: Whether those that stay are to stand in another order.
    is_reordered: bool

    @property
    def is_same_set(self) -> bool:
        """Whether the commits themselves are the same, whatever is said of them."""
        return not (self.goes or self.comes)

    @property
    def is_stored(self) -> bool:
        """Whether the list says all that was asked for; authors aside, whom the server names as it knows them."""
        return self.is_same_set and not self.retold

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to send."""
        return self.is_stored and not (self.credited or self.is_reordered)


def compare(now: Sequence[NewCommit], asked: Sequence[NewCommit]) -> Difference:
    """Return what becomes of each commit where `asked` takes the place of those that a release has `now`."""
    places = _Places(now)
    pairs = [(commit, places.of(commit)) for commit in _arranged(asked)]
    met = [(commit, place) for commit, place in pairs if place is not None]
    taken = [place for _, place in met]
    staying = set(taken)
    return Difference(
        goes=tuple(commit for place, commit in enumerate(now) if place not in staying),
        comes=tuple(commit for commit, place in pairs if place is None),
        stays=tuple(now[place] for place in taken),
        unchanged=tuple(now[place] for commit, place in met if _is_alike(commit, now[place])),
        retold=tuple(commit for commit, place in met if not _is_told_alike(commit, now[place])),
        credited=tuple(commit for commit, place in met if not _is_by_the_same(commit, now[place])),
        skipped=tuple(commit for commit in asked if SKIP in commit.message),
        is_reordered=taken != sorted(taken),
    )


def named_issues(message: str) -> tuple[str, ...]:
    """Return what a message names that Sentry resolves if it is an issue: `fixes SHOP-1`, or an issue's address."""
    text = " ".join(message[:_MAX_SEARCHED].split())
    named = [name for found in _FIXES.findall(text) for name in _SHORT_ID.findall(found)]
    return tuple(dict.fromkeys([*named, *_ISSUE_ADDRESS.findall(text)]))


def is_named(commit_id: str, refs: Iterable[str]) -> bool:
    """Say whether one of the refs' commits is this one: its whole id, or its start as git shows it.

    A ref may also be a range, `from..to`, of which the end is what it brings.
    """
    ends = (ref.rpartition("..")[2].lower() for ref in refs)
    whole = commit_id.lower()
    return any(end == whole or (len(end) >= _SHORTEST_ID and whole.startswith(end)) for end in ends)


class _Places:
    """Where in a list a commit stands."""

    def __init__(self, commits: Sequence[NewCommit]) -> None:
        self._by_name = {(commit.repository, commit.id): place for place, commit in enumerate(commits)}
        self._of_the_server = {
            commit.id: place for place, commit in enumerate(commits) if _OWN_REPOSITORY.fullmatch(commit.repository)
        }

    def of(self, commit: NewCommit) -> int | None:
        """Return the place of the same commit; a list may also leave out which repository it is in."""
        named = self._by_name.get((commit.repository, commit.id))
        if named is None and not commit.repository:
            named = self._of_the_server.get(commit.id)
        return self._by_name.get(("", commit.id)) if named is None else named


def _arranged(commits: Iterable[NewCommit]) -> list[NewCommit]:
    """Return the commits that the server keeps, in its order: by time where they have one, else as they were sent."""
    kept = [commit for commit in commits if SKIP not in commit.message]
    if any(commit.timestamp is None for commit in kept):
        return kept
    return sorted(kept, key=lambda commit: commit.timestamp or _NEVER, reverse=True)


def _is_alike(asked: NewCommit, shown: NewCommit) -> bool:
    return _is_told_alike(asked, shown) and _is_by_the_same(asked, shown)


def _is_told_alike(asked: NewCommit, shown: NewCommit) -> bool:
    message, time = asked.message.strip(), asked.timestamp
    return (not message or message == shown.message.strip()) and (time is None or time == shown.timestamp)


def _is_by_the_same(asked: NewCommit, shown: NewCommit) -> bool:
    name, email = asked.author_name, asked.author_email
    return (not name or name == shown.author_name) and (not email or email == shown.author_email)
