"""What a real Sentry was seen to answer: create, update, delete, and who may."""

from typing import Any

import pytest

from tests.contract_api import Api

DIALECT = "sentry"

WRONG_DATE = (
    "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
)
MISSING = {"detail": "The requested resource does not exist"}
FORBIDDEN = {"detail": "You do not have permission to perform this action."}
RELEASE_KEYS = [
    "id",
    "version",
    "status",
    "shortVersion",
    "versionInfo",
    "ref",
    "url",
    "dateReleased",
    "dateCreated",
    "data",
    "newGroups",
    "owner",
    "commitCount",
    "lastCommit",
    "deployCount",
    "lastDeploy",
    "authors",
    "projects",
    "firstEvent",
    "lastEvent",
    "currentProjectMeta",
    "userAgent",
]


def test_create_answers_the_whole_release(api: Api) -> None:
    created = api.create(ref="abc", url="https://example.test/1")

    assert list(created) == RELEASE_KEYS
    assert {key: created[key] for key in ("status", "ref", "url", "dateReleased", "commitCount", "authors")} == {
        "status": "open",
        "ref": "abc",
        "url": "https://example.test/1",
        "dateReleased": None,
        "commitCount": 0,
        "authors": [],
    }


def test_create_of_an_existing_version_answers_208_and_ignores_the_metadata(api: Api) -> None:
    version = api.create(ref="abc")["version"]

    body = {"version": version, "projects": [api.project], "ref": "x", "dateReleased": "2026-01-01T00:00:00Z"}
    reply = api.call("POST", api.releases(), body)

    assert (reply.status, reply.json["ref"], reply.json["dateReleased"]) == (208, "abc", None)


def test_create_of_an_existing_version_with_another_project_answers_201(api: Api) -> None:
    api.needs_embedded("this needs a second project")
    version = api.create()["version"]

    reply = api.call("POST", api.releases(), {"version": version, "projects": ["web", "backend"]})

    assert (reply.status, [project["slug"] for project in reply.json["projects"]]) == (201, ["web", "backend"])


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"version": None}, {"version": ["This field may not be null."]}),
        ({"version": ""}, {"version": ["This field may not be blank."]}),
        ({"version": True}, {"version": ["Not a valid string."]}),
        ({"version": "a/b"}, {"version": ["Release with name a/b is not allowed"]}),
        ({"version": ".."}, {"version": ["Release with name .. is not allowed"]}),
        ({"version": " Latest "}, {"version": ["Release with name  Latest  is not allowed"]}),
        ({"version": "x" * 201}, {"version": ["Ensure this field has no more than 200 characters."]}),
        ({"version": "a\x00b"}, {"version": ["Null characters are not allowed."]}),
        ({"version": "a\ud800"}, {"version": ["Surrogate characters are not allowed: U+D800."]}),
        ({"projects": None}, {"projects": ["This field may not be null."]}),
        ({"projects": "web"}, {"projects": ['Expected a list of items but got type "str".']}),
        ({"projects": ["no-such-project"]}, {"projects": ["Invalid project slugs"]}),
        ({"url": "javascript:1"}, {"url": ["Enter a valid URL."]}),
        ({"url": "https://ci/build"}, {"url": ["Enter a valid URL."]}),
        ({"ref": "x" * 201}, {"ref": ["Ensure this field has no more than 200 characters."]}),
        ({"dateReleased": ""}, {"dateReleased": [WRONG_DATE]}),
        ({"dateReleased": "2026-01-01"}, {"dateReleased": [WRONG_DATE]}),
        ({"dateReleased": "2026-02-30T00:00:00Z"}, {"dateReleased": [WRONG_DATE]}),
        ({"status": "closed"}, {"status": ["Invalid status closed"]}),
        ({"status": None}, {"status": ["This field may not be null."]}),
        ({"commits": None}, {"commits": ["This field may not be null."]}),
        ({"commits": [{"message": "x"}]}, {"commits": {"id": ["This field is required."]}}),
        (
            {"refs": [{"repository": "a", "commit": "b.."}]},
            {"refs": {"commit": ["Commit cannot begin or end with .."]}},
        ),
    ],
)
def test_create_refuses_a_field_in_its_words(api: Api, fields: dict[str, Any], errors: dict[str, Any]) -> None:
    reply = api.call("POST", api.releases(), {"version": "contract-refused", "projects": [api.project], **fields})

    assert (reply.status, reply.json) == (400, errors)
    assert api.call("GET", api.releases("contract-refused")).status == 404


def test_create_names_every_fault_at_once(api: Api) -> None:
    body = {"version": "a/b", "projects": ["nope"], "url": "x y", "dateReleased": "yesterday"}

    reply = api.call("POST", api.releases(), body)

    assert (reply.status, sorted(reply.json)) == (400, ["dateReleased", "url", "version"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-01-01T09:30", "2026-01-01T09:30:00Z"),
        ("2026-01-01 09:30:01", "2026-01-01T09:30:01Z"),
        ("2026-01-02T03:04:05.123456+02:00", "2026-01-02T01:04:05.123456Z"),
        ("2026-01-02T03:04:05.100Z", "2026-01-02T03:04:05.100000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_a_date_is_kept_to_the_microsecond_in_utc(api: Api, given: str, kept: str) -> None:
    created = api.create(dateReleased=given)

    assert created["dateReleased"] == kept


def test_create_with_empty_texts_stores_them_as_texts(api: Api) -> None:
    created = api.create(ref="", url="")

    assert (created["ref"], created["url"]) == ("", "")


@pytest.mark.parametrize(
    "version",
    [
        "  padded  ",
        "a+b",
        "a#b?c=d&e",
        "100% done",
        "%2F not a slash",
        'say "hi"',
        "日本語 🚀",
        "تطبيق",
        "new",
        "a|b",
    ],
)
def test_an_awkward_version_comes_back_as_itself(api: Api, version: str) -> None:
    api.create(version=version)

    reply = api.call("GET", api.releases(version))

    assert (reply.status, reply.json["version"]) == (200, version)


def test_create_with_a_url_longer_than_its_column_breaks_and_stores_nothing(api: Api) -> None:
    url = "https://example.test/" + "x" * 180

    reply = api.call("POST", api.releases(), {"version": "contract-long", "projects": [api.project], "url": url})

    assert (reply.status, reply.json["detail"]) == (500, "Internal Error")
    assert api.call("GET", api.releases("contract-long")).status == 404


def test_create_without_projects_leaves_a_ghost_that_a_project_wakes(api: Api) -> None:
    api.needs_embedded("a ghost could not be removed")

    ghost = api.call("POST", api.releases(), {"version": "ghost", "projects": []})
    hidden = api.call("GET", api.releases("ghost"))
    woken = api.call("POST", api.releases(), {"version": "ghost", "projects": ["web"]})

    assert (ghost.status, hidden.status, woken.status) == (500, 404, 201)
    assert api.call("GET", api.releases("ghost")).status == 200


def test_unknown_repository_in_refs_is_refused_although_the_release_is_made(api: Api) -> None:
    api.needs_embedded("the release would have to be cleaned up by hand")
    refs = [{"repository": "nope/nope", "commit": "abc"}]

    reply = api.call("POST", api.releases(), {"version": "made", "projects": ["web"], "refs": refs})

    assert (reply.status, reply.json) == (400, {"refs": ["Invalid repository names: nope/nope"]})
    assert api.call("GET", api.releases("made")).status == 200


def test_commits_with_times_on_some_break_although_the_release_is_made(api: Api) -> None:
    api.needs_embedded("the release would have to be cleaned up by hand")
    commits = [{"id": "a", "timestamp": "2026-01-01T00:00:00Z"}, {"id": "b"}]

    reply = api.call("POST", api.releases(), {"version": "made", "projects": ["web"], "commits": commits})

    assert reply.status == 500
    assert api.call("GET", api.releases("made")).json["commitCount"] == 0


def test_update_sets_one_field_and_leaves_the_others(api: Api) -> None:
    version = api.create(ref="a", url="https://example.test/1", dateReleased="2026-01-02T03:04:05.000007Z")["version"]

    reply = api.call("PUT", api.releases(version), {"ref": "  b  "})

    assert (reply.status, reply.json["ref"], reply.json["url"], reply.json["dateReleased"]) == (
        200,
        "b",
        "https://example.test/1",
        "2026-01-02T03:04:05.000007Z",
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ref": None, "url": None, "dateReleased": None},
        {"ref": "", "url": ""},
        {"ref": "  "},
        {"commits": []},
        {"version": "other", "projects": [], "dateCreated": "2020-01-01T00:00:00Z"},
    ],
)
def test_update_without_a_value_answers_200_and_changes_nothing(api: Api, body: dict[str, Any]) -> None:
    before = api.create(ref="a", url="https://example.test/1", dateReleased="2026-01-02T03:04:05Z")

    reply = api.call("PUT", api.releases(before["version"]), body)

    assert (reply.status, reply.json) == (200, before)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"ref": "new", "dateReleased": ""}, {"dateReleased": [WRONG_DATE]}),
        ({"ref": "new", "url": "x y"}, {"url": ["Enter a valid URL."]}),
        ({"ref": "new", "status": ""}, {"status": ["This field may not be blank."]}),
    ],
)
def test_update_with_a_faulty_field_changes_no_field(api: Api, body: dict[str, Any], errors: dict[str, Any]) -> None:
    version = api.create(ref="a")["version"]

    reply = api.call("PUT", api.releases(version), body)

    assert (reply.status, reply.json) == (400, errors)
    assert api.call("GET", api.releases(version)).json["ref"] == "a"


def test_update_with_an_unknown_repository_is_refused_after_the_fields_were_saved(api: Api) -> None:
    version = api.create(ref="a")["version"]

    reply = api.call("PUT", api.releases(version), {"ref": "b", "refs": [{"repository": "nope/nope", "commit": "c"}]})

    assert reply.status == 400
    assert api.call("GET", api.releases(version)).json["ref"] == "b"


def test_update_archives_but_only_create_reopens(api: Api) -> None:
    version = api.create()["version"]

    archived = api.call("PUT", api.releases(version), {"status": "archived"})
    still = api.call("PUT", api.releases(version), {"status": "open"})
    restored = api.call("POST", api.releases(), {"version": version, "projects": [], "status": "open"})

    assert [reply.json["status"] for reply in (archived, still, restored)] == ["archived", "archived", "open"]
    assert [reply.status for reply in (archived, still, restored)] == [200, 200, 208]


def test_empty_refs_clear_the_commits(api: Api) -> None:
    version = api.create(commits=[{"id": "1" * 40, "repository": "acme/contract", "message": "One"}])["version"]

    reply = api.call("PUT", api.releases(version), {"refs": []})

    assert (reply.json["commitCount"], reply.json["lastCommit"], reply.json["authors"]) == (0, None, [])


def test_commits_are_listed_newest_first_and_those_that_ask_are_left_out(api: Api) -> None:
    commits = [
        {
            "id": f"{number:040}",
            "repository": "acme/contract",
            "message": text,
            "timestamp": f"2026-01-0{number}T00:00:00Z",
        }
        for number, text in ((1, "old"), (3, "new"), (2, "left out #skipsentry"))
    ]

    created = api.create(commits=commits)
    listed = api.call("GET", api.releases(created["version"], "commits")).json

    assert [commit["message"] for commit in listed] == ["new", "old"]
    assert (created["commitCount"], created["lastCommit"]["message"]) == (2, "new")


def test_delete_answers_204_once_then_404(api: Api) -> None:
    version = api.create()["version"]

    replies = [api.call("DELETE", api.releases(version)) for _ in range(2)]

    assert [(reply.status, reply.content) for reply in replies] == [
        (204, b""),
        (404, b'{"detail":"The requested resource does not exist"}'),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"newGroups": 3}, "This release is referenced by active issues and cannot be removed."),
        ({"hasIssues": True}, "This release is referenced by active issues and cannot be removed."),
        ({"hasHealthData": True}, "This release has health data and cannot be removed."),
    ],
)
def test_delete_is_refused_where_something_needs_the_release(api: Api, line: dict[str, Any], sentence: str) -> None:
    api.plant(version="needed", **line)

    reply = api.call("DELETE", api.releases("needed"))

    assert (reply.status, reply.json) == (400, {"detail": sentence})
