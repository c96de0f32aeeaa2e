"""From the groups that somebody is in to the role they give: one table for every way of signing in from outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from releases_ui.models import Role

#: In a list of groups: everybody whom the provider, or the proxy, lets in.
EVERYBODY = "*"


def role_for(groups: Iterable[str]) -> Role | None:
    """Return the highest role that any of the groups gives; `None` where none gives one."""
    held = {*groups, EVERYBODY}
    mapping = (
        (Role.ADMIN, settings.ADMIN_GROUPS),
        (Role.EDITOR, settings.EDITOR_GROUPS),
        (Role.VIEWER, settings.VIEWER_GROUPS),
    )
    return next((role for role, names in mapping if held & names), None)


def is_anybody_let_in() -> bool:
    """Say whether there is any group that gives a role."""
    return bool(settings.ADMIN_GROUPS | settings.EDITOR_GROUPS | settings.VIEWER_GROUPS)


def from_header(value: str) -> list[str]:
    """Return the groups of a header, which has commas or semicolons between them."""
    return [name.strip() for name in re.split(r"[,;]", value) if name.strip()]


def from_claims(claims: Mapping[str, Any], name: str) -> list[str]:
    """Return the groups of a claim: a list, or a single group as a text; anything else is no group.

    Args:
        claims: what the provider says of somebody.
        name: of the claim. Dots lead into nested claims, unless a claim has exactly this name.
    """
    found: Any = claims
    for step in [name] if name in claims else name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    return [group for group in found if isinstance(group, str)] if isinstance(found, list) else []
