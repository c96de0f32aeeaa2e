"""What a token's scopes allow, on each kind of server."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Ability:
    """Something that takes a scope; any one of `scopes` is enough."""

    name: str
    scopes: tuple[str, ...]

    def is_in(self, granted: Collection[str]) -> bool:
        """Return whether a token with the scopes `granted` may do it."""
        return not set(self.scopes).isdisjoint(granted)


#: Source: the scopes in Sentry's public OpenAPI schema, and the tokens tried on a running GlitchTip, where reading
#: releases takes the same scope as writing them.
ABILITIES: Mapping[Literal["sentry", "glitchtip"], tuple[Ability, ...]] = {
    "sentry": (
        Ability("browse releases", ("project:releases", "project:read", "project:write", "project:admin", "org:ci")),
        Ability("create and edit releases", ("project:releases", "project:write", "project:admin", "org:ci")),
        Ability("delete releases", ("project:releases", "project:admin")),
        Ability("download files", ("project:write",)),
        Ability("pick from projects and environments", ("org:read", "org:write", "org:admin")),
        Ability("pick from repositories", ("org:read", "org:write", "org:admin", "org:ci", "org:integrations")),
    ),
    "glitchtip": (
        Ability("browse releases", ("project:releases",)),
        Ability("create and edit releases", ("project:releases",)),
        Ability("delete releases", ("project:releases",)),
        Ability("pick from projects", ("project:read", "project:write", "project:admin")),
    ),
}
