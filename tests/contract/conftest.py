"""The API that the contract tests ask: embedded, or named by CONTRACT_URL, _TOKEN, _ORG, _DIALECT, _PROJECT."""

import os
from collections.abc import Iterator

import pytest

from releases_ui.demo_api.server import DemoServer
from tests.contract_api import Api


@pytest.fixture
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """The server under test, speaking the dialect that the module is about."""
    dialect = request.module.DIALECT
    url = os.environ.get("CONTRACT_URL")
    if url is None:
        with DemoServer(dialect=dialect) as server:
            yield Api(server.url, server.token, server.org, "web", server)
        return
    if os.environ.get("CONTRACT_DIALECT", "sentry") != dialect:
        pytest.skip(f"CONTRACT_DIALECT is not {dialect}")
    project = os.environ.get("CONTRACT_PROJECT", "web")
    real = Api(url, os.environ["CONTRACT_TOKEN"], os.environ["CONTRACT_ORG"], project, None)
    yield real
    real.clean()
