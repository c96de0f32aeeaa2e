"""The commands that people type."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.loading import read_lines
from releases_ui.demo_api.rate_limit import RateLimit
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, User

PASSWORD = "correct horse battery staple"


def run(*arguments: str) -> tuple[str, str]:
    """Return what a command prints, and what it prints as errors."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "is_staff"), [("viewer", False), ("editor", False), ("admin", True)])
def test_create_user_adds_a_person_with_a_role(role: str, is_staff: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", PASSWORD)

    out, _ = run("create_user", "ada", "--role", role)

    person = User.objects.get(username="ada")
    assert (person.role, person.is_staff, person.check_password(PASSWORD)) == (role, is_staff, True)
    assert out == f"ada can sign in, as {role}.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "password"), [("ada", "short"), ("ada", "password1234"), ("no blanks", PASSWORD), ("", PASSWORD)]
)
def test_create_user_refuses_a_weak_password_and_an_odd_name(
    name: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", password)

    with pytest.raises(CommandError):
        run("create_user", name, "--role", "viewer")

    assert not User.objects.exists()


@pytest.mark.django_db
def test_create_user_leaves_an_existing_person_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", "another long password")
    User.objects.create_user(username="ada", password=PASSWORD, role=Role.VIEWER)

    with pytest.raises(CommandError, match="ada exists already, as viewer"):
        run("create_user", "ada", "--role", "admin")

    person = User.objects.get(username="ada")
    assert (person.role, person.check_password(PASSWORD)) == ("viewer", True)


@pytest.mark.django_db
def test_create_user_refuses_a_name_that_somebody_has_in_another_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", PASSWORD)
    User.objects.create_user(username="ada", password=PASSWORD)

    with pytest.raises(CommandError, match="Somebody is called ada already"):
        run("create_user", "Ada", "--role", "viewer")


@pytest.mark.django_db
def test_create_user_with_update_changes_the_role_and_not_the_password() -> None:
    User.objects.create_user(username="ada", password=PASSWORD, role=Role.VIEWER)

    run("create_user", "ada", "--role", "admin", "--update")

    person = User.objects.get(username="ada")
    assert (person.role, person.is_superuser, person.check_password(PASSWORD)) == ("admin", True, True)


@pytest.mark.django_db
def test_create_user_leaves_the_last_admin_one() -> None:
    User.objects.create_user(username="ada", password=PASSWORD, role=Role.ADMIN)

    with pytest.raises(CommandError, match="ada is the only admin who can sign in"):
        run("create_user", "ada", "--role", "viewer", "--update")

    assert User.objects.get(username="ada").role == "admin"


@pytest.mark.django_db
def test_create_user_writes_a_name_as_the_sign_in_page_reads_it(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setenv("DASHBOARD_PASSWORD", PASSWORD)

    run("create_user", "ａｄａ", "--role", "viewer")

    signed_in = client.post("/accounts/login/", {"username": "ａｄａ", "password": PASSWORD})
    assert (User.objects.get().username, signed_in.status_code) == ("ada", 302)


def table(out: str) -> dict[str, str]:
    """Return the rows that check_sentry prints."""
    rows = [line.strip().split("  ", 1) for line in out.splitlines() if line.startswith("  ")]
    return {row[0]: row[-1].strip() for row in rows}


def test_check_sentry_tells_what_the_token_can_do(sentry: DemoServer, settings: Settings) -> None:
    sentry.add_token("weak-token", ["project:read"])
    settings.SENTRY_AUTH_TOKEN = "weak-token"

    out, _ = run("check_sentry")

    told = table(out)
    assert told["Dialect"] == "Sentry, found out."
    assert told["Releases"] == "can be listed"
    assert told["The token's scopes"] == "project:read (a token of Admin)"
    assert told["Browse releases"] == "works: Tried just now."
    assert told["Download files"] == "not allowed: It takes the scope project:write."
    assert told["Pick from environments"].startswith("refused: Sentry does not allow this token to list environments.")
    assert "weak-token" not in out


def test_check_sentry_knows_glitchtip(glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.0")

    out, _ = run("check_sentry")

    told = table(out)
    assert told["Dialect"] == "GlitchTip, found out."
    assert told["Create and edit releases"] == "allowed: By the scope project:releases; not tried."
    assert told["Record deploys"] == "not there: GlitchTip keeps no deploys."
    assert glitchtip.token not in out


def test_check_sentry_warns_of_a_clock_that_is_off(sentry: DemoServer) -> None:
    headers = {"Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
    sentry.plan(Fault("status", path_contains="/releases/?", code=200, body=[], headers=headers))

    out, _ = run("check_sentry")

    assert table(out)["The server's clock"].startswith("clocks differ: About ")
    assert "dates picked as now are off by as much" in out


def test_check_sentry_tells_the_rate_limit(settings: Settings) -> None:
    with DemoServer(rate_limit=RateLimit(limit=100, window_s=3600)) as server:
        settings.SENTRY_URL, settings.SENTRY_AUTH_TOKEN = server.url, server.token

        out, _ = run("check_sentry")

    assert " of 100 calls left until " in table(out)["Rate limit"]


def test_check_sentry_fails_where_nothing_answers(settings: Settings) -> None:
    settings.SENTRY_URL = "http://127.0.0.1:9/"

    with pytest.raises(CommandError, match="The server cannot be reached"):
        run("check_sentry")


def test_check_sentry_fails_on_a_bad_token(either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_AUTH_TOKEN = "a-wrong-token"

    with pytest.raises(CommandError, match="does not accept the token") as raised:
        run("check_sentry")

    assert "a-wrong-token" not in str(raised.value)


def test_check_sentry_fails_on_an_organization_that_is_not_there(either: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ("acme", "nowhere")

    with pytest.raises(CommandError, match=r"^The releases of nowhere cannot be listed\.$"):
        run("check_sentry")


def test_check_sentry_fails_without_an_organization(settings: Settings) -> None:
    settings.SENTRY_ORG = ()

    with pytest.raises(CommandError, match="SENTRY_ORG is missing"):
        run("check_sentry")


def test_check_sentry_prints_nothing_that_moves_the_cursor(sentry: DemoServer) -> None:
    sentry.plan(Fault("alter", path_contains="/api/0/", times=0, fields={"name": "Acme\x1b[2J\rAdmin"}))

    out, _ = run("check_sentry")

    assert "organization acme (Acme [2J Admin)" in out.splitlines()


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
