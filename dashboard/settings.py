"""Settings, read from the environment and from a `.env` file beside `manage.py`.

The names are those of Sentry's own tools where such exist; `.env.example` explains every one of them.
What is unsafe to start with is found by the checks in `releases_ui/checks.py`, so that commands which need
no secret, such as `demo_api`, run without one.
"""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ

from dashboard import demo

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEMO = env.bool("DEMO", False)
if DEMO:
    VAR_DIR = demo.prepare(BASE_DIR / "var" / "demo")
    # Its server listens on loopback only, so that the warning about HTTP says nothing.
    SILENCED_SYSTEM_CHECKS = ["releases.W002"]

# The releases API behind the dashboard.
SENTRY_URL = env.str("SENTRY_URL", "https://sentry.io/")
SENTRY_AUTH_TOKEN = env.str("SENTRY_AUTH_TOKEN", "")
SENTRY_ORG = tuple(slug.strip() for slug in env.list("SENTRY_ORG", default=[]) if slug.strip())
SENTRY_DIALECT = env.str("SENTRY_DIALECT", "auto")
FRESH_SECONDS = env.int("FRESH_SECONDS", 5)
# Deleting cannot be undone, so it is off until somebody wants it.
ALLOW_DELETE = env.bool("ALLOW_DELETE", False)

# The web server.
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ALLOW_HTTP = env.bool("ALLOW_HTTP", False)
# Whose X-Forwarded-Proto is believed; dashboard/gunicorn.py obeys it.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
PORT = env.int("PORT", 8000)
WEB_THREADS = env.int("WEB_THREADS", 32)

ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"

INSTALLED_APPS = [
    "releases_ui",
    "releases_ui.apps.AdminSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "releases_ui.middleware.timing.TimingMiddleware",
    "releases_ui.middleware.headers.SecurityHeadersMiddleware",
    # Its random padding keeps lengths from telling what stands in a page; tokens are masked anew in each answer.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "releases_ui.middleware.proxy_sign_in.ProxySignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "releases_ui.middleware.sign_in.SignInMiddleware",
    "releases_ui.middleware.upstream_errors.UpstreamErrorMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "releases_ui.context_processors.shell",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'dashboard.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # The record of a change must outlive a power cut, so FULL and not NORMAL.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# The client of Redis serves Valkey as well, but does not know its name.
CACHES = {"default": environ.Env.cache_url_config(re.sub("^valkey", "redis", env.str("CACHE_URL", "locmemcache://")))}
# Several processes need a shared cache, or one would show what another knows to be old.
IS_CACHE_SHARED = not CACHES["default"]["BACKEND"].endswith(".LocMemCache")
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", (os.cpu_count() or 1) if IS_CACHE_SHARED else 1)

# People.
AUTH_USER_MODEL = "releases_ui.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A session in the memory of one process would go on in the others after signing out.
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if IS_CACHE_SHARED else 'db'}"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# People whom somebody else vouches for: which groups give which role.
ADMIN_GROUPS = frozenset(name.strip() for name in env.list("ADMIN_GROUPS", default=[]) if name.strip())
EDITOR_GROUPS = frozenset(name.strip() for name in env.list("EDITOR_GROUPS", default=[]) if name.strip())
VIEWER_GROUPS = frozenset(name.strip() for name in env.list("VIEWER_GROUPS", default=[]) if name.strip())

# An OpenID provider vouches for them.
OIDC_ISSUER = env.str("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "single sign-on")
OIDC_SCOPES = env.str("OIDC_SCOPES", "openid profile").split()
OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", "groups")
OIDC_SESSION_HOURS = env.int("OIDC_SESSION_HOURS", 12)
IS_OIDC_ON = bool(OIDC_ISSUER) and find_spec("allauth") is not None
if IS_OIDC_ON:
    INSTALLED_APPS += ["allauth.account", "allauth.socialaccount", "releases_ui.openid"]
    MIDDLEWARE.append("allauth.account.middleware.AccountMiddleware")
    SOCIALACCOUNT_ADAPTER = "releases_ui.openid.hooks.Hooks"
    SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# A proxy in front of the dashboard vouches for them, by a header.
PROXY_USER_HEADER = env.str("PROXY_USER_HEADER", "")
PROXY_GROUPS_HEADER = env.str("PROXY_GROUPS_HEADER", "")
PROXY_DEFAULT_ROLE = env.str("PROXY_DEFAULT_ROLE", "viewer")

# Everything travels by HTTPS unless ALLOW_HTTP says otherwise, which is for loopback and tests.
SECURE_SSL_REDIRECT = not ALLOW_HTTP
SECURE_HSTS_SECONDS = 0 if ALLOW_HTTP else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not ALLOW_HTTP
SECURE_HSTS_PRELOAD = not ALLOW_HTTP
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not ALLOW_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "session" if ALLOW_HTTP else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if ALLOW_HTTP else "__Host-csrf"
CSRF_FAILURE_VIEW = "releases_ui.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Times are kept and compared in UTC; TIME_ZONE is only what people see until they choose their own.
USE_TZ = True
TIME_ZONE = "UTC"
DISPLAY_TIME_ZONE = env.str("TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
# Each but English has a whole catalogue in locale/.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "releases_ui.log.RequestFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"level": "WARNING"}},
}
