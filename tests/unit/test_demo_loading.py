"""Loading releases from lines."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from releases_ui.demo_api.loading import LineError, read_lines
from releases_ui.demo_api.server import DemoServer


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(projects=()) as demo:
        yield demo


def test_a_line_may_carry_what_the_api_would_not_take(server: DemoServer) -> None:
    release = server.add(
        version="x/" * 120,
        projects=["shop", {"slug": "app", "name": "The App", "platform": "android"}],
        dateCreated="2020-01-01T00:00:00.000001+02:00",
        status="archived",
        userAgent="sentry-cli/1",
        owner={"email": "ada@acme.test", "name": "Ada"},
        newGroups={"shop": 2, "app": 3},
        firstEvent="2020-01-02T00:00:00Z",
        lastEvent="2020-01-03T00:00:00Z",
        adoptionStages={"shop": {"stage": "adopted", "adopted": None, "unadopted": None}},
        deploys=[
            {"environment": "qa", "dateFinished": "2020-01-04T00:00:00Z"},
            {"environment": "production", "dateFinished": "2020-01-05T00:00:00Z", "name": "d"},
        ],
        files=[{"name": "a", "content": "é", "dist": "1"}, {"name": "b", "contentBase64": "AP8="}],
    )

    expected: dict[str, Any] = {
        "version": "x/" * 120,
        "versionInfo": None,
        "status": "archived",
        "dateCreated": "2019-12-31T22:00:00.000001Z",
        "userAgent": "sentry-cli/1",
        "newGroups": 5,
        "firstEvent": "2020-01-02T00:00:00Z",
        "lastEvent": "2020-01-03T00:00:00Z",
        "deployCount": 2,
    }
    assert {key: release[key] for key in expected} == expected
    assert (release["owner"]["name"], release["lastDeploy"]["name"]) == ("Ada", "d")
    assert [(one["slug"], one["name"], one["newGroups"]) for one in release["projects"]] == [
        ("shop", "Shop", 2),
        ("app", "The App", 3),
    ]


def test_without_a_creation_the_released_date_stands_for_it(server: DemoServer) -> None:
    release = server.add(version="v", dateReleased="2020-01-01T00:00:00Z")

    assert release["dateCreated"] == "2020-01-01T00:00:00Z"


def test_an_impossible_offset_is_read_as_utc(server: DemoServer) -> None:
    release = server.add(version="v", commits=[{"id": "a", "timestamp": "2011-09-08T02:38:50+518:00"}])

    assert release["lastCommit"]["dateCreated"] == "2011-09-08T02:38:50Z"


def test_versions_that_exist_stay_as_they_are(server: DemoServer) -> None:
    server.add(version="v", ref="a")

    made = server.load([{"version": "v", "ref": "b", "projects": ["web"]}, {"version": "w", "projects": ["web"]}])

    assert (made, server.release("v")["ref"]) == (1, "a")


def test_adding_a_version_twice_is_refused(server: DemoServer) -> None:
    server.add(version="v")

    with pytest.raises(ValueError, match="exists"):
        server.add(version="v")


@pytest.mark.parametrize(
    "line",
    [
        {"projects": ["web"]},
        {"version": 7},
        {"version": "w", "dateReleased": "soon"},
        {"version": "lone \ud800"},
        {"version": "w", "projects": ["web"], "commits": ["x"]},
    ],
)
def test_a_line_that_cannot_be_stored_is_named_and_nothing_is_stored(server: DemoServer, line: dict[str, Any]) -> None:
    with pytest.raises(LineError, match="Line 2 "):
        server.load([{"version": "v", "projects": ["web"]}, line])

    assert server.versions() == []


@pytest.mark.parametrize("name", ["lines.jsonl", "lines.jsonl.gz"])
def test_files_are_read_plain_and_packed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = '{"version": "ü"}\n\n{"version": "w"}\n'.encode()
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)

    assert list(read_lines(path)) == [{"version": "ü"}, {"version": "w"}]


@pytest.mark.parametrize("line", ["{", "[]"])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "lines"
    path.write_text('{"version": "v"}\n' + line)

    with pytest.raises(LineError, match="Line 2 "):
        list(read_lines(path))


@pytest.mark.real_data
@pytest.mark.skipif("RELEASES_FILE" not in os.environ, reason="RELEASES_FILE names no file of releases")
def test_real_releases_are_loaded_whole(server: DemoServer) -> None:
    lines = list(read_lines(Path(os.environ["RELEASES_FILE"])))

    server.load(lines)

    counts = {line["version"]: len({json.dumps([c["repository"], c["id"]]) for c in line["commits"]}) for line in lines}
    assert {version: server.release(version)["commitCount"] for version in counts} == counts
