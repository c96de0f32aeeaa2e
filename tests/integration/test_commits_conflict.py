"""A preview of commits that is sent after the list has changed: what has become of it, and who changed it."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests import colleague
from tests.commits import ONE, TWO, URL, previewed, send, typed
from tests.pages import alerts, form_data, soup, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}
CLEAR = {"what": "clear", "note": ""}
OUTSIDE = "Changed outside this dashboard, or by the server."


def test_commits_that_are_gone_are_shown_as_the_preview_showed_them(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    colleague.set_commits(shop, "shop@1.0.1")

    moved = editor.post(URL, data)

    lines = [" ".join(line.get_text(" ").split()) for line in soup(moved).select('[role="alert"] .commit')]
    assert lines == ["c1 Take orders Ada Byron , acme/shop", "c2 Open the shop acme/shop"]


def test_commit_without_a_message_is_said_to_have_none(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1", commits=[{"id": "c1", "repository": "acme/shop"}])
    data = previewed(editor, typed(THREE))
    colleague.set_commits(sentry, "shop@1.0.1")

    assert "1 commit is gone since c1 no message acme/shop" in alerts(editor.post(URL, data))


def test_who_changed_the_list_here_is_named_with_their_note(editor: Client, admin: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    send(admin, CLEAR | {"note": "they were of another shop"})

    moved = editor.post(URL, data)

    assert "“ they were of another shop ”, admin , " in alerts(moved)
    assert soup(moved).select_one('[role="alert"] a[href^="/acme/history/"]') is not None


def test_list_that_was_changed_elsewhere_since_is_not_said_to_be_ours(
    editor: Client, admin: Client, shop: DemoServer
) -> None:
    data = previewed(editor, typed(THREE))
    send(admin, CLEAR)
    colleague.set_commits(shop, "shop@1.0.1", TWO)

    moved = alerts(editor.post(URL, data))

    assert (OUTSIDE in moved, "admin" in moved) == (True, False)


def test_change_from_before_the_preview_is_not_named(editor: Client, admin: Client, shop: DemoServer) -> None:
    send(admin, CLEAR)
    colleague.set_commits(shop, "shop@1.0.1", TWO)
    data = previewed(editor, typed(THREE))
    colleague.set_commits(shop, "shop@1.0.1")

    moved = alerts(editor.post(URL, data))

    assert (OUTSIDE in moved, "admin" in moved) == (True, False)


def test_one_s_own_change_in_another_tab_is_told_as_such(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    send(editor, typed(ONE))

    assert " you , " in alerts(editor.post(URL, data))


@pytest.mark.parametrize(
    "shown",
    ["", "[]", "{}", "null", '{"at":1,"commits":[]}', '{"at":"2026-01-01","commits":[["a","b"]]}', "[" * 100_000],
)
def test_preview_whose_list_got_lost_is_shown_anew(editor: Client, shop: DemoServer, shown: str) -> None:
    data = previewed(editor, typed(THREE)) | {"shown": shown}
    colleague.set_commits(shop, "shop@1.0.1")
    shop.clear_requests()

    moved = editor.post(URL, data)

    assert moved.status_code == 409
    assert "Nothing was sent: the commits have changed since they were shown." in alerts(moved)
    assert OUTSIDE not in alerts(moved)
    assert bodies(shop) == []
    assert "Set 1" in words(moved)


def test_second_preview_tells_what_has_moved_since_the_first_alone(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    colleague.set_commits(shop, "shop@1.0.1", ONE)
    second = form_data(editor.post(URL, data), "#commits-preview") | {"step": "send"}
    colleague.set_commits(shop, "shop@1.0.1")

    moved = alerts(editor.post(URL, second))

    assert "1 commit is gone since c1 Take orders" in moved
    assert "c2" not in moved


@pytest.mark.parametrize(("repositories", "is_warned"), [(["a", "a"], False), (["a", "b"], True), ([], False)])
def test_clearing_warns_only_of_commits_of_several_repositories(
    editor: Client, sentry: DemoServer, repositories: list[str], is_warned: bool
) -> None:
    commits = [{"id": f"c{number}", "repository": name} for number, name in enumerate(repositories)]
    sentry.add(version="shop@1.0.1", commits=commits)

    page = words(editor.post(URL, CLEAR))

    assert ("Some versions of Sentry fail here" in page) is is_warned
