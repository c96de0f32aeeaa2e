"""The form that deletes a release: its version has to be typed."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from releases_ui.forms.asking import AskingForm
from releases_ui.forms.unseen import LOST_BASE
from releases_ui.sentry_api.sentences import say
from releases_ui.services.glance import Glance

_WRONG = say("This is not the version. Type it exactly: blanks and case count.")


class DeleteForm(AskingForm):
    """The version, typed, and what the form showed of the release."""

    version = forms.CharField(strip=False, error_messages={"required": _WRONG})
    opened_on = forms.CharField(
        strip=False, widget=forms.HiddenInput, error_messages={"required": LOST_BASE}, max_length=20_000
    )

    field_order = ("version", "note", "opened_on", "undoes")

    def __init__(self, version: str, data: QueryDict | None = None, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        self._version = version
        #: What the form was opened on; filled by `is_valid`.
        self.glance = Glance({})

    def clean_version(self) -> str:
        """Take the version only as it is; a field of one line gives it back without its line breaks."""
        typed: str = self.cleaned_data["version"]
        if typed not in (self._version, self._version.replace("\r", "").replace("\n", "")):
            raise forms.ValidationError(_WRONG)
        return typed

    def clean_opened_on(self) -> str:
        """Read what the form was opened on; without it something could go that nobody has seen."""
        text: str = self.cleaned_data["opened_on"]
        try:
            self.glance = Glance.read(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(LOST_BASE) from error
        return text
