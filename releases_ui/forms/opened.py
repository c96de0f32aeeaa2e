"""What an edit form was opened on, as it travels with the form: the server keeps nothing of a form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from releases_ui.sentry_api.characters import has_lone_surrogate
from releases_ui.sentry_api.dialect import ReleaseField, as_json_value
from releases_ui.services.values import FIELDS, Values


class LostBaseError(Exception):
    """What the form was opened on cannot be read from it."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What the person has seen: a field that stands otherwise on the server when it is saved is in conflict."""

    values: Values
    #: What stood there at first, where a conflict has since shown newer values.
    first: Values
    #: The name of the zone that the form was opened in.
    zone: str = "UTC"
    #: When the form was opened; `None` where a script made it up.
    at: datetime | None = None
    #: The fields in conflict, of each of which the person has to choose a value.
    disputed: tuple[ReleaseField, ...] = ()

    @classmethod
    def on(cls, values: Values, zone: str, at: datetime) -> Self:
        """Return what a form is opened on that shows `values` at first."""
        return cls(values=values, first=values, zone=zone, at=at)

    def moved_on(self, values: Values, disputed: tuple[ReleaseField, ...]) -> Self:
        """Return the same form once the person has been shown `values`, and the fields to choose of."""
        return replace(self, values=values, disputed=disputed)

    def as_text(self) -> str:
        """Return it as a form carries it."""
        base: dict[str, Any] = _as_json(self.values) | {"time_zone": self.zone}
        if self.at is not None:
            base["at"] = as_json_value(self.at)
        if self.disputed:
            base |= {"disputed": self.disputed, "first": _as_json(self.first)}
        return json.dumps(base)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what a form carries.

        Raises:
            LostBaseError: it is no such text.
        """
        try:
            return cls._read(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise LostBaseError from error

    @classmethod
    def _read(cls, base: Mapping[str, Any]) -> Self:
        values, disputed = _values(base), base.get("disputed", [])
        return cls(
            values=values,
            first=_values(base["first"]) if "first" in base else values,
            zone=str(base.get("time_zone", "UTC")),
            at=_time(base.get("at")),
            disputed=tuple(field for field in FIELDS if field in disputed),
        )


def _as_json(values: Values) -> dict[str, str | None]:
    return {field: as_json_value(value) for field, value in values.items()}


def _values(base: Mapping[str, Any]) -> Values:
    return Values(_text(base["ref"]), _text(base["url"]), _time(base["dateReleased"]))


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and not has_lone_surrogate(value):
        return value
    raise TypeError("neither null nor a text that can be written down")
