"""Programs that we did not write, run against the embedded API with nothing of this machine around them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from releases_ui.demo_api.server import DemoServer

#: Where a program that ignored the address it was given would get nowhere.
_NOWHERE = "http://127.0.0.1:9"
_WHEN = "2026-01-02T03:04:05+01:00"


@dataclass(frozen=True)
class Program:
    """A command line that talks to the embedded API."""

    command: tuple[str, ...]
    environment: dict[str, str]
    folder: Path

    def run(self, *arguments: str) -> str:
        """Return what the program prints; it has to succeed."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Return how the program ended."""
        return subprocess.run(
            [*self.command, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def environment_for(server: DemoServer, home: Path) -> dict[str, str]:
    """Return an environment that leads to `server` and to no other host, with an empty home."""
    home.mkdir(exist_ok=True)
    folders = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "SENTRY_CONFIG_DIR")
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        **dict.fromkeys(folders, str(home)),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "SENTRY_URL": server.url,
        "SENTRY_ORG": server.org,
        "SENTRY_AUTH_TOKEN": server.token,
        "SENTRY_LOAD_DOTENV": "0",
        # Nobody is told about our tests, and nothing asks for a newer version of itself.
        "SENTRY_CLI_NO_TELEMETRY": "1",
        "SENTRY_CLI_NO_UPDATE_CHECK": "1",
        "SENTRY_DISABLE_UPDATE_CHECK": "1",
        "DO_NOT_TRACK": "1",
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
        "no_proxy": "127.0.0.1",
    }


def make_repository(folder: Path, messages: list[str]) -> list[str]:
    """Make a real git repository with one commit for each message; return their hashes, newest first."""
    folder.mkdir()
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "remote", "add", "origin", "https://github.com/acme/web.git")
    for number, message in enumerate(messages):
        (folder / f"file-{number}.txt").write_text(message)
        _git(folder, "add", ".")
        _git(folder, "commit", "--quiet", "--message", message)
    return _git(folder, "log", "--format=%H").split()


def _git(folder: Path, *arguments: str) -> str:
    roles = ("GIT_AUTHOR", "GIT_COMMITTER")
    people = {f"{role}_{key}": value for role in roles for key, value in _PERSON.items()}
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **people}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


_PERSON = {"NAME": "Ada Byron", "EMAIL": "ada@acme.test", "DATE": _WHEN}


def missing(reason: str) -> NoReturn:
    """Skip a test for want of a program; fail it where everything has to be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
