"""What becomes of a form whose session has ended meanwhile."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.editing import EDIT, SHOP, edited
from tests.pages import alerts, soup, words

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


def test_form_of_a_session_that_has_ended_leads_to_sign_in_without_javascript(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    data = edited(editor, ref="b2")
    editor.logout()

    response = editor.post(EDIT, data)

    assert response["Location"].startswith("/accounts/login/?next=")
    assert not Change.objects.exists()


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
