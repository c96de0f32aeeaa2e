"""Which two releases are compared."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from releases_ui.models import MAX_VERSION


class CompareForm(forms.Form):
    """Two versions, each any text; the fields are named as the address names them, and `from` is a word of Python's."""

    to = forms.CharField(required=False, strip=False, max_length=MAX_VERSION)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["from"] = forms.CharField(required=False, strip=False, max_length=MAX_VERSION)
        self.order_fields(("from", "to"))

    def clean(self) -> dict[str, str]:
        """Ask for the second where only one is given."""
        given = {name: self.cleaned_data.get(name, "") for name in ("from", "to")}
        for name, version in given.items():
            if not version and any(given.values()) and name not in self.errors:
                self.add_error(name, gettext("Which release is it compared with?"))
        return self.cleaned_data

    @property
    def versions(self) -> tuple[str, str] | None:
        """Both versions; `None` where none is asked for yet, or one is wrong."""
        if self.errors or not self.cleaned_data["from"]:
            return None
        return self.cleaned_data["from"], self.cleaned_data["to"]
