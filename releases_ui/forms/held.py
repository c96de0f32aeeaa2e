"""What somebody sent after their session had ended: carried through the sign-in page, so that it is not lost.

The page carries it signed, so that nobody can put other words into somebody's mouth, and for an hour at most. Nothing
is kept here, and nothing is sent by itself: whoever has signed in sees what it is and sends it, or leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

#: Bytes of a form that are carried; longer ones have to be copied.
MOST_BYTES = 64 * 1024
_AGE_S = 60 * 60
_SALT = "releases_ui.held"
#: What is of the old session, or nobody's to see.
_LEFT_OUT = frozenset({"csrfmiddlewaretoken", "in"})

#: Filled in by the forms themselves.
_UNSEEN = frozenset({"ahead", "opened_on", "seen", "shown", "step", "submission", "undoes"})


@dataclass(frozen=True)
class Held:
    """A form that was not taken."""

    #: Where it was sent to: a path of ours.
    path: str
    #: Names and values, in their order.
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, path: str, posted: QueryDict) -> Held | None:
        """Return what was posted; `None` where it is too much to carry."""
        pairs = tuple((name, value) for name, values in posted.lists() if name not in _LEFT_OUT for value in values)
        size = sum(len(name.encode()) + len(value.encode("utf-8", "surrogatepass")) for name, value in pairs)
        return cls(path, pairs) if size <= MOST_BYTES else None

    def as_text(self) -> str:
        """Return it as a page carries it."""
        return signing.dumps({"path": self.path, "fields": self.fields}, salt=_SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> Held | None:
        """Return what a page carried; `None` for what we did not sign, or more than an hour ago."""
        if not text:
            return None
        try:
            kept: Any = signing.loads(text, salt=_SALT, max_age=_AGE_S)
        except signing.BadSignature:
            return None
        path = kept["path"]
        if not url_has_allowed_host_and_scheme(path, None):
            return None
        return cls(path, tuple((name, value) for name, value in kept["fields"]))

    @property
    def typed(self) -> tuple[tuple[str, str], ...]:
        """What a person would recognise: the fields that hold words and were not filled in by us."""
        return tuple((name, value) for name, value in self.fields if value and name not in _UNSEEN)
