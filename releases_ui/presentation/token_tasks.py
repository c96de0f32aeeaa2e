"""What people can do with the token, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from releases_ui.presentation.told import FAILED, REFUSED, UNKNOWN, Badge, Line, failed
from releases_ui.sentry_api.errors import ForbiddenError
from releases_ui.services.connection import ConnectionCheck, Standing, Verdict

_BADGES: Mapping[Standing, Badge] = {
    Standing.TRIED: Badge("works", "success", "circle-check"),
    Standing.ALLOWED: Badge("allowed", "success", "circle-check"),
    Standing.REFUSED: REFUSED,
    Standing.FAILED: FAILED,
    Standing.NO_SCOPE: Badge("not allowed", "warning", "circle-slash"),
    Standing.UNKNOWN: UNKNOWN,
    Standing.UNSUPPORTED: Badge("not there", "", "circle-minus"),
    Standing.SWITCHED_OFF: Badge("switched off", "", "circle-slash"),
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
        return f"The scope {verdict.enough[0]} would be enough, so its owner may not belong to the organization."
    return f"It takes {_any_of(verdict.ability.scopes)}."


def _reason(verdict: Verdict, check: ConnectionCheck) -> str:
    """Return how the standing of a task that nobody tried in vain is known."""
    ability, scope = verdict.ability, next(iter(verdict.enough), "")
    reasons: Mapping[Standing, str] = {
        Standing.TRIED: "Tried just now.",
        Standing.ALLOWED: f"By the scope {scope}; not tried.",
        Standing.NO_SCOPE: f"It takes {_any_of(ability.scopes)}.",
        Standing.UNKNOWN: f"{_why_no_scopes(check)} It takes {_any_of(ability.scopes)}.",
        Standing.UNSUPPORTED: ability.why_unsupported or "",
        Standing.SWITCHED_OFF: f"ALLOW_DELETE is off. {_token_may(verdict, check)}",
    }
    return reasons[verdict.standing]


def _token_may(verdict: Verdict, check: ConnectionCheck) -> str:
    if verdict.enough:
        return f"The token may: it has the scope {verdict.enough[0]}."
    if check.root.value and check.root.value.scopes:
        return f"Nor may the token: it takes {_any_of(verdict.ability.scopes)}."
    return f"Whether the token may is unknown: it takes {_any_of(verdict.ability.scopes)}."


def _why_no_scopes(check: ConnectionCheck) -> str:
    return "The token's scopes could not be asked for." if check.root.error else "The server does not tell the scopes."


def _any_of(scopes: tuple[str, ...]) -> str:
    return f"the scope {scopes[0]}" if len(scopes) == 1 else f"one of the scopes {', '.join(scopes)}"
