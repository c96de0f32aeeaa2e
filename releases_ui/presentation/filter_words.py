"""What a filter of the list asks for, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from releases_ui.presentation.version_text import make_visible
from releases_ui.services.listing import ListQuery


def describe(query: ListQuery, period: str) -> tuple[str, ...]:
    """Return what a filter asks for, a phrase each.

    Args:
        query: the filter.
        period: its period as the address writes it.
    """
    return tuple(_phrases(query, period))


def _phrases(query: ListQuery, period: str) -> Iterator[str]:
    yield {"open": gettext("open ones"), "archived": gettext("archived ones"), "all": gettext("archived ones too")}[
        query.status
    ]
    if query.query:
        text = {"text": make_visible(query.query)}
        is_prefix = query.match == "prefix"
        yield (gettext("starts with “%(text)s”") if is_prefix else gettext("contains “%(text)s”")) % text
    if query.query and query.is_case_exact:
        yield gettext("case counts")
    for project in query.projects:
        yield gettext("project %(name)s") % {"name": make_visible(project)}
    for environment in query.environments:
        yield gettext("environment %(name)s") % {"name": make_visible(environment)}
    if period:
        yield gettext("created in %(period)s") % {"period": make_visible(period)}
