"""The newer `sentry` command line as a judge of the embedded API; `make test` fetches it where npm is found."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from releases_ui.demo_api.server import DemoServer
from tests.outside import Program, environment_for, make_repository, missing

pytestmark = pytest.mark.judge

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "var/judges/node_modules/sentry/dist/bin.cjs"


def find_node() -> str:
    """Return a Node of version 20 or newer: this machine's, or the one that Playwright brings."""
    nodes = (shutil.which("node"), compute_driver_executable()[0])
    found = next((node for node in nodes if node and Path(node).exists() and _major(node) >= 20), None)
    if found is None:
        missing("Node 20 or newer was not found.")
    return found


def _major(node: str) -> int:
    """Return the version; 0 of one that does not run here."""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return int(done.stdout.removeprefix("v").partition(".")[0]) if done.returncode == 0 else 0


@pytest.fixture
def commits(tmp_path: Path) -> list[str]:
    """The commits of a repository, newest first."""
    return make_repository(tmp_path / "repository", ["Add the shop", "Fix the cart", "Speed up search"])


@pytest.fixture
def cli(sentry: DemoServer, commits: list[str], tmp_path: Path) -> Program:
    """The command line, in that repository."""
    if not PROGRAM.exists():
        missing("The sentry command line is not in var/judges; `make test` fetches it with npm.")
    environment = environment_for(sentry, tmp_path / "home")
    return Program((find_node(), str(PROGRAM)), environment, tmp_path / "repository")


def release(cli: Program, *arguments: str) -> Any:
    """Return what `sentry release …` prints as JSON."""
    return json.loads(cli.run("release", *arguments, "--json"))


def test_it_is_the_version_that_was_chosen(cli: Program) -> None:
    assert cli.run("--version").strip() == "0.45.0"


def test_list_names_the_open_releases_newest_first(cli: Program, sentry: DemoServer) -> None:
    for version in ("shop@1.0.0", "shop@1.1.0"):
        sentry.add(version=version)
    sentry.add(version="shop@0.9.0", status="archived")

    printed = release(cli, "list", "acme/")

    assert [row["version"] for row in printed["data"]] == ["shop@1.1.0", "shop@1.0.0"]


def test_view_shows_what_the_api_holds(cli: Program, sentry: DemoServer) -> None:
    held = sentry.add(
        version="shop@1.1.0",
        projects=["web", "backend"],
        ref="abc",
        url="https://shop.acme.test/",
        dateReleased="2026-01-02T03:04:05.678901Z",
        commits=[{"id": "a" * 40, "message": "Speed up search", "author_email": "ada@acme.test"}],
    )

    shown = release(cli, "view", "acme/shop@1.1.0")

    # What is asked for besides: health of each project, and adoption.
    projects = [{key: project[key] for key in project if key != "healthData"} for project in shown.pop("projects")]
    assert projects == held.pop("projects")
    assert shown == held | {"adoptionStages": {}}


def test_create_creates_a_release_that_is_not_released(cli: Program, sentry: DemoServer) -> None:
    release(
        *(cli, "create", "acme/shop@1.1.0", "--project", "web"),
        *("--ref", "abc", "--url", "https://shop.acme.test/"),
    )

    made = sentry.release("shop@1.1.0")
    assert [project["slug"] for project in made["projects"]] == ["web"]
    assert (made["ref"], made["url"], made["dateReleased"]) == ("abc", "https://shop.acme.test/", None)


def test_set_commits_stores_those_of_the_repository(cli: Program, sentry: DemoServer, commits: list[str]) -> None:
    sentry.add(version="shop@1.1.0")

    release(cli, "set-commits", "acme/shop@1.1.0", "--local")

    held = sentry.release("shop@1.1.0")
    assert held["commitCount"] == 3
    assert held["lastCommit"]["id"] == commits[0]
    assert [(author["name"], author["email"]) for author in held["authors"]] == [("Ada Byron", "ada@acme.test")]


def test_finalize_sets_the_date_and_nothing_else(cli: Program, sentry: DemoServer) -> None:
    before = sentry.add(version="shop@1.1.0", ref="abc", url="https://shop.acme.test/")

    release(cli, "finalize", "acme/shop@1.1.0", "--released", "2026-01-02T03:04:05Z")

    assert sentry.release("shop@1.1.0") == before | {"dateReleased": "2026-01-02T03:04:05Z"}


def test_archive_archives(cli: Program, sentry: DemoServer) -> None:
    before = sentry.add(version="shop@1.1.0")

    release(cli, "archive", "acme/shop@1.1.0")

    assert sentry.release("shop@1.1.0") == before | {"status": "archived"}


def test_restore_reports_success_and_leaves_the_release_archived(cli: Program, sentry: DemoServer) -> None:
    """It restores by PUT, which Sentry answers with success and ignores; so does the embedded API."""
    sentry.add(version="shop@1.1.0", status="archived")

    release(cli, "restore", "acme/shop@1.1.0")

    assert sentry.release("shop@1.1.0")["status"] == "archived"


def test_deploy_adds_a_deploy_which_deploys_lists(cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.1.0")

    release(cli, "deploy", "acme/shop@1.1.0", "production", "blue", "--url", "https://ci.acme.test/7")

    held = sentry.release("shop@1.1.0")
    last = held["lastDeploy"]
    assert held["deployCount"] == 1
    assert (last["environment"], last["name"], last["url"]) == ("production", "blue", "https://ci.acme.test/7")
    assert release(cli, "deploys", "acme/shop@1.1.0") == [last]


def test_delete_removes_the_release(cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.0")
    sentry.add(version="shop@1.1.0")

    release(cli, "delete", "acme/shop@1.1.0", "--yes")

    assert sentry.versions() == ["shop@1.0.0"]


def test_an_awkward_version_is_created_and_deleted(cli: Program, sentry: DemoServer) -> None:
    sentry.add(version="neighbour")

    release(cli, "create", "acme/a b#c%?é+1", "--project", "web")
    made = sentry.versions()
    release(cli, "delete", "acme/a b#c%?é+1", "--yes")

    assert made == ["a b#c%?é+1", "neighbour"]
    assert sentry.versions() == ["neighbour"]
