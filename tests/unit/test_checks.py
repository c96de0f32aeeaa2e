"""Settings that the dashboard refuses to start with."""

import pytest
from django.core import checks
from pytest_django import Settings


def problems(settings: Settings, **changes: object) -> set[str]:
    for name, value in changes.items():
        setattr(settings, name, value)
    return {str(message.id) for message in checks.run_checks() if str(message.id).startswith("releases.")}


SAFE = {
    "ALLOW_HTTP": False,
    "SECRET_KEY": "x" * 50,
    "SENTRY_URL": "https://sentry.io/",
    "SENTRY_AUTH_TOKEN": "a-token-of-some-length",
    "SENTRY_DIALECT": "auto",
}


def test_safe_settings_raise_nothing(settings: Settings) -> None:
    assert problems(settings, **SAFE) == set()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"SECRET_KEY": ""}, {"releases.E001"}),
        ({"SECRET_KEY": "short"}, {"releases.E001"}),
        ({"SENTRY_AUTH_TOKEN": ""}, {"releases.E002"}),
        ({"SENTRY_URL": "sentry.io"}, {"releases.E003"}),
        ({"SENTRY_URL": "file:///etc"}, {"releases.E003"}),
        ({"SENTRY_URL": "http://["}, {"releases.E003"}),
        ({"SENTRY_URL": "http://sentry.example.com/"}, {"releases.W001"}),
        ({"SENTRY_URL": "http://127.0.0.1:9000/"}, set()),
        ({"SENTRY_DIALECT": "bugsink"}, {"releases.E004"}),
        ({"ALLOW_HTTP": True}, {"releases.W002"}),
    ],
)
def test_unsafe_setting_is_found(settings: Settings, changes: dict[str, object], found: set[str]) -> None:
    assert problems(settings, **SAFE | changes) == found


def test_no_check_shows_a_secret(settings: Settings) -> None:
    for name, value in (SAFE | {"SENTRY_URL": "nonsense", "SECRET_KEY": "short-secret"}).items():
        setattr(settings, name, value)

    said = " ".join(f"{message.msg} {message.hint}" for message in checks.run_checks())

    assert "short-secret" not in said
    assert "a-token-of-some-length" not in said
