"""Project slugs, as a field."""

from __future__ import annotations

import re
from typing import Any

from django import forms


class Slugs(forms.Field):
    """Project slugs: ticked one by one, or typed with commas or blanks between them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Return each slug once, in the order in which they came."""
        return tuple(dict.fromkeys(slug for text in value or () for slug in re.split(r"[\s,]+", text) if slug))
