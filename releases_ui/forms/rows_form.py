"""What the forms with rows of commits and refs share: the rows themselves, and everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict
from django.http import QueryDict

from releases_ui.forms.note import NoteField
from releases_ui.forms.rows import (
    KINDS,
    CommitRows,
    RefRows,
    RowForm,
    check_doubles,
    check_timestamps,
    read_rows,
    write_rows,
)
from releases_ui.sentry_api.dialect import Dialect, Feature
from releases_ui.sentry_api.errors import InvalidInputError
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit, NewRef


@dataclass(frozen=True)
class Problem:
    """One line of the error summary."""

    #: The id of the field to go to.
    anchor: str
    label: str
    sentence: str


class RowsForm(forms.Form):
    """Fields, and rows beside them: fields are named as the API names them, rows as Django names them."""

    note = NoteField()
    paste = forms.CharField(required=False, strip=False, widget=forms.Textarea)

    #: What people call the fields that something may be wrong with.
    labels: ClassVar[Mapping[str, str]] = {"note": say("Note")}

    def __init__(self, data: QueryDict, dialect: Dialect, *, auto_id: str) -> None:
        for kind in KINDS:
            data = write_rows(data, kind, read_rows(data, kind).values())
        super().__init__(data, auto_id=auto_id)
        self._data = data
        self.dialect = dialect
        self.commits = CommitRows(data, prefix="commits", auto_id="%s")
        self.refs = RefRows(data, prefix="refs", auto_id="%s")
        #: What the server said about the rows, by their kind; it does not say which row.
        self.section_errors: dict[str, list[str]] = {"commits": [], "refs": []}

    @property
    def rows(self) -> Iterator[RowForm]:
        """Every row of both kinds."""
        yield from self.commits
        yield from self.refs

    @property
    def new_commits(self) -> tuple[NewCommit, ...]:
        """The commits to send; only of a valid form."""
        return tuple(row.commit for row in self.commits if row.has_changed())

    @property
    def new_refs(self) -> tuple[NewRef, ...]:
        """The refs to send; only of a valid form."""
        return tuple(row.ref for row in self.refs if row.has_changed())

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong: in the fields, in the rows, and what the server said about rows as a whole."""
        fields = [
            Problem(self._anchor(name), self.labels.get(name, ""), str(sentence))
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
        for row in (*self.commits, *self.refs):
            row.leave_unchecked()
        return self

    def is_valid(self) -> bool:
        """Say whether the fields and every row are."""
        # The form's own check compares the rows with each other, so they are asked after it.
        is_whole = super().is_valid()
        return self.commits.is_valid() and self.refs.is_valid() and is_whole

    def check_rows(self) -> None:
        """Compare the commits with each other, where the server would break on what each alone allows."""
        # Each row by itself first: what is said below stands beside what is wrong with it alone.
        self.commits.is_valid()
        if self.dialect.supports(Feature.COMMITS) is None:
            check_timestamps(self.commits)
            check_doubles(self.commits)

    def refuse_repositories(self, unknown: Container[str]) -> None:
        """Put the server's sentence beside each ref of a repository that it does not know."""
        for row in self.refs:
            repository = row["repository"].value()
            if repository in unknown:
                row.add_error("repository", say("Invalid repository names: %(repository)s", repository=repository))

    def add_refusals(self, error: InvalidInputError) -> None:
        """Put the server's own words beside the fields that they are about."""
        for field, sentences in error.field_errors.items():
            if field in self.section_errors:
                self.section_errors[field] += sentences
                continue
            for sentence in sentences:
                self.add_error(field if field in self.labels else None, sentence)

    def _anchor(self, name: str) -> str:
        return "" if name == NON_FIELD_ERRORS else self[name].id_for_label
