"""What is to be made: releases with their commits and refs, and deploys."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCommit:
    """A commit to create a release with; empty texts are not sent."""

    id: str
    repository: str = ""
    message: str = ""
    author_name: str = ""
    author_email: str = ""
    timestamp: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRef:
    """The commit at which a repository stands in a release."""

    repository: str
    commit: str
    previous_commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelease:
    """A release to create; `None` and empty texts are not sent."""

    version: str
    projects: tuple[str, ...]
    ref: str | None = None
    url: str | None = None
    date_released: datetime | None = None
    commits: tuple[NewCommit, ...] = ()
    refs: tuple[NewRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeploy:
    """A deploy to record; `None` and empty texts are not sent."""

    environment: str
    name: str = ""
    url: str = ""
    date_started: datetime | None = None
    #: `None`: the server takes its own time.
    date_finished: datetime | None = None
    #: Slugs; none for all projects of the release.
    projects: tuple[str, ...] = ()
