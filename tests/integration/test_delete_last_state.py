"""What the record keeps of a release that is deleted."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from releases_ui.services import last_state
from tests.deleting import COMMITS, DELETE, SHOP, confirmed
from tests.pages import outcomes, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def allowed(settings: Settings) -> None:
    settings.ALLOW_DELETE = True


def test_record_keeps_the_whole_last_state(admin: Client, sentry: DemoServer) -> None:
    sentry.add(**SHOP)
    before = sentry.release("shop@1.0.1")

    admin.post(DELETE, confirmed(admin, note="a slip"))

    change = Change.objects.get()
    kept = change.last_state
    assert (change.action, change.actor, change.note, change.result) == ("delete", "admin", "a slip", "succeeded")
    assert change.before == {
        "version": "shop@1.0.1",
        "ref": "a1",
        "url": "https://example.com/1",
        "dateReleased": "2026-01-02T03:04:05Z",
        "status": "open",
        "projects": ["web", "ios"],
        "commits": 3,
        "deploys": 1,
        "files": 1,
    }
    assert change.after == {}
    assert kept["release"] == before
    assert {commit["id"] for commit in kept["commits"]} == {commit["id"] for commit in COMMITS}
    assert [deploy["environment"] for deploy in kept["deploys"]] == ["production"]
    assert [(file["name"], file["size"], len(file["sha1"])) for file in kept["files"]] == [("~/app.js", 5, 40)]
    assert kept["meta"]["releaseFileCount"] == 1
    assert "missing" not in kept


def test_record_on_glitchtip_keeps_what_the_server_has(admin: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="shop@1.0.1", ref="a1", files=SHOP["files"])
    before = glitchtip.release("shop@1.0.1")

    admin.post(DELETE, confirmed(admin))

    kept = Change.objects.get().last_state
    assert (kept["release"], sorted(kept), len(kept["files"])) == (before, ["files", "release"], 1)


def test_record_keeps_the_commits_of_every_page(admin: Client, sentry: DemoServer) -> None:
    many = [{"id": f"{number:040x}", "repository": "acme/shop"} for number in range(230)]
    sentry.add(**SHOP | {"commits": many})

    admin.post(DELETE, confirmed(admin))

    assert len({commit["id"] for commit in Change.objects.get().last_state["commits"]}) == 230


@pytest.mark.parametrize("part", ["commits", "deploys", "files", "meta"])
def test_part_that_cannot_be_read_is_named_as_missing(admin: Client, sentry: DemoServer, part: str) -> None:
    sentry.add(**SHOP)
    data = confirmed(admin)
    sentry.plan(Fault("status", method="GET", path_contains=f"/{part}/", code=500, times=0))

    response = admin.post(DELETE, data)

    kept = Change.objects.get().last_state
    assert outcomes(response) == {"version": "applied"}
    assert f"The record does not hold all of its {part}:" in words(response)
    assert list(kept["missing"]) == [part]
    assert set(kept) == {"release", "commits", "deploys", "files", "meta", "missing"} - {part}


def test_list_that_is_too_long_is_cut_and_it_is_said(
    admin: Client, sentry: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [{"id": f"{number:040x}", "repository": "acme/shop"} for number in range(230)]
    sentry.add(**SHOP | {"commits": many})
    monkeypatch.setattr(last_state, "MAX_PAGES", 2)

    response = admin.post(DELETE, confirmed(admin))

    kept = Change.objects.get().last_state
    assert len(kept["commits"]) == 200
    assert kept["missing"] == {"commits": "There may be more; these are the first 200."}
    assert "these are the first 200" in words(response)


def test_list_that_breaks_off_is_kept_as_far_as_it_goes(admin: Client, sentry: DemoServer) -> None:
    many = [{"id": f"{number:040x}", "repository": "acme/shop"} for number in range(230)]
    sentry.add(**SHOP | {"commits": many})
    data = confirmed(admin)
    sentry.plan(Fault("status", method="GET", path_contains="/commits/", code=500, times=0, skip=1))

    admin.post(DELETE, data)

    kept = Change.objects.get().last_state
    assert (len(kept["commits"]), list(kept["missing"])) == (100, ["commits"])


def test_list_that_takes_too_long_is_cut(admin: Client, sentry: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [{"id": f"{number:040x}", "repository": "acme/shop"} for number in range(230)]
    sentry.add(**SHOP | {"commits": many})
    monkeypatch.setattr(last_state, "_PATIENCE_S", -1)

    admin.post(DELETE, confirmed(admin))

    kept = Change.objects.get().last_state
    assert (len(kept["commits"]), kept["missing"]["commits"]) == (
        100,
        "Reading them took too long; these are the first 100.",
    )


def test_hostile_texts_are_kept_and_shown_as_text(admin: Client, sentry: DemoServer) -> None:
    evil = "<script>alert(1)</script>"
    sentry.add(version="shop@1.0.1", ref=evil, files=[{"name": evil, "content": "x"}])

    response = admin.post(DELETE, confirmed(admin, note=evil))
    page = admin.get(f"/acme/history/{Change.objects.get().pk}/")

    assert evil not in response.content.decode()
    assert evil not in page.content.decode()
    assert Change.objects.get().last_state["release"]["ref"] == evil
