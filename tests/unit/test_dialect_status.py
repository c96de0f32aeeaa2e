"""How a release is archived, restored and deleted, and what servers have against it."""

import json
from collections.abc import Iterator

import pytest
import responses

from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.dialect import Dialect, Status, StatusRequest
from releases_ui.sentry_api.errors import (
    BrokenUpstreamError,
    ForbiddenError,
    InvalidInputError,
    SentryError,
    UnsupportedError,
)
from releases_ui.sentry_api.glitchtip import GlitchTipDialect
from releases_ui.sentry_api.payloads import ProjectRef, Release
from releases_ui.sentry_api.sentry import SentryDialect

RELEASES = "https://releases.test/api/0/organizations/acme/releases/"
SENTRY, GLITCHTIP = SentryDialect(), GlitchTipDialect()
NO_DEBUG_ID = "GlitchTip fails at a release that has files without a debug id, and keeps it."


@pytest.fixture
def server() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def client(dialect: str) -> ReleasesClient:
    return ReleasesClient("https://releases.test/", "token-of-the-team", user_agent="dashboard/1", dialect=dialect)


def refused(detail: str) -> InvalidInputError:
    return InvalidInputError("Sentry does not accept what was sent.", field_errors={}, detail=detail, status=400)


def test_sentry_archives_by_put_and_restores_by_post_without_projects() -> None:
    requests = [SENTRY.status_request("web@1", status) for status in ("archived", "open")]

    assert requests == [
        StatusRequest("PUT", {"status": "archived"}),
        StatusRequest("POST", {"version": "web@1", "projects": [], "status": "open"}),
    ]


@pytest.mark.parametrize(
    ("version", "status", "is_refused"),
    [
        ("web@1", "open", False),
        ("v" * 200, "open", False),
        ("v" * 201, "open", True),
        ("latest", "open", True),
        ("web\n1", "open", True),
        ("v" * 201, "archived", False),
        ("web\n1", "archived", False),
    ],
)
def test_sentry_restores_no_version_that_it_would_not_create(version: str, status: Status, *, is_refused: bool) -> None:
    assert (SENTRY.cannot_set_status(version, status) is not None) == is_refused


def test_reason_against_a_restore_holds_the_servers_words() -> None:
    reason = SENTRY.cannot_set_status("v" * 201, "open")

    assert reason == (
        "Sentry restores a release only by the call that creates one, which does not take this name: "
        "Ensure this field has no more than 200 characters."
    )


@pytest.mark.parametrize("status", ["open", "archived"])
def test_glitchtip_has_no_status(status: Status) -> None:
    with pytest.raises(UnsupportedError) as caught:
        GLITCHTIP.status_request("web@1", status)

    assert caught.value.message == GLITCHTIP.cannot_set_status("web@1", status)
    assert caught.value.was_sent is False


@pytest.mark.parametrize(
    ("status", "method", "address", "body"),
    [
        ("archived", "PUT", f"{RELEASES}web%401/", {"status": "archived"}),
        ("open", "POST", RELEASES, {"version": "web@1", "projects": [], "status": "open"}),
    ],
)
def test_client_sends_what_the_dialect_says(
    server: responses.RequestsMock, status: Status, method: str, address: str, body: dict[str, object]
) -> None:
    server.add(method, address, json={"version": "web@1", "status": status})

    answer = client("sentry").set_status("acme", "web@1", status)

    assert answer == Release(version="web@1", status=status)
    assert json.loads(server.calls[0].request.body or "") == body


def test_client_sends_nothing_to_a_server_without_status(server: responses.RequestsMock) -> None:
    with pytest.raises(UnsupportedError):
        client("glitchtip").set_status("acme", "web@1", "archived")

    assert len(server.calls) == 0


@pytest.mark.parametrize(
    ("dialect", "release", "files", "doubts"),
    [
        (SENTRY, Release(version="1"), 3, 0),
        (SENTRY, Release(version="1", new_groups=0), 3, 0),
        (SENTRY, Release(version="1", new_groups=2), 0, 1),
        (SENTRY, Release(version="1", projects=(ProjectRef(slug="web", has_health_data=True),)), 0, 1),
        (SENTRY, Release(version="1", new_groups=2, projects=(ProjectRef(slug="web", has_health_data=True),)), 0, 2),
        (GLITCHTIP, Release(version="1"), 0, 0),
        (GLITCHTIP, Release(version="1"), None, 0),
        (GLITCHTIP, Release(version="1"), 1, 1),
    ],
)
def test_what_a_delete_will_be_refused_for_is_known_before(
    dialect: Dialect, release: Release, files: int | None, doubts: int
) -> None:
    assert len(dialect.delete_doubts(release, files)) == doubts


@pytest.mark.parametrize(
    ("dialect", "error", "meaning"),
    [
        (
            SENTRY,
            refused("This release is referenced by active issues and cannot be removed."),
            "Sentry keeps every release in which it first saw an issue, even if that issue is resolved.",
        ),
        (
            SENTRY,
            refused("This release has health data and cannot be removed."),
            "Sentry keeps every release for which it has counted sessions.",
        ),
        (SENTRY, refused("Something else."), None),
        (SENTRY, ForbiddenError("No.", status=403), None),
        (GLITCHTIP, BrokenUpstreamError("GlitchTip answered 500.", status=500), NO_DEBUG_ID),
        (GLITCHTIP, BrokenUpstreamError("GlitchTip answered 502.", status=502), None),
        (GLITCHTIP, ForbiddenError("No.", status=403), None),
    ],
)
def test_refusal_to_delete_is_put_into_plain_words(dialect: Dialect, error: SentryError, meaning: str | None) -> None:
    assert dialect.delete_refusal(error) == meaning
