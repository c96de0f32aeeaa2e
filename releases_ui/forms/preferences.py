"""What a person chooses for the browser that they sit at. What is not posted stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from releases_ui.sentry_api.sentences import say
from releases_ui.viewer import COLUMNS, DENSITIES, DENSITY, HIDDEN, KEYS, THEME, THEMES, ZONE
from releases_ui.zones import is_zone

_LABELS = {
    "system": _(say("as the system")),
    "light": _("light"),
    "dark": _("dark"),
    "compact": _("compact"),
    "roomy": _("roomy"),
    "on": _("on"),
    "off": _("off"),
}


def _labelled(names: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(name, _LABELS[name]) for name in names]


class PreferencesForm(forms.Form):
    """Theme, density, language, time zone, keys and columns; the first of each choice is what counts without one."""

    theme = forms.ChoiceField(choices=_labelled(THEMES), required=False)
    density = forms.ChoiceField(choices=_labelled(DENSITIES), required=False)
    time_zone = forms.CharField(required=False, max_length=64)
    language = forms.ChoiceField(choices=[("", _("as the browser")), *settings.LANGUAGES], required=False)
    keys = forms.ChoiceField(choices=_labelled(("on", "off")), required=False)
    #: Those of the offered columns that are to be shown.
    columns = forms.MultipleChoiceField(choices=[(name, name) for name in COLUMNS], required=False)
    #: Those that could be ticked; of the others nothing is said, and they stay as they are.
    offered = forms.MultipleChoiceField(choices=[(name, name) for name in COLUMNS], required=False)

    def __init__(self, *args: Any, hidden_columns: Collection[str] = (), **kwargs: Any) -> None:
        """Fill in the form; `hidden_columns` are hidden so far."""
        super().__init__(*args, **kwargs)
        self.hidden_columns = set(hidden_columns)

    def clean_time_zone(self) -> str:
        """Take only zones that there are; an empty text is the browser's."""
        name: str = self.cleaned_data["time_zone"]
        if name and not is_zone(name):
            raise forms.ValidationError(_(say("There is no such time zone.")))
        return name

    @property
    def cookies(self) -> Iterator[tuple[str, str]]:
        """The cookies to set: name and value; an empty value is one to drop."""
        names = {
            "theme": THEME,
            "density": DENSITY,
            "time_zone": ZONE,
            "keys": KEYS,
            "language": settings.LANGUAGE_COOKIE_NAME,
        }
        if "offered" in self.data:
            clean = self.cleaned_data
            hidden = self.hidden_columns - set(clean["offered"]) | set(clean["offered"]) - set(clean["columns"])
            yield HIDDEN, ".".join(sorted(hidden))
        for field, cookie in names.items():
            if field in self.data:
                yield cookie, self.cleaned_data[field]
