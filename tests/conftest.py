"""What all tests share: the embedded API as the upstream, and people who are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, User
from releases_ui.services import upstream

Dialect = Literal["sentry", "glitchtip"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin in English: a request leaves its language behind in the thread."""
    with override("en"):
        yield


@pytest.fixture
def use_upstream(tmp_path: Path, settings: Settings) -> Iterator[Callable[[Dialect], DemoServer]]:
    """Start an empty embedded API and make it the dashboard's upstream."""
    started: list[DemoServer] = []

    def connected(dialect: Dialect) -> DemoServer:
        server = DemoServer(db=tmp_path / f"{dialect}.sqlite3", dialect=dialect)
        server.start()
        started.append(server)
        settings.SENTRY_URL = server.url
        settings.SENTRY_AUTH_TOKEN = server.token
        return server

    yield connected
    upstream.forget_client()
    for server in started:
        server.close()


@pytest.fixture
def sentry(use_upstream: Callable[[Dialect], DemoServer]) -> DemoServer:
    """An embedded API that behaves as Sentry."""
    return use_upstream("sentry")


@pytest.fixture
def glitchtip(use_upstream: Callable[[Dialect], DemoServer]) -> DemoServer:
    """An embedded API that behaves as GlitchTip."""
    return use_upstream("glitchtip")


@pytest.fixture(params=["sentry", "glitchtip"])
def either(request: pytest.FixtureRequest, use_upstream: Callable[[Dialect], DemoServer]) -> DemoServer:
    """Each of the two in turn."""
    return use_upstream(request.param)


def _client(role: Role) -> Client:
    user = User.objects.create_user(username=str(role), password="a long password", role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def viewer(db: None) -> Client:
    """The browser of somebody who may only look."""
    return _client(Role.VIEWER)


@pytest.fixture
def editor(db: None) -> Client:
    """The browser of somebody who may edit releases."""
    return _client(Role.EDITOR)


@pytest.fixture
def admin(db: None) -> Client:
    """The browser of somebody who may do everything."""
    return _client(Role.ADMIN)
