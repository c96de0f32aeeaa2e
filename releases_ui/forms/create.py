"""The create form. What the server would refuse is refused here first, in the server's words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict

from releases_ui.forms.edit import ReleasedFields, check_url, check_visible
from releases_ui.forms.projects import ProjectFields
from releases_ui.forms.rows import TOO_LONG, read_timestamp
from releases_ui.forms.rows_form import RowsForm
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewRelease


class NewReleaseForm(RowsForm, ReleasedFields, ProjectFields):
    """A release to be."""

    version = forms.CharField(strip=False)
    ref = forms.CharField(required=False)
    url = forms.CharField(required=False)

    field_order = ("version", "projects", "ref", "url", "dateReleased", "time_zone", "instant", "note")
    labels: ClassVar[Mapping[str, str]] = {
        "version": say("Version"),
        "projects": say("Projects"),
        "ref": "Ref",
        "url": "Url",
        "dateReleased": say("Released"),
        **RowsForm.labels,
    }

    def __init__(self, data: QueryDict, dialect: Dialect) -> None:
        super().__init__(data, dialect, auto_id="new-%s")
        self._date_released: datetime | None = None
        self.fields["version"].error_messages["required"] = say("This field may not be blank.")
        self.fields["projects"].error_messages["required"] = say(
            "Choose at least one: nobody can see a release without a project."
        )
        self.fields["url"].error_messages["max_length"] = TOO_LONG

    @property
    def commit_times(self) -> list[datetime]:
        """The timestamps of the commits as they stand; what cannot be read is left out."""
        times = []
        for row in self.commits:
            with suppress(forms.ValidationError):
                times.append(read_timestamp((row["timestamp"].value() or "").strip()))
        return times

    @property
    def draft(self) -> NewRelease:
        """What to create; only of a valid form."""
        clean = self.cleaned_data
        return NewRelease(
            version=clean["version"],
            projects=clean["projects"],
            ref=clean["ref"] or None,
            url=clean["url"] or None,
            date_released=self._date_released,
            commits=self.new_commits,
            refs=self.new_refs,
        )

    def name_zone(self) -> Self:
        """Show the zone that the date is read in, also where none is named, or one that does not exist."""
        self._data["time_zone"] = self.zone.key
        return self

    def clean_version(self) -> str:
        """Refuse what the server would, and what no address could name afterwards."""
        version: str = self.cleaned_data["version"]
        if reason := self.dialect.version_refusal(version) or self.dialect.unaddressable_reason(version):
            raise forms.ValidationError(reason)
        check_visible(version)
        return version

    def clean_ref(self) -> str:
        """Refuse a ref that the server has no room for."""
        ref: str = self.cleaned_data["ref"]
        check_visible(ref)
        if len(ref) > self.dialect.ref_limit:
            raise forms.ValidationError(TOO_LONG % {"limit_value": self.dialect.ref_limit})
        return ref

    def clean_url(self) -> str:
        """Refuse what the server takes for no address."""
        url: str = self.cleaned_data["url"]
        if url and self.dialect.cannot_write("url", None, url) is None:
            check_visible(url)
            check_url(url)
            if len(url) > self.dialect.url_limit:
                raise forms.ValidationError(TOO_LONG % {"limit_value": self.dialect.url_limit})
        return url

    def clean(self) -> dict[str, Any]:
        """Read the date, and compare the rows with each other."""
        self._date_released = self.read_date(self.cleaned_data.get("dateReleased", ""))
        self.check_rows()
        return self.cleaned_data
