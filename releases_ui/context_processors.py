"""What the frame around every page prints."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from releases_ui import calls, permissions
from releases_ui.dates import iso, zone_label
from releases_ui.permissions import Right
from releases_ui.presentation import shortcuts
from releases_ui.viewer import THEMES, clock_for, preferences_of
from releases_ui.zones import place_name


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the organization, the person's choices and rights, and what the answer cost."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    clock, preferences = clock_for(request), preferences_of(request)
    return {
        "org": (match.kwargs.get("org") if match else None) or next(iter(settings.SENTRY_ORG), ""),
        "organizations": settings.SENTRY_ORG,
        "preferences": preferences,
        "shortcut_groups": shortcuts.GROUPS,
        # What a click on the switch makes of it: each in turn.
        "next_theme": THEMES[(THEMES.index(preferences.theme) + 1) % len(THEMES)],
        "now": iso(clock.now),
        "zone": place_name(clock.zone),
        "zone_label": zone_label(clock.zone, clock.now),
        "server": _host(settings.SENTRY_URL),
        "sso_name": settings.OIDC_NAME if settings.IS_OIDC_ON else "",
        "can_edit": user is not None and permissions.can(user, Right.EDIT),
        "can_delete": user is not None and permissions.can(user, Right.DELETE),
        "can_manage_people": user is not None and permissions.can(user, Right.MANAGE),
        "calls": calls.current.get(),
    }


def _host(url: str) -> str:
    """Return the host alone: an address may hold a password."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
