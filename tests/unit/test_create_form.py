"""The create form, its rows, and pasted JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import QueryDict

from releases_ui.forms.create import NewReleaseForm
from releases_ui.forms.paste import PasteError, read_paste
from releases_ui.forms.rows import MAX_ROWS, read_rows, write_rows
from releases_ui.sentry_api.dialect import Dialect
from releases_ui.sentry_api.errors import InvalidInputError
from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.sentry import SentryDialect
from releases_ui.sentry_api.wishes import NewCommit, NewRef, NewRelease

SENTRY, GLITCHTIP = SentryDialect(), GlitchTipDialect()
UNSEEN = "This holds characters that cannot be seen. Type it anew."
TEN = "2026-08-25T10:00:00Z"


def posted(**fields: str | list[str]) -> QueryDict:
    """Return the least that can be created, and `fields`; an underscore pair in a name is a dash."""
    data = QueryDict(mutable=True)
    for name, value in {"version": "1.0", "projects": ["web"], **fields}.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


def problems(dialect: Dialect = SENTRY, **fields: str | list[str]) -> dict[str, str]:
    """Return what is wrong with the form, by the id of the field."""
    form = NewReleaseForm(posted(**fields), dialect)
    form.is_valid()
    return {problem.anchor: problem.sentence for problem in form.problems}


def test_draft_holds_what_was_typed_without_blank_rows() -> None:
    form = NewReleaseForm(
        posted(
            version="  1.0 ",
            projects=["web", "api, web", "ios"],
            ref=" abc ",
            dateReleased="2026-08-25 12:00",
            time_zone="Europe/Berlin",
            commits__0__id="c1",
            commits__0__timestamp=TEN,
            commits__1__id=" ",
            refs__0__repository="acme/shop",
            refs__0__commit="a..b",
        ),
        SENTRY,
    )

    assert form.is_valid()
    assert form.draft == NewRelease(
        version="  1.0 ",
        projects=("web", "api", "ios"),
        ref="abc",
        date_released=datetime(2026, 8, 25, 10, tzinfo=UTC),
        commits=(NewCommit(id="c1", timestamp=datetime(2026, 8, 25, 10, tzinfo=UTC)),),
        refs=(NewRef(repository="acme/shop", commit="a..b"),),
    )


def test_unchecked_form_says_nothing_about_what_is_missing() -> None:
    form = NewReleaseForm(posted(version="", commits__0__message="no id yet"), SENTRY).leave_unchecked()

    assert form.problems == []


@pytest.mark.parametrize(
    ("version", "on_sentry", "on_glitchtip"),
    [
        ("", "This field may not be blank.", "This field may not be blank."),
        ("latest", "Release with name latest is not allowed", None),
        (" LATEST ", "Release with name  LATEST  is not allowed", None),
        (
            "..",
            "Release with name .. is not allowed",
            '".." in an address means another place, so it cannot be opened.',
        ),
        (" . ", "Release with name  .  is not allowed", None),
        (
            "a/b",
            "Release with name a/b is not allowed",
            "It holds a slash, which servers take for the end of the version.",
        ),
        ("a\tb", "Release with name a\tb is not allowed", UNSEEN),
        ("a\fb", "Release with name a\fb is not allowed", UNSEEN),
        ("a\u202eb", UNSEEN, UNSEEN),
        ("👩\u200d🚀", None, None),
        ("x" * 201, "Ensure this field has no more than 200 characters.", None),
        ("🚀" * 200, None, None),
        (
            "x" * 251,
            "Ensure this field has no more than 200 characters.",
            "Ensure this field has no more than 250 characters.",
        ),
        ("stats", 'On Sentry the address of "stats" belongs to another endpoint.', None),
        ("...", None, None),
        ("%2F", None, None),
    ],
)
def test_version_is_refused_as_the_server_would(version: str, on_sentry: str | None, on_glitchtip: str | None) -> None:
    found = [problems(dialect, version=version).get("new-version") for dialect in (SENTRY, GLITCHTIP)]

    assert found == [on_sentry, on_glitchtip]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"url": "https://x y"}, {"new-url": "Enter a valid URL."}),
        ({"note": "x" * 1001}, {"new-note": "Ensure this value has at most 1000 characters (it has 1001)."}),
        ({"note": "line\r\n" * 200}, {}),
        ({"url": f"https://x.test/{'x' * 200}"}, {"new-url": "Ensure this field has no more than 200 characters."}),
        ({"url": "ftp://x.test/a"}, {}),
        ({"ref": "r" * 200}, {}),
        ({"projects": [""]}, {"new-projects": "Choose at least one: nobody can see a release without a project."}),
        ({"commits__0__message": "x"}, {"commits-0-id": "This field is required."}),
        ({"commits__0__id": "a", "commits__1__id": "a"}, {"commits-1-id": "The same commit as on row 1."}),
        ({"commits__0__id": "a", "commits__1__id": "a", "commits__1__repository": "x/y"}, {}),
        (
            {"commits__0__id": "a", "commits__0__timestamp": "yesterday"},
            {"commits-0-timestamp": "Write it as ISO 8601, such as 2026-08-20T12:03:30+02:00."},
        ),
        (
            {"commits__0__id": "a", "commits__0__timestamp": "0001-01-01T00:00:00+02:00"},
            {"commits-0-timestamp": "Write it as ISO 8601, such as 2026-08-20T12:03:30+02:00."},
        ),
        (
            {"refs__0__repository": "x/y", "refs__0__commit": "a..b..c"},
            {"refs-0-commit": "Write one commit, or two with .. between them."},
        ),
        (
            {"refs__0__repository": "x/y", "refs__0__commit": "c" * 65},
            {"refs-0-commit": "Commit too long - max is 64 chars"},
        ),
        (
            {"refs__0__repository": "x/y", "refs__0__commit": f"a..{'c' * 65}"},
            {"refs-0-commit": "Start or end commit too long - max is 64 chars each"},
        ),
        (
            {"refs__0__repository": "x/y", "refs__0__commit": "b", "refs__0__previousCommit": "p" * 65},
            {"refs-0-previousCommit": "Ensure this field has no more than 64 characters."},
        ),
    ],
)
def test_faults_stand_beside_their_fields(fields: dict[str, Any], expected: dict[str, str]) -> None:
    assert problems(SENTRY, **fields) == expected


def test_note_is_kept_with_one_character_a_line_break() -> None:
    form = _valid(posted(note=f"{'x' * 998}\r\ny"))

    assert form.cleaned_data["note"] == f"{'x' * 998}\ny"


@pytest.mark.parametrize(
    ("named", "shown"),
    [({"time_zone": "US/Eastern"}, "US/Eastern"), ({"time_zone": "Mars/Olympus"}, "UTC"), ({}, "UTC")],
)
def test_zone_that_is_shown_is_the_one_that_the_date_is_read_in(named: dict[str, str], shown: str) -> None:
    form = NewReleaseForm(posted(**named), SENTRY).name_zone()

    assert form["time_zone"].value() == shown


def test_url_is_not_checked_where_the_server_takes_none() -> None:
    assert problems(GLITCHTIP, url="nonsense") == {}


def test_words_of_the_server_go_to_their_fields_and_sections() -> None:
    form = NewReleaseForm(posted(), SENTRY)
    form.is_valid()

    form.add_refusals(
        InvalidInputError(
            "Refused.",
            field_errors={
                "projects": ["Invalid project slugs"],
                "commits": ["id: Too long"],
                "": ["No"],
                "owner": ["Hm"],
            },
        )
    )

    assert [(problem.anchor, problem.label, problem.sentence) for problem in form.problems] == [
        ("new-projects", "Projects", "Invalid project slugs"),
        ("", "", "No"),
        ("", "", "Hm"),
        ("commits", "Commits", "id: Too long"),
    ]


# rows


def test_rows_are_numbered_anew_and_counted_by_what_is_there() -> None:
    data = posted(commits__7__id="b", commits__3__id="a", commits__TOTAL_FORMS="1", commits__x__id="no")

    rows = read_rows(data, "commits")

    assert rows == {3: {"id": "a"}, 7: {"id": "b"}}
    assert read_rows(write_rows(data, "commits", rows.values()), "commits").keys() == {0, 1}
    assert [row.commit.id for row in _valid(data).commits] == ["a", "b"]


def test_more_rows_than_the_form_takes_are_a_fault() -> None:
    data = posted(**{f"refs__{number}__commit": "" for number in range(MAX_ROWS + 1)})

    assert not NewReleaseForm(data, SENTRY).is_valid()


def _valid(data: QueryDict) -> NewReleaseForm:
    form = NewReleaseForm(data, SENTRY)
    assert form.is_valid()
    return form


# pasted JSON


def test_pasted_body_replaces_what_it_names_and_keeps_the_rest() -> None:
    body = {
        "version": " 2.0 ",
        "ref": None,
        "dateReleased": "2026-08-25T10:00:00",
        "projects": ["api", "ios"],
        "commits": [{"id": "c1", "patch_set": []}, {"id": "c2", "author_name": "Ann", "patch_set": []}],
        "refs": [{"repository": "x/y", "commit": "b", "previousCommit": "a"}],
        "status": "open",
    }
    data = posted(ref="old", url="https://x.test/", commits__0__id="old", commits__2__id="old", paste="…")

    pasted = read_paste(json.dumps(body))
    filled = pasted.fill(data)

    assert {name: filled[name] for name in ("version", "ref", "url", "dateReleased", "paste")} == {
        "version": " 2.0 ",
        "ref": "",
        "url": "https://x.test/",
        "dateReleased": "2026-08-25T10:00:00Z",
        "paste": "",
    }
    assert filled.getlist("projects") == ["api", "ios"]
    assert [row["id"] for row in read_rows(filled, "commits").values()] == ["c1", "c2"]
    assert read_rows(filled, "refs") == {0: {"repository": "x/y", "commit": "b", "previousCommit": "a"}}
    assert pasted.taken == ["version", "ref", "dateReleased", "projects", "2 commits", "1 ref"]
    assert pasted.left_out == ["patch_set of commits", "status"]


def test_pasted_list_is_one_of_commits() -> None:
    assert read_paste('[{"id": "c1"}]').rows == {"commits": [{"id": "c1"}]}


def test_pasted_date_that_cannot_be_read_is_left_for_the_form_to_refuse() -> None:
    assert read_paste('{"dateReleased": "2026-08-25"}').texts == {"dateReleased": "2026-08-25"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  ", "Nothing was pasted."),
        ('{"version": "1",\n "ref": }', "This is not JSON: line 2, column 9: Expecting value."),
        ("3", "Paste an object with a version, or a list of commits."),
        ('{"version": 1.10}', "version is not a text in quotes."),
        ('{"projects": "web"}', "projects is not a list in brackets."),
        ('{"projects": [1]}', "Each of projects is not a text in quotes."),
        ('{"refs": {}}', "refs is not a list in brackets."),
        ("[1]", "Commit 1 is not an object in braces."),
        ('[{"id": "a"}, {"id": 7}]', "In commit 2, id is not a text in quotes."),
        ('{"ref": "\\ud800"}', "It holds half a character, such as \\ud800, which no text can carry."),
        ("[" * 100_000, "A number in it is too long, or it is nested too deeply."),
        (json.dumps([{}] * (MAX_ROWS + 1)), "It has 1,501 commits; the form takes 1,500."),
    ],
)
def test_bad_json_is_explained(text: str, words: str) -> None:
    with pytest.raises(PasteError) as raised:
        read_paste(text)

    assert str(raised.value) == words
