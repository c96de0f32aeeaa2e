"""What may happen to a write, and what is known of it: the vocabulary of the model of writes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

FIELDS = ("ref", "url", "dateReleased")
#: What goes wrong with a write, and whether the write arrives all the same.
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

Values = dict[str, str | None]


def new_value(name: str) -> str:
    """Return a value that no field had before, so that whose it is can be told."""
    number = next(numbers)
    if name == "dateReleased":
        return (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"https://example.com/{number}" if name == "url" else f"ref-{number}"


@dataclass
class Person:
    """Somebody with a form open."""

    client: Client
    form: dict[str, Any] = field(default_factory=dict)
    #: What the form, or the conflict that it shows, has told this person of the server.
    seen: Values = field(default_factory=dict)


@dataclass
class Write:
    """One write that was sent, as it really went."""

    before: Values
    wanted: Values
    has_arrived: bool
    #: Fields that hold our value because of it.
    applied: frozenset[str]
    #: Whether somebody outside has changed a field of it before anybody could look.
    is_blurred: bool = False
    #: Fields that somebody outside has changed since it was sent.
    outside: set[str] = field(default_factory=set)


def as_text(value: Any) -> str | None:
    """Return a value as one text, however the server or the record writes it; an empty one is none."""
    if not value:
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    except ValueError:
        return str(value)
