"""What a token's scopes allow is what they allow on the server."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from releases_ui.demo_api.server import DemoServer
from releases_ui.sentry_api.abilities import Ability, Task, abilities_on
from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.dialect import Dialect, ReleaseFilters
from releases_ui.sentry_api.errors import ForbiddenError
from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.sentry import SentryDialect

#: What a person who makes a token can tick, as far as any of it matters here.
SCOPES = (
    *("project:read", "project:write", "project:admin", "project:releases"),
    *("org:read", "org:write", "org:admin", "org:ci", "org:integrations", "event:read", "team:admin"),
)
DIALECTS = (SentryDialect(), GlitchTipDialect())
FILE = {"name": "~/app.js", "content": "1"}

_numbers = itertools.count()


@contextmanager
def client_with(server: DemoServer, scope: str) -> Iterator[ReleasesClient]:
    """Give a client whose token has this one scope."""
    kind = "sntrys_" if scope == "org:ci" else "sntryu_"
    token = f"{kind}{scope.replace(':', '')}_{next(_numbers)}"
    server.add_token(token, [scope])
    made = ReleasesClient(server.url, token, user_agent="tests", dialect=server.dialect)
    yield made
    made.close()


def attempt(task: Task, client: ReleasesClient, version: str, file_id: str) -> None:
    """Do what the task is about."""
    date = {"dateReleased": "2026-01-02T03:04:05Z"}
    calls: dict[Task, Callable[[], object]] = {
        Task.BROWSE: lambda: client.list_releases("acme", ReleaseFilters(), per_page=1),
        Task.EDIT: lambda: client.update_release("acme", version, {"ref": "b2", **date}),
        Task.ARCHIVE: lambda: client.update_release("acme", version, {"status": "archived"}),
        Task.COMMITS: lambda: client.update_release("acme", version, {"commits": [{"id": "a" * 40}]}),
        Task.DEPLOYS: lambda: client.create_deploy("acme", version, {"environment": "production"}),
        Task.DELETE: lambda: client.delete_release("acme", version),
        Task.DOWNLOAD: lambda: client.open_file("acme", version, file_id).__exit__(None, None, None),
        Task.PICK_PROJECTS: lambda: client.list_projects("acme"),
        Task.PICK_ENVIRONMENTS: lambda: client.list_environments("acme"),
        Task.PICK_REPOSITORIES: lambda: client.list_repos("acme"),
    }
    calls[task]()


def file_of(server: DemoServer, version: str) -> str:
    """Return the id of the release's one file."""
    client = ReleasesClient(server.url, server.token, user_agent="tests", dialect=server.dialect)
    (file,) = client.list_files("acme", version, per_page=10).rows
    client.close()
    return str(getattr(file, "id"))  # noqa: B009 - a row may be unreadable


def is_allowed(server: DemoServer, task: Task, scope: str) -> bool:
    """Say whether a token with this one scope can do the task."""
    version = f"web@1.0.{next(_numbers)}"
    is_about_files = task is Task.DOWNLOAD
    server.add(version=version, files=[FILE] if is_about_files else [])
    file_id = file_of(server, version) if is_about_files else ""
    with client_with(server, scope) as client:
        try:
            attempt(task, client, version, file_id)
        except ForbiddenError:
            return False
        return True


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_task_is_told_on_every_server(dialect: Dialect) -> None:
    assert [ability.task for ability in abilities_on(dialect)] == list(Task)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_task_takes_scopes_exactly_where_the_server_can_do_it(dialect: Dialect) -> None:
    odd = [one.task for one in abilities_on(dialect) if bool(one.scopes) == bool(one.why_unsupported)]

    assert odd == []


@pytest.mark.parametrize(
    ("dialect", "ability"),
    [
        pytest.param(dialect, ability, id=f"{dialect.name}: {ability.task.value}")
        for dialect in DIALECTS
        for ability in abilities_on(dialect)
        if not ability.why_unsupported
    ],
)
def test_each_scope_allows_what_it_is_said_to_allow_and_no_other_does(dialect: Dialect, ability: Ability) -> None:
    with DemoServer(dialect=dialect.name) as server:
        allowed = [scope for scope in SCOPES if is_allowed(server, ability.task, scope)]

    assert sorted(allowed) == sorted(ability.scopes)
