"""Rows of commits and refs, under the names that Django's formsets use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit, NewRef

RowKind = Literal["commits", "refs"]
KINDS: tuple[RowKind, ...] = ("commits", "refs")

#: Of one kind. Six fields each, so that a form of them stays within what Django reads of one request.
MAX_ROWS = 1500
TOO_LONG = say("Ensure this field has no more than %(limit_value)d characters.")
_LONGEST_SHA = 64


def _text(label: str, limit: int | None = None, *, required: bool = False) -> forms.CharField:
    messages = {"max_length": TOO_LONG, "required": say("This field is required.")}
    return forms.CharField(label=label, max_length=limit, required=required, error_messages=messages)


class RowForm(forms.Form):
    """One row. A row that is blank from end to end is ignored."""

    #: As people call one row of this kind.
    noun = ""

    @property
    def number(self) -> int:
        """The row's place, counted from 1."""
        return int((self.prefix or "-0").rsplit("-", 1)[1]) + 1

    def leave_unchecked(self) -> None:
        """Show what was typed without saying what is wrong with it yet."""
        self._errors = ErrorDict()


class CommitForm(RowForm):
    """One commit of the release."""

    id = _text(say("Id"), _LONGEST_SHA, required=True)
    repository = _text(say("Repository"), 64)
    message = _text(say("Message"))
    author_name = _text(say("Author"), 128)
    author_email = forms.EmailField(
        label=say("Email"),
        max_length=75,
        required=False,
        error_messages={"max_length": TOO_LONG, "invalid": say("Enter a valid email address.")},
    )
    timestamp = _text(say("Timestamp"))

    noun = "commit"

    def clean_message(self) -> str:
        """Return the message with the line breaks that git writes; browsers send others."""
        text: str = self.cleaned_data["message"]
        return text.replace("\r\n", "\n")

    def clean_timestamp(self) -> datetime | None:
        """Return the instant that was typed, `None` for an empty field."""
        text: str = self.cleaned_data["timestamp"]
        return read_timestamp(text) if text else None

    @property
    def commit(self) -> NewCommit:
        """The row as a commit; only of a valid row."""
        return NewCommit(**{name: self.cleaned_data[name] for name in self.fields})


class RefForm(RowForm):
    """The commit at which a repository stands."""

    repository = _text(say("Repository"), 200, required=True)
    commit = _text(say("Commit"), required=True)
    previousCommit = _text(say("Previous commit"), _LONGEST_SHA)

    noun = "ref"

    def clean_commit(self) -> str:
        """Refuse what the API refuses, in its words: one commit, or two with `..` between them."""
        text: str = self.cleaned_data["commit"]
        ends = text.split("..")
        if not all(ends):
            raise forms.ValidationError(say("Commit cannot begin or end with .."))
        if len(ends) > 2:
            raise forms.ValidationError(say("Write one commit, or two with .. between them."))
        if max(len(end) for end in ends) > _LONGEST_SHA:
            raise forms.ValidationError(
                say("Start or end commit too long - max is %(longest_sha)s chars each", longest_sha=_LONGEST_SHA)
                if len(ends) > 1
                else say("Commit too long - max is %(longest_sha)s chars", longest_sha=_LONGEST_SHA)
            )
        return text

    @property
    def ref(self) -> NewRef:
        """The row as a ref; only of a valid row."""
        clean = self.cleaned_data
        return NewRef(
            repository=clean["repository"], commit=clean["commit"], previous_commit=clean["previousCommit"]
        )  # fmt: skip


CommitRows = forms.formset_factory(CommitForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
RefRows = forms.formset_factory(RefForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
_FIELDS: dict[RowKind, tuple[str, ...]] = {
    "commits": tuple(CommitForm.base_fields),
    "refs": tuple(RefForm.base_fields),
}


def read_timestamp(text: str) -> datetime:
    """Return the instant that `text` names, in UTC.

    Raises:
        ValidationError: not ISO 8601, or without a zone.
    """
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise forms.ValidationError(say("Write it as ISO 8601, such as 2026-08-20T12:03:30+02:00.")) from error
    raise forms.ValidationError(say("The zone is missing: end it with Z, or with an offset such as +02:00."))


def check_timestamps(rows: Iterable[CommitForm]) -> None:
    """Ask for a timestamp on all rows or on none, beside each row without: the server breaks on a mixture."""
    filled = [row for row in rows if row.has_changed()]
    given = [row for row in filled if row["timestamp"].value()]
    for row in filled:
        if given and row not in given:
            row.add_error(
                "timestamp",
                say(
                    "Missing here, given on row %(number)s. Give it on all commits or on none.", number=given[0].number
                ),
            )


def check_doubles(rows: Iterable[CommitForm]) -> None:
    """Refuse the same commit twice, beside the second: the server breaks on it."""
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["repository"].value() or "", row["id"].value() or "")
        if not row.has_changed() or not key[1]:
            continue
        if key in first:
            row.add_error("id", say("The same commit as on row %(key)s.", key=first[key]))
        first.setdefault(key, row.number)


def read_rows(data: QueryDict, kind: RowKind) -> dict[int, dict[str, str]]:
    """Return the texts of the rows in `data` by the number in their names, whatever count the form claims."""
    name = re.compile(rf"{kind}-(\d{{1,6}})-({'|'.join(_FIELDS[kind])})")
    rows: dict[int, dict[str, str]] = {}
    for key in data:
        if found := name.fullmatch(key):
            rows.setdefault(int(found[1]), {})[found[2]] = str(data[key])
    return dict(sorted(rows.items()))


def write_rows(data: QueryDict, kind: RowKind, rows: Iterable[Mapping[str, str]]) -> QueryDict:
    """Return `data` with `rows`, numbered from 0, in place of those that it has."""
    written = QueryDict(mutable=True)
    for key, values in data.lists():
        if not key.startswith(f"{kind}-"):
            written.setlist(key, values)
    total = 0
    for number, row in enumerate(rows):
        total += 1
        for field in _FIELDS[kind]:
            written[f"{kind}-{number}-{field}"] = row.get(field, "")
    written[f"{kind}-TOTAL_FORMS"] = str(total)
    written[f"{kind}-INITIAL_FORMS"] = "0"
    return written
