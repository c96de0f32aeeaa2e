"""The edit form: ref, url and dateReleased, opened on what the server had."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict

from releases_ui import date_input
from releases_ui.forms.dated import DatedFields, DateText
from releases_ui.forms.note import NoteField
from releases_ui.sentry_api.characters import has_lone_surrogate
from releases_ui.sentry_api.dialect import Dialect, ReleaseField, as_json_value
from releases_ui.sentry_api.errors import InvalidInputError
from releases_ui.services.values import FIELDS, Value, Values
from releases_ui.zones import zone_or_utc

#: As the API words it.
BAD_URL = "Enter a valid URL."


#: Without them many scripts and emoji could not be written.
_JOINERS = "\u200c\u200d"


def check_url(text: str) -> None:
    """Refuse what the API refuses, in its words: http, https, ftp and ftps addresses only."""
    message = BAD_URL if "://" in text else f"{BAD_URL} It starts with https:// or http://."
    URLValidator(schemes=["http", "https", "ftp", "ftps"], message=message)(text)


def check_visible(text: str) -> None:
    """Refuse characters that nobody can see, such as control characters and changes of direction."""
    if any(unicodedata.category(one) in {"Cc", "Cf"} and one not in _JOINERS for one in text):
        raise forms.ValidationError("This holds characters that cannot be seen. Type it anew.")


class ReleasedFields(DatedFields):
    """The date of a release, its zone, and the choice between two instants where a clock change leaves it open."""

    dateReleased = DateText(label="Released", when_empty="Empty: not released.", chosen_by="instant")
    instant = forms.CharField(required=False, max_length=40)

    @property
    def typed_date(self) -> datetime | None:
        """What the date field says as it stands, or `None` where it says nothing that can be understood."""
        return self.typed("dateReleased")

    def read_date(self, text: str) -> datetime | None:
        """Return the instant that was typed, `None` for an empty field; errors stand beside the field."""
        return self.read_instant("dateReleased", text)


class ReleaseForm(ReleasedFields):
    """One release's ref, url and date. A field that was not posted, or not touched, is left alone."""

    ref = forms.CharField(required=False)
    url = forms.CharField(required=False)
    note = NoteField()
    opened_on = forms.CharField(widget=forms.HiddenInput, strip=False)
    #: The number of the change that this edit takes back, where it does.
    undoes = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    field_order = ("ref", "url", "dateReleased", "time_zone", "instant", "note", "opened_on", "undoes")

    def __init__(self, data: QueryDict, dialect: Dialect) -> None:
        super().__init__(data)
        self._posted = data
        self.dialect = dialect
        self.opened = Values()
        self._opened_zone = "UTC"
        #: The fields to write, by their API names; filled by `is_valid`.
        self.wanted: dict[ReleaseField, Value] = {}
        self.fields["opened_on"].error_messages["required"] = _LOST_BASE

    def default_zone(self) -> str:
        """Return the zone in which the form was opened."""
        return self._opened_zone

    @classmethod
    def open(cls, values: Values, zone: str, dialect: Dialect, changes: Mapping[str, str] | None = None) -> Self:
        """Return the form as it is first shown, on `values`; `changes` are texts that are filled in already."""
        shown = _shown(values, zone)
        data = QueryDict(mutable=True)
        data.update({**shown, "time_zone": zone, "opened_on": _base(values, zone), **(changes or {})})
        form = cls(data, dialect)
        form.opened, form._opened_zone = values, zone
        return form

    def clean_opened_on(self) -> str:
        """Read what the form was opened on; a save without it could overwrite what nobody has seen."""
        text: str = self.cleaned_data["opened_on"]
        try:
            base = json.loads(text)
            released = base["dateReleased"]
            self.opened = Values(
                _text_or_none(base["ref"]),
                _text_or_none(base["url"]),
                datetime.fromisoformat(released).astimezone(UTC) if released is not None else None,
            )
            self._opened_zone = str(base.get("time_zone", "UTC"))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise forms.ValidationError(_LOST_BASE) from error
        return text

    def clean(self) -> dict[str, Any]:
        """Find out which fields were touched, and check those."""
        if "opened_on" not in self.errors:
            shown = _shown(self.opened, self._opened_zone)
            for field in FIELDS:
                typed = self.data.get(field)
                if typed is not None and not self._is_as_shown(field, typed, shown[field]):
                    self._read(field, typed)
        return self.cleaned_data

    def _is_as_shown(self, field: ReleaseField, typed: str, shown: str) -> bool:
        """Say whether a field was left alone. A date in another zone is another date, though its text is the same."""
        if field == "dateReleased" and typed.strip() and self.zone.key != zone_or_utc(self._opened_zone).key:
            return False
        return typed in (shown, _one_line(shown))

    def reopen_on(self, values: Values) -> None:
        """Open the form anew on `values`, which the person now sees; what was typed stays.

        A field that nobody touched shows its new value: its old text would read as a wish to go back to it.
        """
        data = self._posted.copy()
        data["opened_on"] = _base(values, self._opened_zone)
        shown = _shown(values, self._opened_zone)
        for field in FIELDS:
            if field in data and field not in self.wanted:
                data[field] = shown[field]
        if "dateReleased" not in self.wanted:
            data["time_zone"] = self._opened_zone
        self.data = self._posted = data

    def complete(self) -> None:
        """Show what was not posted, too: a field that is closed, and the zone that the date is read in."""
        data = self._posted.copy()
        for field, text in _shown(self.opened, self._opened_zone).items():
            data.setdefault(field, text)
        data["time_zone"] = self.zone.key
        self.data = self._posted = data

    def add_refusals(self, error: InvalidInputError) -> None:
        """Put the server's own words beside the fields that they are about."""
        told = [(field, sentence) for field, sentences in error.field_errors.items() for sentence in sentences]
        for field, sentence in told or [("", error.message)]:
            self.add_error(field if field in FIELDS else None, sentence)

    def _read(self, field: ReleaseField, typed: str) -> None:
        if field in self.errors:
            return
        if field == "dateReleased":
            self.wanted[field] = self.read_date(typed)
            return
        value = typed.strip()
        limit = self.dialect.ref_limit if field == "ref" else self.dialect.url_limit
        if len(value) > limit:
            self.add_error(field, f"Ensure this field has no more than {limit} characters.")
        try:
            check_visible(value)
            if field == "url" and value:
                check_url(value)
        except forms.ValidationError as error:
            self.add_error(field, error)
        self.wanted[field] = value or None


_LOST_BASE = "What this form was opened on got lost, so nothing was sent. Open the form again."


def _base(values: Values, zone: str) -> str:
    return json.dumps({field: as_json_value(value) for field, value in values.items()} | {"time_zone": zone})


def _shown(values: Values, zone: str) -> dict[str, str]:
    released = values.date_released
    return {
        "ref": values.ref or "",
        "url": values.url or "",
        "dateReleased": date_input.editable(released, zone_or_utc(zone)) if released else "",
    }


def _one_line(text: str) -> str:
    """Return `text` as a browser's one-line field gives it back: without line breaks."""
    return text.replace("\r", "").replace("\n", "")


def _text_or_none(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and not has_lone_surrogate(value):
        return value
    raise TypeError("neither null nor a text that can be written down")
