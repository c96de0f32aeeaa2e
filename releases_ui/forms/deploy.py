"""The form that records a deploy. What the server would refuse is refused here first, in the server's words."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from releases_ui import dates
from releases_ui.forms.dated import DatedFields, DateText
from releases_ui.forms.edit import check_url, check_visible
from releases_ui.forms.note import NoteField
from releases_ui.forms.projects import ProjectFields
from releases_ui.forms.rows import TOO_LONG
from releases_ui.forms.unseen import SubmissionField
from releases_ui.sentry_api.dialect import Dialect, as_json_value
from releases_ui.sentry_api.errors import InvalidInputError
from releases_ui.sentry_api.sentences import marked, say
from releases_ui.sentry_api.wishes import NewDeploy

#: Most characters of an environment and of a name.
MAX_TEXT = 64
#: By how much clocks may differ before a time counts as one that is still to come.
_CLOCKS_DIFFER = timedelta(minutes=1)
_NOT_IN_ENVIRONMENTS = frozenset("/\n\r\f")
_STILL_TO_COME = marked(
    "This is still to come: %(when)s. No API takes a deploy back; if it is meant, press Record deploy once more."
)
_LOST_SUBMISSION = say("The number of this form got lost, so nothing was sent. It has a new one now: send it again.")


def _text(label: str, *, required: bool = False) -> forms.CharField:
    messages = {"max_length": TOO_LONG, "required": say("This field may not be blank.")}
    return forms.CharField(label=label, max_length=MAX_TEXT, required=required, error_messages=messages)


class DeployForm(DatedFields, ProjectFields):
    """A deploy to record; fields are named as the API names them."""

    environment = _text(say("Environment"), required=True)
    name = _text(say("Name"))
    url = forms.CharField(label="Url", required=False)
    dateStarted = DateText(label=say("Started"), when_empty=say("Empty: not told."), chosen_by="instant-dateStarted")
    dateFinished = DateText(
        label=say("Finished"),
        when_empty=say("Empty: now, by the server's clock."),
        chosen_by="instant-dateFinished",
    )
    note = NoteField()
    #: Names this form, so that sending it twice records one deploy.
    submission = SubmissionField(lost=_LOST_SUBMISSION)

    field_order = ("environment", "name", "url", "dateStarted", "dateFinished", "time_zone", "projects", "note")
    labels: ClassVar[Mapping[str, str]] = {
        "environment": say("Environment"),
        "name": say("Name"),
        "url": "Url",
        "dateStarted": say("Started"),
        "dateFinished": say("Finished"),
        "projects": say("Projects"),
        "note": say("Note"),
    }

    def __init__(self, data: QueryDict, dialect: Dialect, projects: Sequence[str]) -> None:
        super().__init__(data, auto_id="deploy-%s")
        self._posted = data
        self.dialect = dialect
        self.fields["projects"].error_messages["required"] = say("Choose at least one.")
        #: Those of the release.
        self.release_projects = tuple(projects)
        #: The times to come that the person was asked about, as the form carries them along.
        self.asked_about: str = data.get("ahead", "")
        self._started: datetime | None = None
        self._finished: datetime | None = None

    @classmethod
    def open(cls, given: QueryDict, zone: str, dialect: Dialect, projects: Sequence[str]) -> Self:
        """Return the form as it is first shown: for all projects, with whatever the address carries filled in."""
        data = given.copy()
        data.setdefault("time_zone", zone)
        # Whether a time to come is meant is for the person to say.
        data.pop("ahead", None)
        if "projects" not in data:
            data.setlist("projects", list(projects))
        return cls(data, dialect, projects).renumbered().leave_unchecked()

    @property
    def new(self) -> NewDeploy:
        """What to record; only of a valid form. The projects are told only where they are not all."""
        clean = self.cleaned_data
        is_for_all = set(clean["projects"]) == set(self.release_projects)
        return NewDeploy(
            environment=clean["environment"],
            name=clean["name"],
            url=clean["url"],
            date_started=self._started,
            date_finished=self._finished,
            projects=() if is_for_all else clean["projects"],
        )

    @property
    def first_to_look_at(self) -> str:
        """The name of the first field that something is wrong with, or else of the first."""
        return next((name for name in self.labels if name in self.errors), "environment")

    def renumbered(self) -> Self:
        """Give the form a number that was never used, so that it may record a deploy of its own."""
        data = self._posted.copy()
        data["submission"] = secrets.token_hex(16)
        self.data = self._posted = data
        return self

    def leave_unchecked(self) -> Self:
        """Show what was typed without saying what is wrong with it yet."""
        self._errors = ErrorDict()
        return self

    def name_zone(self) -> Self:
        """Show the zone that the dates are read in, also where none is named, or one that does not exist."""
        data = self._posted.copy()
        data["time_zone"] = self.zone.key
        self.data = self._posted = data
        return self

    def clean_environment(self) -> str:
        """Refuse what the server takes for no environment."""
        name: str = self.cleaned_data["environment"]
        if not _NOT_IN_ENVIRONMENTS.isdisjoint(name):
            raise forms.ValidationError(say("Invalid value for environment"))
        check_visible(name)
        return name

    def clean_name(self) -> str:
        """Refuse what nobody could read."""
        name: str = self.cleaned_data["name"]
        check_visible(name)
        return name

    def clean_url(self) -> str:
        """Refuse what the server takes for no address, and what it has no room for."""
        url: str = self.cleaned_data["url"]
        if url:
            check_visible(url)
            check_url(url)
            if len(url) > self.dialect.url_limit:
                raise forms.ValidationError(TOO_LONG % {"limit_value": self.dialect.url_limit})
        return url

    def clean_projects(self) -> tuple[str, ...]:
        """Refuse projects that the release does not belong to."""
        chosen: tuple[str, ...] = self.cleaned_data["projects"]
        foreign = [slug for slug in chosen if slug not in self.release_projects]
        if foreign:
            raise forms.ValidationError(
                say("Invalid projects (%(slugs)s): the release does not belong there.", slugs=", ".join(foreign))
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """Read both dates, and hold them against each other."""
        self._started = self.read_instant("dateStarted", self.cleaned_data.get("dateStarted", ""))
        self._finished = self.read_instant("dateFinished", self.cleaned_data.get("dateFinished", ""))
        if self._started and "dateFinished" not in self.errors:
            self._check_order(self._started)
        self._ask_about_times_to_come()
        return self.cleaned_data

    def add_refusals(self, error: InvalidInputError) -> None:
        """Put the server's own words beside the fields that they are about."""
        told = [(field, sentence) for field, sentences in error.field_errors.items() for sentence in sentences]
        for field, sentence in told or [("", error.detail or error.message)]:
            self.add_error(field if field in self.labels else None, sentence)

    def _check_order(self, started: datetime) -> None:
        if self._finished is None and started > datetime.now(UTC):
            self.add_error("dateStarted", say("It starts later than now, when it finishes. Say when it finishes."))
        elif self._finished is not None and started > self._finished:
            self.add_error("dateStarted", say("It starts after it finishes."))

    def _ask_about_times_to_come(self) -> None:
        """Have each time that is still to come confirmed by a second press: no deploy can be taken back."""
        now, answered, asked = datetime.now(UTC), self.asked_about.split(), []
        for name, instant in (("dateStarted", self._started), ("dateFinished", self._finished)):
            if instant is None or instant <= now + _CLOCKS_DIFFER or name in self.errors:
                continue
            text = as_json_value(instant) or ""
            asked.append(text)
            if text not in answered:
                self.add_error(name, say(_STILL_TO_COME, when=dates.moment(instant, self.zone, now).relative))
        self.asked_about = " ".join(asked)
