"""`pull_releases`, which copies releases into a file and only reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.loading import read_lines
from releases_ui.demo_api.server import DemoServer
from tests.commands import run


def fill(server: DemoServer) -> None:
    """Add releases with everything that a copy has to keep."""
    server.add(version="shop@1.0.0", dateCreated="2026-01-01T00:00:00Z", projects=["web", "backend"], status="archived")
    server.add(
        version="shop@1.1.0",
        projects=["web"],
        ref="abc",
        url="https://shop.acme.test/",
        dateCreated="2026-01-02T00:00:00Z",
        dateReleased="2026-01-02T03:04:05.678901Z",
        newGroups=3,
        userAgent="sentry-cli/2.0",
        commits=[
            {"id": "b" * 40, "repository": "acme/web", "message": "Later", "author_name": "Ada",
             "author_email": "ada@acme.test", "timestamp": "2026-01-01T12:00:00Z"},
            {"id": "a" * 40, "repository": "acme/web", "message": "Earlier", "timestamp": "2026-01-01T11:00:00Z"},
        ],
        deploys=[{"environment": "production", "name": "blue", "dateFinished": "2026-01-02T04:00:00Z"}],
        files=[{"name": "~/app.js", "content": "1", "dist": "web"}],
    )  # fmt: skip
    server.add(version="..", dateCreated="2026-01-03T00:00:00Z")


def without_ids(value: Any) -> Any:
    """Return JSON without what each server gives for itself: numbers, and when it first saw a repository."""
    if isinstance(value, dict):
        return {key: without_ids(item) for key, item in value.items() if key not in {"id", "repository"}}
    return [without_ids(item) for item in value] if isinstance(value, list) else value


def test_pull_releases_copies_what_the_api_shows(sentry: DemoServer, tmp_path: Path) -> None:
    fill(sentry)
    out = tmp_path / "releases.jsonl.gz"

    run("pull_releases", "--out", str(out), "--pause", "0")

    with DemoServer(db=tmp_path / "copy.sqlite3") as copy:
        copy.load(read_lines(out))
        assert copy.versions() == sentry.versions()
        for version in sentry.versions():
            assert without_ids(copy.release(version)) == without_ids(sentry.release(version))


def test_pull_releases_keeps_the_files_of_a_release(sentry: DemoServer, tmp_path: Path) -> None:
    fill(sentry)
    out = tmp_path / "releases.jsonl"

    run("pull_releases", "--out", str(out), "--pause", "0")

    (line,) = [line for line in read_lines(out) if line["version"] == "shop@1.1.0"]
    (file,) = line["files"]
    assert (file["name"], file["dist"], file["size"]) == ("~/app.js", "web", 1)


def test_pull_releases_with_a_limit_takes_the_newest_and_says_what_it_left_out(
    sentry: DemoServer, tmp_path: Path
) -> None:
    fill(sentry)
    out = tmp_path / "releases.jsonl"

    _, err = run("pull_releases", "--out", str(out), "--pause", "0", "--limit", "2")

    assert [line["version"] for line in read_lines(out)] == ["shop@1.1.0", ".."]
    assert "Wrote 2 releases of acme" in err
    assert "Left out: files of 1 releases" in err


def test_pull_releases_waits_where_the_server_asks_to_slow_down(sentry: DemoServer, tmp_path: Path) -> None:
    fill(sentry)
    sentry.plan(Fault("status", path_contains="/commits/", code=429, headers={"Retry-After": "0"}))
    out = tmp_path / "releases.jsonl"

    run("pull_releases", "--out", str(out), "--pause", "0")

    assert [len(line.get("commits", [])) for line in read_lines(out)] == [0, 2, 0]


def test_pull_releases_only_reads(sentry: DemoServer, tmp_path: Path) -> None:
    fill(sentry)

    run("pull_releases", "--out", str(tmp_path / "releases.jsonl"), "--pause", "0")

    assert {seen.method for seen in sentry.requests} == {"GET"}


def test_pull_releases_that_fails_leaves_no_file(sentry: DemoServer, tmp_path: Path) -> None:
    fill(sentry)
    sentry.plan(Fault("status", path_contains="/files/", code=500, times=10))

    with pytest.raises(CommandError):
        run("pull_releases", "--out", str(tmp_path / "releases.jsonl"), "--pause", "0")

    assert list(tmp_path.glob("releases*")) == []


def test_pull_releases_into_a_missing_folder_fails_before_it_calls(sentry: DemoServer, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        run("pull_releases", "--out", str(tmp_path / "missing" / "releases.jsonl"))

    assert sentry.requests == []


def test_pull_releases_copies_from_glitchtip(glitchtip: DemoServer, tmp_path: Path) -> None:
    glitchtip.add(version="shop@1.1.0", ref="abc", dateReleased="2026-01-02T03:04:05Z")
    out = tmp_path / "releases.jsonl"

    run("pull_releases", "--out", str(out), "--pause", "0")

    (line,) = [json.loads(text) for text in out.read_text().splitlines()]
    assert (line["version"], line["ref"], line["dateReleased"]) == ("shop@1.1.0", "abc", "2026-01-02T03:04:05Z")
