"""What people can do with the token, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from releases_ui.presentation.told import FAILED, REFUSED, UNKNOWN, Badge, Line, failed
from releases_ui.sentry_api.errors import ForbiddenError
from releases_ui.sentry_api.sentences import say
from releases_ui.services.connection import ConnectionCheck, Standing, Verdict

_BADGES: Mapping[Standing, Badge] = {
    Standing.TRIED: Badge("works", "success", "circle-check"),
    Standing.ALLOWED: Badge("allowed", "success", "circle-check"),
    Standing.REFUSED: REFUSED,
    Standing.FAILED: FAILED,
    Standing.NO_SCOPE: Badge(say("not allowed"), "warning", "circle-slash"),
    Standing.UNKNOWN: UNKNOWN,
    Standing.UNSUPPORTED: Badge(say("not there"), "", "circle-minus"),
    Standing.SWITCHED_OFF: Badge(say("switched off"), "", "circle-slash"),
}


def task_line(verdict: Verdict, check: ConnectionCheck) -> Line:
    """Return whether people can do a task, and how that is known."""
    label, badge = verdict.ability.task.value, _BADGES[verdict.standing]
    if verdict.error is None:
        return Line(label=label, badge=badge, text=_reason(verdict, check))
    line = failed(label, verdict.error, badge)
    return replace(line, more=_missing(verdict)) if isinstance(verdict.error, ForbiddenError) else line


def _missing(verdict: Verdict) -> str:
    if verdict.enough:
        return say(
            "The scope %(enough)s would be enough, so its owner may not belong to the organization.",
            enough=verdict.enough[0],
        )
    return f"It takes {_any_of(verdict.ability.scopes)}."


def _reason(verdict: Verdict, check: ConnectionCheck) -> str:
    """Return how the standing of a task that nobody tried in vain is known."""
    ability, scope = verdict.ability, next(iter(verdict.enough), "")
    reasons: Mapping[Standing, str] = {
        Standing.TRIED: say("Tried just now."),
        Standing.ALLOWED: say("By the scope %(scope)s; not tried.", scope=scope),
        Standing.NO_SCOPE: f"It takes {_any_of(ability.scopes)}.",
        Standing.UNKNOWN: f"{_why_no_scopes(check)} It takes {_any_of(ability.scopes)}.",
        Standing.UNSUPPORTED: ability.why_unsupported or "",
        Standing.SWITCHED_OFF: say("ALLOW_DELETE is off. %(token_may)s", token_may=_token_may(verdict, check)),
    }
    return reasons[verdict.standing]


def _token_may(verdict: Verdict, check: ConnectionCheck) -> str:
    if verdict.enough:
        return say("The token may: it has the scope %(enough)s.", enough=verdict.enough[0])
    if check.root.value and check.root.value.scopes:
        return say("Nor may the token: it takes %(any_of)s.", any_of=_any_of(verdict.ability.scopes))
    return say("Whether the token may is unknown: it takes %(any_of)s.", any_of=_any_of(verdict.ability.scopes))


def _why_no_scopes(check: ConnectionCheck) -> str:
    return (
        say("The token's scopes could not be asked for.")
        if check.root.error
        else say("The server does not tell the scopes.")
    )


def _any_of(scopes: tuple[str, ...]) -> str:
    return (
        say("the scope %(scopes)s", scopes=scopes[0])
        if len(scopes) == 1
        else say("one of the scopes %(scopes)s", scopes=", ".join(scopes))
    )
