"""Signing in and out, and what every answer carries."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, SignInLink, User
from tests.pages import alerts, form_data, words

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PAGES = ["/acme/releases/", "/acme/releases/shop@1/", "/acme/releases/shop@1/edit/", "/acme/new-release/", "/admin/"]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("mira", password="a long password", role=Role.EDITOR)


def test_name_and_password_sign_in_and_lead_back(client: Client, person: User, sentry: DemoServer) -> None:
    asked = client.get("/acme/releases/?query=shop")
    data = form_data(client.get(asked["Location"]), 'form[action="/accounts/login/"]')

    signed_in = client.post(LOGIN, data | {"username": "mira", "password": "a long password"})

    assert signed_in["Location"] == "/acme/releases/?query=shop"
    assert client.get("/acme/releases/").status_code == 200


def test_wrong_password_says_so_and_keeps_the_name(client: Client, person: User) -> None:
    page = client.post(LOGIN, {"username": "mira", "password": "wrong"})

    assert alerts(page) == "Name and password do not go together."
    assert form_data(page, 'form[action="/accounts/login/"]')["username"] == "mira"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_never_leads_to_another_host(client: Client, person: User, elsewhere: str) -> None:
    signed_in = client.post(LOGIN, {"username": "mira", "password": "a long password", "next": elsewhere})

    assert signed_in["Location"] == "/"


def test_link_signs_in_by_a_click_and_only_once(client: Client, person: User) -> None:
    address = f"/accounts/link/{SignInLink.issue(person)}/"

    opened = client.get(address)
    clicked = client.post(address)
    again = Client().post(address)

    assert "This link signs you in, once." in words(opened)
    assert (clicked.status_code, clicked["Location"]) == (302, "/accounts/password/")
    assert (again.status_code, "used already" in alerts(again)) == (410, True)


def test_link_that_was_printed_to_be_opened_signs_in_at_once_and_only_once(client: Client, person: User) -> None:
    address = f"/accounts/link/{SignInLink.issue(person, is_immediate=True)}/"

    looked_at = client.head(address)
    opened = client.get(address)
    again = Client().get(address)

    assert looked_at.status_code == 200
    assert (opened.status_code, opened["Location"]) == (302, "/")
    assert (again.status_code, "used already" in alerts(again)) == (410, True)


def test_signing_out_ends_the_session(editor: Client, sentry: DemoServer) -> None:
    editor.post("/accounts/logout/")

    assert editor.get("/acme/releases/").status_code == 302


def test_signing_out_in_another_process_ends_the_session(
    editor: Client, sentry: DemoServer, settings: Settings
) -> None:
    if settings.IS_CACHE_SHARED:
        pytest.skip("What another process does to a shared cache is what this one does.")
    before = editor.get("/acme/releases/").status_code
    # The other process reaches the database, and not the memory of this one.
    Session.objects.all().delete()

    assert (before, editor.get("/acme/releases/").status_code) == (200, 302)


def test_signing_in_forgets_what_has_expired(client: Client, person: User) -> None:
    past, future = timezone.now() - timedelta(days=2), timezone.now() + timedelta(days=2)
    for key in ("old", "older"):
        Session.objects.create(session_key=key, session_data="", expire_date=past)
    kept = Session.objects.create(session_key="kept", session_data="", expire_date=future)
    for _ in range(3):
        SignInLink.issue(person)
    SignInLink.objects.update(expires_at=past, used_at=past)
    SignInLink.issue(person)

    client.force_login(person)

    keys = {kept.session_key, client.session.session_key}
    assert set(Session.objects.values_list("session_key", flat=True)) == keys
    assert [link.used_at for link in SignInLink.objects.all()] == [None]


@pytest.mark.parametrize("address", [*PAGES, "/acme/releases/shop@1/raw/", "/acme/releases/shop@1/files/1/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_shown_or_sent_without_signing_in(
    client: Client, sentry: DemoServer, address: str, method: str
) -> None:
    response = getattr(client, method)(address)

    if response.status_code == 401:
        # A form that came too late: what was typed is carried through signing in.
        assert "You were signed out before this was sent." in words(response)
    else:
        assert (response.status_code, "/login/?next=" in response["Location"]) == (302, True)
    assert sentry.requests == []


@pytest.mark.parametrize("address", [*PAGES, LOGIN, "/nowhere/", "/healthz"])
def test_every_answer_carries_the_policy_and_its_id(admin: Client, sentry: DemoServer, address: str) -> None:
    sentry.add(version="shop@1")

    response = admin.get(address)

    assert response["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert len(response["X-Request-Id"]) == 16
    assert response["Server-Timing"].startswith("upstream;dur=")


def test_token_stands_in_no_page(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.SENTRY_AUTH_TOKEN = "planted-secret-token"
    sentry.add_token("planted-secret-token", ["project:releases", "project:read", "org:read"])
    sentry.add(version="shop@1", ref="a1")

    pages = [admin.get(address) for address in (*PAGES, "/acme/releases/shop@1/raw/", "/acme/releases/?query=x")]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [page for page in pages if b"planted-secret" in page.content] == []


def test_health_says_that_the_process_and_its_database_answer(client: Client) -> None:
    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert (alive.status_code, alive.content) == (200, b"ok\n")
    assert (ready.status_code, ready.content) == (200, b"ready\n")


def test_request_id_of_a_proxy_is_kept_and_sent_upstream(viewer: Client, sentry: DemoServer) -> None:
    response = viewer.get("/acme/releases/", headers={"X-Request-Id": "0123456789abcdef"})
    odd = viewer.get("/acme/releases/", headers={"X-Request-Id": "<script>"})

    assert response["X-Request-Id"] == "0123456789abcdef"
    assert odd["X-Request-Id"] != "<script>"


def test_form_of_another_session_is_refused_in_words(person: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)

    response = browser.post("/acme/releases/shop@1/edit/", {"ref": "x"})

    assert response.status_code == 403
    assert "This form is too old" in alerts(response)


def test_form_from_an_address_that_is_not_ours_says_so(db: None) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/accounts/login/", {"username": "x"}, headers={"Origin": "https://releases.example.com"})

    assert response.status_code == 403
    assert "An admin can name it in CSRF_TRUSTED_ORIGINS." in alerts(response)
