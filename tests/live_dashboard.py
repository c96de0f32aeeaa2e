"""The dashboard as it runs in production: a process of its own, with its own database, that can be killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Self

import requests

from releases_ui.demo_api.server import DemoServer

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a long password"


def until(condition: Callable[[], Any], seconds: float = 30) -> None:
    """Wait until `condition` holds.

    Raises:
        AssertionError: it did not come to hold, or `condition` says that it never will.
    """
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.01)


class LiveDashboard:
    """A dashboard on an embedded API; `with` starts it and ends it."""

    def __init__(self, folder: Path, upstream: DemoServer, **environment: str) -> None:
        self.database = folder / "live.sqlite3"
        self.log = folder / "live.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "dashboard.settings",
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnop",
            "SENTRY_URL": upstream.url,
            "SENTRY_AUTH_TOKEN": upstream.token,
            "SENTRY_ORG": upstream.org,
            "SENTRY_DIALECT": upstream.dialect,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DASHBOARD_PASSWORD": PASSWORD,
            "ALLOW_HTTP": "1",
            "DEMO": "0",
            "DEBUG": "1",
            "PORT": str(self.port),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.manage("migrate", "--verbosity", "0")
        try:
            self.start()
        except BaseException:
            # What could not be entered is not left either.
            self.kill()
            raise
        return self

    def __exit__(self, *_args: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, and return when it answers."""
        command = [sys.executable, "-m", "gunicorn", "--config", "dashboard/gunicorn.py", "dashboard.wsgi"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        until(self._answers)

    def kill(self) -> None:
        """End it at once, with all of its processes, as a power cut does."""
        if self._process is not None:
            # It may have ended by itself.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def manage(self, *arguments: str, code: int = 0) -> str:
        """Run a management command; return what it said.

        Raises:
            AssertionError: it ended with another code than `code`.
        """
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, f"manage.py {arguments[0]} ended with {done.returncode}: {said}"
        return said

    def sign_in(self, name: str, role: str = "editor") -> requests.Session:
        """Return the session of a new person."""
        self.manage("create_user", name, "--role", role)
        session = requests.Session()
        data = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": self.token(session, "/accounts/login/")}
        answer = session.post(f"{self.url}/accounts/login/", data=data, timeout=30)
        assert answer.status_code == 200
        return session

    def token(self, session: requests.Session, path: str) -> str:
        """Return what a form on a page posts against forgery."""
        page = session.get(f"{self.url}{path}", timeout=30).text
        (token, *_others) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return str(token)

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement on its database; return the rows."""
        # A connection's own `with` ends the transaction and nothing else.
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def _answers(self) -> bool:
        code = self._process.poll() if self._process else None
        assert code is None, f"it ended with {code}: {self.log.read_text()}"
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except requests.RequestException:
            return False
