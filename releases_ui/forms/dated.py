"""Dates as texts in a form: typed in one zone, and asked about where a clock change leaves them open."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField

from releases_ui import date_input
from releases_ui.date_input import AmbiguousTimeError, Choice, DateInputError, NonexistentTimeError
from releases_ui.sentry_api.dialect import as_json_value
from releases_ui.sentry_api.sentences import say
from releases_ui.zones import zone_or_utc


class InstantChoice(NamedTuple):
    """One of the instants that a typed time may mean: what is posted, how it reads, whether it was chosen."""

    value: str
    label: str
    is_chosen: bool


class DateText(forms.CharField):
    """A date with a time, as a text; what it means is for its form to say, which knows the zone."""

    def __init__(self, *, label: str, when_empty: str, chosen_by: str) -> None:
        super().__init__(required=False, max_length=80, label=label)
        #: What no date means, in a sentence.
        self.when_empty = when_empty
        #: The name under which the choice between two instants is posted.
        self.chosen_by = chosen_by

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundDate:
        """Return the field with what its form knows of it."""
        return BoundDate(form, self, field_name)


class BoundDate(BoundField):
    """A date on its form, as a template prints it."""

    form: DatedFields
    field: DateText

    @property
    def choices(self) -> tuple[InstantChoice, ...]:
        """The instants to choose from; none where the typed time leaves no question."""
        chosen = self.form.data.get(self.field.chosen_by)
        values = [(as_json_value(choice.instant) or "", choice.label) for choice in self.form.open_to(self.name)]
        return tuple(InstantChoice(value, label, value == chosen) for value, label in values)


class DatedFields(forms.Form):
    """Dates that share one zone."""

    time_zone = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._open: dict[str, tuple[Choice, ...]] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the dates are typed in; a script that names none means that of the form it opened."""
        return zone_or_utc(self.data.get("time_zone") or self.default_zone())

    def default_zone(self) -> str:
        """Return the name of the zone where none is given."""
        return "UTC"

    def open_to(self, name: str) -> tuple[Choice, ...]:
        """Return the instants that the time in a field may mean, where a clock change skips or repeats it."""
        return self._open.get(name, ())

    def typed(self, name: str) -> datetime | None:
        """Return what a field says as it stands, or `None` where it says nothing that can be understood."""
        try:
            return date_input.read(self.data.get(name, ""), self.zone)
        except DateInputError:
            return None

    def read_instant(self, name: str, text: str) -> datetime | None:
        """Return the instant that was typed, `None` for an empty field; errors stand beside the field."""
        if not text.strip():
            return None
        named = self.data.get("time_zone")
        if named and self.zone.key != named:
            self.add_error(name, say("There is no time zone %(named)s.", named=named[:64]))
            return None
        try:
            return date_input.read(text, self.zone)
        except (NonexistentTimeError, AmbiguousTimeError) as error:
            return self._chosen(name, error)
        except DateInputError as error:
            self.add_error(name, str(error))
            return None

    def _chosen(self, name: str, error: NonexistentTimeError | AmbiguousTimeError) -> datetime | None:
        self._open[name] = error.choices
        field = self.fields[name]
        chosen = self.data.get(field.chosen_by) if isinstance(field, DateText) else None
        for instant, _label in error.choices:
            if chosen == as_json_value(instant):
                return instant
        self.add_error(name, str(error))
        return None
