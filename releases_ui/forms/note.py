"""The note that says why a change was made."""

from __future__ import annotations

from typing import Any

from django import forms


class NoteField(forms.CharField):
    """A few lines of text; a line break counts as one character, as browsers count it."""

    widget = forms.Textarea

    def __init__(self) -> None:
        super().__init__(required=False, max_length=1000)

    def to_python(self, value: Any) -> str:
        """Return the text with line breaks as one character each."""
        return (super().to_python(value) or "").replace("\r\n", "\n")
