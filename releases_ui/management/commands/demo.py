"""Starts everything a newcomer needs: the embedded releases API, filled, and the dashboard on it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from releases_ui.management import demo_organization
from releases_ui.models import SignInLink, User

_HOST = "127.0.0.1"
_START_LIMIT_S = 60.0
_STOP_LIMIT_S = 10.0
_GLANCE_S = 0.2
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Start the embedded releases API, filled with an invented organization, and the dashboard on it."
    # The settings are the demo's own, and loopback only.
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Start the demo as `manage.py demo`, without DEMO=0 in the environment.")
        _check_port_is_free(settings.PORT)
        for stop in _STOPS:
            signal.signal(stop, signal.default_int_handler)
        try:
            self._serve()
        except KeyboardInterrupt:
            self._say(f"Stopped. Everything is kept in {_folder()}.")

    def _serve(self) -> None:
        self._say(f"Preparing the demo in {_folder()}.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        with demo_organization.open_server(settings.VAR_DIR) as api, _dashboard(api.url) as process:
            _wait_until_it_answers(process)
            self._introduce(api.url)
            if status := _status_at_end(process):
                raise CommandError(f"The dashboard stopped by itself, with status {status}.")

    def _introduce(self, api_url: str) -> None:
        home = f"http://{_HOST}:{settings.PORT}"
        accounts = demo_organization.keep_accounts(settings.VAR_DIR)
        link = SignInLink.issue(User.objects.get(username="admin"), is_immediate=True)
        lines = [
            "",
            f"Releases of {demo_organization.ORG}, an invented organization:  {home}/",
            "",
            f"Open this to sign in as an admin; it works once:  {home}/accounts/link/{link}/",
            "",
            "Or sign in by name and password:",
            *(f"  {name:<8} {password}" for name, password in accounts.items()),
            "",
            f"The releases API it runs on:  {api_url}  (token in {_folder()}/api-token)",
            f"Ctrl-C stops both; remove {_folder()} to begin anew.",
        ]
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        """Write at once: through a pipe it would otherwise be seen only at the end."""
        self.stdout.write(text)
        self.stdout.flush()


def _folder() -> Path:
    """Return where the demo keeps its data, as one would type it."""
    folder: Path = settings.VAR_DIR
    return folder.relative_to(settings.BASE_DIR) if folder.is_relative_to(settings.BASE_DIR) else folder


def _check_port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken. Choose another: make demo PORT={port + 1}") from error


@contextmanager
def _dashboard(api_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the dashboard, as it runs in production, in a process of its own."""
    environment = {**os.environ, "DEMO": "1", "DEMO_API_URL": api_url, "DJANGO_SETTINGS_MODULE": "dashboard.settings"}
    command = [sys.executable, "-m", "gunicorn", "--config", "dashboard/gunicorn.py", "dashboard.wsgi"]
    # In a session of its own: a Ctrl-C that reached gunicorn's workers as well as its master can hang them for good.
    process = subprocess.Popen(  # noqa: S603 - our own server
        command, cwd=settings.BASE_DIR, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        # A second Ctrl-C must not leave a server behind.
        for stop in _STOPS:
            signal.signal(stop, signal.SIG_IGN)
        _stop(process)


def _status_at_end(process: subprocess.Popen[bytes]) -> int:
    """Return how the process ended by itself; a Ctrl-C that comes just before a wait without end would be lost."""
    while (status := process.poll()) is None:
        time.sleep(_GLANCE_S)
    return status


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_it_answers(process: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + _START_LIMIT_S
    while time.monotonic() < ends_at:
        if process.poll() is not None:
            raise CommandError("The dashboard did not start; the reason stands above.")
        connection = http.client.HTTPConnection(_HOST, settings.PORT, timeout=1)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise CommandError(f"The dashboard did not answer within {_START_LIMIT_S:.0f} seconds.")
