"""What the list's address asks for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from releases_ui.periods import PeriodError, read_period
from releases_ui.sentry_api.dialect import Period
from releases_ui.services.listing import ListQuery

PAGE_SIZES = (10, 25, 50, 100)
DEFAULT_PAGE_SIZE = 25


class ManyTexts(forms.Field):
    """A repeatable parameter: every value that is not empty, each once."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Return the texts in the order in which they came."""
        return tuple(dict.fromkeys(text for text in value or () if text))


class FilterForm(forms.Form):
    """The list's parameters. Whatever is left out has the default that the API has."""

    query = forms.CharField(required=False, strip=False, max_length=250)
    match = forms.ChoiceField(required=False, choices=[("prefix", "starts with"), ("contains", "contains")])
    case = forms.ChoiceField(required=False, choices=[("", "does not count"), ("exact", "counts")])
    project = ManyTexts(required=False)
    environment = ManyTexts(required=False)
    status = forms.ChoiceField(required=False, choices=[("open", "open"), ("archived", "archived"), ("all", "all")])
    period = forms.CharField(required=False, max_length=40)
    per_page = forms.IntegerField(required=False, min_value=1, max_value=100)
    cursor = forms.CharField(required=False, strip=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self._given = data
        self.fields["match"].error_messages["invalid_choice"] = "Choose prefix or contains."
        self.fields["case"].error_messages["invalid_choice"] = "Leave it out, or say exact."
        self.fields["status"].error_messages["invalid_choice"] = "Choose open, archived or all."
        for validator in self.fields["per_page"].validators:
            validator.message = "A page has 1 to 100 rows."  # type: ignore[attr-defined]
        self.fields["per_page"].error_messages["invalid"] = "A page has 1 to 100 rows."
        self.fields["query"].error_messages["max_length"] = "No version is longer than 250 characters."

    def clean_period(self) -> Period | None:
        """Return the stretch of time, in UTC, that the text names."""
        text = self.cleaned_data["period"].strip()
        if not text:
            return None
        try:
            return Period(*read_period(text))
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error

    def list_query(self, org: str) -> ListQuery:
        """Return what is asked for; what was not valid is left out, its error beside it."""
        clean = self.cleaned_data
        return ListQuery(
            org=org,
            query=clean.get("query", ""),
            match=clean.get("match") or "prefix",
            is_case_exact=clean.get("case") == "exact",
            projects=clean.get("project", ()),
            environments=clean.get("environment", ()),
            status=clean.get("status") or "open",
            period=clean.get("period"),
            per_page=clean.get("per_page") or DEFAULT_PAGE_SIZE,
            cursor=clean.get("cursor", ""),
        )

    @property
    def hidden_pairs(self) -> list[tuple[str, str]]:
        """The parameters that another form of the page carries along: all but the page size and the cursor."""
        names = [name for name in self.fields if name not in {"per_page", "cursor"}]
        return [(name, value) for name in names for value in self._given.getlist(name) if value]

    def address(self, **changes: str | None) -> str:
        """Return the list's parameters as a query string, without defaults and, unless given, without a cursor.

        Args:
            changes: parameters to put in place of today's; `None` leaves one out.
        """
        defaults = {"match": "prefix", "status": "open", "per_page": str(DEFAULT_PAGE_SIZE)}
        changes = {"cursor": None, **changes}
        pairs: list[tuple[str, str]] = []
        for name in self.fields:
            values = [changes[name] or ""] if name in changes else self._given.getlist(name)
            pairs += [(name, value) for value in values if value and value != defaults.get(name)]
        return "?" + urlencode(pairs)
