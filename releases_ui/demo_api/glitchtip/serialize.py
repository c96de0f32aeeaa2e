"""Releases and their surroundings as GlitchTip's JSON."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from releases_ui.demo_api.dates import glitchtip_text
from releases_ui.demo_api.store import files, organization, releases

NO_AVATAR = {"avatarType": "", "avatarUuid": None}
TEAM = {"id": "1", "slug": "core"}


def releases_json(connection: sqlite3.Connection, rows: Sequence[releases.Release]) -> list[dict[str, Any]]:
    """Return release objects."""
    projects = releases.projects_of(connection, [row.id for row in rows])
    return [_release(row, projects.get(row.id, [])) for row in rows]


def _release(row: releases.Release, projects: list[releases.ReleaseProject]) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "dateReleased": glitchtip_text(row.date_released),
        "version": row.version,
        "dateCreated": glitchtip_text(row.date_created),
        "shortVersion": row.version,
        "projects": [{"name": one.name, "slug": one.slug} for one in projects],
        "url": row.url,
        "data": {},
        "deployCount": row.deploy_count,
    }


def file_json(row: files.StoredFile) -> dict[str, Any]:
    """Return a file of a release."""
    return {
        "id": str(row.id),
        "dateCreated": glitchtip_text(row.date_created),
        "sha1": row.sha1,
        "headers": json.loads(row.headers),
        "name": row.name,
    }


def project_json(row: organization.Project) -> dict[str, Any]:
    """Return a project."""
    return {
        "name": row.name,
        "slug": row.slug,
        "id": str(row.id),
        "avatar": NO_AVATAR,
        "color": "",
        "features": [],
        "hasAccess": True,
        "isBookmarked": False,
        "isInternal": False,
        "isMember": True,
        "isPublic": False,
        "scrubIPAddresses": True,
        "dateCreated": glitchtip_text(row.date_created),
        "platform": row.platform,
        "firstEvent": None,
        "eventThrottleRate": 0,
        "teams": [TEAM],
    }


def organization_json(row: organization.Organization) -> dict[str, Any]:
    """Return the organization as lists show it."""
    return {
        "name": row.name,
        "id": str(row.id),
        "dateCreated": glitchtip_text(row.date_created),
        "status": {"id": "active", "name": "active"},
        "avatar": NO_AVATAR,
        "isEarlyAdopter": False,
        "require2fa": False,
        "slug": row.slug,
        "isAcceptingEvents": True,
        "eventThrottleRate": 0,
    }
