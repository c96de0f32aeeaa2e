"""The vocabulary of the model of writes: what may happen to one, what is known of it, and what must be true of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from releases_ui.models import Change

Values = dict[str, str | None]

FIELDS = ("ref", "url", "dateReleased")
#: What goes wrong with a write, and whether it arrives all the same.
TROUBLE: Mapping[str, bool] = {
    "nothing": True,
    "answer lost": True,
    "answer lost, nobody can look": True,
    "write lost": False,
    "write lost, nobody can look": False,
    "refused": False,
    "field ignored": True,
    "edit in the window": True,
}
numbers = itertools.count(1)


def new_value(name: str) -> str:
    """Return a value that no field had before, so that whose it is can be told."""
    number = next(numbers)
    if name == "dateReleased":
        return (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"https://example.com/{number}" if name == "url" else f"ref-{number}"


def as_text(value: Any) -> str | None:
    """Return a value as one text, however the server, the record or a form writes it; an empty one is none."""
    if not value:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return str(value)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def as_values(fields: Mapping[str, Any]) -> Values:
    """Return those of the three fields that are there, each as one text."""
    return {name: as_text(fields[name]) for name in FIELDS if name in fields}


@dataclass
class Person:
    """Somebody with a form open."""

    client: Client
    form: dict[str, Any] = field(default_factory=dict)
    #: What the form, or the conflict that it shows, has told this person of the server.
    seen: Values = field(default_factory=dict)

    @property
    def choosing(self) -> set[str]:
        """The fields for which the form asks whose value is to stand."""
        return {name for name in FIELDS if f"choice-{name}" in self.form}


@dataclass(kw_only=True)
class Post:
    """A form that was sent."""

    #: What its sender had been told of the server, and what stands in the form.
    seen: Values
    typed: Values
    #: Fields of which the sender chose the server's value.
    left_alone: set[str] = field(default_factory=set)

    def wanted(self, before: Values) -> Values:
        """Return what is to be written: what the person changed, where the server has another value."""
        return {
            name: value
            for name, value in self.typed.items()
            if name not in self.left_alone and value not in (self.seen[name], before[name])
        }


@dataclass(kw_only=True)
class Write:
    """One write that was sent, as it really went."""

    before: Values
    wanted: Values
    after: Values
    #: Fields that hold our value because of it.
    applied: set[str]
    #: Whether somebody outside has changed a field of it before anybody could look.
    is_blurred: bool = False
    #: Fields that somebody outside has changed since it was sent.
    outside: set[str] = field(default_factory=set)


def check_fields(post: Post, write: Write, window: Values, *, replaces: bool) -> None:
    """Assert that the server changed only to what was asked for, over what its editor had seen.

    Args:
        post: the form.
        write: what came of it.
        window: what somebody outside wrote between our last read and the PUT.
        replaces: whether the server's PUT replaces the ref and the date even where only one was changed.
    """
    for name in FIELDS:
        before, after, is_wanted = write.before[name], write.after[name], name in write.wanted
        if name not in window:
            assert after == before or (is_wanted and after == write.wanted[name] and post.seen[name] == before)
        elif is_wanted:
            # The exception: what was asked for is written over what came in the window.
            assert after in (write.wanted[name], window[name])
        else:
            # And a server that replaces gets back what had been read.
            assert after == (before if replaces and name != "url" else window[name])


def check_record(change: Change, write: Write) -> None:
    """Assert that a record says of a write that is over what really happened."""
    assert as_values(change.after) == write.wanted
    assert as_values(change.before) == {name: write.before[name] for name in write.wanted}
    if change.completed_at is None:
        return
    assert as_values(change.read_back) == write.after
    for name in FIELDS:
        outcome = change.outcomes[name]
        assert (outcome == "applied") == (name in write.applied)
        assert (outcome == "conflict") == (write.after[name] not in (write.before[name], write.wanted.get(name)))
        assert outcome != "ignored" or name in write.wanted


def check_settled(change: Change, write: Write) -> None:
    """Assert that a record ended as the write did, however long nobody knew it."""
    assert change.completed_at is not None
    if write.is_blurred and change.is_settled_later:
        assert change.result in {"unknown", "partly_ignored", "succeeded" if write.applied else "not_done"}
    elif write.applied:
        is_whole = write.applied == set(write.wanted)
        assert change.result in ({"succeeded"} if is_whole else {"partly_ignored"})
    else:
        assert change.result in {"refused", "not_done", "partly_ignored"}
    if change.is_settled_later and not write.is_blurred:
        assert {name for name, outcome in change.outcomes.items() if outcome == "applied"} == write.applied
