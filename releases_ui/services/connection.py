"""What stands behind the settings: whether the server answers, as what, and what the token may do there.

Everything that can be asked without writing is asked, side by side, and each answer fails alone. What would write is
judged by the token's scopes. The token itself is in none of what is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings

from releases_ui.sentry_api.abilities import Ability, Task, abilities_on
from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.detection import dialect_named
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import (
    BadTokenError,
    ForbiddenError,
    NotFoundError,
    SentryError,
    UnreachableError,
)
from releases_ui.sentry_api.organization_payloads import ApiRoot, Organization, Project
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.server_facts import ServerFacts
from releases_ui.services import organizations, pool, upstream
from releases_ui.services.pool import Part

#: From here on, dates that are picked as "now" would be visibly wrong.
CLOCK_TOLERANCE = timedelta(seconds=5)

_Calls = dict[str, Callable[[], Any]]
_REFUSALS = (BadTokenError, ForbiddenError, NotFoundError)


class Standing(Enum):
    """What is known of a task, and how."""

    TRIED = say("it was tried, and works")
    ALLOWED = say("one of the token's scopes allows it; it was not tried")
    REFUSED = say("it was tried, and the server refuses it")
    FAILED = say("it was tried, and the answer does not tell whether the token may")
    NO_SCOPE = say("the token has none of the scopes that it takes")
    UNKNOWN = say("the server does not tell the token's scopes")
    UNSUPPORTED = say("the server has no such thing")
    SWITCHED_OFF = say("the dashboard's own settings forbid it")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether people can do a task, as far as that can be known without writing."""

    ability: Ability
    standing: Standing
    #: The token's scopes that would each be enough.
    enough: tuple[str, ...] = ()
    #: Set where it was tried in vain.
    error: SentryError | None = None


@dataclass(frozen=True, kw_only=True)
class Projects:
    """Some projects that the token reaches."""

    slugs: tuple[str, ...]
    #: Whether there are no others.
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class OrganizationCheck:
    """What the token can do in one organization."""

    slug: str
    facts: Part[ServerFacts]
    organization: Part[Organization]
    releases: Part[None]
    #: `None` if nobody could ask.
    projects: Part[Projects] | None
    #: One a task; none while the dialect is not known, and of an organization that is not there.
    verdicts: tuple[Verdict, ...]


class DialectSource(Enum):
    """How the dialect came to be known."""

    SETTING = say("set by SENTRY_DIALECT")
    ADDRESS = say("known by the address")
    ANSWER = say("found out")


@dataclass(frozen=True, kw_only=True)
class ConnectionCheck:
    """What was found."""

    #: Of the server, without what may be secret in it.
    address: str
    checked_at: datetime
    dialect: Dialect | None
    dialect_source: DialectSource
    root: Part[ApiRoot]
    organizations: tuple[OrganizationCheck, ...]
    #: Why there are none, where there are none.
    why_no_organization: SentryError | None

    @property
    def facts(self) -> ServerFacts | None:
        """What the first organization's answer tells of the server; `None` if no answer came."""
        return next((one.facts.value for one in self.organizations if one.facts.value), None)

    @property
    def why_unreachable(self) -> UnreachableError | None:
        """Why no answer came to any call; `None` if one did."""
        errors = [self.root.error]
        for one in self.organizations:
            errors += [one.facts.error, one.organization.error]
        lost = [error for error in errors if isinstance(error, UnreachableError)]
        return lost[0] if len(lost) == len(errors) else None

    @property
    def stopped_by(self) -> SentryError | None:
        """What stops everything, so that nothing more can be told; `None` if nothing does."""
        errors = [one.releases.error for one in self.organizations]
        refused = [error for error in errors if isinstance(error, BadTokenError)]
        is_token_bad = bool(refused) and len(refused) == len(errors)
        return self.why_unreachable or self.why_no_organization or (refused[0] if is_token_bad else None)

    @property
    def is_clock_off(self) -> bool:
        """Whether the server's clock and ours differ by so much that it matters."""
        difference = self.facts.clock_difference if self.facts else None
        return difference is not None and abs(difference) >= CLOCK_TOLERANCE

    @property
    def unusable(self) -> tuple[str, ...]:
        """The organizations whose releases cannot be listed."""
        return tuple(one.slug for one in self.organizations if one.releases.error)


def check() -> ConnectionCheck:
    """Return what stands behind the settings; nothing that fails on the way is raised."""
    client, slugs = upstream.client(), _slugs()
    answers = _first_answers(client, slugs.value or ())
    root: Part[ApiRoot] = answers.pop("root")
    # The first look finds out the dialect, and with it which lists there are.
    looks = [_Look.of(slug, client.known_dialect, answers) for slug in slugs.value or ()]
    calls: _Calls = {}
    for look in looks:
        calls |= _lists(client, look)
    lists = pool.side_by_side(calls) if calls else {}
    scopes = root.value.scopes if root.value else ()
    return ConnectionCheck(
        address=_public_address(settings.SENTRY_URL),
        checked_at=datetime.now(UTC),
        dialect=client.known_dialect,
        dialect_source=_dialect_source(),
        root=root,
        organizations=tuple(_organization_check(look, lists, scopes) for look in looks),
        why_no_organization=slugs.error,
    )


def _slugs() -> Part[tuple[str, ...]]:
    """Return the organizations that the dashboard shows."""
    try:
        return Part(value=settings.SENTRY_ORG or (organizations.first(),))
    except SentryError as error:
        return Part(error=error)


def _first_answers(client: ReleasesClient, slugs: tuple[str, ...]) -> dict[str, Part[Any]]:
    """Ask what every kind of server can be asked."""
    calls: _Calls = {"root": client.get_root}
    for slug in slugs:
        calls[f"{slug} facts"] = partial(client.probe, slug)
        calls[f"{slug} organization"] = partial(client.get_organization, slug)
    return pool.side_by_side(calls)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What was found of an organization before its lists were asked for."""

    slug: str
    dialect: Dialect | None
    facts: Part[ServerFacts]
    organization: Part[Organization]
    releases: Part[None]

    @classmethod
    def of(cls, slug: str, dialect: Dialect | None, answers: Mapping[str, Part[Any]]) -> Self:
        facts, organization = answers[f"{slug} facts"], answers[f"{slug} organization"]
        error = facts.error or facts.required().refusal
        if dialect and dialect.hides_unknown_organizations and isinstance(organization.error, NotFoundError):
            error = error or organization.error
        return cls(slug=slug, dialect=dialect, facts=facts, organization=organization, releases=Part(error=error))

    @property
    def why_no_lists(self) -> SentryError | None:
        """Why asking for its lists is in vain; `None` if it is not."""
        is_lost = all(isinstance(part.error, UnreachableError) for part in (self.facts, self.organization))
        return self.releases.error if is_lost or isinstance(self.releases.error, NotFoundError) else None


def _lists(client: ReleasesClient, look: _Look) -> _Calls:
    """Return the calls for the lists that people pick from."""
    if look.dialect is None or look.why_no_lists:
        return {}
    calls: dict[Task, Callable[[], Any]] = {
        Task.PICK_PROJECTS: partial(_projects, client, look.slug),
        Task.PICK_ENVIRONMENTS: partial(client.list_environments, look.slug),
        Task.PICK_REPOSITORIES: partial(client.list_repos, look.slug, per_page=1),
    }
    supported = {ability.task for ability in abilities_on(look.dialect) if ability.why_unsupported is None}
    return {f"{look.slug} {task.name}": call for task, call in calls.items() if task in supported}


def _projects(client: ReleasesClient, slug: str) -> Projects:
    page = client.list_projects(slug)
    rows = [row for row in page.rows if isinstance(row, Project) and row.has_access is not False]
    return Projects(slugs=tuple(sorted(row.slug for row in rows)), is_whole=page.next_cursor is None)


def _organization_check(look: _Look, lists: Mapping[str, Part[Any]], scopes: tuple[str, ...]) -> OrganizationCheck:
    trials = {Task.BROWSE: look.releases, **_trials(look, lists)}
    is_there = not isinstance(look.releases.error, NotFoundError)
    abilities = abilities_on(look.dialect) if look.dialect and is_there else ()
    return OrganizationCheck(
        slug=look.slug,
        facts=look.facts,
        organization=look.organization,
        releases=look.releases,
        projects=trials.get(Task.PICK_PROJECTS),
        verdicts=tuple(_verdict(ability, scopes, trials.get(ability.task)) for ability in abilities),
    )


def _trials(look: _Look, lists: Mapping[str, Part[Any]]) -> dict[Task, Part[Any]]:
    """Return what came of asking for each list; of all of them the same where nobody was asked."""
    tasks = (Task.PICK_PROJECTS, Task.PICK_ENVIRONMENTS, Task.PICK_REPOSITORIES)
    if look.why_no_lists:
        return {task: Part(error=look.why_no_lists) for task in tasks}
    parts = {task: lists.get(f"{look.slug} {task.name}") for task in tasks}
    return {task: part for task, part in parts.items() if part}


def _verdict(ability: Ability, scopes: tuple[str, ...], trial: Part[Any] | None) -> Verdict:
    enough = ability.enough_of(scopes)
    error = trial.error if trial else None
    if ability.why_unsupported:
        standing = Standing.UNSUPPORTED
    elif ability.task is Task.DELETE and not settings.ALLOW_DELETE:
        standing = Standing.SWITCHED_OFF
    elif trial:
        standing = _tried(error)
    elif scopes:
        standing = Standing.ALLOWED if enough else Standing.NO_SCOPE
    else:
        standing = Standing.UNKNOWN
    is_tried = standing in {Standing.REFUSED, Standing.FAILED}
    return Verdict(ability=ability, standing=standing, enough=enough, error=error if is_tried else None)


def _tried(error: SentryError | None) -> Standing:
    if error is None:
        return Standing.TRIED
    return Standing.REFUSED if isinstance(error, _REFUSALS) else Standing.FAILED


def _dialect_source() -> DialectSource:
    if settings.SENTRY_DIALECT != "auto":
        return DialectSource.SETTING
    is_given_away = dialect_named("auto", urlsplit(_public_address(settings.SENTRY_URL)).hostname or "") is not None
    return DialectSource.ADDRESS if is_given_away else DialectSource.ANSWER


def _public_address(url: str) -> str:
    """Return the address without the name and password that it may hold; "" for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
