"""Project slugs, as a field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms


class Slugs(forms.Field):
    """Project slugs: ticked one by one, or typed with commas or blanks between them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Return each slug once, in the order in which they came."""
        return tuple(dict.fromkeys(slug for text in value or () for slug in re.split(r"[\s,]+", text) if slug))


class ProjectFields(forms.Form):
    """The choice of projects, as part of a form."""

    projects = Slugs()

    @property
    def chosen(self) -> Sequence[str]:
        """The projects as they were chosen or typed."""
        return self.fields["projects"].to_python(self["projects"].value()) or ()
