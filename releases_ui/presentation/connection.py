"""What was found of the connection, in words; the page and the command print the same ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from releases_ui import error_text
from releases_ui.dates import Moment, duration
from releases_ui.error_text import ErrorText
from releases_ui.presentation.parts import person
from releases_ui.presentation.token_tasks import task_line
from releases_ui.presentation.told import UNKNOWN, YES, Badge, Line, failed
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import ForbiddenError, NotFoundError
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.server_facts import ServerFacts
from releases_ui.services.connection import ConnectionCheck, OrganizationCheck, Projects
from releases_ui.viewer import Clock

#: Names of projects that are shown; a page of hundreds says no more.
FEW_NAMES = 20
_UNTOLD = say("The server does not tell.")
_DIFFERS = Badge(say("clocks differ"), "warning", "clock")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationLines:
    """What is told of one organization."""

    slug: str
    #: As the server calls it; "" if it does not tell.
    name: str
    facts: tuple[Line, ...]
    tasks: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLines:
    """Everything that is told."""

    checked: Moment | None
    server: tuple[Line, ...]
    organizations: tuple[OrganizationLines, ...]
    #: What stops everything, if something does.
    failure: ErrorText | None = None
    #: What is wrong although everything works; empty if nothing is.
    warning: str = ""


def prepare(check: ConnectionCheck, clock: Clock) -> ConnectionLines:
    """Return what was found, ready to print."""
    stopped = check.stopped_by
    return ConnectionLines(
        checked=clock.moment(check.checked_at),
        server=(_address(check), _reachable(check), _clock(check), _dialect(check), *_root(check)),
        organizations=() if stopped else tuple(_organization(one, check, clock) for one in check.organizations),
        failure=error_text.describe(stopped) if stopped else None,
        warning=_clock_warning(check) if check.is_clock_off else "",
    )


# the server


def _address(check: ConnectionCheck) -> Line:
    return Line(label=say("Address"), names=(check.address,))


def _reachable(check: ConnectionCheck) -> Line:
    label, facts = say("Reachable"), check.facts
    if check.why_unreachable:
        return Line(label=label, badge=Badge("no", "danger", "x"), text=check.why_unreachable.message)
    if facts is None:
        return Line(label=label, badge=YES)
    return Line(
        label=label,
        badge=YES,
        text=say("It answered in %(ms)s ms.", ms=f"{facts.took / timedelta(milliseconds=1):.0f}"),
    )


def _dialect(check: ConnectionCheck) -> Line:
    label = say("Dialect")
    if check.dialect is None:
        text = say("A list of releases tells it, and none could be had. SENTRY_DIALECT can set it.")
        return Line(label=label, badge=UNKNOWN, text=text)
    return Line(label=label, text=f"{check.dialect.label}, {check.dialect_source.value}.")


def _root(check: ConnectionCheck) -> tuple[Line, ...]:
    """Return what the server says of itself and of the token; nothing where its silence is told already."""
    root, label = check.root.value, say("The token's scopes")
    if root is None:
        return () if check.stopped_by else (failed(label, check.root.error),)
    version = Line(label="API version", text=root.version or _UNTOLD)
    name = person(root.user)
    whose = say("(a token of %(name)s)", name=name) if name else ""
    if root.scopes:
        return version, Line(label=label, names=tuple(sorted(root.scopes)), more=whose)
    return version, Line(label=label, badge=UNKNOWN, text=_UNTOLD, more=whose)


def _clock(check: ConnectionCheck) -> Line:
    difference = check.facts.clock_difference if check.facts else None
    label = say("The server's clock")
    if difference is None:
        text = _UNTOLD if check.facts else say("No list of releases came that tells it.")
        return Line(label=label, badge=UNKNOWN, text=text)
    if not difference:
        return Line(label=label, text=say("Within a second of ours."))
    return Line(
        label=label,
        badge=_DIFFERS if check.is_clock_off else None,
        text=say("%(ahead)s ours.", ahead=_ahead(difference)),
    )


def _ahead(difference: timedelta) -> str:
    side = say("ahead of") if difference > timedelta(0) else "behind"
    return f"About {duration(abs(difference))} {side}"


def _clock_warning(check: ConnectionCheck) -> str:
    difference = check.facts.clock_difference if check.facts else None
    return say(
        "The server's clock is %(lower)s ours, so dates picked as now are off by as much. Set "
        "the clock of the machine that is wrong.",
        lower=_ahead(difference or timedelta(0)).lower(),
    )


# an organization


def _organization(one: OrganizationCheck, check: ConnectionCheck, clock: Clock) -> OrganizationLines:
    found, facts = one.organization.value, [_releases(one)]
    if not isinstance(one.releases.error, NotFoundError):
        facts += [_rate_limit(one.facts.value, clock), _projects(one)]
        facts += [_unnamed(one, check.dialect)] if found is None else []
    tasks = tuple(task_line(verdict, check) for verdict in one.verdicts)
    name = (found.name if found else None) or ""
    return OrganizationLines(slug=one.slug, name=name, facts=tuple(facts), tasks=tasks)


def _releases(one: OrganizationCheck) -> Line:
    label, error = say("Releases"), one.releases.error
    if error is None:
        return Line(label=label, badge=Badge(say("can be listed"), "success", "circle-check"))
    line = failed(label, error, Badge(say("cannot be listed"), "danger", "x"))
    return replace(line, more=say("Check SENTRY_ORG.")) if isinstance(error, NotFoundError) else line


def _unnamed(one: OrganizationCheck, dialect: Dialect | None) -> Line:
    label, error = say("Organization"), one.organization.error
    if not isinstance(error, ForbiddenError):
        return failed(label, error)
    line = Line(label=label, text=say("The token may not look it up."))
    if dialect and dialect.hides_unknown_organizations and one.releases.error is None:
        return replace(
            line,
            more=say(
                "So check the slug: %(label)s shows an unknown organization as an empty one.", label=dialect.label
            ),
        )
    return line


def _rate_limit(facts: ServerFacts | None, clock: Clock) -> Line:
    label, rate = say("Rate limit"), facts.rate_limit if facts else None
    if rate is None:
        return Line(label=label, text=_UNTOLD)
    is_used_up = 0 in {rate.remaining, rate.concurrent_remaining}
    at_once = _left(rate.concurrent_remaining, rate.concurrent_limit)
    return Line(
        label=label,
        badge=Badge(say("used up"), "warning", "circle-alert") if is_used_up else None,
        text=f"{_left(rate.remaining, rate.limit)} left",
        until=clock.moment(rate.resets_at),
        more=say("%(at_once)s free at once. For listing releases.", at_once=at_once),
    )


def _left(left: int | None, limit: int | None) -> str:
    """Return a part of the limit; servers leave numbers away, or write None."""
    if left is None:
        return say("An untold number") if limit is None else say("An untold number of %(limit)s calls", limit=limit)
    return f"{left} calls" if limit is None else f"{left} of {limit} calls"


def _projects(one: OrganizationCheck) -> Line:
    label, found = say("Projects that the token reaches"), one.projects
    if found is None:
        return Line(label=label, badge=UNKNOWN, text=say("Not asked: the dialect is not known."))
    if found.value is None:
        is_forbidden = isinstance(found.error, ForbiddenError)
        return (
            Line(label=label, text=say("The token may not list them.")) if is_forbidden else failed(label, found.error)
        )
    slugs = found.value.slugs[:FEW_NAMES]
    return (
        Line(label=label, names=slugs, text=_and_more(found.value)) if slugs else Line(label=label, text=say("None."))
    )


def _and_more(projects: Projects) -> str:
    left = len(projects.slugs) - FEW_NAMES
    if projects.is_whole:
        return f"and {left} more" if left > 0 else ""
    return say("and more")
