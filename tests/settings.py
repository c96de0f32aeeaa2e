"""The settings under which the tests run: those of the dashboard, from a fixed environment."""

import os

os.environ.update(
    SECRET_KEY="tests-only-" + "x" * 40,
    SENTRY_URL="http://127.0.0.1:9/",
    SENTRY_AUTH_TOKEN="demo-token",
    SENTRY_ORG="acme",
    SENTRY_DIALECT="auto",
    ALLOW_DELETE="0",
    ALLOW_HTTP="1",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    FRESH_SECONDS="0",
    DEBUG="0",
    DEMO="0",
    TIME_ZONE="UTC",
    TRUSTED_PROXIES="",
    ADMIN_GROUPS="release-admins",
    EDITOR_GROUPS="release-editors,mobile-editors",
    VIEWER_GROUPS="release-viewers",
    OIDC_ISSUER="",
    OIDC_CLIENT_ID="releases-dashboard",
    OIDC_CLIENT_SECRET="planted-client-secret",
    OIDC_NAME="Acme ID",
    OIDC_SCOPES="openid profile groups",
    OIDC_GROUPS_CLAIM="groups",
    OIDC_SESSION_HOURS="12",
    PROXY_USER_HEADER="",
    PROXY_GROUPS_HEADER="",
    PROXY_DEFAULT_ROLE="viewer",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", "sqlite://:memory:"),
    CACHE_URL=os.environ.get("TEST_CACHE_URL", "locmemcache://"),
)

from dashboard.settings import *  # noqa: F403 - the environment has to be set first

# Nothing is collected for tests; a browser gets static files from where they are written.
STATIC_ROOT = None  # type: ignore[assignment]  # a setting may be of another type here
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
