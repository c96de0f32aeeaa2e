"""What somebody saw of a release before deciding about it, and what has changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from releases_ui.sentry_api.dialect import as_json_value
from releases_ui.sentry_api.payloads import Release

#: As JSON has it, by the API's names.
Seen = str | int | None

_FIELDS = ("dateCreated", "projects", "ref", "url", "dateReleased", "status", "commitCount", "deployCount")


@dataclass(frozen=True)
class Moved:
    """One field that is no longer as it was seen."""

    field: str
    then: Seen
    now: Seen


@dataclass(frozen=True)
class Glance:
    """A release as it was seen."""

    values: Mapping[str, Seen]

    @classmethod
    def at(cls, release: Release) -> Glance:
        """Return what is to be seen of `release`; what events change by themselves is left out."""
        seen: tuple[Seen, ...] = (
            as_json_value(release.date_created),
            ", ".join(sorted(release.project_slugs)),
            release.ref or None,
            release.url or None,
            as_json_value(release.date_released),
            release.status,
            release.commit_count,
            release.deploy_count,
        )
        return cls(dict(zip(_FIELDS, seen, strict=True)))

    @classmethod
    def read(cls, text: str) -> Glance:
        """Return the glance that `text` was made of.

        Raises:
            ValueError: it was not made of one.
        """
        values = json.loads(text)
        if not isinstance(values, dict) or set(values) != set(_FIELDS):
            raise ValueError("not what was seen of a release")
        if not all(value is None or isinstance(value, str | int) for value in values.values()):
            raise ValueError("not values of a release")
        return cls(values)

    @property
    def text(self) -> str:
        """The glance as a text, for a form to carry."""
        return json.dumps(dict(self.values))

    def moved_to(self, now: Glance) -> tuple[Moved, ...]:
        """Return what is different now."""
        return tuple(
            Moved(field, self.values[field], now.values[field])
            for field in _FIELDS
            if self.values[field] != now.values[field]
        )
