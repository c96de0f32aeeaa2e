"""The form that archives a release, or restores it."""

from __future__ import annotations

from django import forms

from releases_ui.forms.asking import AskingForm
from releases_ui.forms.unseen import LOST_BASE
from releases_ui.sentry_api.sentences import say

_STATUSES = [("open", "open"), ("archived", "archived")]


class StatusForm(AskingForm):
    """The status to set, and the one that the form showed."""

    status = forms.ChoiceField(
        choices=_STATUSES,
        error_messages=dict.fromkeys(("required", "invalid_choice"), say("The status is open or archived.")),
    )
    opened_on = forms.ChoiceField(
        choices=_STATUSES, error_messages=dict.fromkeys(("required", "invalid_choice"), LOST_BASE)
    )

    field_order = ("status", "note", "opened_on", "undoes")
