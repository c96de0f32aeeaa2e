"""What a token that does not reach every project of a release means for a change of it, in words."""

from __future__ import annotations

from collections.abc import Sequence

from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.sentences import say


def before_saving(dialect: Dialect, unreached: Sequence[str]) -> str:
    """Return what is to be expected of a save; empty where nothing stands in its way."""
    return f"{_missing(unreached)} {dialect.every_project_rule}" if unreached else ""


def not_found(dialect: Dialect, projects: Sequence[str], unreached: Sequence[str]) -> str:
    """Return what a "not found" means that came to a change of a release which can be read; empty if nothing more.

    Args:
        dialect: the server's.
        projects: those of the release.
        unreached: those of them that the token is known not to reach.
    """
    if not dialect.every_project_rule:
        return ""
    missing = (
        _missing(unreached)
        if unreached
        else say("The token misses one of its projects: %(projects)s.", projects=", ".join(projects))
    )
    told = say("%(label)s shows the release, but answered “not found” to the change.", label=dialect.label)
    return say(
        "%(told)s %(missing)s %(every_project_rule)s An admin can give the token access.",
        told=told,
        missing=missing,
        every_project_rule=dialect.every_project_rule,
    )


def _missing(slugs: Sequence[str]) -> str:
    return say("The token does not reach %(slugs)s.", slugs=", ".join(slugs))
