"""What the list's address asks for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from releases_ui.forms.addressed import AddressedForm, PageSizeField, PeriodField
from releases_ui.sentry_api.sentences import say
from releases_ui.services.listing import ListQuery

PAGE_SIZES = (10, 25, 50, 100)
DEFAULT_PAGE_SIZE = 25


_STATUSES = [
    ("open", pgettext_lazy("status", "open")),
    ("archived", _("archived")),
    ("all", pgettext_lazy("status", "all")),
]


class ManyTexts(forms.Field):
    """A repeatable parameter: every value that is not empty, each once."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Return the texts in the order in which they came."""
        return tuple(dict.fromkeys(text for text in value or () if text))


class FilterForm(AddressedForm):
    """The list's parameters. Whatever is left out has the default that the API has."""

    defaults: ClassVar = {"match": "prefix", "status": "open", "per_page": str(DEFAULT_PAGE_SIZE)}
    place = ("cursor",)

    query = forms.CharField(required=False, strip=False, max_length=250)
    match = forms.ChoiceField(required=False, choices=[("prefix", _(say("starts with"))), ("contains", _("contains"))])
    case = forms.ChoiceField(required=False, choices=[("", _(say("does not count"))), ("exact", _("counts"))])
    project = ManyTexts(required=False)
    environment = ManyTexts(required=False)
    status = forms.ChoiceField(required=False, choices=_STATUSES)
    period = PeriodField()
    per_page = PageSizeField()
    cursor = forms.CharField(required=False, strip=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["match"].error_messages["invalid_choice"] = _(say("Choose prefix or contains."))
        self.fields["case"].error_messages["invalid_choice"] = _(say("Leave it out, or say exact."))
        self.fields["status"].error_messages["invalid_choice"] = _(say("Choose open, archived or all."))
        self.fields["query"].error_messages["max_length"] = _(say("No version is longer than 250 characters."))

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
