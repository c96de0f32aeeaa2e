"""The create form. What the server would refuse is refused here first, in the server's words."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict
from django.http import QueryDict

from releases_ui.forms.create_rows import (
    TOO_LONG,
    CommitRows,
    RefRows,
    RowForm,
    check_doubles,
    check_timestamps,
    read_rows,
    read_timestamp,
    write_rows,
)
from releases_ui.forms.edit import ReleasedFields, check_url, check_visible
from releases_ui.forms.note import NoteField
from releases_ui.sentry_api.dialect import Dialect, Feature, NewRelease
from releases_ui.sentry_api.errors import InvalidInputError


class Slugs(forms.Field):
    """Project slugs: ticked one by one, or typed with commas or blanks between them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Return each slug once, in the order in which they came."""
        return tuple(dict.fromkeys(slug for text in value or () for slug in re.split(r"[\s,]+", text) if slug))


@dataclass(frozen=True)
class Problem:
    """One line of the error summary."""

    #: The id of the field to go to.
    anchor: str
    label: str
    sentence: str


class NewReleaseForm(ReleasedFields):
    """A release to be. Fields are named as the API names them, rows as Django names them."""

    version = forms.CharField(strip=False)
    projects = Slugs()
    ref = forms.CharField(required=False)
    url = forms.CharField(required=False)
    note = NoteField()
    paste = forms.CharField(required=False, strip=False, widget=forms.Textarea)

    field_order = ("version", "projects", "ref", "url", "dateReleased", "time_zone", "instant", "note")

    def __init__(self, data: QueryDict, dialect: Dialect) -> None:
        for kind in ("commits", "refs"):
            data = write_rows(data, kind, read_rows(data, kind).values())
        super().__init__(data, auto_id="new-%s")
        self._data = data
        self.dialect = dialect
        self.commits = CommitRows(data, prefix="commits", auto_id="%s")
        self.refs = RefRows(data, prefix="refs", auto_id="%s")
        #: What the server said about the rows, by their kind; it does not say which row.
        self.section_errors: dict[str, list[str]] = {"commits": [], "refs": []}
        self._date_released: datetime | None = None
        self.fields["version"].error_messages["required"] = "This field may not be blank."
        self.fields["projects"].error_messages["required"] = (
            "Choose at least one: nobody can see a release without a project."
        )
        self.fields["url"].error_messages["max_length"] = TOO_LONG

    @property
    def rows(self) -> Iterator[RowForm]:
        """Every row of both kinds."""
        yield from self.commits
        yield from self.refs

    @property
    def chosen(self) -> Sequence[str]:
        """The projects as they were chosen or typed."""
        return self.fields["projects"].to_python(self["projects"].value()) or ()

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
            commits=tuple(row.commit for row in self.commits if row.has_changed()),
            refs=tuple(row.ref for row in self.refs if row.has_changed()),
        )

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong: in the fields, in the rows, and what the server said about rows as a whole."""
        fields = [
            Problem("" if name == NON_FIELD_ERRORS else self[name].id_for_label, _LABELS.get(name, ""), str(sentence))
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]
        rows = [
            Problem(row[name].id_for_label, f"{row.noun.capitalize()} {row.number}, {row[name].label}", str(sentence))
            for row in self.rows
            for name, sentences in row.errors.items()
            for sentence in sentences
        ]
        sections = [
            Problem(kind, kind.capitalize(), sentence)
            for kind, sentences in self.section_errors.items()
            for sentence in sentences
        ]
        return fields + rows + sections

    def leave_unchecked(self) -> Self:
        """Show what was typed without saying what is wrong with it yet."""
        self._errors = ErrorDict()
        for row in self.rows:
            row.leave_unchecked()
        return self

    def name_zone(self) -> Self:
        """Show the zone that the date is read in, also where none is named, or one that does not exist."""
        self._data["time_zone"] = self.zone.key
        return self

    def is_valid(self) -> bool:
        """Say whether the fields and every row are."""
        # The form's own check compares the rows with each other, so they are asked after it.
        is_whole = super().is_valid()
        return self.commits.is_valid() and self.refs.is_valid() and is_whole

    def clean_version(self) -> str:
        """Refuse what the server would, and what no address could name afterwards."""
        version: str = self.cleaned_data["version"]
        if reason := self.dialect.version_refusal(version) or self.dialect.unaddressable_reason(version):
            raise forms.ValidationError(reason)
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
        # Each row by itself first: what is said below stands beside what is wrong with it alone.
        self.commits.is_valid()
        if self.dialect.supports(Feature.COMMITS) is None:
            check_timestamps(self.commits)
            check_doubles(self.commits)
        return self.cleaned_data

    def refuse_repositories(self, unknown: Container[str]) -> None:
        """Put the server's sentence beside each ref of a repository that it does not know."""
        for row in self.refs:
            repository = row["repository"].value()
            if repository in unknown:
                row.add_error("repository", f"Invalid repository names: {repository}")

    def add_refusals(self, error: InvalidInputError) -> None:
        """Put the server's own words beside the fields that they are about."""
        for field, sentences in error.field_errors.items():
            if field in self.section_errors:
                self.section_errors[field] += sentences
                continue
            for sentence in sentences:
                self.add_error(field if field in _LABELS else None, sentence)


_LABELS = {
    "version": "Version",
    "projects": "Projects",
    "ref": "Ref",
    "url": "Url",
    "dateReleased": "Released",
    "note": "Note",
}
