"""The way to the provider and back, and what stays closed to whoever strays from it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.oidc_provider import CLIENT_SECRET, OidcProvider
from tests.single_sign_on import LIST, UNTRUSTED, Browser, Claims, account, alerts


def test_button_leads_to_the_provider_and_back_to_the_page_that_was_asked_for(
    browser: Browser, provider: OidcProvider, claims: Claims
) -> None:
    page = browser.sign_in(back_to=f"{LIST}?query=shop")

    assert page.url == f"{browser.dashboard.url}{LIST}?query=shop"
    assert account(browser.dashboard, claims["preferred_username"]) == ("editor", True)
    (asked,) = provider.asked("authorize")
    assert sorted(asked["scope"].split()) == ["groups", "openid", "profile"]
    assert asked["redirect_uri"] == f"{browser.dashboard.url}/accounts/sso/callback/"
    assert (asked["code_challenge_method"], len(asked["nonce"]) > 30, len(asked["state"]) > 15) == ("S256", True, True)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_sign_in_never_leads_to_another_host(browser: Browser, claims: Claims, elsewhere: str) -> None:
    page = browser.sign_in(back_to=elsewhere)

    assert page.url == f"{browser.dashboard.url}{LIST}"


@pytest.mark.parametrize(
    # Without an answer of the provider the way back ends at the sign-in page, which says so.
    ("path", "answered"),
    [("/accounts/sso/", {"POST": 200}), ("/accounts/sso/callback/", {"GET": 302})],
)
def test_way_to_the_provider_and_back_is_open_to_everybody_by_one_method(
    browser: Browser, claims: Claims, path: str, answered: dict[str, int]
) -> None:
    somebody = Browser(browser.dashboard)
    somebody.sign_in()

    for visitor in (browser, somebody):
        headers = {"X-CSRFToken": browser.dashboard.token(visitor.session, "/accounts/password/")}
        codes = {
            method: visitor.session.request(
                method, browser.dashboard.url + path, headers=headers, timeout=30, allow_redirects=False
            ).status_code
            for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
        }
        assert {method: code for method, code in codes.items() if code != 405} == answered


def test_session_ends_at_a_fixed_time(browser: Browser, claims: Claims) -> None:
    browser.sign_in()

    (cookie,) = [cookie for cookie in browser.session.cookies if cookie.name == "session"]
    (asked,) = [cookie for cookie in browser.session.cookies if cookie.name == "csrf"]
    assert cookie.expires is not None
    assert asked.expires is not None
    # Django's own cookie against forgery lasts for 52 weeks from the same moment on.
    hours = (cookie.expires - (asked.expires - 60 * 60 * 24 * 7 * 52)) / 3600
    assert round(hours) == 12


def test_person_who_cancels_comes_back_to_the_sign_in_page(
    browser: Browser, provider: OidcProvider, claims: Claims
) -> None:
    provider.misbehaviour.error = "access_denied"

    page = browser.sign_in()

    assert (urlsplit(page.url).path, page.status_code) == ("/accounts/login/", 200)
    assert alerts(page) == "Signing in with Acme ID was cancelled."


def test_error_of_the_provider_is_told(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    provider.misbehaviour.error = "server_error<script>"

    assert alerts(browser.sign_in()) == "Acme ID could not sign you in. Try again later."


BAD_STATE = "This sign-in is too old, was used already, or began in another browser. Sign in again."


def test_answer_works_once(browser: Browser, claims: Claims) -> None:
    back = requests.get(browser.begin(), timeout=30, allow_redirects=False).headers["Location"]
    browser.follow(back)
    browser.session.post(
        f"{browser.dashboard.url}/accounts/logout/",
        data={"csrfmiddlewaretoken": browser.dashboard.token(browser.session, LIST)},
        timeout=30,
    )

    again = browser.follow(back)

    assert (alerts(again), browser.is_signed_in()) == (BAD_STATE, False)


def test_answer_in_another_browser_signs_nobody_in(browser: Browser, claims: Claims) -> None:
    back = requests.get(browser.begin(), timeout=30, allow_redirects=False).headers["Location"]
    victim = Browser(browser.dashboard)

    page = victim.follow(back)

    assert (alerts(page), victim.is_signed_in()) == (BAD_STATE, False)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied"])
def test_made_up_answer_is_told(browser: Browser, claims: Claims, query: str) -> None:
    page = browser.get(f"/accounts/sso/callback/{query}")

    assert (alerts(page), page.status_code) == (BAD_STATE, 200)


def test_code_of_somebody_else_cannot_be_slipped_in(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    """PKCE binds a code to the browser that asked for it."""
    other = requests.get(Browser(browser.dashboard).begin(), timeout=30, allow_redirects=False).headers["Location"]
    (code,) = parse_qs(urlsplit(other).query)["code"]
    (state,) = parse_qs(urlsplit(browser.begin()).query)["state"]

    page = browser.get(f"/accounts/sso/callback/?code={code}&state={state}")

    assert (alerts(page), browser.is_signed_in()) == (UNTRUSTED, False)


@pytest.mark.parametrize(
    "address",
    [
        *("/accounts/signup/", "/accounts/email/", "/accounts/social/connections/", "/accounts/social/signup/"),
        *("/accounts/social/login/error/", "/accounts/social/login/cancelled/", "/accounts/password/reset/"),
        *("/accounts/oidc/openid_connect/login/", "/accounts/oidc/openid_connect/login/callback/"),
        *("/accounts/inactive/", "/accounts/reauthenticate/"),
    ],
)
def test_no_page_of_allauth_is_open(browser: Browser, claims: Claims, address: str) -> None:
    claims["groups"] = ["release-admins"]
    browser.sign_in()

    assert browser.get(address).status_code == 404


def test_admin_site_shows_nothing_of_allauth(browser: Browser, claims: Claims) -> None:
    claims["groups"] = ["release-admins"]
    browser.sign_in()

    page = browser.get("/admin/")

    assert page.status_code == 200
    assert "ocial" not in page.text


def test_only_a_press_of_the_button_leads_to_the_provider(
    browser: Browser, provider: OidcProvider, claims: Claims
) -> None:
    looked_at = browser.get("/accounts/sso/")
    forged = browser.session.post(f"{browser.dashboard.url}/accounts/sso/", timeout=30)

    assert (looked_at.status_code, forged.status_code, provider.seen) == (405, 403, [])


def test_dashboard_keeps_no_token_and_tells_no_secret(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    pages = [browser.sign_in().text, browser.get("/accounts/login/").text]
    provider.misbehaviour.sign = lambda _right: "not.a.token"
    pages.append(Browser(browser.dashboard).sign_in().text)

    log = browser.dashboard.log.read_text()
    files = browser.dashboard.database.parent.glob(f"{browser.dashboard.database.name}*")
    kept = "".join(path.read_bytes().decode("latin-1") for path in files)
    secrets = [secret for secret in provider.secrets if secret]
    assert "OpenID Connect: id_token: " in log
    assert [secret for secret in secrets if secret in log or secret in "".join(pages)] == []
    assert [token for token in (*provider.access_tokens, CLIENT_SECRET) if token in kept] == []
