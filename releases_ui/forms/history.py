"""What the history's address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict

from releases_ui.forms.addressed import AddressedForm, PageSizeField, PeriodField
from releases_ui.models import MAX_VERSION, Change
from releases_ui.sentry_api.sentences import say
from releases_ui.services.history import FIELD_OUTCOMES, FIELDS, HistoryQuery

DEFAULT_PAGE_SIZE = 50

Pairs = Sequence[tuple[str, Any]]

#: The highest number that a database gives.
_LAST_NUMBER = 2**63 - 1


class OneOf(forms.ChoiceField):
    """One of a few words, or none; a wrong one is answered with all of them."""

    def __init__(self, choices: Pairs, *more: tuple[str, Pairs], name: str = "") -> None:
        #: The choices under their headings; without one where there is but one group.
        self.groups = ((name, choices), *more)
        pairs = [pair for _, group in self.groups for pair in group]
        words = say("Choose one of: %(values)s.", values=", ".join(value for value, _ in pairs))
        super().__init__(required=False, choices=pairs, error_messages={"invalid_choice": words})


class NumberField(forms.IntegerField):
    """The number of a change."""

    def __init__(self) -> None:
        words = dict.fromkeys(
            ("invalid", "min_value", "max_value"), say("A place in the history is a change's number.")
        )
        super().__init__(required=False, min_value=0, max_value=_LAST_NUMBER, error_messages=words)


class HistoryForm(AddressedForm):
    """The history's parameters."""

    defaults: ClassVar = {"per_page": str(DEFAULT_PAGE_SIZE)}
    place = ("before", "after", "format")

    version = forms.CharField(
        required=False,
        strip=False,
        max_length=MAX_VERSION,
        error_messages={
            "max_length": say("No version is longer than %(max_version)s characters.", max_version=MAX_VERSION)
        },
    )
    person = forms.CharField(
        required=False, max_length=150, error_messages={"max_length": say("No name is longer than 150 characters.")}
    )
    project = forms.CharField(
        required=False,
        max_length=100,
        validators=[RegexValidator(r"\s", say("A slug has no blanks."), inverse_match=True)],
    )
    field = OneOf([(name, name) for name in FIELDS])
    outcome = OneOf(
        Change.Result.choices,
        (say("What became of a field"), [(outcome, outcome) for outcome in FIELD_OUTCOMES]),
        name="How it ended",
    )
    action = OneOf(Change.Action.choices)
    period = PeriodField()
    per_page = PageSizeField()
    before = NumberField()
    after = NumberField()
    format = OneOf([("csv", "CSV"), ("json", "JSON")])

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.is_valid()

    def query(self, org: str) -> HistoryQuery:
        """Return what is asked for; what was not valid is left out, its error beside it."""
        clean = self.cleaned_data
        return HistoryQuery(
            organization=org,
            version_prefix=clean.get("version", ""),
            actor=clean.get("person", ""),
            project=clean.get("project", ""),
            field=clean.get("field", ""),
            action=clean.get("action", ""),
            outcome=clean.get("outcome", ""),
            period=clean.get("period"),
            per_page=clean.get("per_page") or DEFAULT_PAGE_SIZE,
            before=clean.get("before"),
            after=clean.get("after"),
        )


class PlaceForm(AddressedForm):
    """Where in one release's own history a page begins."""

    place = ("before", "after")

    before = NumberField()
    after = NumberField()
