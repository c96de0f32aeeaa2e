"""From JSON to payloads: what is missing, null, odd or unreadable."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releases_ui.sentry_api.decoding import decode_one, decode_rows
from releases_ui.sentry_api.errors import BrokenUpstreamError
from releases_ui.sentry_api.organization_payloads import ApiRoot, Project
from releases_ui.sentry_api.payloads import (
    Author,
    Commit,
    Deploy,
    ProjectRef,
    Release,
    ReleaseFile,
    ReleaseMeta,
    Repository,
    UnreadableRow,
    VersionInfo,
    VersionParts,
)


def test_release_of_glitchtip_has_nothing_where_keys_are_missing() -> None:
    body = b"""{"ref": "main", "dateReleased": null, "version": "web@1", "dateCreated": "2026-01-02T03:04:05.678Z",
        "shortVersion": "web@1", "projects": [{"name": "Web", "slug": "web"}], "url": null, "data": {},
        "deployCount": 0}"""

    release = decode_one(body, Release)

    assert release == Release(
        version="web@1",
        short_version="web@1",
        ref="main",
        date_created=datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
        projects=(ProjectRef(slug="web", name="Web"),),
        data={},
        deploy_count=0,
    )


def test_release_of_sentry_is_read_whole() -> None:
    body = b"""{"id": 7, "version": "web@1.2+3", "status": "open",
        "versionInfo": {"package": "web", "version": {"raw": "1.2+3", "major": 1, "minor": 2, "patch": 0, "pre": null,
        "buildCode": "3", "components": 2}, "description": "1.2 (3)", "buildHash": null},
        "owner": {"id": "1", "name": "Ada", "email": "ada@acme.test", "username": "ada"}, "commitCount": 1,
        "lastCommit": {"id": "c0ffee", "message": null, "dateCreated": "2026-01-02T03:04:05Z", "pullRequest": null,
        "repository": {"id": "1", "name": "acme/web", "provider": {"id": "unknown", "name": "Unknown Provider"}},
        "author": {}, "releases": []}, "lastDeploy": {"id": "9", "environment": "production"}, "newGroups": 4,
        "authors": [{"name": "Ada", "email": "ada@acme.test"}], "userAgent": "curl/8", "firstEvent": null,
        "projects": [{"id": 3, "slug": "web", "name": "Web", "hasHealthData": false, "platforms": []}],
        "currentProjectMeta": {}, "adoptionStages": {"web": {"stage": "adopted"}}, "somethingNew": [1]}"""

    release = decode_one(body, Release)

    parts = VersionParts(raw="1.2+3", major=1, minor=2, patch=0, build_code="3", components=2)
    assert release.version_info == VersionInfo(package="web", version=parts, description="1.2 (3)")
    assert release.owner == Author(id="1", name="Ada", email="ada@acme.test", username="ada")
    assert release.last_commit is not None
    assert release.last_commit.author == Author()
    assert release.last_commit.repository is not None
    assert release.last_commit.repository.name == "acme/web"
    assert release.last_deploy == Deploy(id="9", environment="production")
    assert release.projects == (ProjectRef(id=3, slug="web", name="Web", has_health_data=False),)
    assert (release.commit_count, release.new_groups, release.user_agent) == (1, 4, "curl/8")
    assert release.adoption_stages == {"web": {"stage": "adopted"}}


def test_nulls_count_as_missing_also_where_a_list_belongs() -> None:
    release = decode_one(b'{"version": "1", "authors": null, "projects": null, "commitCount": null}', Release)

    assert release == Release(version="1")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-02T03:04:05.123456Z", datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+05:30", datetime(2026, 1, 1, 21, 34, 5, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999Z", datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_times_are_aware_and_in_utc(text: str, instant: datetime) -> None:
    release = decode_one(json.dumps({"version": "1", "dateReleased": text}).encode(), Release)

    assert release.date_released == instant
    assert release.date_released is not None
    assert release.date_released.tzinfo is UTC


@pytest.mark.parametrize(
    ("odd", "version"),
    [
        ('{"version": "2", "lastCommit": {"message": "no id"}}', "2"),
        ('{"version": "2", "lastCommit": 5}', "2"),
        ('{"version": "2", "dateReleased": "0001-01-01T00:00:00+02:00"}', "2"),
        ('{"version": "2", "dateReleased": "yesterday"}', "2"),
        ('{"version": "2", "commitCount": NaN}', "2"),
        ('{"version": "2", "ref": "half \\ud800"}', "2"),
        ('{"version": "half \\ud800"}', None),
        ('{"version": 2}', None),
        ('{"ref": "a"}', None),
        ("null", None),
        ("[]", None),
        ('"text"', None),
    ],
)
def test_one_odd_row_is_unreadable_and_loses_no_other(odd: str, version: str | None) -> None:
    rows = decode_rows(f'[{{"version": "1"}}, {odd}, {{"version": "3"}}]'.encode(), Release)

    assert [rows[0], rows[2]] == [Release(version="1"), Release(version="3")]
    assert isinstance(rows[1], UnreadableRow)
    assert rows[1].version == version
    assert rows[1].reason.endswith(".")


def test_a_number_that_is_none_harms_nothing_where_nobody_reads_it() -> None:
    assert decode_rows(b'[{"version": "1", "healthData": NaN}]', Release) == [Release(version="1")]


def test_an_unreadable_row_keeps_two_thousand_characters() -> None:
    (row,) = decode_rows(json.dumps([{"version": 5, "ref": "a" * 9000}]).encode(), Release)

    assert isinstance(row, UnreadableRow)
    assert len(row.raw) == 2000
    assert row.raw.startswith('{"version": 5, "ref": "aaa')


def test_an_unreadable_row_is_shown_as_json_without_a_character_that_cannot_be_written_down() -> None:
    (row,) = decode_rows(rb'[{"version": "\ud800", "ref": "\u0000"}]', Release)

    assert row == UnreadableRow(
        version=None,
        reason="It holds text that is not valid Unicode.",
        raw=r'{"version": "\ud800", "ref": "\u0000"}',
    )


def test_a_page_that_is_no_json_is_told_without_a_character_that_cannot_be_written_down() -> None:
    with pytest.raises(BrokenUpstreamError) as caught:
        decode_rows(b'["a\0b"]', Release)

    assert caught.value.detail == '["a\ufffdb"]'


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'[{"version": "1"}', b'"text"', b"[" * 100_000, b"\xff\xfe"])
def test_anything_but_a_list_is_a_broken_answer(body: bytes) -> None:
    with pytest.raises(BrokenUpstreamError):
        decode_rows(body, Release)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"ref": "a"}', b'{"version": "\\ud800"}', b"<html>"])
def test_anything_but_a_release_is_a_broken_answer(body: bytes) -> None:
    with pytest.raises(BrokenUpstreamError):
        decode_one(body, Release)


def test_ids_may_be_numbers_or_text() -> None:
    projects = decode_rows(b'[{"slug": "a", "id": 1}, {"slug": "b", "id": "2"}, {"slug": "c"}]', Project)

    assert [project.id for project in projects if isinstance(project, Project)] == [1, "2", None]


def test_a_commit_may_have_an_empty_author_and_an_empty_repository() -> None:
    rows = decode_rows(b'[{"id": "c0ffee", "author": {}, "repository": {}}]', Commit)

    assert rows == [Commit(id="c0ffee", author=Author(), repository=Repository())]


def test_a_file_of_glitchtip_has_no_size() -> None:
    (row,) = decode_rows(b'[{"id": "130", "sha1": "ab", "headers": null, "name": "~/a.js"}]', ReleaseFile)

    assert row == ReleaseFile(id="130", sha1="ab", name="~/a.js")


def test_counts_of_a_release_are_read_by_their_camel_case_names() -> None:
    body = b"""{"version": "1", "commitFilesChanged": 8, "releaseFileCount": 2, "isArtifactBundle": true,
        "released": "2026-01-02T03:04:05Z"}"""

    meta = decode_one(body, ReleaseMeta)

    assert meta == ReleaseMeta(
        version="1",
        commit_files_changed=8,
        release_file_count=2,
        is_artifact_bundle=True,
        released=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def test_the_root_keeps_scopes_and_user_and_no_token() -> None:
    body = (
        b'{"version": "0", "auth": {"scopes": ["org:read"], "token": "hush-hush"}, "user": {"id": "1", "name": "Ada"}}'
    )

    root = decode_one(body, ApiRoot)

    assert (root.version, root.scopes, root.user) == ("0", ("org:read",), Author(id="1", name="Ada"))
    assert "hush-hush" not in repr(root)


def test_the_root_says_nothing_of_scopes_to_strangers() -> None:
    assert decode_one(b'{"version": "0", "auth": null, "user": null}', ApiRoot).scopes == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
release_keys = st.sampled_from(["version", "ref", "dateReleased", "authors", "lastCommit", "commitCount", "projects"])
rows_of_anything = st.lists(json_values | st.dictionaries(release_keys, json_values, max_size=5), max_size=5)


@settings(deadline=None)
@given(rows=rows_of_anything)
def test_any_list_in_json_becomes_as_many_rows(rows: list[object]) -> None:
    decoded = decode_rows(json.dumps(rows).encode(), Release)

    assert len(decoded) == len(rows)
    assert all(isinstance(row, Release | UnreadableRow) for row in decoded)


@settings(deadline=None)
@given(body=st.binary(max_size=200))
def test_any_bytes_become_rows_or_one_error(body: bytes) -> None:
    with suppress(BrokenUpstreamError):
        assert isinstance(decode_rows(body, Release), list)
