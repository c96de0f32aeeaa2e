"""A filter of the list, to be kept under a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from releases_ui.forms.edit import check_visible
from releases_ui.forms.filters import FilterForm
from releases_ui.models import SavedView
from releases_ui.services.saved_views import Wanted


class SavedViewForm(forms.Form):
    """The view's name, for whom it is, and whether its keeper starts on it."""

    name = forms.CharField(
        max_length=60,
        error_messages={
            "required": gettext_lazy("A view has a name."),
            "max_length": gettext_lazy("A name has no more than 60 characters."),
        },
        validators=[check_visible],
    )
    is_shared = forms.BooleanField(required=False)
    is_start = forms.BooleanField(required=False)

    @property
    def wanted(self) -> Wanted:
        """What the view is to be."""
        clean = self.cleaned_data
        return Wanted(clean["name"], clean["is_shared"], clean["is_start"])

    @classmethod
    def of(cls, view: SavedView, *, is_start: bool) -> SavedViewForm:
        """Return the form as it stands for a view that exists."""
        return cls(initial={"name": view.name, "is_shared": view.is_shared, "is_start": is_start})


class NewSavedViewForm(SavedViewForm):
    """The same with the filter that is to be kept, as an address of the list has it."""

    address = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean_address(self) -> str:
        """Return the filter's parameters in their short form; a filter with a mistake in it is not kept."""
        filters = FilterForm(QueryDict(self.cleaned_data["address"].removeprefix("?")))
        if not filters.is_valid():
            raise forms.ValidationError(gettext("This filter has a mistake in it. Mend it in the list first."))
        return filters.address().removeprefix("?")

    def add_error(self, field: str | None, error: Any) -> None:
        """Say what is wrong with the filter above the fields: nobody types it."""
        super().add_error(None if field == "address" else field, error)
