"""The releases before and after one, prepared to print."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from releases_ui.links import compare_href, release_href
from releases_ui.presentation.version_text import VersionText, describe, make_visible
from releases_ui.services.neighbours import Neighbours


@dataclass(frozen=True)
class Neighbour:
    """One of the two."""

    version: str
    text: VersionText
    #: `None` where the API cannot address such a version.
    href: str | None
    #: Why not.
    why_closed: str = ""


@dataclass(frozen=True, kw_only=True)
class NeighbourLinks:
    """What leads to the releases around one."""

    project: str = ""
    #: The release's projects, to choose another from; empty where there is but one.
    projects: tuple[str, ...] = ()
    older: Neighbour | None = None
    newer: Neighbour | None = None
    compare_href: str | None = None
    #: Why there may be some all the same, in a sentence.
    why_unknown: str = ""


def prepare(org: str, found: Neighbours) -> NeighbourLinks:
    """Return the links that `found` leads to."""
    slugs = found.release.project_slugs
    older = _neighbour(org, found.older, found)
    return NeighbourLinks(
        project=found.project,
        projects=slugs if len(slugs) > 1 else (),
        older=older,
        newer=_neighbour(org, found.newer, found),
        compare_href=compare_href(org, older.version, found.release.version) if older and older.href else None,
        why_unknown=_why_unknown(found),
    )


def _neighbour(org: str, version: str | None, found: Neighbours) -> Neighbour | None:
    if version is None:
        return None
    href = release_href(org, version, found.dialect)
    info = found.release.version_info
    # Whoever walks along a project stays in it, also past releases of several.
    query = urlencode({"project": found.project})
    return Neighbour(
        version,
        describe(version, info.package if info else None),
        f"{href}?{query}" if href else None,
        found.dialect.unaddressable_reason(version) or "",
    )


def _why_unknown(found: Neighbours) -> str:
    if not found.project:
        return gettext("It is in no project, so nothing comes before or after it.")
    if not found.read_in_vain:
        return ""
    words = {"count": found.read_in_vain, "project": make_visible(found.project)}
    return (
        ngettext(
            "It was not found next to the newest release of %(project)s, so what comes before and after is not known.",
            "It was not found among the %(count)s newest releases of %(project)s that were read, so what comes before"
            " and after is not known.",
            found.read_in_vain,
        )
        % words
    )
