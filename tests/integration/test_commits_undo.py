"""Changes of commits that are taken back: the form is filled in from the record, and sent as any other."""

from __future__ import annotations

import pytest
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.commits import ONE, SHOP, TWO, URL, commit_ids, send, typed, typed_refs
from tests.pages import alerts, form_data, outcomes, soup, words
from tests.writes import bodies

pytestmark = pytest.mark.django_db

THREE = {"id": "c3", "repository": "acme/shop", "message": "Close the shop", "timestamp": "2026-01-03T00:00:00Z"}


def undo(client: Client, number: int) -> dict[str, str]:
    """Return what a browser posts of the form that takes a change back."""
    return form_data(client.get(URL, {"undoes": str(number)}), "#commits-form")


@pytest.mark.parametrize("first", [typed(THREE), {"what": "clear", "note": ""}])
def test_what_stood_there_before_is_put_back_whole(editor: Client, shop: DemoServer, first: dict[str, str]) -> None:
    send(editor, first)
    made = Change.objects.get()
    shop.clear_requests()

    response = send(editor, undo(editor, made.pk))

    assert bodies(shop) == [{"commits": [ONE, TWO]}]
    assert outcomes(response) == {"commits": "applied"}
    undone = Change.objects.latest("pk")
    assert (undone.undoes, undone.note, undone.after) == (made.pk, f"Takes back change {made.pk}.", made.before)


def test_first_commits_of_a_release_are_taken_back_by_clearing(editor: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    send(editor, typed(ONE))
    sentry.clear_requests()

    send(editor, undo(editor, Change.objects.get().pk))

    assert bodies(sentry) == [{"refs": []}]
    assert commit_ids(sentry) == []


def test_undo_is_undone(editor: Client, shop: DemoServer) -> None:
    send(editor, typed(THREE))
    send(editor, undo(editor, Change.objects.latest("pk").pk))

    send(editor, undo(editor, Change.objects.latest("pk").pk))

    assert commit_ids(shop) == ["c3"]
    assert [change.undoes for change in Change.objects.order_by("pk")] == [
        None,
        *Change.objects.order_by("pk").values_list("pk", flat=True)[:2],
    ]


def test_report_leads_to_the_undo(editor: Client, shop: DemoServer) -> None:
    response = send(editor, typed(THREE))

    link = soup(response).select_one('a:-soup-contains("Undo")')
    assert link is not None
    assert str(link["href"]).endswith(f"commits/edit/?undoes={Change.objects.get().pk}")


def test_filled_in_form_says_where_it_is_from_and_what_is_not_part_of_it(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    send(editor, typed(THREE))
    number = Change.objects.get().pk
    before = Change.objects.get().before
    before["commits"][0].pop("repository")
    Change.objects.update(before=before)

    page = words(editor.get(URL, {"undoes": str(number)}))

    assert f"Filled in as it was before change {number} : 2 commits. Nothing is sent yet." in page
    assert "The files that a commit changed are not sent" in page
    assert "Of 1 the server does not tell the repository, so it comes back in one of its own." in page


def test_list_that_the_record_does_not_hold_whole_cannot_be_put_back(editor: Client, sentry: DemoServer) -> None:
    long = [row | {"message": f"{row['id']}\n{'x' * 600_000}"} for row in (ONE, TWO)]
    sentry.add(**SHOP | {"commits": long})
    send(editor, typed(THREE))

    response = editor.get(URL, {"undoes": str(Change.objects.get().pk)})

    assert "does not hold all that stood there. They are too long to be kept whole." in alerts(response)
    assert "commits-0-id" not in form_data(response, "#commits-form")
    assert "undoes" not in form_data(response, "#commits-form")
    assert [row["message"] for row in Change.objects.get().before["commits"]] == ["c1", "c2"]


def test_change_of_another_release_or_of_another_kind_is_not_put_back(editor: Client, shop: DemoServer) -> None:
    shop.add(version="shop@2", commits=[ONE])
    shop.add_repository("acme/shop")
    send(editor, {"what": "clear", "note": ""}, "/acme/releases/shop@2/commits/edit/")
    send(editor, typed_refs({"repository": "acme/shop", "commit": "b2"}))
    other, refs = Change.objects.order_by("pk")

    told = [alerts(editor.get(URL, {"undoes": str(number)})) for number in (other.pk, refs.pk, 999_999)]

    assert f"Change {other.pk} is of another release." in told[0]
    assert f"Change {refs.pk} did not replace or clear commits." in told[1]
    assert "There is no change 999999." in told[2]


@pytest.mark.parametrize("text", ["", "x", "-1", "9" * 40])
def test_number_that_is_none_opens_the_form_as_it_is(editor: Client, shop: DemoServer, text: str) -> None:
    response = editor.get(URL, {"undoes": text})

    assert response.status_code == 200
    assert "undoes" not in form_data(response, "#commits-form")
