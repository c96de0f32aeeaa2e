"""Health and adoption, which a list or a release adds when asked."""

import json
import time
import zlib
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
        has_any = project["hasHealthData"]
        counted = _counted(f"{release['version']} {project['slug']}") if has_any else NO_HEALTH
        project["healthData"] = {**counted, "hasHealthData": has_any}


def _counted(name: str) -> dict[str, Any]:
    """Return what stands for counted sessions, since nothing sends any: always the same for one name."""
    number = zlib.crc32(name.encode("utf-8", "surrogatepass"))
    this_hour = int(time.time()) // 3600 * 3600
    hours = [[this_hour - 3600 * (23 - hour), (number >> hour % 16) % 97 * 10] for hour in range(24)]
    total = sum(count for _hour, count in hours)
    crashed = total * (number % 250) // 10_000
    adoption = round(number % 10_000 / 100, 2)
    return {
        **NO_HEALTH,
        "crashFreeUsers": round(100 - number % 170 / 100, 2),
        "crashFreeSessions": round(100 - number % 250 / 100, 2),
        "sessionsCrashed": crashed,
        "sessionsErrored": crashed * 3,
        "totalUsers": total // 3,
        "totalUsers24h": total // 3,
        "totalSessions": total,
        "totalSessions24h": total,
        "adoption": adoption,
        "sessionsAdoption": adoption,
        "stats": {"24h": hours},
    }


def add_adoption(release: dict[str, Any], row: Release) -> None:
    """Add `adoptionStages`."""
    release["adoptionStages"] = json.loads(row.adoption_stages)
