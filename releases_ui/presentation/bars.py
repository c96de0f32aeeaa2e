"""Bars with their numbers: how often something was there, the most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a picture: what is counted, how often, and its length of 100."""

    label: str
    count: int
    length: int


@dataclass(frozen=True, slots=True)
class Bars:
    """The longest bars, and how many more there are that are not drawn."""

    rows: tuple[Bar, ...]
    others: int
    others_count: int


def count(labels: Iterable[str], most: int = 6) -> Bars:
    """Return how often each label comes up; ties in the order of the alphabet, `most` of them as bars."""
    return ranked(Counter(labels), most)


def ranked(counts: Mapping[str, int], most: int = 6) -> Bars:
    """Return the same of labels that were counted already."""
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    longest = pairs[0][1] if pairs else 1
    # One more would stand in a line of its own anyway.
    most = most + 1 if len(pairs) == most + 1 else most
    rows = tuple(
        Bar(label, number, max(1, round(100 * number / longest)) if number else 0) for label, number in pairs[:most]
    )
    rest = pairs[most:]
    return Bars(rows, len(rest), sum(number for _label, number in rest))
