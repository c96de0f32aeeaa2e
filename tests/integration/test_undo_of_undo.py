"""What the history says of a change that was taken back, in part, or taken back and brought back again."""

from __future__ import annotations

import itertools

import pytest
from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests.editing import SHOP
from tests.pages import soup, words
from tests.record import HISTORY, record
from tests.undoing import address_of, prospects, saved, undone

pytestmark = pytest.mark.django_db


def line_of(response: HttpResponseBase, number: int) -> str:
    """Return what the list says of one change."""
    found = soup(response).select_one(f"#change-{number}")
    assert found is not None
    return " ".join(found.get_text(" ").split()).replace(" ,", ",")


def is_offered(client: Client, number: int) -> bool:
    """Say whether the change's own page leads to its undo."""
    return bool(soup(client.get(f"{HISTORY}{number}/")).select(f'a[href="{address_of(number)}"]'))


def test_undo_of_an_undo_is_told_of_the_first_change_which_can_be_undone_again(
    editor: Client, sentry: DemoServer
) -> None:
    sentry.add(**SHOP)
    number = saved(editor, ref="b2")
    first = undone(editor, number)

    second = undone(editor, first)

    assert f"undone by {first}, which {second} took back" in line_of(editor.get(HISTORY), number)
    proposal = words(editor.get(address_of(number)))
    assert "Taken back already" not in proposal
    assert f"Taken back before by change {first} , which {second} took back" in proposal
    assert prospects(editor, number) == {"ref": "possible"}
    assert [is_offered(editor, one) for one in (number, first, second)] == [True, False, True]


def test_undo_that_was_brought_back_twice_stands(editor: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    number = chain("a1", "b2", "a1", "b2", "a1")

    page = words(editor.get(address_of(number)))

    assert line_of(editor.get(HISTORY), number).endswith(f"undone by {number + 1}")
    assert not is_offered(editor, number)
    assert f"Taken back already by change {number + 1}" in page


def test_undo_of_some_fields_only_is_told_so_and_the_rest_can_be_undone(editor: Client) -> None:
    first = record(before={"ref": "a1", "url": None}, after={"ref": "b2", "url": "https://example.com/"})
    second = record(undoes=first.pk, before={"ref": "b2"}, after={"ref": "a1"})

    listed, page = editor.get(HISTORY), words(editor.get(f"{HISTORY}{first.pk}/"))

    assert f"partly undone by {second.pk}" in line_of(listed, first.pk)
    assert f"Partly undone by change {second.pk}" in page
    assert is_offered(editor, first.pk)


def test_undos_of_all_fields_one_by_one_are_an_undo_of_the_whole(editor: Client) -> None:
    first = record(before={"ref": "a1", "url": None}, after={"ref": "b2", "url": "https://example.com/"})
    record(undoes=first.pk, before={"ref": "b2"}, after={"ref": "a1"})
    record(undoes=first.pk, before={"url": "https://example.com/"}, after={"url": None})

    assert "partly" not in line_of(editor.get(HISTORY), first.pk)
    assert not is_offered(editor, first.pk)


def test_undo_that_was_taken_back_in_part_is_told_so(editor: Client) -> None:
    before, after = {"ref": "a1", "url": "https://e.com"}, {"ref": "b2", "url": "https://f.com"}
    first = record(before=before, after=after)
    second = record(undoes=first.pk, before=after, after=before)
    third = record(undoes=second.pk, before={"ref": "a1"}, after={"ref": "b2"})

    said = line_of(editor.get(HISTORY), first.pk)

    assert f"partly undone by {second.pk}, which {third.pk} took back in part" in said
    assert is_offered(editor, first.pk)


def chain(*refs: str) -> int:
    """Record a change, and changes that each take the one before back; return the number of the first."""
    numbers: list[int] = []
    for before, after in itertools.pairwise(refs):
        undoes = numbers[-1] if numbers else None
        numbers.append(record(undoes=undoes, before={"ref": before}, after={"ref": after}).pk)
    assert Change.objects.count() == len(numbers)
    return numbers[0]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("deploy", "ada asked to record a deploy of shop⟨U+202E⟩ ."),
        ("refs", "ada asked to add refs to shop⟨U+202E⟩ ."),
        ("delete", "ada asked to delete shop⟨U+202E⟩ ."),
    ],
)
def test_what_was_asked_for_is_a_sentence(editor: Client, action: str, said: str) -> None:
    change = record(action=action, version="shop\u202e")

    assert said in words(editor.get(address_of(change.pk)))
