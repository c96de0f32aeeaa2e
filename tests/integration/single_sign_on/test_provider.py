"""A provider that breaks down, lies about itself, or wants the secret in another place."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests
from werkzeug.wrappers import Response

from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, KEY_NAME, OidcProvider, answer
from tests.single_sign_on import UNREACHABLE, UNTRUSTED, Browser, Claims, alerts


@pytest.mark.parametrize(
    ("endpoint", "response", "words"),
    [
        ("token", answer({"error": "invalid_client"}, 401), UNTRUSTED),
        ("token", answer({}, 500), UNTRUSTED),
        ("token", answer(["access_token"]), UNTRUSTED),
        ("token", answer({"access_token": "x"}), UNTRUSTED),
        ("token", Response("<html>", content_type="text/html"), UNTRUSTED),
        ("token", Response("{", content_type="application/json"), UNTRUSTED),
        ("token", Response(status=307, headers={"Location": "http://127.0.0.1:9/"}), UNREACHABLE),
        ("keys", answer({}, 503), UNREACHABLE),
        ("keys", answer({"keys": []}), UNTRUSTED),
        ("keys", answer([]), UNTRUSTED),
        ("keys", answer({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": KEY_NAME}]}), UNTRUSTED),
        ("userinfo", answer({}, 500), UNREACHABLE),
        ("userinfo", answer({"groups": ["release-admins"]}), UNTRUSTED),
        ("userinfo", Response("no JSON"), UNTRUSTED),
    ],
)
def test_provider_that_breaks_down_on_the_way_back_is_told(
    browser: Browser, provider: OidcProvider, claims: Claims, endpoint: str, response: Response, words: str
) -> None:
    provider.misbehaviour.responses[endpoint] = response

    page = browser.sign_in()

    assert (urlsplit(page.url).path, alerts(page), browser.is_signed_in()) == ("/accounts/login/", words, False)


def pressed(browser: Browser) -> requests.Response:
    """Press the button where it does not lead to the provider."""
    data = {"csrfmiddlewaretoken": browser.dashboard.token(browser.session, "/accounts/login/")}
    return browser.session.post(f"{browser.dashboard.url}/accounts/sso/", data=data, timeout=30)


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ({"issuer": "https://evil.example"}, UNTRUSTED),
        ({"authorization_endpoint": "javascript:alert(1)"}, UNTRUSTED),
        ({"token_endpoint": None}, UNTRUSTED),
        ({"jwks_uri": "ftp://127.0.0.1/keys"}, UNTRUSTED),
        ({"userinfo_endpoint": "//127.0.0.1/"}, UNTRUSTED),
    ],
)
def test_provider_that_describes_itself_wrongly_is_not_gone_to(
    browser: Browser, provider: OidcProvider, claims: Claims, description: Claims, words: str
) -> None:
    provider.misbehaviour.description = description

    assert alerts(pressed(browser)) == words


@pytest.mark.parametrize(
    ("response", "words"),
    [(answer({}, 500), UNREACHABLE), (Response("<html>"), UNTRUSTED), (answer([]), UNTRUSTED)],
)
def test_provider_that_does_not_describe_itself_is_told(
    browser: Browser, provider: OidcProvider, claims: Claims, response: Response, words: str
) -> None:
    provider.misbehaviour.responses["description"] = response

    assert alerts(pressed(browser)) == words


def test_provider_that_never_answers_is_given_up(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    provider.misbehaviour.silent = {"description"}

    assert alerts(pressed(browser)) == UNREACHABLE


def test_provider_that_goes_away_meanwhile_is_told(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    address = browser.begin()
    provider.misbehaviour.responses["description"] = answer({}, 500)

    page = browser.follow(address)

    assert (alerts(page), browser.is_signed_in()) == (UNREACHABLE, False)


def test_secret_may_travel_in_the_form_where_the_provider_wants_that(
    browser: Browser, provider: OidcProvider, claims: Claims
) -> None:
    provider.misbehaviour.description["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    provider.misbehaviour.responses["token"] = answer({"error": "invalid_client"}, 401)

    browser.sign_in()

    (sent,) = provider.asked("token")
    assert (sent["client_id"], sent["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
