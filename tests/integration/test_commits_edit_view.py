"""Changing the commits of a release that exists: filled in, previewed, sent."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.commits import ONE, SHOP, TWO, URL, bodies, commit_ids, previewed, send, typed, typed_refs
from tests.creation import HTMX
from tests.pages import alerts, form_data, invalid_fields, outcomes, soup, words

pytestmark = pytest.mark.django_db

METADATA = ("ref", "url", "dateReleased")
TAB = "/acme/releases/shop@1.0.1/commits/"
THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}


@pytest.fixture
def shop(sentry: DemoServer) -> DemoServer:
    """A server with one release of two commits."""
    sentry.add(**SHOP)
    return sentry


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


def test_refs_of_an_unknown_repository_are_refused_before_anything_is_sent(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed_refs({"repository": "nope", "commit": "b2"}))

    assert response.status_code == 422
    assert "Ref 1, Repository: Invalid repository names: nope" in alerts(response)
    assert bodies(shop) == []


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


def test_back_keeps_what_was_typed(editor: Client, shop: DemoServer) -> None:
    data = typed(THREE | {"message": "Two\nlines"}, note="why") | {"refs-0-commit": "b2"}

    back = editor.post(URL, previewed(editor, data) | {"step": "edit"})

    form = form_data(back, "#commits-form")
    assert (form["commits-0-id"], form["commits-0-message"], form["note"]) == ("c3", "Two\nlines", "why")
    assert form["refs-0-commit"] == "b2"
    assert "aria-invalid" not in back.content.decode()


def test_rows_of_what_was_not_chosen_are_not_checked(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed(THREE) | {"refs-0-commit": "a.."})

    assert response.status_code == 200
    assert "Replace 2 commits by 1" in words(response)


@pytest.mark.parametrize(
    ("data", "invalid", "told"),
    [
        (typed(), ["what", "what", "what"], "Add at least one commit. For a release without commits"),
        (typed_refs(), ["what", "what", "what"], "Add at least one ref."),
        ({"what": "all"}, ["what", "what", "what"], "all is not one of the available choices"),
        ({}, ["what", "what", "what"], "Choose one of the three."),
        (typed({"id": ""} | {"message": "x"}), ["commits-0-id"], "Commit 1, Id: This field is required."),
        (typed(THREE, {"id": "c4"}), ["commits-1-timestamp"], "Missing here, given on row 1."),
        (typed(THREE, THREE), ["commits-1-id"], "The same commit as on row 1."),
        (typed({"id": "c4", "message": "x #skipsentry"}), ["what", "what", "what"], "Sentry leaves out commits with"),
        (typed_refs({"repository": "acme/shop", "commit": "a.."}), ["refs-0-commit"], "Commit cannot begin or end"),
    ],
)
def test_what_the_server_would_refuse_is_told_beside_its_field(
    editor: Client, shop: DemoServer, data: dict[str, str], invalid: list[str], told: str
) -> None:
    response = editor.post(URL, data)

    assert response.status_code == 422
    assert invalid_fields(response) == invalid
    assert told in alerts(response)
    assert bodies(shop) == []


def test_commit_that_the_server_leaves_out_is_said_before(editor: Client, shop: DemoServer) -> None:
    data = typed(THREE, TWO | {"id": "c4", "message": "tidy #skipsentry"})

    preview = editor.post(URL, data)
    response = send(editor, data)

    assert "1 commit is left out, as its message holds #skipsentry" in words(preview)
    assert outcomes(response) == {"commits": "applied"}
    assert commit_ids(shop) == ["c3"]


def test_form_can_start_from_the_commits_that_are_there(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, {"what": "commits", "start": "now"})

    form = form_data(response, "#commits-form")
    assert {name: form[f"commits-0-{name}"] for name in ONE} == ONE
    assert {name: form[f"commits-1-{name}"] for name in TWO} == TWO
    assert bodies(shop) == []


def test_rows_come_and_go_without_sending_anything(editor: Client, shop: DemoServer) -> None:
    added = editor.post(URL, typed(ONE, add="refs"))
    removed = editor.post(URL, typed(ONE, TWO, remove="commits-0"))

    assert form_data(added, "#commits-form")["refs-0-commit"] == ""
    assert form_data(removed, "#commits-form")["commits-0-id"] == "c2"
    assert bodies(shop) == []


def test_pasted_json_fills_in_rows_and_nothing_else(editor: Client, shop: DemoServer) -> None:
    body = {"version": "other", "ref": "b2", "projects": ["web"], "refs": [{"repository": "acme/web", "commit": "b2"}]}

    response = editor.post(URL, typed(ONE, fill="1", paste=json.dumps(body)))

    form = form_data(response, "#commits-form")
    assert (form["what"], form["refs-0-commit"], form["commits-0-id"]) == ("refs", "b2", "c1")
    assert "Left out, as the form has no place for it: version, ref, projects." in words(response)
    assert "ref" not in form


def test_bad_json_is_explained_and_kept(editor: Client, shop: DemoServer) -> None:
    response = editor.post(URL, typed(ONE, fill="1", paste="{"))

    assert response.status_code == 422
    assert form_data(response, "#commits-form")["paste"] == "{"
    assert form_data(response, "#commits-form")["commits-0-id"] == "c1"


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


def test_glitchtip_has_no_commits_so_every_control_is_closed_with_the_reason(
    editor: Client, glitchtip: DemoServer
) -> None:
    glitchtip.add(version="shop@1.0.1")

    page = editor.get(URL)
    answers = [editor.post(URL, typed(THREE, step=step)) for step in ("preview", "send")]

    main = [button.has_attr("disabled") for button in soup(page).select('button[name="step"]')]
    assert main == [True, True]
    assert "GlitchTip keeps no commits." in words(page)
    assert "GlitchTip keeps no commits." in words(editor.get(TAB))
    assert [(answer.status_code, "GlitchTip keeps no commits." in alerts(answer)) for answer in answers] == [
        (422, True)
    ] * 2
    assert bodies(glitchtip) == []


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
