"""What travels with a form and nobody sees: which change it takes back, and which sending of it this is."""

from __future__ import annotations

from django import forms

from releases_ui.sentry_api.sentences import say

#: Said where a form has lost what it was opened on: a save could overwrite what nobody has seen.
LOST_BASE = say("What this form was opened on got lost, so nothing was sent. Open the form again.")


class UndoesField(forms.IntegerField):
    """The number of the change that this one takes back, where it does."""

    widget = forms.HiddenInput

    def __init__(self, lost: str | None = None) -> None:
        """Make the field.

        Args:
            lost: what is said of a number that cannot be read; `None` for the usual words.
        """
        words = dict.fromkeys(("invalid", "min_value", "max_value"), lost) if lost else None
        super().__init__(required=False, min_value=1, max_value=2**62, error_messages=words)


class SubmissionField(forms.RegexField):
    """The number of one form, so that sending it twice writes once."""

    widget = forms.HiddenInput

    def __init__(self, lost: str | None = None) -> None:
        """Make the field.

        Args:
            lost: what is said where there is none, or one that cannot be read; `None` where a form may have none.
        """
        words = dict.fromkeys(("required", "invalid"), lost) if lost else None
        super().__init__(r"\A[0-9a-f]{32}\Z", required=lost is not None, error_messages=words)
