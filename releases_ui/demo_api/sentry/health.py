"""Health and adoption, which a list or a release adds when asked."""

import json
from typing import Any

from releases_ui.demo_api.store.releases import Release

#: What Sentry tells of a project that sends no sessions.
NO_HEALTH: dict[str, Any] = {
    "durationP50": None,
    "durationP90": None,
    "crashFreeUsers": None,
    "crashFreeSessions": None,
    "sessionsCrashed": 0,
    "sessionsErrored": 0,
    "totalUsers": 0,
    "totalUsers24h": None,
    "totalProjectUsers24h": None,
    "totalSessions": 0,
    "totalSessions24h": None,
    "totalProjectSessions24h": None,
    "adoption": None,
    "sessionsAdoption": None,
    "stats": {},
}


def add_health(release: dict[str, Any]) -> None:
    """Add `healthData` to each of a release's projects."""
    for project in release["projects"]:
        project["healthData"] = {**NO_HEALTH, "hasHealthData": project["hasHealthData"]}


def add_adoption(release: dict[str, Any], row: Release) -> None:
    """Add `adoptionStages`."""
    release["adoptionStages"] = json.loads(row.adoption_stages)
