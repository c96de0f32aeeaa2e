"""What people do with the dashboard, and which of a token's scopes each kind of server wants for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.sentences import say


class Task(Enum):
    """Something that people do here, and that the server may refuse."""

    BROWSE = say("Browse releases")
    EDIT = say("Create and edit releases")
    ARCHIVE = say("Archive and restore releases")
    COMMITS = say("Replace commits and add refs")
    DEPLOYS = say("Record deploys")
    DELETE = say("Delete releases")
    DOWNLOAD = say("Download files")
    PICK_PROJECTS = say("Pick from projects")
    PICK_ENVIRONMENTS = say("Pick from environments")
    PICK_REPOSITORIES = say("Pick from repositories")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """What a task takes on one kind of server."""

    task: Task
    #: Any one of them is enough.
    scopes: tuple[str, ...]
    #: Why the server cannot do it, whatever the token; `None` if it can.
    why_unsupported: str | None

    def enough_of(self, granted: Collection[str]) -> tuple[str, ...]:
        """Return those of a token's scopes that each allow it; none if the token may not."""
        return tuple(scope for scope in self.scopes if scope in granted)


#: What the server itself must be able to do.
_FEATURES: Mapping[Task, Feature] = {
    Task.ARCHIVE: Feature.STATUS,
    Task.COMMITS: Feature.COMMITS,
    Task.DEPLOYS: Feature.DEPLOYS,
    Task.DOWNLOAD: Feature.FILE_DOWNLOAD,
    Task.PICK_ENVIRONMENTS: Feature.ENVIRONMENTS,
    Task.PICK_REPOSITORIES: Feature.REPOS,
}

#: The narrowest first, since that is what people should give.
_READ = ("project:read", "project:releases", "project:write", "project:admin", "org:ci")
_WRITE = ("project:releases", "project:write", "project:admin", "org:ci")
_ORGANIZATION = ("org:read", "org:write", "org:admin")

#: Source: the scopes in Sentry's public OpenAPI schema, and the tokens tried on a running GlitchTip, where reading
#: releases takes the same scope as writing them. A task that is missing takes a feature that the server lacks.
_SCOPES: Mapping[Literal["sentry", "glitchtip"], Mapping[Task, tuple[str, ...]]] = {
    "sentry": {
        Task.BROWSE: _READ,
        Task.EDIT: _WRITE,
        Task.ARCHIVE: _WRITE,
        Task.COMMITS: _WRITE,
        Task.DEPLOYS: _WRITE,
        Task.DELETE: ("project:releases", "project:admin"),
        Task.DOWNLOAD: ("project:write",),
        Task.PICK_PROJECTS: _ORGANIZATION,
        Task.PICK_ENVIRONMENTS: _ORGANIZATION,
        Task.PICK_REPOSITORIES: (*_ORGANIZATION, "org:ci", "org:integrations"),
    },
    "glitchtip": {
        Task.BROWSE: ("project:releases",),
        Task.EDIT: ("project:releases",),
        Task.DELETE: ("project:releases",),
        Task.PICK_PROJECTS: ("project:read", "project:write", "project:admin"),
    },
}


def abilities_on(dialect: Dialect) -> tuple[Ability, ...]:
    """Return what each task takes on this kind of server; every task is among them."""
    scopes = _SCOPES[dialect.name]
    return tuple(
        Ability(task=task, scopes=scopes.get(task, ()), why_unsupported=_why_unsupported(dialect, task))
        for task in Task
    )


def _why_unsupported(dialect: Dialect, task: Task) -> str | None:
    feature = _FEATURES.get(task)
    return dialect.supports(feature) if feature else None
