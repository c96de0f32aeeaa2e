"""Id tokens: one that is wrong, or that the provider did not sign, signs nobody in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import jwt
import pytest

from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, KEY_NAME, OidcProvider, new_key
from tests.single_sign_on import UNTRUSTED, Browser, Claims, account, alerts


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"nonce": "another"}, id="nonce of another sign-in"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"aud": "another-client"}, id="audience"),
        pytest.param({"aud": [CLIENT_ID, "another"], "azp": "another"}, id="authorized party"),
        pytest.param({"iss": "https://evil.example"}, id="issuer"),
        pytest.param({"exp": 1_700_000_000}, id="expired"),
        pytest.param({"exp": None}, id="no expiry"),
        pytest.param({"iat": 4_000_000_000}, id="of the future"),
        pytest.param({"sub": None}, id="no subject"),
        pytest.param({"sub": ""}, id="empty subject"),
        pytest.param({"sub": "x" * 192}, id="endless subject"),
        pytest.param({"sub": 7}, id="number as subject"),
        pytest.param({"sub": "another"}, id="userinfo about somebody else"),
    ],
)
def test_id_token_that_is_not_right_signs_nobody_in(
    browser: Browser, provider: OidcProvider, claims: Claims, wrong: Claims
) -> None:
    provider.misbehaviour.id_token = wrong

    page = browser.sign_in()

    assert (urlsplit(page.url).path, alerts(page)) == ("/accounts/login/", UNTRUSTED)
    assert (account(browser.dashboard, claims["preferred_username"]), browser.is_signed_in()) == (None, False)


Forge = Callable[[OidcProvider, Claims], str]


def signed_by_another_key(provider: OidcProvider, claims: Claims) -> str:
    return provider.signed(claims, new_key())


def unsigned(_provider: OidcProvider, claims: Claims) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": KEY_NAME})


def signed_with_the_clients_secret(_provider: OidcProvider, claims: Claims) -> str:
    return jwt.encode(claims, CLIENT_SECRET * 3, algorithm="HS256", headers={"kid": KEY_NAME})


def signed_by_an_unknown_key(provider: OidcProvider, claims: Claims) -> str:
    return jwt.encode(claims, provider.key, algorithm="RS256", headers={"kid": "key-2"})


def changed_after_signing(provider: OidcProvider, claims: Claims) -> str:
    head, _body, signature = provider.signed(claims).split(".")
    return ".".join((head, provider.signed(claims | {"groups": ["release-admins"]}).split(".")[1], signature))


@pytest.mark.parametrize(
    "forge",
    [
        signed_by_another_key,
        unsigned,
        signed_with_the_clients_secret,
        signed_by_an_unknown_key,
        changed_after_signing,
        lambda _provider, _claims: "no.token.at-all",
        lambda _provider, _claims: "",
    ],
)
def test_id_token_that_the_provider_did_not_sign_signs_nobody_in(
    browser: Browser, provider: OidcProvider, claims: Claims, forge: Forge
) -> None:
    provider.misbehaviour.sign = lambda right: forge(provider, right)

    page = browser.sign_in()

    assert (alerts(page), browser.is_signed_in()) == (UNTRUSTED, False)
