"""Prepares a version for display: what is bold, what may be shortened, what a reader is warned of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from releases_ui.sentry_api.sentences import say

Tone = Literal["success", "accent", "info", "warning", "danger"]

#: What stays visible of the end when a long name is shortened in its middle.
TAIL_LENGTH = 10
#: Nothing is gained by splitting a name whose head would be shorter than its tail.
_UNSPLIT_LENGTH = 2 * TAIL_LENGTH
_SHA_DIGITS = 12
_SHA = re.compile(r"[0-9a-fA-F]{40}")

#: Characters that join letters and emoji where they stand between two of them, and are lost elsewhere.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, kw_only=True)
class VersionText:
    """A version as a page shows it. `head + tail` is what is read; `whole` is what is copied and sent."""

    whole: str
    #: Shown apart, quieter.
    package: str | None
    #: The rest of the version, with control and invisible characters made visible.
    name: str
    #: The part of the name that may be shortened, and the one that may not; it is empty if nothing is split.
    head: str
    tail: str
    #: The first digits of a version that is nothing but a commit's id.
    sha: str | None = None
    #: Tone and words of each badge.
    flags: tuple[tuple[Tone, str], ...] = ()


def describe(version: str, package: str | None = None) -> VersionText:
    """Return how a version is shown.

    Args:
        version: The whole version.
        package: What `versionInfo` says is its package; kept in the name unless the version starts with it.

    """
    if _SHA.fullmatch(version):
        digits = version[:_SHA_DIGITS]
        return VersionText(whole=version, package=None, name=version, head=digits, tail="", sha=digits)
    shown_package, rest = _split_package(version, package)
    name = make_visible(rest)
    head, tail = _split_middle(name)
    return VersionText(
        whole=version,
        package=shown_package and make_visible(shown_package),
        name=name,
        head=head,
        tail=tail,
        flags=tuple(_flags(version)),
    )


def make_visible(text: str) -> str:
    """Return the text with a sign for each character that would not be seen, or would move others."""
    if text.isprintable():
        return text
    return "".join(_sign(character) if _is_hidden(text, index) else character for index, character in enumerate(text))


def _split_package(version: str, package: str | None) -> tuple[str | None, str]:
    if package and version.startswith(f"{package}@") and len(version) > len(package) + 1:
        return package, version[len(package) + 1 :]
    return None, version


def _split_middle(name: str) -> tuple[str, str]:
    # a split inside a script would tear letters apart that are written together
    if len(name) <= _UNSPLIT_LENGTH or not name.isascii():
        return name, ""
    return name[:-TAIL_LENGTH], name[-TAIL_LENGTH:]


def _flags(version: str) -> list[tuple[Tone, str]]:
    flags: list[tuple[Tone, str]] = []
    if version and "Zs" in (unicodedata.category(version[0]), unicodedata.category(version[-1])):
        flags.append(("warning", say("blanks")))
    if any(unicodedata.category(character) == "Cc" for character in version):
        flags.append(("warning", say("control characters")))
    invisible = dict.fromkeys(_name(version[index]) for index in range(len(version)) if _is_unseen(version, index))
    if invisible:
        flags.append(("warning", say("invisible: %(names)s", names=", ".join(invisible))))
    return flags


def _is_hidden(text: str, index: int) -> bool:
    return unicodedata.category(text[index]) == "Cc" or _is_unseen(text, index)


def _is_unseen(text: str, index: int) -> bool:
    """Whether this character has no shape: marks of direction, blanks of no width, half a character."""
    character = text[index]
    if character in _JOINERS:
        return not _joins(text, index)
    return unicodedata.category(character) in ("Cf", "Zl", "Zp", "Cs")


def _joins(text: str, index: int) -> bool:
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return all(neighbour and not neighbour.isascii() for neighbour in (before, after))


def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's own pictures of control characters
    return "\u2421" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _name(character: str) -> str:
    return unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"
