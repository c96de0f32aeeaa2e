"""Signing in by OpenID Connect: a dashboard in a process of its own, and a provider, over real HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from bs4 import BeautifulSoup
from werkzeug.wrappers import Response

from releases_ui.demo_api.server import DemoServer
from tests.live_dashboard import LiveDashboard
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, KEY_NAME, OidcProvider, answer, new_key

LIST = "/acme/releases/"
SUBJECTS = (f"u-{number}" for number in itertools.count(1))

Claims = dict[str, Any]


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    """The provider of all tests here; each begins with a person whom the dashboard does not know."""
    with OidcProvider() as started:
        yield started


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory, provider: OidcProvider) -> Iterator[LiveDashboard]:
    """A dashboard that sends people to the provider; starting it once is enough."""
    folder = tmp_path_factory.mktemp("sso")
    with (
        DemoServer(db=folder / "api.sqlite3") as upstream,
        LiveDashboard(folder, upstream, **provider.environment) as started,
    ):
        yield started


class Browser:
    """Somebody's browser."""

    def __init__(self, dashboard: LiveDashboard) -> None:
        self.dashboard = dashboard
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.dashboard.url}{path}", timeout=30)

    def begin(self, *, back_to: str = "") -> str:
        """Press the button; return the address of the provider."""
        data = {"csrfmiddlewaretoken": self.dashboard.token(self.session, "/accounts/login/"), "next": back_to}
        leaving = self.session.post(f"{self.dashboard.url}/accounts/sso/", data=data, timeout=30)
        link = BeautifulSoup(leaving.text, "html.parser").select_one("a.btn")
        assert link is not None, alerts(leaving)
        assert leaving.headers["Refresh"] == f"0; url={link['href']}"
        return str(link["href"])

    def follow(self, address: str) -> requests.Response:
        """Open the provider, and wherever it sends the browser."""
        return self.session.get(address, timeout=30)

    def sign_in(self, *, back_to: str = "") -> requests.Response:
        return self.follow(self.begin(back_to=back_to))

    def is_signed_in(self) -> bool:
        return urlsplit(self.get(LIST).url).path == LIST


@pytest.fixture
def browser(dashboard: LiveDashboard) -> Browser:
    return Browser(dashboard)


@pytest.fixture
def claims(provider: OidcProvider) -> Claims:
    """What the provider says of the person, for the test to change."""
    subject = next(SUBJECTS)
    provider.reset(subject, preferred_username=f"mira-{subject}", groups=["staff", "release-editors"])
    return provider.person.claims


def alerts(page: requests.Response) -> str:
    """Return the words of everything that stopped somebody."""
    found = BeautifulSoup(page.text, "html.parser").select('[role="alert"]')
    return " ".join(" ".join(element.get_text(" ").split()) for element in found)


def account(dashboard: LiveDashboard, name: str) -> tuple[str, bool] | None:
    """Return an account's role, and whether it is active."""
    rows = dashboard.query("SELECT role, is_active FROM releases_ui_user WHERE username = ?", name)
    return (rows[0][0], bool(rows[0][1])) if rows else None


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
    ("groups", "role"),
    [
        (["release-viewers"], "viewer"),
        (["release-viewers", "release-admins"], "admin"),
        ("release-editors", "editor"),
    ],
)
def test_groups_give_the_role(browser: Browser, claims: Claims, groups: object, role: str) -> None:
    claims["groups"] = groups

    browser.sign_in()

    assert account(browser.dashboard, claims["preferred_username"]) == (role, True)


def test_groups_may_stand_in_the_id_token_alone(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    del claims["groups"]
    provider.misbehaviour.id_token["groups"] = ["release-admins"]

    browser.sign_in()

    assert account(browser.dashboard, claims["preferred_username"]) == ("admin", True)


def test_role_follows_the_groups_at_every_sign_in(browser: Browser, claims: Claims) -> None:
    browser.sign_in()
    browser.dashboard.query("UPDATE releases_ui_user SET role = 'admin'")
    claims["groups"] = ["release-viewers"]

    Browser(browser.dashboard).sign_in()

    assert account(browser.dashboard, claims["preferred_username"]) == ("viewer", True)


@pytest.mark.parametrize("groups", [["staff"], [], None, {"release-admins": True}])
def test_person_without_a_fitting_group_stays_out(browser: Browser, claims: Claims, groups: object) -> None:
    claims["groups"] = groups

    page = browser.sign_in()

    name = claims["preferred_username"]
    assert alerts(page) == f"Acme ID knows you as {name}, and none of your groups may use this dashboard."
    assert (account(browser.dashboard, name), browser.is_signed_in()) == (None, False)


def test_person_who_loses_the_group_loses_all_sessions_and_the_password(browser: Browser, claims: Claims) -> None:
    browser.sign_in()
    name = claims["preferred_username"]
    browser.dashboard.query("UPDATE releases_ui_user SET password = 'md5$known' WHERE username = ?", name)
    claims["groups"] = ["staff"]
    other = Browser(browser.dashboard)

    page = other.sign_in()

    assert "none of your groups may use this dashboard" in alerts(page)
    assert (browser.is_signed_in(), other.is_signed_in()) == (False, False)
    ((role, password),) = browser.dashboard.query(
        "SELECT role, password FROM releases_ui_user WHERE username = ?", name
    )
    assert (role, password[0]) == ("viewer", "!")


def test_deactivated_person_stays_out(browser: Browser, claims: Claims) -> None:
    browser.sign_in()
    name = claims["preferred_username"]
    browser.dashboard.query("UPDATE releases_ui_user SET is_active = 0 WHERE username = ?", name)

    page = Browser(browser.dashboard).sign_in()

    assert alerts(page) == "Your account here is deactivated. An admin of this dashboard can activate it."
    assert (account(browser.dashboard, name), browser.is_signed_in()) == (("editor", False), False)


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


def test_account_that_was_made_here_is_never_taken_over(browser: Browser, claims: Claims) -> None:
    browser.dashboard.manage("create_user", "root", "--role", "admin")
    pages = []
    for name in ("root", "ROOT"):
        claims["preferred_username"] = name
        pages.append(alerts(browser.sign_in()))

    assert pages[0].startswith("There is an account named root already, and it is not linked to Acme ID.")
    assert pages[1].startswith("There is an account named ROOT already, and it is not linked to Acme ID.")
    assert browser.is_signed_in() is False


def test_same_name_of_another_subject_is_another_person(
    browser: Browser, provider: OidcProvider, claims: Claims
) -> None:
    browser.sign_in()
    provider.person.sub = "somebody-else"

    page = Browser(browser.dashboard).sign_in()

    assert "There is an account named" in alerts(page)


def test_person_stays_the_same_under_a_new_name(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    first = claims["preferred_username"]
    browser.sign_in()
    claims["preferred_username"] = "married"

    Browser(browser.dashboard).sign_in()

    assert account(browser.dashboard, "married") is None
    assert account(browser.dashboard, first) == ("editor", True)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"preferred_username": "Mira K", "email": "k@acme.test", "email_verified": True}, "k@acme.test"),
        ({"preferred_username": "ACME\\mira", "email": "w@acme.test", "email_verified": "true"}, None),
        ({"preferred_username": ["mira"], "email": "v@acme.test"}, None),
    ],
)
def test_name_that_no_account_can_have_gives_way_to_a_verified_address_or_the_subject(
    browser: Browser, provider: OidcProvider, claims: Claims, said: Claims, name: str | None
) -> None:
    claims.update(said)

    browser.sign_in()

    assert account(browser.dashboard, name or provider.person.sub) == ("editor", True)


def test_person_without_any_name_is_told(browser: Browser, provider: OidcProvider, claims: Claims) -> None:
    claims["preferred_username"] = "<b>"
    provider.person.sub = "auth0|1"

    page = browser.sign_in()

    assert alerts(page) == "Acme ID gives you no name that an account can have."


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


UNTRUSTED = "Acme ID gave an answer that cannot be trusted. Whoever runs this dashboard finds why in its log."
UNREACHABLE = "Acme ID does not answer. Try again in a minute."


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
