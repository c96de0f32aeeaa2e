"""The deploys of a release: read, kept in the record, and searched for one that was recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from releases_ui.sentry_api.dialect import as_json_value
from releases_ui.sentry_api.pagination import Page, walk
from releases_ui.sentry_api.payloads import Deploy
from releases_ui.sentry_api.wishes import NewDeploy
from releases_ui.services import upstream
from releases_ui.services.upstream import ReleaseKey

#: Pages of 100 that are read of one release; deploys are listed by the time they finished, the latest first.
_MAX_PAGES = 10
_PAGE_SIZE = 100


@dataclass(frozen=True)
class DeployList:
    """The deploys that the server lists of a release."""

    deploys: tuple[Deploy, ...]

    @property
    def ids(self) -> list[str]:
        """What tells them apart."""
        return [str(deploy.id) for deploy in self.deploys]

    def find(self, new: NewDeploy, known: Collection[str]) -> Deploy | None:
        """Return the deploy that holds what was sent, and is none of the `known` ones."""
        return next(
            (deploy for deploy in self.deploys if str(deploy.id) not in known and not differences(new, deploy)), None
        )

    def by_id(self, deploy_id: object) -> Deploy | None:
        """Return the deploy of this id."""
        return next((deploy for deploy in self.deploys if str(deploy.id) == str(deploy_id)), None)


def read(key: ReleaseKey) -> DeployList:
    """Return the release's deploys; newer Sentry lists the last of each environment only.

    Raises:
        SentryError: they could not be read, or the server keeps none.
    """

    def fetch(cursor: str | None) -> Page[Deploy]:
        return upstream.client().list_deploys(key.org, key.version, per_page=_PAGE_SIZE, cursor=cursor)

    pages = walk(fetch, key=lambda row: str(row.id) if isinstance(row, Deploy) else row.raw, max_pages=_MAX_PAGES)
    return DeployList(tuple(row for page in pages for row in page.rows if isinstance(row, Deploy)))


def differences(new: NewDeploy, deploy: Deploy) -> list[str]:
    """Return the fields, as the API calls them, of which the server shows something else than what was sent."""
    pairs = {
        "environment": (new.environment, deploy.environment),
        "name": (new.name or None, deploy.name or None),
        "url": (new.url or None, deploy.url or None),
        "dateStarted": (new.date_started, deploy.date_started),
        "dateFinished": (new.date_finished or deploy.date_finished, deploy.date_finished),
    }
    return [name for name, (sent, shown) in pairs.items() if sent != shown]


def asked_as_json(new: NewDeploy) -> dict[str, Any]:
    """Return what is asked for, as the record keeps it: what was left empty is not there."""
    values = {
        "environment": new.environment,
        "name": new.name,
        "url": new.url,
        "dateStarted": as_json_value(new.date_started),
        "dateFinished": as_json_value(new.date_finished),
        "projects": list(new.projects),
    }
    return {name: value for name, value in values.items() if value}


def recall(values: Mapping[str, Any]) -> NewDeploy:
    """Return what was asked for, from the record."""
    started, finished = values.get("dateStarted"), values.get("dateFinished")
    return NewDeploy(
        environment=str(values.get("environment", "")),
        name=str(values.get("name", "")),
        url=str(values.get("url", "")),
        date_started=datetime.fromisoformat(started).astimezone(UTC) if started else None,
        date_finished=datetime.fromisoformat(finished).astimezone(UTC) if finished else None,
    )


def found_as_json(deploy: Deploy) -> dict[str, Any]:
    """Return a deploy that the server has, as the record keeps it."""
    values = {
        "id": str(deploy.id),
        "environment": deploy.environment,
        "name": deploy.name,
        "url": deploy.url,
        "dateStarted": as_json_value(deploy.date_started),
        "dateFinished": as_json_value(deploy.date_finished),
    }
    return {name: value for name, value in values.items() if value}
