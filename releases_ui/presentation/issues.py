"""New issues of a release by its projects."""

from __future__ import annotations

from releases_ui.presentation import bars
from releases_ui.presentation.bars import Bars
from releases_ui.presentation.version_text import make_visible
from releases_ui.sentry_api.payloads import Release


def prepare(release: Release) -> Bars | None:
    """Return a bar a project; `None` where there is nothing to compare: one project, no issue, or no number.

    A number below zero counts nothing, so it is left out like one that is missing.
    """
    counts = {
        make_visible(one.slug): one.new_groups
        for one in release.projects
        if one.new_groups is not None and one.new_groups >= 0
    }
    return bars.ranked(counts, most=8) if len(counts) > 1 and any(counts.values()) else None
