"""The embedded API as a server: in a thread for tests and the demo, or in the foreground."""

import json
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from releases_ui.demo_api.access import Token, Tokens
from releases_ui.demo_api.answers import compact_json
from releases_ui.demo_api.app import Application, Seen
from releases_ui.demo_api.connection import Listener
from releases_ui.demo_api.faults import Fault, Faults
from releases_ui.demo_api.glitchtip.serialize import releases_json as glitchtip_json
from releases_ui.demo_api.loading import load
from releases_ui.demo_api.rate_limit import RateLimit
from releases_ui.demo_api.serialize import releases_json as sentry_json
from releases_ui.demo_api.site import DialectName, Site
from releases_ui.demo_api.store import organization, releases
from releases_ui.demo_api.store.database import Database

#: What Link headers name, as on a real Sentry: its configured address, not the one that was called.
PUBLIC_URL = "http://sentry.acme.test"
FIRST_PROJECTS = ("web", "backend")
POLL_INTERVAL_S = 0.02


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a server is set up."""

    db: Path | None = None
    port: int = 0
    host: str = "127.0.0.1"
    org: str = "acme"
    dialect: DialectName = "sentry"
    token: str = "demo-token"  # noqa: S105 - a token of a demonstration
    rate_limit: RateLimit | None = None
    #: "" for the server's own address.
    public_url: str = PUBLIC_URL
    projects: tuple[str, ...] = FIRST_PROJECTS
    faults: tuple[Fault, ...] = field(default_factory=tuple)


class DemoServer:
    """A releases API on a port of this machine; `with` starts and closes it."""

    def __init__(self, **settings: Any) -> None:
        """Open the store and the port; `settings` are those of `Settings`, by name.

        A store without `db` is a temporary file, removed by `close`.
        """
        self.settings = Settings(**settings)
        self._folder = None if self.settings.db else tempfile.TemporaryDirectory(prefix="demo-api-")
        path = self.settings.db or Path(self._folder.name if self._folder else "") / "demo.sqlite3"
        self.store = Database(path, is_durable=self._folder is None)
        with self.store.write() as connection:
            organization.settle(connection, self.settings.org)
            for slug in self.settings.projects:
                organization.add_project(connection, slug)
        self.site = Site(
            self.settings.org, self.settings.dialect, self.store, Tokens(self.settings.token), self.settings.public_url
        )
        self._application = Application(self.site, self.settings.rate_limit)
        self._listener = Listener(self.settings.host, self.settings.port, self._application)
        self.site.public_url = self.settings.public_url or self.url.rstrip("/")
        for fault in self.settings.faults:
            self.plan(fault)
        self._thread: threading.Thread | None = None

    # running

    def start(self) -> None:
        """Answer in a thread."""
        self._thread = threading.Thread(target=self._serve, name="demo-api", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Answer until interrupted."""
        try:
            self._serve()
        except KeyboardInterrupt:
            return

    def _serve(self) -> None:
        self._listener.serve_forever(POLL_INTERVAL_S)

    def close(self) -> None:
        """Stop, end every connection, close the store."""
        self._application.closing.set()
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
        self._listener.server_close()
        self._listener.close_connections()
        self.store.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # where it is

    @property
    def url(self) -> str:
        """The base address, with a slash at the end."""
        return f"http://{self._listener.host}:{self._listener.port}/"

    @property
    def token(self) -> str:
        """The first token, which may do everything."""
        return self.settings.token

    @property
    def org(self) -> str:
        """The organization's slug."""
        return self.settings.org

    @property
    def dialect(self) -> DialectName:
        """Which server it answers as."""
        return self.settings.dialect

    # what it holds

    def add(self, **body: Any) -> dict[str, Any]:
        """Store a release as a line of a file to load, and return it as the API shows it.

        Raises:
            ValueError: when the version exists, or the line cannot be loaded.
        """
        line = {"projects": ["web"], **body}
        if not self.load([line]):
            raise ValueError(f"The version {line['version']!r} exists.")
        return self.release(line["version"])

    def load(self, lines: Iterable[Mapping[str, Any]]) -> int:
        """Store the releases of lines, and return how many were new."""
        return load(self.store, lines)

    def add_project(self, slug: str, name: str = "", platform: str | None = None) -> None:
        """Add a project."""
        with self.store.write() as connection:
            organization.add_project(connection, slug, name, platform)

    def add_repository(self, name: str) -> None:
        """Add a repository, which refs may then name."""
        with self.store.write() as connection:
            organization.add_repository(connection, name)

    def add_environment(self, name: str) -> None:
        """Add an environment."""
        with self.store.write() as connection:
            organization.add_environment(connection, name)

    def release(self, version: str) -> dict[str, Any]:
        """Return a release as the API shows it to who may see everything.

        Raises:
            KeyError: when there is none.
        """
        connection = self.store.connection()
        row = releases.find(connection, version)
        if row is None:
            raise KeyError(version)
        serialize: Callable[..., list[dict[str, Any]]] = sentry_json if self.dialect == "sentry" else glitchtip_json
        found: dict[str, Any] = json.loads(compact_json(serialize(connection, [row])[0]))
        return found

    def versions(self) -> list[str]:
        """Return every version, newest created first, those that no caller can see too."""
        return releases.versions(self.store.connection())

    def add_token(
        self,
        token: str,
        scopes: Iterable[str],
        projects: Iterable[str] | None = None,
        *,
        member_of: Iterable[str] | None = None,
        is_member: bool = True,
    ) -> None:
        """Know another token, which reaches the projects with these slugs, None for all.

        `member_of` are the slugs of its user's teams, which a list without `project` shows: as `projects`
        when None. `is_member` tells whether its user belongs to the organization at all.
        """
        reached = None if projects is None else frozenset(projects)
        teams = reached if member_of is None else frozenset(member_of)
        self.site.tokens.add(Token(token, tuple(scopes), reached, teams, is_member))

    # what goes wrong, and what was asked

    @property
    def faults(self) -> Faults:
        """The faults that are still to come."""
        return self._application.faults

    def plan(self, fault: Fault) -> None:
        """Let something go wrong."""
        self.faults.plan(fault)

    @property
    def requests(self) -> list[Seen]:
        """Every call received so far, the newest last; those of the control endpoint are not among them."""
        return list(self._application.seen)

    def clear_requests(self) -> None:
        """Forget the calls so far."""
        self._application.seen.clear()


def serve(settings: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], say: Callable[[str], None]) -> None:
    """Answer in the foreground until interrupted.

    Args:
        settings: those of `Settings`, by name.
        lines: releases to store first.
        say: told where the API is, and how many releases were stored.
    """
    server = DemoServer(**settings)
    try:
        made = server.load(lines)
        say(f"{made} releases loaded, {len(server.versions())} in all.")
        say(f"{server.dialect.capitalize()} API of {server.org} at {server.url} with the token {server.token}")
        server.run()
    finally:
        server.close()
