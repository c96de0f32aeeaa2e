"""Tokens: what they may do, and on which projects."""

from collections.abc import Iterable
from dataclasses import dataclass

#: The scopes of the first token.
ALL_SCOPES = (
    "project:releases",
    "project:read",
    "project:write",
    "project:admin",
    "org:read",
    "org:write",
    "org:ci",
    "org:admin",
    "event:read",
)
#: Sentry's organization tokens begin so; only they get anything for `org:ci`.
ORGANIZATION_PREFIX = "sntrys_"


@dataclass(frozen=True)
class Token:
    """A token of somebody.

    `projects` are the slugs that it reaches, None for all; `member_of` those of its user's teams, which
    a list shows when nobody says which projects are meant.
    """

    value: str
    scopes: tuple[str, ...]
    projects: frozenset[str] | None = None
    member_of: frozenset[str] | None = None
    is_member: bool = True

    @property
    def is_organizations(self) -> bool:
        """Whether the token belongs to the organization and not to a person."""
        return self.value.startswith(ORGANIZATION_PREFIX)

    def has_any(self, accepted: Iterable[str]) -> bool:
        """Tell whether one of the scopes suffices."""
        held = set(self.scopes) if self.is_organizations else set(self.scopes) - {"org:ci"}
        return bool(held & set(accepted))

    def reaches(self, slug: str) -> bool:
        """Tell whether the token may use a project."""
        return self.projects is None or slug in self.projects


class Tokens:
    """The tokens that a server knows."""

    def __init__(self, first: str) -> None:
        """Know one token that may do everything."""
        self._known = {first: Token(first, ALL_SCOPES)}

    def add(self, token: Token) -> None:
        """Know another token, or the same one with other rights."""
        self._known[token.value] = token

    def find(self, value: str) -> Token | None:
        """Return the token of this value."""
        return self._known.get(value)
