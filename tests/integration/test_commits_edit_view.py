"""Changing the commits of a release that exists: filled in, previewed, sent."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.commits import ONE, TWO, URL, commit_ids, previewed, send, typed, typed_refs
from tests.creation import HTMX
from tests.pages import alerts, form_data, outcomes, soup, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

METADATA = ("ref", "url", "dateReleased")
TAB = "/acme/releases/shop@1.0.1/commits/"
THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}


def test_viewer_may_neither_see_the_form_nor_send_it(viewer: Client, shop: DemoServer) -> None:
    answers = [viewer.get(URL), viewer.post(URL, {"what": "clear", "step": "send"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (commit_ids(shop), bodies(shop)) == (["c1", "c2"], [])


def test_commits_tab_leads_editors_to_the_form_and_nobody_else(
    editor: Client, viewer: Client, shop: DemoServer
) -> None:
    links = [
        soup(client.get(TAB)).select_one(f'a[href$="{TAB.replace("@", "%40")}edit/"]') for client in (editor, viewer)
    ]

    assert [link is not None for link in links] == [True, False]


def test_form_of_a_release_that_does_not_exist_is_not_found(editor: Client, sentry: DemoServer) -> None:
    assert editor.get(URL).status_code == 404


def test_preview_says_what_goes_comes_and_stays_and_sends_nothing(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed(ONE, THREE, step="preview"))

    page = words(response)
    assert "1 commit goes, 1 commit comes, 1 commit stays. Nothing was sent yet." in page
    assert "Replace 2 commits by 2" in page
    assert bodies(shop) == []
    assert not Change.objects.exists()


def test_preview_names_the_issues_that_would_be_resolved(editor: Client, shop: DemoServer) -> None:
    four = {"id": "c4", "message": "Closes WEB-2, WEB-3", "timestamp": "2026-01-04T00:00:00Z"}

    page = words(editor.post(URL, typed(ONE | {"message": ""}, four)))

    assert "2 messages name issues. Sentry resolves those that exist, and sends mails about it." in page
    assert "c1 SHOP-1" in page
    assert "c4 WEB-2, WEB-3" in page


def test_replacing_sends_the_commits_alone_and_reads_them_again(editor: Client, shop: DemoServer) -> None:
    response = send(editor, typed(ONE, THREE, note="the pipeline forgot one"))

    assert bodies(shop) == [{"commits": [ONE, THREE]}]
    assert outcomes(response) == {"commits": "applied"}
    assert "Replaced." in words(response)
    assert commit_ids(shop) == ["c3", "c1"]
    release = shop.release("shop@1.0.1")
    assert (release["ref"], release["url"], release["dateReleased"]) == (
        "a1",
        "https://example.com/",
        "2026-01-05T00:00:00Z",
    )


def test_record_holds_both_lists_whole(editor: Client, shop: DemoServer) -> None:
    send(editor, typed(THREE, note="the pipeline forgot one"))

    change = Change.objects.get()
    assert (change.action, change.result, change.note, change.projects) == (
        "commits",
        "succeeded",
        "the pipeline forgot one",
        " web ",
    )
    assert change.before == {"commits": [ONE, TWO]}
    assert change.after == {"commits": [THREE]}
    assert change.read_back == {"commits": [THREE]}
    assert change.outcomes == {"commits": "applied"}


def test_clearing_leaves_the_release_without_commits(editor: Client, shop: DemoServer) -> None:
    preview = editor.post(URL, {"what": "clear"})
    response = send(editor, {"what": "clear", "note": ""})

    assert "Clear 2 commits" in words(preview)
    assert bodies(shop) == [{"refs": []}]
    assert outcomes(response) == {"commits": "applied"}
    assert (Change.objects.get().action, Change.objects.get().after) == ("clear_commits", {"commits": []})
    assert shop.release("shop@1.0.1")["commitCount"] == 0


def test_refs_are_sent_alone_and_nobody_calls_the_200_a_success(editor: Client, shop: DemoServer) -> None:
    shop.add_repository("acme/web")
    data = typed_refs({"repository": "acme/web", "commit": "b2", "previousCommit": "a1"})

    preview = editor.post(URL, data)
    response = send(editor, data)

    assert "Add 1 ref" in words(preview)
    assert bodies(shop) == [{"refs": [{"repository": "acme/web", "commit": "b2", "previousCommit": "a1"}]}]
    assert outcomes(response) == {"refs": "unknown"}
    assert "Sent. What comes of it is not known yet." in words(response)
    change = Change.objects.get()
    assert (change.action, change.result, change.completed_at) == ("refs", "unknown", None)
    assert change.after == {"refs": [{"repository": "acme/web", "commit": "b2", "previousCommit": "a1"}]}


def test_list_that_has_moved_since_the_preview_is_shown_anew_and_nothing_is_sent(
    editor: Client, shop: DemoServer
) -> None:
    data = previewed(editor, typed(THREE))
    colleague.set_commits(shop, "shop@1.0.1", ONE, {"id": "theirs", "timestamp": "2026-01-09T00:00:00Z"})
    shop.clear_requests()

    moved = editor.post(URL, data)
    again = editor.post(URL, form_data(moved, "#commits-preview") | {"step": "send"})

    assert moved.status_code == 409
    assert "Nothing was sent: the commits have changed since they were shown." in alerts(moved)
    assert "1 commit is gone since c2" in words(moved)
    assert "1 commit has come since theirs" in words(moved)
    assert outcomes(again) == {"commits": "applied"}
    assert bodies(shop) == [{"commits": [THREE]}]
    assert [row["id"] for row in Change.objects.get().before["commits"]] == ["theirs", "c1"]


def test_message_that_has_moved_since_the_preview_counts_too(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))
    colleague.set_commits(shop, "shop@1.0.1", ONE, TWO | {"message": "Open the shop again"})
    shop.clear_requests()

    response = editor.post(URL, data)

    assert response.status_code == 409
    assert "They are the same ones, with other messages, authors or times." in alerts(response)
    assert bodies(shop) == []


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (typed(THREE), {"commits": "applied"}),
        ({"what": "clear", "note": ""}, {"commits": "applied"}),
        (typed_refs({"repository": "acme/shop", "commit": "b2"}), {"refs": "unknown"}),
    ],
)
def test_preview_that_is_sent_twice_is_written_once_and_told_twice(
    editor: Client, shop: DemoServer, data: dict[str, str], outcome: dict[str, str]
) -> None:
    ready = previewed(editor, data)

    first, second = editor.post(URL, ready), editor.post(URL, ready)

    assert [outcomes(answer) for answer in (first, second)] == [outcome] * 2
    assert "Nothing was sent again." in words(second)
    assert (len(bodies(shop)), Change.objects.count()) == (1, 1)


def test_sending_without_a_preview_sends_nothing(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed(THREE, step="send"))

    assert response.status_code == 409
    assert bodies(shop) == []


def test_commits_that_are_there_already_are_not_sent_again(editor: Client, shop: DemoServer) -> None:
    preview = editor.post(URL, typed(TWO, ONE))
    response = editor.post(URL, form_data(preview, "#commits-preview") | {"step": "send"})

    assert "Nothing to send: the release has exactly these commits already." in words(preview)
    assert outcomes(response) == {"commits": "unchanged"}
    assert bodies(shop) == []
    assert not Change.objects.exists()


def test_partial_for_htmx_is_the_part_that_changes_in_every_step(editor: Client, shop: DemoServer) -> None:
    data = previewed(editor, typed(THREE))

    answers = [
        editor.get(URL, headers=HTMX),
        editor.post(URL, typed(THREE), headers=HTMX),
        editor.post(URL, data, headers=HTMX),
    ]

    for answer in answers:
        assert "<html" not in answer.content.decode()
        assert soup(answer).select_one("#commits-edit") is not None
        assert "HX-Request" in answer["Vary"]


def test_glitchtip_has_no_commits_so_there_is_the_reason_and_a_way_back(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1")

    pages = [editor.get(URL), *(editor.post(URL, typed(THREE, step=step)) for step in ("preview", "send", "edit"))]
    start = editor.post(URL, {"what": "commits", "start": "now"})

    assert [page.status_code for page in pages] == [200, 422, 422, 422]
    assert [alerts(page) for page in pages] == ["GlitchTip keeps no commits."] + [
        "GlitchTip keeps no commits. Nothing was sent."
    ] * 3
    assert alerts(start) == alerts(pages[1])
    for page in pages:
        assert [str(link["href"]) for link in soup(page).select("#commits-edit a")] == ["/acme/releases/shop%401.0.1/"]
        assert soup(page).select_one("#commits-edit form") is None
        assert "sends mails" not in words(page)
    assert bodies(glitchtip) == []


def test_glitchtip_leads_nobody_to_a_form_for_commits(editor: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1")

    pages = [words(editor.get(address)) for address in (TAB, TAB.removesuffix("commits/"))]

    assert "GlitchTip keeps no commits." in pages[0]
    assert ["Change commits" in page for page in pages] == [False, False]


def test_hostile_text_of_commits_stays_text(editor: Client, sentry: DemoServer) -> None:
    hostile = "<script>alert(1)</script>"
    sentry.add(version="shop@1.0.1", commits=[{"id": "c1", "message": hostile, "author_name": hostile}])

    pages = [
        editor.post(URL, {"what": "commits", "start": "now"}).content.decode(),
        editor.post(URL, {"what": "clear"}).content.decode(),
        editor.post(URL, typed(THREE | {"message": hostile})).content.decode(),
    ]

    assert [page.count(hostile) for page in pages] == [0, 0, 0]
    assert all("&lt;script&gt;" in page for page in pages)
