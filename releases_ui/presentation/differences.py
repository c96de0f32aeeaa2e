"""Where two texts differ: what they have in common at both ends, and what stands between."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import dataclass

_FROM_THE_RIGHT = {"R", "AL", "AN"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts as one: `start + removed + end` was there, `start + added + end` was to be there."""

    start: str
    removed: str
    added: str
    end: str


def between(before: str, after: str) -> Difference:
    """Return where the texts differ; words stay whole, so that no digit of a hash stands alone."""
    start = _in_common(before, after)
    rest_before, rest_after = before[start:], after[start:]
    end = _in_common(rest_before[::-1], rest_after[::-1])
    return Difference(
        start=before[:start],
        removed=rest_before[: len(rest_before) - end],
        added=rest_after[: len(rest_after) - end],
        end=rest_before[len(rest_before) - end :],
    )


def can_be_split(text: str) -> bool:
    """Say whether parts of the text stand in their place when they are shown apart: not in scripts from the right."""
    return text.isascii() or not any(unicodedata.bidirectional(character) in _FROM_THE_RIGHT for character in text)


def _in_common(one: str, other: str) -> int:
    """Return how many characters both begin with, back to the last end of a word."""
    length = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    while length and _is_inside_word(one, other, length):
        length -= 1
    return length


def _is_inside_word(one: str, other: str, place: int) -> bool:
    """Say whether a cut at `place`, up to which both are the same, would tear a word of either."""
    if _is_border(one[place - 1]):
        return False
    return not all(_is_border(text[place : place + 1]) for text in (one, other))


def _is_border(character: str) -> bool:
    """Say whether a word ends here: at the end of the text, or at a sign of ASCII.

    In other scripts a letter may consist of several characters.
    """
    return not character or (character.isascii() and not character.isalnum())
