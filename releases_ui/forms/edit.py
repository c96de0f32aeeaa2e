"""The edit form: ref, url and dateReleased, opened on what the server had."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict

from releases_ui import date_input
from releases_ui.forms.dated import DatedFields, DateText
from releases_ui.forms.note import NoteField
from releases_ui.forms.opened import LostBaseError, Opened
from releases_ui.forms.unseen import LOST_BASE, UndoesField
from releases_ui.sentry_api.dialect import Dialect, ReleaseField
from releases_ui.sentry_api.errors import InvalidInputError
from releases_ui.sentry_api.sentences import say
from releases_ui.services.values import FIELDS, Value, Values
from releases_ui.zones import zone_or_utc

#: As the API words it.
BAD_URL = say("Enter a valid URL.")


#: What is posted of a field in conflict: to leave it as the server has it, or to send what was typed.
THEIRS, MINE = "theirs", "mine"

#: Control characters, what changes the direction or joins, and the ends of lines and paragraphs.
_UNSEEN_KINDS = {"Cc", "Cf", "Zl", "Zp"}
#: Without them many scripts and emoji could not be written.
_JOINERS = "\u200c\u200d"


def check_url(text: str) -> None:
    """Refuse what the API refuses, in its words: http, https, ftp and ftps addresses only."""
    message = BAD_URL if "://" in text else say("%(bad_url)s It starts with https:// or http://.", bad_url=BAD_URL)
    URLValidator(schemes=["http", "https", "ftp", "ftps"], message=message)(text)


def check_visible(text: str) -> None:
    """Refuse characters that nobody can see, such as control characters and changes of direction."""
    if any(unicodedata.category(one) in _UNSEEN_KINDS and one not in _JOINERS for one in text):
        raise forms.ValidationError(say("This holds characters that cannot be seen. Type it anew."))


class ReleasedFields(DatedFields):
    """The date of a release, its zone, and the choice between two instants where a clock change leaves it open."""

    dateReleased = DateText(label=say("Released"), when_empty=say("Empty: not released."), chosen_by="instant")
    instant = forms.CharField(required=False, max_length=40)

    @property
    def typed_date(self) -> datetime | None:
        """What the date field says as it stands, or `None` where it says nothing that can be understood."""
        return self.typed("dateReleased")

    def read_date(self, text: str) -> datetime | None:
        """Return the instant that was typed, `None` for an empty field; errors stand beside the field."""
        return self.read_instant("dateReleased", text)


_LOST_UNDOES = say(
    "Which change this takes back got lost, so nothing was sent. Saving again saves it as an edit of its own."
)
#: The parts of the form that nobody sees.
_UNSEEN = ("opened_on", "undoes", "time_zone", "instant")


def choice_name(field: ReleaseField) -> str:
    """Return the name under which the choice of a field in conflict is posted."""
    return f"choice-{field}"


class ReleaseForm(ReleasedFields):
    """One release's ref, url and date. A field that was not posted, or not touched, is left alone.

    After a conflict it carries which fields are disputed, and of each a choice is posted: what is typed there is sent
    only where it says `mine`.
    """

    ref = forms.CharField(required=False)
    url = forms.CharField(required=False)
    note = NoteField()
    opened_on = forms.CharField(widget=forms.HiddenInput, strip=False)
    undoes = UndoesField(lost=_LOST_UNDOES)

    field_order = ("ref", "url", "dateReleased", "time_zone", "instant", "note", "opened_on", "undoes")

    def __init__(self, data: QueryDict, dialect: Dialect, earlier: Mapping[ReleaseField, str] | None = None) -> None:
        """Fill in the form.

        Args:
            data: what was posted.
            dialect: whose rules it follows.
            earlier: texts that stood there before the change that is taken back: nobody typed them, so they are taken
                as they are.
        """
        super().__init__(data)
        self._posted = data
        self.dialect = dialect
        self.earlier = earlier or {}
        #: What the form was opened on, or the person has been shown since.
        self.base = Opened(values=Values(), first=Values())
        #: The fields to write, by their API names; filled by `is_valid`.
        self.wanted: dict[ReleaseField, Value] = {}
        self.fields["opened_on"].error_messages["required"] = LOST_BASE

    @property
    def opened(self) -> Values:
        """What the person has seen in the three fields."""
        return self.base.values

    @property
    def shown(self) -> dict[str, str]:
        """The same as the fields show it."""
        released, zone = self.opened.date_released, zone_or_utc(self.base.zone)
        date = date_input.editable(released, zone) if released else ""
        return {"ref": self.opened.ref or "", "url": self.opened.url or "", "dateReleased": date}

    @property
    def touched(self) -> tuple[ReleaseField, ...]:
        """The fields that say something else than what the person was shown."""
        return tuple(field for field in FIELDS if self._is_touched(field))

    @property
    def to_choose(self) -> tuple[ReleaseField, ...]:
        """The fields of which the person has to choose the server's value, or what was typed."""
        return tuple(field for field in self.touched if field in self.base.disputed)

    @property
    def set_aside(self) -> dict[ReleaseField, str]:
        """What was typed where the server's value was chosen, by field."""
        return {field: self.data[field] for field in self.to_choose if self.choice_of(field) != MINE}

    @property
    def lost_words(self) -> list[str]:
        """What is wrong with that part of the form which nobody sees."""
        return [str(sentence) for name in _UNSEEN for sentence in self.errors.get(name, [])]

    def default_zone(self) -> str:
        """Return the zone in which the form was opened."""
        return self.base.zone

    def choice_of(self, field: ReleaseField) -> str:
        """Return what was chosen for a field, empty where nothing was."""
        choice = self.data.get(choice_name(field), "")
        return choice if choice in {MINE, THEIRS} else ""

    def text_of(self, field: ReleaseField) -> str:
        """Return what a text field asks for: an earlier text to the letter, else what was typed without the blanks."""
        typed: str = self.data[field]
        earlier = self.earlier.get(field)
        return earlier if earlier is not None and _one_line(typed) == _one_line(earlier) else typed.strip()

    @classmethod
    def open(cls, values: Values, zone: str, dialect: Dialect, changes: Mapping[str, str] | None = None) -> Self:
        """Return the form as it is first shown, on `values`; `changes` are texts that are filled in already."""
        form = cls(QueryDict(mutable=True), dialect)
        form.base = Opened.on(values, zone, datetime.now(UTC))
        form._posted.update({**form.shown, "time_zone": zone, "opened_on": form.base.as_text(), **(changes or {})})
        return form

    def clean_opened_on(self) -> str:
        """Read what the form was opened on; a save without it could overwrite what nobody has seen."""
        text: str = self.cleaned_data["opened_on"]
        try:
            self.base = Opened.read(text)
        except LostBaseError as error:
            raise forms.ValidationError(LOST_BASE) from error
        return text

    def clean(self) -> dict[str, Any]:
        """Find out which fields are to be sent, and check those."""
        if "opened_on" not in self.errors:
            for field in self.touched:
                if self._is_sent(field):
                    self._read(field, self.data[field])
        if "undoes" in self.errors:
            self._forget_undoes()
        return self.cleaned_data

    def reopen_on(self, values: Values, conflicting: Collection[ReleaseField]) -> None:
        """Open the form anew on `values`, which the person now sees; what was typed stays.

        A field that nobody touched shows its new value: its old text would read as a wish to go back to it. Of the
        conflicting ones, and of those that were set aside before, the person chooses; the server's value is chosen at
        first, since nothing of anybody else's is lost by it.
        """
        kept = self.touched
        disputed = tuple(field for field in FIELDS if field in conflicting or field in self.set_aside)
        data = self._posted.copy()
        self.base = self.base.moved_on(values, disputed)
        data["opened_on"] = self.base.as_text()
        for field, text in self.shown.items():
            if field in data and field not in kept:
                data[field] = text
        for field in disputed:
            data[choice_name(field)] = THEIRS
        if "dateReleased" not in kept:
            data["time_zone"] = self.base.zone
        self.data = self._posted = data

    def complete(self) -> None:
        """Show what was not posted, too: a field that is closed, and the zone that the date is read in."""
        data = self._posted.copy()
        for field, text in self.shown.items():
            data.setdefault(field, text)
        data["time_zone"] = self.zone.key
        if self.base.disputed != self.to_choose:
            # Where the server's value has been typed in there is nothing to choose any more.
            self.base = replace(self.base, disputed=self.to_choose)
            data["opened_on"] = self.base.as_text()
        self.data = self._posted = data

    def add_refusals(self, error: InvalidInputError) -> None:
        """Put the server's own words beside the fields that they are about."""
        told = [(field, sentence) for field, sentences in error.field_errors.items() for sentence in sentences]
        for field, sentence in told or [("", error.message)]:
            self.add_error(field if field in FIELDS else None, sentence)

    def _is_touched(self, field: ReleaseField) -> bool:
        """Say whether a field was posted with another value. A date in another zone is another date, too."""
        typed, shown = self.data.get(field), self.shown[field]
        if typed is None:
            return False
        if field == "dateReleased" and typed.strip() and self.zone.key != zone_or_utc(self.base.zone).key:
            return True
        return typed not in (shown, _one_line(shown))

    def _is_sent(self, field: ReleaseField) -> bool:
        """Say whether what was typed is to be sent; where nobody chose, nothing is, and the person is asked."""
        if field not in self.base.disputed:
            return True
        if not self.choice_of(field):
            self.add_error(field, say("Choose one of the two values."))
        return self.choice_of(field) == MINE

    def _forget_undoes(self) -> None:
        """Leave out a number that cannot be read, so that what was typed can still be saved."""
        data = self._posted.copy()
        data.pop("undoes", None)
        self.data = self._posted = data

    def _read(self, field: ReleaseField, typed: str) -> None:
        if field in self.errors:
            return
        if field == "dateReleased":
            self.wanted[field] = self.read_date(typed)
            return
        value = self.text_of(field)
        self.wanted[field] = value or None
        if value != self.earlier.get(field):
            self._check(field, value)

    def _check(self, field: ReleaseField, value: str) -> None:
        """Refuse what nobody should type, and what the server would refuse."""
        limit = self.dialect.ref_limit if field == "ref" else self.dialect.url_limit
        if len(value) > limit:
            self.add_error(field, say("Ensure this field has no more than %(limit)s characters.", limit=limit))
        try:
            check_visible(value)
            if field == "url" and value:
                check_url(value)
        except forms.ValidationError as error:
            self.add_error(field, error)


def _one_line(text: str) -> str:
    """Return `text` as a browser's one-line field gives it back: without line breaks."""
    return text.replace("\r", "").replace("\n", "")
