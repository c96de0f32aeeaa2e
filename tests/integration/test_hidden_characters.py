"""Characters that are not seen, or that move others, in what the server tells of a release's parts."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.commits import previewed, send, typed
from tests.editing import edited
from tests.pages import alerts, words

pytestmark = pytest.mark.django_db

RELEASE = "/acme/releases/shop@1.0.1/"
EDIT = f"{RELEASE}commits/edit/"
TURNED = "\u202e"
SIGN = "⟨U+202E⟩"
COMMIT = {
    "id": f"c{TURNED}1",
    "repository": f"acme/{TURNED}shop",
    "message": f"Take {TURNED}orders\n\nand{TURNED} more\r\n\tof them",
    "author_name": f"Ada {TURNED}Byron",
    "author_email": "ada@acme.test",
}
SHOWN = f"c{SIGN}1 Take {SIGN}orders more and{SIGN} more of them Ada {SIGN}Byron , acme/{SIGN}shop"
TWO = {"id": "c2", "repository": "acme/shop"}


@pytest.fixture
def shop(sentry: DemoServer) -> DemoServer:
    """A server with one release that is all hidden characters."""
    sentry.add(
        version="shop@1.0.1",
        commits=[COMMIT],
        deploys=[{"environment": f"pro{TURNED}duction", "name": f"4{TURNED}2"}],
        files=[{"name": f"~/app{TURNED}.js", "dist": f"d{TURNED}1", "content": "alert"}],
    )
    return sentry


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        ("", SHOWN.removesuffix(f" , acme/{SIGN}shop")),
        ("commits/", SHOWN),
        ("deploys/", f"pro{SIGN}duction"),
        ("deploys/", f"4{SIGN}2"),
        ("files/", f"~/app{SIGN}.js"),
        ("files/", f"d{SIGN}1"),
    ],
)
def test_tab_shows_a_sign_for_each(viewer: Client, shop: DemoServer, tab: str, shown: str) -> None:
    response = viewer.get(f"{RELEASE}{tab}")

    assert shown in words(response)
    assert TURNED not in response.content.decode()


def test_preview_shows_a_sign_for_each(editor: Client, shop: DemoServer) -> None:
    assert SHOWN in words(editor.post(EDIT, {"what": "clear"}))


def test_conflict_shows_a_sign_for_each(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(TWO), EDIT)
    colleague.set_commits(shop, "shop@1.0.1")

    told = alerts(editor.post(EDIT, data))

    assert f"c{SIGN}1 Take {SIGN}orders Ada {SIGN}Byron , acme/{SIGN}shop" in told
    assert TURNED not in told


def test_report_shows_a_sign_for_each(editor: Client, shop: DemoServer) -> None:
    told = words(send(editor, {"what": "clear", "note": ""}, EDIT))

    assert f"1 commit: c{SIGN}1" in told
    assert TURNED not in told


def test_signs_stand_for_them_in_a_ref_and_in_what_an_undo_would_write_back(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", ref=f"a{TURNED}1")
    page = editor.get(RELEASE)

    editor.post(f"{RELEASE}edit/", edited(editor, f"{RELEASE}edit/", ref="b2"))
    proposal = editor.get(f"/acme/history/{Change.objects.get().pk}/undo/")

    assert f"a{SIGN}1" in words(page)
    assert f"a{SIGN}1" in words(proposal)
    assert TURNED not in words(page) + words(proposal)
