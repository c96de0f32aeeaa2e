"""What each refusal and each broken answer becomes."""

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from releases_ui.sentry_api.client import ReleasesClient
from releases_ui.sentry_api.errors import (
    BadTokenError,
    BrokenUpstreamError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    SentryError,
)

TOKEN = "sntryu_0123456789abcdef"
RELEASE = "https://releases.test/api/0/organizations/acme/releases/1/"


@pytest.fixture
def server() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def client(*, dialect: str = "sentry", token: str = TOKEN) -> ReleasesClient:
    return ReleasesClient("https://releases.test/", token, user_agent="dashboard/1", dialect=dialect)


def refused(server: responses.RequestsMock, *, dialect: str = "sentry", **answer: Any) -> SentryError:
    """Return the error of a PUT that is answered so."""
    server.put(RELEASE, **answer)
    with pytest.raises(SentryError) as caught:
        client(dialect=dialect).update_release("acme", "1", {"ref": "a"})
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (302, BrokenUpstreamError, "Sentry sends us elsewhere, where the token must not go; check SENTRY_URL."),
        (401, BadTokenError, "Sentry does not accept the token."),
        (403, ForbiddenError, "Sentry does not allow this token to change a release."),
        (
            404,
            NotFoundError,
            "Sentry has no such release, or the token has no access to every project that it belongs to.",
        ),
        (405, RefusedError, "Sentry refused to change a release, with the status 405."),
        (409, ConflictError, "Sentry is busy with another change of this, or holds it already."),
        (500, BrokenUpstreamError, "Sentry answered 500."),
        (502, BrokenUpstreamError, "Sentry answered 502."),
    ],
)
def test_each_status_becomes_a_kind_of_error(
    server: responses.RequestsMock, status: int, kind: type[SentryError], message: str
) -> None:
    error = refused(server, status=status, json={"detail": "Their words"})

    assert type(error) is kind
    assert (error.message, error.detail, error.status, error.operation) == (
        message,
        "Their words",
        status,
        "change a release",
    )
    assert str(error) == message


def test_before_the_dialect_is_known_the_server_has_no_name(server: responses.RequestsMock) -> None:
    server.get("https://releases.test/api/0/organizations/acme/releases/", status=403, json={"detail": "No"})

    with pytest.raises(ForbiddenError, match="The server does not allow this token to list releases"):
        client(dialect="auto").dialect_for("acme")


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        ({"json": {"detail": "A sentence"}}, "A sentence"),
        ({"json": {"detail": {"code": "sso-required", "message": "Sign in", "extra": {"x": 1}}}}, "Sign in"),
        ({"json": {"detail": ["One", "Two"]}}, "One; Two"),
        ({"json": {"detail": [{"loc": ["query", "cursor"], "msg": "Invalid"}]}}, "query.cursor: Invalid"),
        ({"json": {"detail": "Internal Error", "errorId": "ab12"}}, "Internal Error (error id ab12)"),
        ({"json": {"detail": "Internal Error", "errorId": None}}, "Internal Error"),
        ({"json": {"message": "Retry later"}}, "Retry later"),
        ({"json": {"info": "Route not found"}}, "Route not found"),
        ({"json": {"url": ["Bad"], "commits": {"0": {"id": ["Missing"]}}}}, "url: Bad; commits.0.id: Missing"),
        ({"body": '"A bare string"', "content_type": "text/html"}, "A bare string"),
        ({"body": "<html><title>502 Bad &amp; Gateway</title>", "content_type": "text/html"}, "502 Bad & Gateway"),
        ({"body": "<html>no title", "content_type": "text/html"}, ""),
        ({"body": "plain words\n", "content_type": "text/plain"}, "plain words"),
        ({"body": "", "content_type": "text/html"}, ""),
        ({"body": b"\xff\xfe", "content_type": "application/json"}, "\ufffd\ufffd"),
        ({"json": {"detail": "x" * 5000}}, "x" * 2000),
        ({"json": []}, ""),
        ({"json": None}, ""),
        ({"json": 7}, "7"),
    ],
)
def test_the_servers_own_words_are_found_in_any_body(
    server: responses.RequestsMock, answer: dict[str, Any], detail: str
) -> None:
    assert refused(server, status=500, **answer).detail == detail


@pytest.mark.parametrize(
    ("status", "json", "field_errors"),
    [
        (400, {"detail": "Invalid cursor parameter."}, {"": ["Invalid cursor parameter."]}),
        (400, {"detail": {"code": "x", "message": "Invalid projects"}}, {"": ["Invalid projects"]}),
        (400, {"url": ["Bad"], "version": ["Long", "Odd"]}, {"url": ["Bad"], "version": ["Long", "Odd"]}),
        (400, {"url": "Bad"}, {"url": ["Bad"]}),
        (400, {"non_field_errors": ["Not a dictionary"]}, {"": ["Not a dictionary"]}),
        (400, {"commits": {"id": ["This field is required."]}}, {"commits": ["id: This field is required."]}),
        (400, {"commits": {"0": {"id": ["Required"]}}}, {"commits": ["0.id: Required"]}),
        (400, "A bare string", {"": ["A bare string"]}),
        (400, {}, {}),
        (
            422,
            {"detail": [{"type": "t", "loc": ["body", "payload", "dateReleased"], "msg": "Bad date"}]},
            {"dateReleased": ["Bad date"]},
        ),
        (
            422,
            {"detail": [{"loc": ["body", "payload", "projects", 0], "msg": "No text"}, {"loc": ["body"], "msg": "No"}]},
            {"projects": ["No text"], "": ["No"]},
        ),
        (422, {"detail": [{"loc": ["query", "limit"], "msg": "No number"}]}, {"": ["No number"]}),
        (422, {"detail": [{"projects": "At least one"}]}, {"projects": ["At least one"]}),
        (422, {"detail": [{"msg": "Nowhere", "loc": None}, "Just text"]}, {"": ["Nowhere", "Just text"]}),
    ],
)
def test_complaints_are_sorted_by_field(
    server: responses.RequestsMock, status: int, json: object, field_errors: dict[str, list[str]]
) -> None:
    error = refused(server, status=status, json=json)

    assert isinstance(error, InvalidInputError)
    assert error.field_errors == field_errors


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (
            {"body": r'{"detail": "half \ud800, NUL \u0000, whole \ud83d\ude00"}'},
            "half \ufffd, NUL \ufffd, whole \U0001f600",
        ),
        ({"body": r'{"detail": "No", "errorId": "\udfff"}'}, "No (error id \ufffd)"),
        ({"body": "plain \0 words", "content_type": "text/plain"}, "plain \ufffd words"),
        ({"body": "<title>a\0b</title>", "content_type": "text/html"}, "a\ufffdb"),
    ],
)
def test_the_servers_words_hold_no_character_that_cannot_be_written_down(
    server: responses.RequestsMock, answer: dict[str, Any], detail: str
) -> None:
    error = refused(server, status=500, **answer)

    assert error.detail == detail


def test_complaints_hold_no_character_that_cannot_be_written_down(server: responses.RequestsMock) -> None:
    error = refused(server, status=400, body=r'{"ref": ["bad \ud800"], "a\u0000": ["\udfff", "ok"]}')

    assert isinstance(error, InvalidInputError)
    assert error.field_errors == {"ref": ["bad \ufffd"], "a\ufffd": ["\ufffd", "ok"]}
    assert error.detail == "ref: bad \ufffd; a\ufffd: \ufffd; a\ufffd: ok"


def test_an_answer_for_another_release_names_it_in_clean_text(server: responses.RequestsMock) -> None:
    server.get(RELEASE, body=r'{"version": "2\u0000"}', content_type="application/json")

    with pytest.raises(BrokenUpstreamError) as caught:
        client().get_release("acme", "1")

    assert caught.value.detail == "2\ufffd"


@pytest.mark.parametrize("loc", [5, True, {"a": 1}, "body"])
def test_a_complaint_about_a_place_that_is_none_is_read(server: responses.RequestsMock, loc: object) -> None:
    error = refused(server, status=422, json={"detail": [{"loc": loc, "msg": "Bad"}]})

    assert isinstance(error, InvalidInputError)
    assert (error.field_errors, error.detail) == ({"": ["Bad"]}, "Bad")


def test_a_write_that_glitchtip_calls_forged_has_a_bad_token(server: responses.RequestsMock) -> None:
    error = refused(server, dialect="glitchtip", status=403, json={"detail": "CSRF check Failed"})

    assert type(error) is BadTokenError
    assert error.message == "GlitchTip does not accept the token."


@pytest.mark.parametrize("content_type", ["text/html", "text/plain"])
def test_a_404_that_is_not_json_speaks_of_the_address_and_of_no_release(
    server: responses.RequestsMock, content_type: str
) -> None:
    error = refused(server, status=404, body="", content_type=content_type)

    assert type(error) is BrokenUpstreamError
    assert error.message == "The server has no such address; check SENTRY_URL and the organization."


def test_a_404_of_a_read_does_not_speak_of_every_project(server: responses.RequestsMock) -> None:
    server.get(RELEASE, status=404, json={"detail": "The requested resource does not exist"})

    with pytest.raises(NotFoundError) as caught:
        client().get_release("acme", "1")

    assert caught.value.message == "Sentry has no such release, or the token may not see it."


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT"}, 0),
        ({"X-Sentry-Rate-Limit-Reset": "1"}, 1),
        ({"X-Sentry-Rate-Limit-Reset": "None"}, 1),
        ({"Retry-After": "soon"}, 1),
        ({"Retry-After": "9" * 5000}, 1),
        ({}, 1),
    ],
)
def test_a_rate_limit_says_how_long_to_wait(
    server: responses.RequestsMock, headers: dict[str, str], seconds: float
) -> None:
    error = refused(server, status=429, body='"Too frequently"', content_type="text/html", headers=headers)

    assert isinstance(error, RateLimitedError)
    assert (error.retry_after_s, error.detail) == (seconds, "Too frequently")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"body": "<html>", "content_type": "text/html"}, "Sentry answered a web page instead of data."),
        ({"body": "{}", "content_type": "text/plain"}, "Sentry answered something else instead of data."),
        ({"body": "{", "content_type": "application/json"}, "Sentry's answer is not JSON."),
        ({"json": []}, "Sentry's answer cannot be read."),
        ({"status": 204}, "Sentry answered something else instead of data."),
    ],
)
def test_a_good_status_is_not_believed_without_a_good_body(
    server: responses.RequestsMock, answer: dict[str, Any], message: str
) -> None:
    server.get(RELEASE, **answer)

    with pytest.raises(BrokenUpstreamError) as caught:
        client().get_release("acme", "1")

    assert (caught.value.message, caught.value.operation) == (message, "get a release")


def test_a_list_that_is_none_is_a_broken_answer(server: responses.RequestsMock) -> None:
    server.get("https://releases.test/api/0/organizations/acme/projects/", json={"detail": "x"})

    with pytest.raises(BrokenUpstreamError) as caught:
        client().list_projects("acme")

    assert (caught.value.message, caught.value.status, caught.value.operation) == (
        "Sentry answered something other than a list.",
        200,
        "list projects",
    )


def test_a_web_page_in_answer_to_a_write_is_not_a_success(server: responses.RequestsMock) -> None:
    error = refused(server, status=200, body="<title>Sign in</title>", content_type="text/html")

    assert type(error) is BrokenUpstreamError
    assert error.detail == "Sign in"


def test_no_error_tells_the_token(server: responses.RequestsMock) -> None:
    error = refused(server, status=500, json={"detail": f"Bearer {TOKEN} went wrong"})

    assert error.detail == "Bearer [token] went wrong"
    assert TOKEN not in repr(error)


@pytest.mark.parametrize("token", ["with blank", "line\nfeed", "ümlaut"])
def test_a_token_that_cannot_be_sent_is_a_bad_token(server: responses.RequestsMock, token: str) -> None:
    with pytest.raises(BadTokenError) as caught:
        client(token=token).get_release("acme", "1")

    assert token not in repr(caught.value)
    assert len(server.calls) == 0
