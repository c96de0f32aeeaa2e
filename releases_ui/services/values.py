"""The three fields that can be edited, as values to compare, to keep and to send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from releases_ui.sentry_api.dialect import FieldValue, ReleaseField
from releases_ui.sentry_api.payloads import Release

#: `None` is "not set". Dates are aware and in UTC.
Value = FieldValue

#: The API's own names, in the order in which people see them.
FIELDS: tuple[ReleaseField, ...] = ("ref", "url", "dateReleased")


@dataclass(frozen=True)
class Values:
    """What stands, or stood, in the three fields of one release."""

    ref: str | None = None
    url: str | None = None
    date_released: datetime | None = None

    @classmethod
    def of(cls, release: Release) -> Values:
        """Return the values of `release`, as the server sent them."""
        return cls(release.ref, release.url, release.date_released)

    @classmethod
    def from_fields(cls, values: Mapping[ReleaseField, Value]) -> Values:
        """Return the values that stand under the API's names; a missing one is not set."""
        released = cast("datetime | None", values.get("dateReleased"))
        return cls(cast("str | None", values.get("ref")), cast("str | None", values.get("url")), released)

    def __getitem__(self, field: ReleaseField) -> Value:
        """Return the value of the field that the API calls `field`."""
        by_name: Mapping[ReleaseField, Value] = {
            "ref": self.ref,
            "url": self.url,
            "dateReleased": self.date_released,
        }
        return by_name[field]

    def items(self) -> Iterator[tuple[ReleaseField, Value]]:
        """Yield each field's API name and value."""
        return ((field, self[field]) for field in FIELDS)


def value_of(name: str, kept: Any) -> Value:
    """Return the value of a field as the record keeps it: a date of its text."""
    if not isinstance(kept, str):
        return None
    return datetime.fromisoformat(kept).astimezone(UTC) if name == "dateReleased" else kept


def is_same(one: Value, other: Value) -> bool:
    """Say whether two values are the same to a person: an empty text is as little as none at all."""
    return (one or None) == (other or None)
