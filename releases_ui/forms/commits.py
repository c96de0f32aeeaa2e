"""The form that changes the commits of a release that exists: what is to become of them, and the rows for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from releases_ui.forms.rows import RowForm, write_rows
from releases_ui.forms.rows_form import RowsForm
from releases_ui.forms.unseen import SubmissionField, UndoesField
from releases_ui.models import Change
from releases_ui.presentation.commits_preview import Shown
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.sentences import say
from releases_ui.sentry_api.wishes import NewCommit
from releases_ui.services.commit_changes import SKIP
from releases_ui.services.commit_lists import as_json
from releases_ui.services.commits import Seen, Wish

#: What is to become of the commits, as it is posted and as it reads.
REPLACE, REFS, CLEAR = "commits", "refs", "clear"
CHOICES = ((REPLACE, say("Replace them")), (REFS, say("Add refs")), (CLEAR, say("Clear them")))
_ACTIONS = {
    REPLACE: Change.Action.COMMITS,
    REFS: Change.Action.REFS,
    CLEAR: Change.Action.CLEAR_COMMITS,
}
_TYPED = {"what", "note", "undoes"}
#: Characters of a message's first line, and of an author, that a preview carries along.
_CARRIED = 100


class CommitsForm(RowsForm):
    """What to do with the commits of a release. Only the rows of what was chosen are read."""

    what = forms.ChoiceField(choices=CHOICES, error_messages={"required": say("Choose one of the three.")})
    undoes = UndoesField()
    #: The digest of the list that the preview showed, and the commits in it.
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    #: Names that preview, so that sending it twice writes once.
    submission = SubmissionField()

    field_order = ("what", "note", "undoes", "seen", "shown", "submission")
    labels: ClassVar[Mapping[str, str]] = {"what": say("What to do"), **RowsForm.labels}

    def __init__(self, data: QueryDict, dialect: Dialect) -> None:
        super().__init__(data, dialect, auto_id="change-%s")

    @property
    def chosen(self) -> str:
        """What was chosen, as it is posted."""
        return str(self.data.get("what", ""))

    @property
    def rows(self) -> Iterator[RowForm]:
        """The rows of what was chosen; the others keep what was typed, and nothing is wrong with them."""
        if self.chosen == REPLACE:
            yield from self.commits
        elif self.chosen == REFS:
            yield from self.refs

    @property
    def wish(self) -> Wish:
        """What is asked for; only of a valid form."""
        what = self.cleaned_data["what"]
        return Wish(
            action=_ACTIONS[what],
            commits=self.new_commits if what == REPLACE else (),
            refs=self.new_refs if what == REFS else (),
        )

    @property
    def preview_seen(self) -> Seen:
        """The preview that is sent; only of a valid form."""
        return Seen(self.cleaned_data["seen"], self.cleaned_data["submission"] or None)

    @property
    def typed_pairs(self) -> list[tuple[str, str]]:
        """All that was typed, to be carried along by a page that asks for it to be sent."""
        names = [name for name in self.data if name in _TYPED or name.startswith(("commits-", "refs-"))]
        return [(name, str(value)) for name in names for value in self._data.getlist(name)]

    @property
    def last_shown(self) -> Shown | None:
        """The list that the last preview showed; `None` where it does not say."""
        try:
            told = json.loads(self.data.get("shown", ""))
            rows = [tuple(map(str, row)) for row in told["commits"]]
            commits = (
                NewCommit(repository=repository, id=name, message=title, author_name=author)
                for repository, name, title, author in rows
            )
            return Shown(datetime.fromisoformat(told["at"]).astimezone(UTC), tuple(commits))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return None

    def clean(self) -> dict[str, Any]:
        """Ask for rows of what was chosen, and compare them with each other."""
        self._leave_unsent_unchecked()
        if self.chosen == REPLACE:
            self.check_rows()
            self._check_commits()
        elif self.chosen == REFS and not any(row.has_changed() for row in self.refs):
            self.add_error("what", say("Add at least one ref."))
        return self.cleaned_data

    def _leave_unsent_unchecked(self) -> None:
        """Forget what is wrong with rows of which nothing is sent."""
        for kind, rows in ((REPLACE, self.commits), (REFS, self.refs)):
            for row in rows if self.chosen != kind else ():
                row.leave_unchecked()

    def _check_commits(self) -> None:
        filled = [row for row in self.commits if row.has_changed()]
        if not filled:
            self.add_error("what", say("Add at least one commit. For a release without commits choose to clear them."))
        elif all(SKIP in (row["message"].value() or "") for row in filled):
            self.add_error(
                "what",
                say(
                    "%(label)s leaves out commits with %(skip)s in the message: all of these.",
                    label=self.dialect.label,
                    skip=SKIP,
                ),
            )


def rows_of(commits: Sequence[NewCommit], data: QueryDict) -> QueryDict:
    """Return `data` with these commits as rows, to be replaced by them."""
    filled = write_rows(data, "commits", as_json(commits))
    filled["what"] = REPLACE
    return filled


def shown_text(commits: Sequence[NewCommit], at: datetime) -> str:
    """Return the commits of a list that was asked for `at` a time as a page carries them, to tell later what moved."""
    rows = [
        (one.repository, one.id, one.message.strip().partition("\n")[0][:_CARRIED], _author(one)[:_CARRIED])
        for one in commits
    ]
    return json.dumps({"at": at.isoformat(), "commits": rows}, separators=(",", ":"))


def _author(commit: NewCommit) -> str:
    return commit.author_name or commit.author_email
