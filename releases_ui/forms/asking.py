"""What forms that ask before they write have in common: why, and which change is taken back."""

from __future__ import annotations

from django import forms

from releases_ui.forms.note import NoteField
from releases_ui.forms.unseen import UndoesField


class AskingForm(forms.Form):
    """A form that writes one thing, and says why."""

    note = NoteField()
    undoes = UndoesField()
