"""What is sent to replace, to clear and to look up commits, and to record a deploy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from releases_ui.sentry_api.dialect import Body, Dialect
from releases_ui.sentry_api.errors import UnsupportedError
from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.sentry import SentryDialect
from releases_ui.sentry_api.wishes import NewCommit, NewDeploy, NewRef

NOON = datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=UTC)
SENTRY, GLITCHTIP = SentryDialect(), GlitchTipDialect()


def test_commits_are_sent_alone_and_without_what_is_empty() -> None:
    body = SENTRY.commits_body([NewCommit(id="c1", repository="acme/web", timestamp=NOON), NewCommit(id="c2")])

    assert body == {
        "commits": [{"id": "c1", "repository": "acme/web", "timestamp": "2026-07-01T12:00:00.000005Z"}, {"id": "c2"}]
    }


def test_commits_are_cleared_by_an_empty_list_of_refs_as_one_of_commits_does_nothing() -> None:
    assert SENTRY.commits_body([]) == {"refs": []}


def test_refs_are_sent_alone() -> None:
    body = SENTRY.refs_body([NewRef(repository="acme/web", commit="b", previous_commit="a")])

    assert body == {"refs": [{"repository": "acme/web", "commit": "b", "previousCommit": "a"}]}


def test_no_refs_are_never_sent_by_accident() -> None:
    with pytest.raises(ValueError, match="no refs"):
        SENTRY.refs_body([])


def test_deploy_leaves_out_what_is_empty_so_that_the_server_takes_its_own_time() -> None:
    assert SENTRY.deploy_body(NewDeploy(environment="production")) == {"environment": "production"}


def test_deploy_holds_everything_that_is_filled_in() -> None:
    new = NewDeploy(
        environment="production",
        name="42",
        url="https://ci.test/42",
        date_started=NOON,
        date_finished=NOON,
        projects=("web",),
    )

    assert SENTRY.deploy_body(new) == {
        "environment": "production",
        "name": "42",
        "url": "https://ci.test/42",
        "dateStarted": "2026-07-01T12:00:00.000005Z",
        "dateFinished": "2026-07-01T12:00:00.000005Z",
        "projects": ["web"],
    }


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda dialect: dialect.commits_body([]), "GlitchTip keeps no commits."),
        (lambda dialect: dialect.refs_body([]), "GlitchTip keeps no commits."),
        (lambda dialect: dialect.deploy_body(NewDeploy(environment="production")), "GlitchTip keeps no deploys."),
    ],
)
def test_glitchtip_is_sent_none_of_them(make: Callable[[Dialect], Body], reason: str) -> None:
    with pytest.raises(UnsupportedError) as caught:
        make(GLITCHTIP)

    assert (caught.value.message, caught.value.was_sent) == (reason, False)
