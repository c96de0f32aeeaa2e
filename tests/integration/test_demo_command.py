"""`make demo`, from nothing to a list of releases, as a newcomer meets it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
LAST_LINE = "to begin anew."


@dataclass(frozen=True)
class Demo:
    """A demo that runs, and what it said when it started."""

    process: subprocess.Popen[str]
    said: str

    @property
    def link(self) -> str:
        """The one-time link."""
        (found,) = re.findall(r"\S+/accounts/link/\S+/", self.said)
        return str(found)

    @property
    def api(self) -> str:
        """The address of the embedded API."""
        (found,) = re.findall(r"API it runs on:  (\S+)", self.said)
        return str(found)


@contextmanager
def running(folder: Path, port: int) -> Iterator[Demo]:
    """Start the demo, wait until it has said all, and stop it by Ctrl-C in the end, as a terminal does."""
    environment = {"PATH": os.environ["PATH"], "DEMO_FOLDER": str(folder), "PORT": str(port)}
    command = [sys.executable, "manage.py", "demo"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            lines: list[str] = []
            for line in process.stdout:
                lines.append(line)
                if LAST_LINE in line:
                    break
            yield Demo(process, "".join(lines))
        finally:
            # To the whole group, which a terminal reaches; not to its head alone.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=30)


@pytest.fixture
def port() -> int:
    """A port that is free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(url: str) -> bool:
    """Return whether somebody answers there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", urlsplit(url).port)) == 0


def test_demo_serves_a_list_behind_a_link_that_works_once(tmp_path: Path, port: int) -> None:
    with running(tmp_path, port) as demo, requests.Session() as session, requests.Session() as other:
        page = session.get(demo.link, timeout=10)
        again = other.get(demo.link, timeout=10)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    assert page.url == f"http://127.0.0.1:{port}/acme/releases/"
    assert len(BeautifulSoup(page.text, "html.parser").select("tr[data-version]")) > 10
    assert again.status_code == 410
    assert {modes[name] for name in ("accounts.json", "api-token", "secret-key")} == {0o600}


def test_demo_stops_everything_that_it_started(tmp_path: Path, port: int) -> None:
    with running(tmp_path, port) as demo:
        before = [is_listening(demo.api), is_listening(demo.link)]

    assert before == [True, True]
    assert [is_listening(demo.api), is_listening(demo.link)] == [False, False]
    assert demo.process.returncode == 0


def newest_versions(demo: Demo, token: str) -> list[str]:
    """Return the first page of versions that the embedded API lists."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{demo.api}api/0/organizations/acme/releases/", headers=headers, timeout=10)
    return [release["version"] for release in answer.json()]


def test_demo_keeps_its_data_from_one_start_to_the_next(tmp_path: Path, port: int) -> None:
    with running(tmp_path, port) as demo:
        passwords = json.loads((tmp_path / "accounts.json").read_text())
        token = (tmp_path / "api-token").read_text()
        requests.post(
            f"{demo.api}api/0/organizations/acme/releases/",
            json={"version": "mine", "projects": ["storefront-web"]},
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )
        first = newest_versions(demo, token)
    with running(tmp_path, port) as demo:
        second = newest_versions(demo, token)

    assert first[0] == "mine"
    assert second == first
    assert all(password in demo.said for password in passwords.values())


def test_demo_says_what_to_do_where_the_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(tmp_path, port) as demo:
            demo.process.wait(30)

    assert f"Port {port} is taken. Choose another: make demo PORT={port + 1}" in demo.said
    assert demo.process.returncode == 1
