"""Sign-in after too many failures: it pauses, by account and by address, and gives nothing away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from releases_ui.models import FailedSignIn, Role, User
from releases_ui.services import throttle
from releases_ui.services.throttle import TooManyAttemptsError
from tests.concurrency import at_once, database_of_many
from tests.pages import alerts, form_data, invalid_fields

LOGIN = "/accounts/login/"
PASSWORD = "a long password"
WRONG = "a wrong password"
HERE = "192.0.2.1"
ELSEWHERE = "198.51.100.7"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ada(db: None) -> User:
    return User.objects.create_user("ada", password=PASSWORD, role=Role.EDITOR)


def sign_in(name: str = "ada", password: str = WRONG, address: str = HERE) -> HttpResponseBase:
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": password})


def fail(times: int, account: str = "ada", address: str = HERE, *, ago: timedelta = timedelta(0)) -> None:
    at = timezone.now() - ago
    FailedSignIn.objects.bulk_create(
        FailedSignIn(account=account.format(number), address=address.format(number), at=at) for number in range(times)
    )


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_sixth_attempt_has_to_wait_whoever_it_is(name: str) -> None:
    failures = [sign_in(name) for _ in range(5)]

    right, wrong = sign_in(name, PASSWORD), sign_in(name)

    assert [page.status_code for page in failures] == [200] * 5
    assert [alerts(page).removeprefix("Name and password do not go together.") for page in failures] == [
        "",
        "",
        " 2 tries left, then a pause.",
        " 1 try left, then a pause.",
        "",
    ]
    for page in (right, wrong):
        assert (page.status_code, invalid_fields(page)) == (429, [])
        assert 880 < int(page["Retry-After"]) <= 900
        assert alerts(page).startswith(
            "Too many attempts with this name or from this address have failed. "
            "This one was not looked at. Try again in 1"
        )
        assert form_data(page, f'form[action="{LOGIN}"]')["username"] == name
    assert FailedSignIn.objects.count() == 5


def test_pause_ends_when_the_first_failure_is_a_quarter_of_an_hour_old() -> None:
    fail(4)
    fail(1, ago=timedelta(minutes=14))

    paused = sign_in(password=PASSWORD)
    FailedSignIn.objects.update(at=timezone.now() - timedelta(minutes=15))
    later = sign_in(password=PASSWORD)

    assert paused.status_code == 429
    assert 50 < int(paused["Retry-After"]) <= 60
    assert (later.status_code, later["Location"]) == (302, "/")


def test_others_and_other_addresses_are_not_kept_waiting() -> None:
    User.objects.create_user("bob", password=PASSWORD)
    fail(5)

    answers = [sign_in("bob", PASSWORD), sign_in("ada", PASSWORD, ELSEWHERE), sign_in("ada", PASSWORD)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]


@pytest.mark.parametrize(("times", "status"), [(29, 302), (30, 429)])
def test_account_that_is_tried_from_everywhere_pauses(times: int, status: int) -> None:
    fail(times, address="198.51.100.{}")

    assert sign_in(password=PASSWORD).status_code == status


@pytest.mark.parametrize(("times", "status"), [(49, 302), (50, 429)])
def test_address_that_tries_many_names_pauses(times: int, status: int) -> None:
    fail(times, account="name{}")

    assert sign_in(password=PASSWORD).status_code == status


def test_longest_of_several_pauses_is_told() -> None:
    fail(5, ago=timedelta(minutes=14))
    fail(50, account="name{}", ago=timedelta(minutes=5))

    assert 590 < int(sign_in()["Retry-After"]) <= 600


def test_success_forgets_the_failures_of_this_account_from_this_address_only() -> None:
    fail(4)
    fail(2, address=ELSEWHERE)
    fail(3, account="bob")

    sign_in(password=PASSWORD)

    left = FailedSignIn.objects.values_list("account", "address")
    assert sorted(left) == [("ada", ELSEWHERE)] * 2 + [("bob", HERE)] * 3


def test_name_counts_as_it_is_compared() -> None:
    wide = [sign_in("ａｄａ").status_code for _ in range(5)]

    assert (wide, sign_in("ada", PASSWORD).status_code, sign_in("Ada").status_code) == ([200] * 5, 429, 200)


@pytest.mark.parametrize("missing", ["username", "password"])
def test_form_that_lacks_something_is_no_attempt(missing: str) -> None:
    pages = [Client().post(LOGIN, {"username": "ada", "password": "wrong"} | {missing: ""}) for _ in range(6)]

    assert {page.status_code for page in pages} == {200}
    assert not FailedSignIn.objects.exists()


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", HERE),
        ("", ""),
    ],
)
def test_network_of_an_address_of_ipv6_counts_as_one(address: str, counts_as: str) -> None:
    sign_in(address=address)

    assert FailedSignIn.objects.get().address == counts_as


def test_address_is_the_clients_where_a_trusted_proxy_tells_it(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    forwarded = {"x-forwarded-for": f"{ELSEWHERE}, {HERE}"}

    for proxy in ("10.0.0.1", "203.0.113.9"):
        Client(REMOTE_ADDR=proxy, headers=forwarded).post(LOGIN, {"username": "ada", "password": "wrong"})

    assert list(FailedSignIn.objects.values_list("address", flat=True)) == [HERE, "203.0.113.9"]


def test_old_failures_are_forgotten_a_hundred_at_a_time() -> None:
    fail(130, account="name{}", ago=timedelta(hours=25))
    fail(1, account="bob", ago=timedelta(hours=23))

    left = []
    for _ in range(2):
        sign_in()
        left.append(FailedSignIn.objects.count())

    assert left == [32, 3]


def test_admin_site_has_no_way_in_of_its_own() -> None:
    browser = Client(REMOTE_ADDR=HERE)

    shown = browser.get("/admin/login/?next=/admin/releases_ui/change/")
    sent = browser.post("/admin/login/", {"username": "ada", "password": PASSWORD})

    assert shown["Location"] == "/accounts/login/?next=%2Fadmin%2Freleases_ui%2Fchange%2F"
    assert sent["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in browser.session


@pytest.mark.django_db(transaction=True)
def test_of_many_attempts_at_once_no_more_than_the_limit_are_looked_at(tmp_path: Path) -> None:
    with database_of_many(tmp_path):
        ended = at_once(*[lambda: throttle.begin("ada", HERE)] * 12)
        left = FailedSignIn.objects.count()

    refused = [end for end in ended if isinstance(end, TooManyAttemptsError)]
    looked_at = [end for end in ended if not isinstance(end, Exception)]
    assert len(refused) + len(looked_at) == 12
    assert len(looked_at) <= throttle.MAX_BY_BOTH
    assert left == len(looked_at)
