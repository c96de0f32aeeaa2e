"""Our own cursor: a place between two rows of an upstream list, as text for the address bar.

A page of ours may begin in the middle of an upstream page, because rows are filtered by us. So the cursor
carries the upstream cursor of that page, how many of its rows lie before the place, a mark of the last of them, the
direction to read in, and a fingerprint of the search: a cursor of another search, or of another page size, leads
nowhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

_MAX_LENGTH = 2_000


@dataclass(frozen=True)
class Place:
    """Between two rows: in the upstream page that `upstream` leads to, after its first `skip` rows."""

    #: `None` is the first page.
    upstream: str | None = None
    skip: int = 0
    #: The mark of the row before the place, by which it is found again where rows came or went meanwhile.
    anchor: str = ""


@dataclass(frozen=True)
class Cursor:
    """A place, and whether to read on from it or back."""

    place: Place = Place()
    is_backwards: bool = False

    def encode(self, fingerprint: str) -> str:
        """Return the cursor as text that is safe in an address."""
        place = self.place
        data = [place.upstream, place.skip, place.anchor, int(self.is_backwards), fingerprint]
        return base64.urlsafe_b64encode(json.dumps(data, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(text: str, fingerprint: str) -> Cursor | None:
    """Return the cursor in `text`; `None` when it is not one of ours, or of another search."""
    if len(text) > _MAX_LENGTH:
        return None
    try:
        data = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    match data:
        case [str() | None as upstream, int(skip), str(anchor), 0 | 1 as is_backwards, str(mark)]:
            if mark == fingerprint and 0 <= skip <= 100:
                return Cursor(Place(upstream, skip, anchor), bool(is_backwards))
    return None


def fingerprint(*parts: object) -> str:
    """Return a short text that differs where any of `parts` does."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()
