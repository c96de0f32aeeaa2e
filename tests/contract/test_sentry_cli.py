"""`sentry-cli` as a judge of the embedded API: what it was told to do is what the API then holds."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from releases_ui.demo_api.server import DemoServer
from releases_ui.sentry_api import shell
from tests.outside import Program, environment_for, make_repository

pytestmark = pytest.mark.judge

MESSAGES = ["Add the shop", "Fix the cart", "Speed up search"]


@pytest.fixture
def commits(tmp_path: Path) -> list[str]:
    """The commits of a repository, newest first."""
    return make_repository(tmp_path / "repository", MESSAGES)


@pytest.fixture
def cli(sentry: DemoServer, commits: list[str], tmp_path: Path) -> Program:
    """sentry-cli in that repository, for the project web."""
    environment = environment_for(sentry, tmp_path / "home") | {"SENTRY_PROJECT": "web"}
    return Program((str(Path(sys.executable).parent / "sentry-cli"),), environment, tmp_path / "repository")


def cells(table: str) -> list[list[str]]:
    """Return the rows of a table drawn with characters, its heading first."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "|" in line]


def test_it_is_the_version_that_was_chosen(cli: Program) -> None:
    assert cli.run("--version").strip() == "sentry-cli 3.8.2"


def test_info_knows_the_scopes_of_the_token(cli: Program, sentry: DemoServer) -> None:
    sentry.add_token("reader-token", ["project:read", "org:read"])
    cli.environment["SENTRY_AUTH_TOKEN"] = "reader-token"

    printed = cli.run("info")

    assert [line.strip() for line in printed.splitlines() if line.startswith("    - ")] == [
        "- project:read",
        "- org:read",
    ]


def test_list_names_the_releases_of_a_project_newest_first(cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0", dateCreated="2026-01-01T00:00:00Z")
    sentry.add(version="shop@1.1.0", dateCreated="2026-01-03T00:00:00Z")
    sentry.add(version="api@7", dateCreated="2026-01-02T00:00:00Z", projects=["backend"])

    printed = cli.run("releases", "list", "--raw")

    assert printed.splitlines() == ["shop@1.1.0", "shop@1.0.0"]


def test_list_without_a_project_names_those_of_the_organization_with_their_projects(
    cli: Program, sentry: DemoServer
) -> None:
    sentry.add(version="shop@1.0.0", dateCreated="2026-01-01T00:00:00Z")
    sentry.add(version="api@7", dateCreated="2026-01-02T00:00:00Z", projects=["backend"])
    del cli.environment["SENTRY_PROJECT"]

    printed = cli.run("releases", "list", "--show-projects")

    assert [row[1:3] for row in cells(printed)] == [
        ["Version", "Projects"],
        ["api@7", "backend"],
        ["shop@1.0.0", "web"],
    ]


def test_info_shows_projects_and_commits_of_a_release(cli: Program, sentry: DemoServer) -> None:
    sentry.add(
        version="shop@1.0.0",
        projects=["web", "backend"],
        dateCreated="2026-01-01T00:00:00Z",
        commits=[{"id": "b" * 40, "message": "Later"}, {"id": "a" * 40, "message": "Earlier"}],
    )

    printed = cli.run("releases", "info", "shop@1.0.0", "-P", "-C")

    heading, *rows = cells(printed)
    assert heading == ["Version", "Date created", "Projects", "Commits"]
    assert rows == [
        ["shop@1.0.0", "2026-01-01 00:00:00 UTC", "web", "b" * 40],
        ["", "", "backend", "a" * 40],
    ]


def test_info_of_an_unknown_release_fails(cli: Program) -> None:
    assert cli.attempt("releases", "info", "shop@9.9.9").returncode == 1


def test_new_creates_a_release_that_is_not_released(cli: Program, sentry: DemoServer) -> None:
    cli.run("releases", "new", "shop@1.1.0", "--url", "https://shop.acme.test/1.1.0")

    made = sentry.release("shop@1.1.0")
    assert [project["slug"] for project in made["projects"]] == ["web"]
    assert made["url"] == "https://shop.acme.test/1.1.0"
    assert made["ref"] is None
    assert made["dateReleased"] is None
    assert made["userAgent"].startswith("sentry-cli/3.8.2")


def test_new_with_finalize_releases_it(cli: Program, sentry: DemoServer) -> None:
    cli.run("releases", "new", "shop@1.1.0", "--finalize")

    assert sentry.release("shop@1.1.0")["dateReleased"] is not None


@pytest.mark.parametrize("version", ["a b#c%?é+1", "shop@1.0&x='y'", "%2F..%2f", "new", "commits", "🚀"])
def test_new_and_delete_reach_an_awkward_version(version: str, cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="neighbour")
    cli.run("releases", "new", version)
    after_new = sentry.versions()

    cli.run("releases", "delete", version)

    assert after_new == [version, "neighbour"]
    assert sentry.versions() == ["neighbour"]


def test_set_commits_stores_those_of_the_repository(cli: Program, sentry: DemoServer, commits: list[str]) -> None:
    sentry.add(version="shop@1.1.0")

    cli.run("releases", "set-commits", "shop@1.1.0", "--local")

    release = sentry.release("shop@1.1.0")
    shown = cells(cli.run("releases", "info", "shop@1.1.0", "-C"))
    assert release["commitCount"] == 3
    assert release["lastCommit"]["id"] == commits[0]
    assert release["lastCommit"]["message"].strip() == "Speed up search"
    assert release["lastCommit"]["dateCreated"] == "2026-01-02T02:04:05Z"
    assert [(author["name"], author["email"]) for author in release["authors"]] == [("Ada Byron", "ada@acme.test")]
    assert [row[-1] for row in shown[1:]] == commits


def test_set_commits_of_the_next_release_stops_at_the_one_before(
    cli: Program, sentry: DemoServer, commits: list[str]
) -> None:
    sentry.add(
        version="shop@1.0.0", dateCreated="2026-01-01T00:00:00Z", commits=[{"id": commits[2], "repository": "origin"}]
    )
    sentry.add(version="shop@1.1.0", dateCreated="2026-01-03T00:00:00Z")

    cli.run("releases", "set-commits", "shop@1.1.0", "--local")

    assert sentry.release("shop@1.1.0")["commitCount"] == 2


def test_set_commits_with_clear_removes_them(cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.1.0", commits=[{"id": "a" * 40, "message": "Gone"}])

    cli.run("releases", "set-commits", "shop@1.1.0", "--clear")

    assert sentry.release("shop@1.1.0")["commitCount"] == 0


def test_finalize_sets_the_date_and_nothing_else(cli: Program, sentry: DemoServer) -> None:
    before = sentry.add(version="shop@1.1.0", ref="abc", url="https://shop.acme.test/")

    cli.run("releases", "finalize", "shop@1.1.0", "--released", "1767323045")

    assert sentry.release("shop@1.1.0") == before | {"dateReleased": "2026-01-02T03:04:05Z"}


def test_archive_and_restore_change_the_status_and_nothing_else(cli: Program, sentry: DemoServer) -> None:
    before = sentry.add(version="shop@1.1.0", ref="abc", dateReleased="2026-01-02T03:04:05.678901Z")

    cli.run("releases", "archive", "shop@1.1.0")
    archived = sentry.release("shop@1.1.0")
    cli.run("releases", "restore", "shop@1.1.0")

    assert archived == before | {"status": "archived"}
    assert sentry.release("shop@1.1.0") == before


def test_delete_removes_the_release(cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0")
    sentry.add(version="shop@1.1.0")

    cli.run("releases", "delete", "shop@1.1.0")

    assert sentry.versions() == ["shop@1.0.0"]


def test_deploys_new_adds_a_deploy(cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.1.0")

    cli.run(
        *("deploys", "new", "--release", "shop@1.1.0", "--env", "production", "--name", "blue"),
        *("--url", "https://ci.acme.test/7", "--started", "1767323045", "--finished", "1767323105"),
    )

    release = sentry.release("shop@1.1.0")
    assert release["deployCount"] == 1
    assert {key: value for key, value in release["lastDeploy"].items() if key != "id"} == {
        "environment": "production",
        "name": "blue",
        "url": "https://ci.acme.test/7",
        "dateStarted": "2026-01-02T03:04:05Z",
        "dateFinished": "2026-01-02T03:05:05Z",
    }


def test_deploys_list_shows_the_deploys(cli: Program, sentry: DemoServer) -> None:
    deploys = [{"environment": "staging", "name": "green"}, {"environment": "production", "name": "blue"}]
    sentry.add(version="shop@1.1.0", deploys=deploys)

    printed = cli.run("deploys", "list", "--release", "shop@1.1.0")

    assert sorted(row[:2] for row in cells(printed)[1:]) == [["production", "blue"], ["staging", "green"]]


def test_every_call_was_understood(cli: Program, sentry: DemoServer) -> None:
    cli.run("releases", "new", "shop@1.1.0")
    cli.run("releases", "set-commits", "shop@1.1.0", "--local")

    assert [(seen.method, seen.path.partition("/acme/")[2], seen.status) for seen in sentry.requests] == [
        ("POST", "releases/", 201),
        ("GET", "repos/", 200),
        ("POST", "releases/", 208),
        ("GET", "releases/shop@1.1.0/previous-with-commits/", 200),
        ("PUT", "releases/shop@1.1.0/", 200),
    ]


@pytest.mark.parametrize("version", ["shop@1.1.0", "-v", "a b'$(x)`y`\\"])
def test_command_that_the_dashboard_shows_sets_date_and_url(version: str, cli: Program, sentry: DemoServer) -> None:
    sentry.add(version=version, ref="a1")
    options = ("--released", "2026-02-03T04:05:06.789000Z", "--url", "https://shop.acme.test/new")

    program, *arguments = shlex.split(shell.finalize(sentry.url, sentry.org, version, options))
    cli.run(*arguments)

    kept = sentry.release(version)
    assert program == "sentry-cli"
    assert (kept["ref"], kept["url"]) == ("a1", "https://shop.acme.test/new")
    assert kept["dateReleased"] == "2026-02-03T04:05:06.789000Z"
