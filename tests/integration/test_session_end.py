"""What becomes of a form whose session has ended meanwhile."""

from __future__ import annotations

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.forms.held import Held
from releases_ui.models import Change
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, form_data, outcomes, soup, words

pytestmark = pytest.mark.django_db

HTMX = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Current-URL": "http://testserver/acme/releases/?query=shop",
}


def test_form_of_a_session_that_has_ended_stays_and_leads_to_sign_in(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    editor.logout()

    response = editor.post(EDIT, data, headers=HTMX)

    assert response.status_code == 401
    assert "HX-Redirect" not in response.headers
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#failure", "innerHTML")
    assert alerts(response).startswith(
        "You are signed out. Nothing was sent. What you typed is still here. Sign in in another tab ."
    )
    link = soup(response).select_one("a")
    assert link is not None
    assert (link["href"], link["target"]) == (
        "/accounts/login/?next=%2Facme%2Freleases%2F%3Fquery%3Dshop",
        "_blank",
    )
    assert not Change.objects.exists()


def sign_in(client: Client, page: HttpResponseBase, **changes: str) -> HttpResponseBase:
    """Sign in on the page that is shown."""
    form = form_data(page, 'form[action="/accounts/login/"]')
    return client.post("/accounts/login/", form | {"username": "editor", "password": "a long password"} | changes)


def test_form_of_a_session_that_has_ended_is_carried_through_signing_in_without_javascript(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2", note="<b>two</b>\r\nlines")
    editor.logout()

    asked = editor.post(EDIT, data)
    again = sign_in(editor, asked)
    shown = form_data(again, f'form[action="{EDIT}"]')

    assert asked.status_code == 401
    assert "Nothing was saved." in alerts(asked)
    assert "ref b2" in words(asked)
    assert soup(asked).select(".kept")[-1].get_text() == "<b>two</b>\nlines"
    assert "not saved yet" in alerts(again)
    assert not Change.objects.exists()
    saved = editor.post(EDIT, shown)
    assert outcomes(saved)["ref"] == "applied"
    assert Change.objects.get().note.splitlines() == ["<b>two</b>", "lines"]


def test_wrong_password_keeps_what_is_carried(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    editor.logout()

    refused = sign_in(editor, editor.post(EDIT, data), password="wrong")

    assert "not saved yet" in alerts(sign_in(editor, refused))


def test_no_token_and_no_password_is_carried(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2") | {"csrfmiddlewaretoken": "s" * 64}
    editor.logout()

    again = sign_in(editor, editor.post(EDIT, data))

    assert "s" * 64 not in again.content.decode()  # type: ignore[attr-defined]
    assert "a long password" not in again.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("held", ["nonsense", "a:b:c", ""])
def test_words_that_nobody_signed_are_not_shown(editor: Client, sentry: DemoServer, held: str) -> None:
    editor.logout()

    response = sign_in(editor, editor.get("/accounts/login/"), held=held)

    assert response.status_code == 302


def test_words_of_yesterday_are_not_shown(editor: Client, sentry: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    editor.logout()
    asked = editor.post(EDIT, data)
    monkeypatch.setattr("releases_ui.forms.held._AGE_S", -1)

    assert sign_in(editor, asked).status_code == 302


def test_signed_address_of_another_host_is_not_led_to() -> None:
    assert Held.read(Held("https://evil.example/", (("ref", "b2"),)).as_text()) is None
    assert Held.read(Held("//evil.example/", (("ref", "b2"),)).as_text()) is None


def test_form_that_is_too_long_is_to_be_copied(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2", note="x" * 70_000)
    editor.logout()

    response = editor.post(EDIT, data)

    assert response.status_code == 401
    assert "too long to be carried" in alerts(response)
    assert soup(response).select("[name=held]") == []


def test_form_of_an_admin_is_not_carried(admin: Client, sentry: DemoServer) -> None:
    admin.logout()

    response = admin.post("/people/invite/", {"username": "eve", "role": "admin"})

    assert response.status_code == 302


def test_form_of_an_earlier_session_gets_a_token_with_which_it_can_be_sent(sentry: DemoServer, editor: Client) -> None:
    sentry.add(**SHOP)
    browser = strict(editor)
    data = edited(browser, ref="b2") | {"csrfmiddlewaretoken": "a" * 64}

    refused = browser.post(EDIT, data, headers=HTMX)
    notice = soup(refused).select_one("[data-fresh-token]")
    assert notice is not None
    saved = browser.post(EDIT, data | {"csrfmiddlewaretoken": str(notice["data-fresh-token"])}, headers=HTMX)

    assert refused.status_code == 403
    assert refused["HX-Retarget"] == "#failure"
    assert "What you typed is still here: press the button again." in alerts(refused)
    assert saved.status_code == 200
    assert sentry.release("shop@1.0.1")["ref"] == "b2"


def test_form_of_an_earlier_session_is_told_to_be_copied_without_javascript(sentry: DemoServer, editor: Client) -> None:
    sentry.add(**SHOP)
    browser = strict(editor)
    data = edited(browser, ref="b2") | {"csrfmiddlewaretoken": "a" * 64}

    refused = browser.post(EDIT, data)

    assert refused.status_code == 403
    assert "Nothing was sent. Go back, copy what you typed, reload the form, and send it again." in words(refused)
    assert sentry.release("shop@1.0.1")["ref"] == "a1"


def strict(client: Client) -> Client:
    """Return the same browser, whose tokens are looked at."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client.cookies
    return browser
