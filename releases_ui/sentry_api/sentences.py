"""Sentences that people read, made where nobody knows their language yet.

A sentence is its English text: that is compared, recorded and sent as data. What is printed of it is in the language
of whoever looks. `say` marks its first argument for translation, as `gettext` does.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any


class Sentence(str):
    """An English text that prints in the language of whoever looks."""

    __slots__ = ("params", "template")

    template: str
    params: dict[str, Any]

    def __str__(self) -> str:
        """Return the sentence in the active language; also what f-strings and `%s` take."""
        text = _translate(self.template)
        return text % self.params if self.params else text

    def __format__(self, spec: str) -> str:
        """Return the sentence in the active language, laid out by `spec`."""
        return format(str(self), spec)

    def __html__(self) -> str:
        """Return the sentence in the active language for a template, escaped."""
        return html.escape(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep what it is made of where it is kept in a cache."""
        return _made, (self.template, self.params)


class Number(int):
    """A number that prints as whoever looks writes it: "1,234", "1.234"."""

    def __str__(self) -> str:
        """Return the number with what parts its thousands."""
        return _write(int(self))

    def __format__(self, spec: str) -> str:
        """Return the same, laid out by `spec`."""
        return format(str(self), spec)


def english(text: str) -> str:
    """Return the English of a text, whatever language is active: for the record, and for logs."""
    return "".join([text]) if isinstance(text, Sentence) else text


def say(template: str, /, **params: Any) -> Sentence:
    """Return a sentence.

    Args:
        template: in English, with holes such as `%(label)s` where there are `params`.
        params: what stands in the holes; sentences among them are translated, too.
    """
    return _made(template, params)


def marked(template: str) -> str:
    """Return `template` as it is, marked for translation: to be said later, with what stands in its holes."""
    return template


def use(translate: Callable[[str], str], write: Callable[[int], str]) -> None:
    """Let sentences be translated by `translate`, and numbers written by `write`, which know the active language."""
    global _translate, _write
    _translate, _write = translate, write


def _made(template: str, params: dict[str, Any]) -> Sentence:
    plain = {name: _plain(value) for name, value in params.items()}
    sentence = Sentence(template % plain if params else template)
    sentence.template, sentence.params = template, params
    return sentence


def _plain(value: Any) -> Any:
    return f"{int(value):,}" if isinstance(value, Number) else english(value) if isinstance(value, str) else value


def _as_it_is(text: str) -> str:
    return text


def _with_commas(number: int) -> str:
    return f"{number:,}"


_translate: Callable[[str], str] = _as_it_is
_write: Callable[[int], str] = _with_commas
