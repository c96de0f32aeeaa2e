"""Signing in by the word of a proxy in front of the dashboard."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Role, SignInLink, User
from tests.pages import alerts, form_data

pytestmark = pytest.mark.django_db
PROXY = "192.0.2.1"
LIST = "/acme/releases/"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [PROXY]
    settings.PROXY_USER_HEADER = "X-Forwarded-User"


@pytest.fixture
def with_groups(settings: Settings) -> None:
    settings.PROXY_GROUPS_HEADER = "X-Forwarded-Groups"


@pytest.fixture
def browser() -> Client:
    """A browser behind the proxy; what the proxy adds stands in each request."""
    return Client(REMOTE_ADDR=PROXY)


def named(name: str, groups: str | None = None) -> dict[str, str]:
    """Return the headers that the proxy adds."""
    return {"X-Forwarded-User": name} | ({} if groups is None else {"X-Forwarded-Groups": groups})


def who(client: Client) -> str | None:
    """Return who is signed in, by the session alone."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else None


def test_new_person_gets_an_account_that_may_look(browser: Client, sentry: DemoServer) -> None:
    page = browser.get(LIST, headers=named("mira"))

    mira = User.objects.get(username="mira")
    assert page.status_code == 200
    assert (mira.role, mira.has_usable_password()) == (Role.VIEWER, False)
    assert who(browser) == "mira"


def test_role_of_a_new_person_is_the_one_that_is_set(browser: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.PROXY_DEFAULT_ROLE = "editor"

    browser.get(LIST, headers=named("mira"))

    assert User.objects.get(username="mira").role == Role.EDITOR


def test_role_that_was_given_by_hand_stays_where_the_proxy_tells_no_groups(browser: Client, sentry: DemoServer) -> None:
    User.objects.create_user("mira", role=Role.ADMIN)

    page = browser.get(LIST, headers=named("mira", "release-viewers"))

    assert page.status_code == 200
    assert User.objects.get(username="mira").role == Role.ADMIN


@pytest.mark.usefixtures("with_groups")
def test_role_follows_the_groups_with_every_request(browser: Client, sentry: DemoServer) -> None:
    roles = []
    for groups in ("release-viewers", "staff; release-admins", "release-editors,release-viewers"):
        assert browser.get(LIST, headers=named("mira", groups)).status_code == 200
        roles.append(User.objects.get(username="mira").role)

    assert roles == ["viewer", "admin", "editor"]


@pytest.mark.usefixtures("with_groups")
@pytest.mark.parametrize("groups", ["staff", "", None])
def test_person_without_a_fitting_group_stays_out(browser: Client, sentry: DemoServer, groups: str | None) -> None:
    page = browser.get(LIST, headers=named("mira", groups), follow=True)

    assert alerts(page) == "The proxy knows you as mira, and none of your groups may use this dashboard."
    assert not User.objects.exists()
    assert sentry.requests == []


@pytest.mark.usefixtures("with_groups")
def test_person_who_loses_the_group_loses_the_access(browser: Client, sentry: DemoServer) -> None:
    browser.get(LIST, headers=named("mira", "release-admins"))
    mira = User.objects.get(username="mira")
    elsewhere = Client()
    elsewhere.force_login(mira)
    link = SignInLink.issue(mira)

    asked = browser.get(LIST, headers=named("mira", "staff"))

    assert (asked.status_code, who(browser)) == (302, None)
    assert elsewhere.get(LIST).status_code == 302
    assert Client().post(f"/accounts/link/{link}/").status_code == 410
    assert User.objects.get(username="mira").role == Role.VIEWER


@pytest.mark.usefixtures("with_groups")
def test_refusal_writes_only_where_there_is_something_to_end(
    browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mira = User.objects.create_user("mira")
    refused = named("mira", "staff")
    browser.get(LOGIN, headers=refused)
    rounds = User.objects.get(username="mira").session_round

    # Who it is, and whether there is a link; nothing is written.
    with django_assert_num_queries(2):
        browser.get(LOGIN, headers=refused)
    elsewhere = Client()
    elsewhere.force_login(mira)
    browser.get(LOGIN, headers=refused)

    assert User.objects.get(username="mira").session_round == rounds + 1
    assert elsewhere.get("/accounts/password/").status_code == 302


@pytest.mark.parametrize("address", ["198.51.100.7", "192.0.2.2", "127.0.0.1", ""])
def test_header_from_anywhere_else_signs_nobody_in(sentry: DemoServer, address: str) -> None:
    User.objects.create_user("admin", role=Role.ADMIN)

    stranger = Client(REMOTE_ADDR=address)
    page = stranger.get(LIST, headers=named("admin") | {"X-Forwarded-For": PROXY})

    assert (page.status_code, who(stranger)) == (302, None)
    assert sentry.requests == []


def test_header_from_anywhere_else_signs_nobody_out(editor: Client, sentry: DemoServer) -> None:
    User.objects.create_user("admin", role=Role.ADMIN)

    page = editor.get(LIST, headers=named("admin"))

    assert (page.status_code, who(editor)) == (200, "editor")


def test_without_the_setting_the_header_means_nothing(sentry: DemoServer, settings: Settings) -> None:
    settings.PROXY_USER_HEADER = ""
    browser = Client(REMOTE_ADDR=PROXY)

    page = browser.get(LIST, headers=named("mira"))

    assert (page.status_code, User.objects.exists()) == (302, False)


def test_session_ends_when_the_header_vanishes(browser: Client, sentry: DemoServer) -> None:
    browser.get(LIST, headers=named("mira"))

    without = browser.get(LIST)

    assert (without.status_code, who(browser)) == (302, None)


def test_session_becomes_that_of_the_person_whom_the_header_names(browser: Client, sentry: DemoServer) -> None:
    browser.get(LIST, headers=named("mira"))
    old = browser.session.session_key

    page = browser.get(LIST, headers=named("noor"))

    assert (page.status_code, who(browser)) == (200, "noor")
    assert browser.session.session_key != old


def test_header_goes_before_a_password(browser: Client, sentry: DemoServer) -> None:
    browser.force_login(User.objects.create_user("root", role=Role.ADMIN))

    browser.get(LIST, headers=named("mira"))

    assert who(browser) == "mira"


def test_session_that_a_password_began_goes_on_without_the_header(browser: Client, sentry: DemoServer) -> None:
    browser.force_login(User.objects.create_user("root", role=Role.ADMIN))

    page = browser.get(LIST)

    assert (page.status_code, who(browser)) == (200, "root")


def test_session_is_of_no_use_around_the_proxy_and_goes_on_behind_it(browser: Client, sentry: DemoServer) -> None:
    browser.get(LIST, headers=named("mira"))

    around = browser.get(LIST, REMOTE_ADDR="198.51.100.7")
    behind = browser.get(LIST, headers=named("mira"))

    assert (around.status_code, behind.status_code) == (302, 200)


def test_deactivated_person_stays_out(browser: Client, sentry: DemoServer) -> None:
    browser.get(LIST, headers=named("mira"))
    User.objects.filter(username="mira").update(is_active=False)

    page = browser.get(LIST, headers=named("mira"), follow=True)

    assert alerts(page) == "Your account here is deactivated. An admin of this dashboard can activate it."
    assert who(browser) is None


@pytest.mark.parametrize(
    "name", ["admin,mira", "mira mira", "<b>mira</b>", "x" * 151, "mira\x00"], ids=lambda name: name[:12]
)
def test_name_that_no_account_can_have_signs_nobody_in(browser: Client, sentry: DemoServer, name: str) -> None:
    User.objects.create_user("admin", role=Role.ADMIN)

    page = browser.get(LIST, headers=named(name), follow=True)

    assert alerts(page) == "The proxy in front of this dashboard gives you a name that no account can have."
    assert (who(browser), User.objects.count()) == (None, 1)


def test_name_in_another_spelling_is_no_second_account(browser: Client, sentry: DemoServer) -> None:
    User.objects.create_user("mira", role=Role.ADMIN)

    page = browser.get(LIST, headers=named("Mira"), follow=True)

    assert "There is an account named Mira already" in alerts(page)
    assert (who(browser), User.objects.count()) == (None, 1)


def test_name_in_another_script_is_read_as_utf8(browser: Client, sentry: DemoServer) -> None:
    browser.get(LIST, headers=named("зоя".encode().decode("latin-1")))

    assert who(browser) == "зоя"


def test_form_works_from_the_first_page_on(browser: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1")
    User.objects.create_user("mira", role=Role.EDITOR)
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=PROXY)
    form = form_data(strict.get("/acme/releases/shop@1/edit/", headers=named("mira")))

    saved = strict.post("/acme/releases/shop@1/edit/", form | {"ref": "a1"}, headers=named("mira"))

    assert saved.status_code in {200, 302}
    assert sentry.release("shop@1")["ref"] == "a1"


def test_session_goes_on_while_the_header_names_the_same_person(browser: Client) -> None:
    browser.get("/accounts/password/", headers=named("mira"))
    key = browser.session.session_key

    browser.get("/accounts/password/", headers=named("mira"))

    assert browser.session.session_key == key


def test_page_that_machines_ask_for_needs_no_header(browser: Client) -> None:
    assert browser.get("/healthz").content == b"ok\n"
