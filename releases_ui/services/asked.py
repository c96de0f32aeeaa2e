"""What a create asks for, as the record keeps it, and as it is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from releases_ui.sentry_api.dialect import Dialect, ReleaseField, as_json_value
from releases_ui.sentry_api.wishes import NewRelease
from releases_ui.services.values import FIELDS, Value, Values, value_of


@dataclass(frozen=True)
class Asked:
    """What a create asks for, as the server would store it."""

    projects: tuple[str, ...]
    values: Values
    #: Of commits and refs only how many: the server shows no more than a count.
    commits: int = 0
    refs: int = 0


def keep(new: NewRelease) -> dict[str, Any]:
    """Return what is asked for, as the record keeps it in JSON.

    Texts as texts, `projects` as a list of slugs, `dateReleased` as the API writes it, of `commits` and `refs` only
    how many. What was left empty is not there.
    """
    values: dict[str, object] = {
        "version": new.version,
        "projects": list(new.projects),
        "ref": new.ref,
        "url": new.url,
        "dateReleased": as_json_value(new.date_released),
        "commits": len(new.commits),
        "refs": len(new.refs),
    }
    return {name: value for name, value in values.items() if value}


def recall(kept: Mapping[str, Any], dialect: Dialect) -> Asked:
    """Return what was asked for, from what the record keeps of it."""
    return Asked(
        projects=tuple(kept.get("projects", ())),
        values=Values.from_fields({field: _stored(dialect, field, kept.get(field)) for field in FIELDS}),
        commits=kept.get("commits", 0),
        refs=kept.get("refs", 0),
    )


def _stored(dialect: Dialect, field: ReleaseField, kept: Any) -> Value:
    value = value_of(field, kept)
    return (dialect.stored_text(field, value) or None) if isinstance(value, str) else value
