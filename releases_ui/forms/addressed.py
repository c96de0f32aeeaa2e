"""Forms whose whole state stands in the address, so that a page can be shared and gone back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from releases_ui.periods import PeriodError, read_period
from releases_ui.sentry_api.dialect import Period
from releases_ui.sentry_api.sentences import say


class PageSizeField(forms.IntegerField):
    """How many rows a page has; `None` where it is left to the page."""

    def __init__(self) -> None:
        words = dict.fromkeys(("invalid", "min_value", "max_value"), say("A page has 1 to 100 rows."))
        super().__init__(required=False, min_value=1, max_value=100, error_messages=words)


class PeriodField(forms.CharField):
    """A stretch of days, as an address writes it; `None` where nothing is written."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=40)

    def clean(self, value: Any) -> Period | None:
        """Return the stretch of time, in UTC, that the text names."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Period(*read_period(text))
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error


class AddressedForm(forms.Form):
    """A page's parameters."""

    #: What is left out of an address.
    defaults: ClassVar[Mapping[str, str]] = {}
    #: The parameters that say where in the list the page begins; any other change begins anew.
    place: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self._given = data

    @property
    def hidden_pairs(self) -> list[tuple[str, str]]:
        """The parameters that another form of the page carries along: all but the page size and the place."""
        names = [name for name in self.fields if name not in {"per_page", *self.place}]
        return [(name, value) for name in names for value in self._given.getlist(name) if value]

    def address(self, **changes: str | None) -> str:
        """Return the parameters as a query string, without defaults and, unless given, without a place.

        Args:
            changes: parameters to put in place of today's; `None` leaves one out.
        """
        changes = {**dict.fromkeys(self.place), **changes}
        pairs: list[tuple[str, str]] = []
        for name in self.fields:
            values = [changes[name] or ""] if name in changes else self._given.getlist(name)
            pairs += [(name, value) for value in values if value and value != self.defaults.get(name)]
        return "?" + urlencode(pairs)
