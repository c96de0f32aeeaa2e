"""What forms that ask before they write have in common: why, and which change is taken back."""

from __future__ import annotations

from django import forms

from releases_ui.forms.note import NoteField

LOST_BASE = "What this form was opened on got lost, so nothing was sent. Open the form again."


class AskingForm(forms.Form):
    """A form that writes one thing, and says why."""

    note = NoteField()
    #: The number of the change that this one takes back, where it does.
    undoes = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
