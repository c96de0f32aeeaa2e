"""One change, at its own address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from tests.pages import alerts, outcomes, soup, words
from tests.record import HISTORY, record

pytestmark = pytest.mark.django_db


def test_change_shows_everything_that_is_kept(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="shop@1.0.1")
    first = record()
    change = record(
        actor="Mira Lindqvist",
        note="Tag moved\nafter the re-build",
        projects=" web shop ",
        undoes=first.pk,
        result="partly_ignored",
        detail="The server's own words",
        is_settled_later=True,
        completed_at=datetime(2026, 1, 3, 4, 5, 6, tzinfo=UTC),
        before={"ref": "release/1", "url": "https://e.com"},
        after={"ref": "release/2", "url": None},
        outcomes={"ref": "applied", "url": "ignored", "dateReleased": "unchanged"},
        read_back={"ref": "release/2", "url": "https://e.com", "dateReleased": None},
    )

    page = viewer.get(f"{HISTORY}{change.pk}/")

    text = words(page)
    expected = (
        f"Change {change.pk}: edit", "shop@1.0.1", "Mira Lindqvist", "2 Jan 2026, 03:05:05", "partly ignored",
        "Tag moved after the re-build", "web, shop", "5f0c8e12", f"change {first.pk}", "The server's own words",
        "3 Jan 2026, 04:05:06 settled by a later look",
    )  # fmt: skip
    assert [part for part in expected if part not in text] == []
    assert outcomes(page) == {"ref": "applied", "url": "ignored", "dateReleased": "unchanged"}
    rows = [" ".join(row.get_text(" ").split()) for row in soup(page).select("tbody tr")]
    assert rows == [
        "ref release/ 1 2 release/2 applied",
        "url https://e.com not set https://e.com ignored",
        "dateReleased not asked for not set unchanged",
    ]


def test_change_is_sent_to_a_colleague_by_its_address(viewer: Client, sentry: DemoServer) -> None:
    change = record()

    page = soup(viewer.get(f"{HISTORY}{change.pk}/"))

    copy = page.select_one("button[data-copy]")
    assert copy is not None
    assert copy["data-copy"] == f"http://testserver{HISTORY}{change.pk}/"
    assert page.title is not None
    assert page.title.text.startswith(f"Change {change.pk}")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"result": "unknown"}, "unknown, looking The next look at the release settles it. Known since not known yet"),
        ({}, "2 Jan 2026, 03:04:06 from the write itself"),
        ({"result": "refused", "detail": "No.", "is_answered": True}, "03:04:06 from the write itself"),
        ({"detail": "It did not answer in time."}, "03:04:06 from looking right after it"),
        ({"result": "unknown", "completed_at": datetime(2026, 1, 3, tzinfo=UTC), "is_settled_later": True},
         "unknown Later looks could not tell."),
    ],
)  # fmt: skip
def test_change_says_since_when_its_end_is_known(
    viewer: Client, sentry: DemoServer, fields: dict[str, object], expected: str
) -> None:
    change = record(**fields)

    assert expected in words(viewer.get(f"{HISTORY}{change.pk}/"))


def test_last_state_of_a_deleted_release_is_folded_json(viewer: Client, sentry: DemoServer) -> None:
    change = record(action="delete", after={}, last_state={"version": "shop@1.0.1", "projects": [{"slug": "<web>"}]})

    page = soup(viewer.get(f"{HISTORY}{change.pk}/"))

    folded = [details for details in page.select("details:not([open])") if "last state" in details.text]
    assert '"slug": "<web>"' in folded[0].select_one("pre").text  # type: ignore[union-attr]
    assert '\n  "projects": [' in folded[0].select_one("pre").text  # type: ignore[union-attr]


def test_what_else_is_kept_of_another_change_is_called_otherwise(viewer: Client, sentry: DemoServer) -> None:
    change = record(action="commits", last_state={"commits_cut": "yes"})

    assert "What else stood there right before" in words(viewer.get(f"{HISTORY}{change.pk}/"))


def test_commits_are_named_one_by_one(viewer: Client, sentry: DemoServer) -> None:
    before = [{"id": "a1", "message": "Fix the till"}, {"id": "b2", "message": "Paint the door"}]
    change = record(action="commits", before={"commits": before}, after={"commits": [before[1], {"id": "c3"}]})

    page = soup(viewer.get(f"{HISTORY}{change.pk}/"))

    lines = [(line.find().name, line.text) for line in page.select("details .list li")]  # type: ignore[union-attr]
    assert lines == [("del", "a1 Fix the till"), ("bdi", "b2 Paint the door"), ("ins", "c3")]


def test_long_values_are_whole_on_their_own_page_only(viewer: Client, sentry: DemoServer) -> None:
    long = "x" * 1000
    change = record(after={"ref": long})

    assert long not in viewer.get(HISTORY).content.decode()
    assert long in viewer.get(f"{HISTORY}{change.pk}/").content.decode()


@pytest.mark.parametrize("tail", ["999/", f"{'9' * 30}/", f"{'9' * 5000}/", "x/", "-1/"])
def test_change_that_is_not_there_is_not_found(viewer: Client, sentry: DemoServer, tail: str) -> None:
    page = viewer.get(HISTORY + tail)

    assert page.status_code == 404
    assert "Nothing is at this address." in alerts(page)


def test_change_of_another_organization_is_not_found(viewer: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.SENTRY_ORG = ("acme", "rival")
    change = record(organization="rival")

    assert viewer.get(f"{HISTORY}{change.pk}/").status_code == 404
    assert viewer.get(f"/rival/history/{change.pk}/").status_code == 200


def test_release_without_dialect_is_not_linked(viewer: Client, settings: Settings) -> None:
    settings.SENTRY_URL = "http://127.0.0.1:9/"
    change = record()

    page = soup(viewer.get(f"{HISTORY}{change.pk}/"))

    assert [anchor for anchor in page.select("main a") if "/releases/" in str(anchor["href"])] == []


def test_every_page_leads_to_the_history(viewer: Client, sentry: DemoServer) -> None:
    page = soup(viewer.get("/acme/releases/"))

    assert [anchor.text for anchor in page.select(f'nav a[href="{HISTORY}"]')] == ["History"]


@pytest.mark.parametrize("result", ["refused", "not_done"])
def test_deletion_without_effect_is_not_told_as_one(viewer: Client, sentry: DemoServer, result: str) -> None:
    state = {"version": "shop@1.0.1"}
    change = record(action="delete", after={}, last_state=state, result=result, outcomes={"version": "unchanged"})

    listed, own = viewer.get(HISTORY), viewer.get(f"{HISTORY}{change.pk}/")

    for page in (listed, own):
        assert soup(page).select(".diff del, .diff ins") == []
        assert "a1" in words(page)
    assert "before it was deleted" not in words(own)
    assert "The release right before it was to be deleted" in words(own)


@pytest.mark.parametrize("result", ["refused", "not_done"])
def test_edit_without_effect_shows_what_was_asked_for(viewer: Client, sentry: DemoServer, result: str) -> None:
    change = record(
        result=result,
        before={"ref": "a1", "url": "https://e.com"},
        after={"ref": "b2", "url": None},
        outcomes={"ref": "unchanged", "url": "unchanged"},
        read_back={"ref": "a1", "url": "https://e.com"},
    )

    for page in (viewer.get(HISTORY), viewer.get(f"{HISTORY}{change.pk}/")):
        told = {str(e["data-field"]): " ".join(e.get_text(" ").split()) for e in soup(page).select("[data-field]")}
        assert told["ref"].startswith("ref asked for b2 in place of a1")
        assert told["url"].startswith("url asked for nothing in place of https://e.com")
        assert "the server has" not in words(page)
        assert soup(page).select(".diff del, .diff ins") == []


def test_commits_that_were_refused_are_not_struck_out_one_by_one(viewer: Client, sentry: DemoServer) -> None:
    asked = {"before": {"commits": [{"id": "a1"}]}, "after": {"commits": [{"id": "b2"}, {"id": "c3"}]}}
    change = record(action="commits", result="refused", **asked)

    page = viewer.get(f"{HISTORY}{change.pk}/")

    assert soup(page).select("del, ins") == []
    assert [line.text for line in soup(page).select("details .list li")] == ["b2", "c3"]
    assert "asked for 2 commits in place of 1 commit" in words(page)


def test_what_goes_and_what_comes_are_apart_when_they_are_copied(viewer: Client, sentry: DemoServer) -> None:
    change = record(action="commits", before={"commits": []}, after={"commits": [{"id": "a1"}, {"id": "b2"}]})

    cell = soup(viewer.get(f"{HISTORY}{change.pk}/")).select_one("tr[data-field=commits] .mono")

    assert cell is not None
    assert cell.get_text() == "0 2 commits"
