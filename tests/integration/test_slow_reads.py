"""Servers so slow that what became of a write cannot be read in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change, Lease
from releases_ui.services import lease, settling, writing
from tests import commits, deploys
from tests.pages import alerts, outcomes
from tests.writes import bodies

pytestmark = pytest.mark.django_db

PAGE = "/acme/releases/shop@1.0.1/"
#: What a write may take: a wait for a free slot, and the call.
ONE_WRITE = timedelta(seconds=15 + 20)


def clear(client: Client) -> dict[str, str]:
    """Return what clears the commits."""
    return commits.previewed(client, {"what": "clear", "note": ""})


def test_everything_ends_before_the_lease_does() -> None:
    longest = max(settling.LOOK_S, settling.COMMAND_S)

    assert timedelta(seconds=longest) < lease.LIFETIME
    assert ONE_WRITE + timedelta(seconds=writing.READ_AGAIN_S) < lease.LIFETIME


def test_look_that_takes_too_long_leaves_a_change_open_and_shows_the_page(
    editor: Client, shop: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = clear(editor)
    shop.plan(Fault("drop_after", method="PUT"))
    shop.plan(Fault("status", method="GET", path_contains="/commits/", skip=1, times=0, code=500))
    editor.post(commits.URL, ready)
    shop.faults.clear()
    monkeypatch.setattr(settling, "LOOK_S", 0)

    response = editor.get(PAGE)
    seen = Change.objects.get()
    call_command("settle_changes")

    assert response.status_code == 200
    assert (seen.result, seen.completed_at) == ("unknown", None)
    assert not Lease.objects.exists()
    assert Change.objects.get().result == "succeeded"


def test_commits_that_take_too_long_to_read_again_are_unknown(
    editor: Client, shop: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = clear(editor)
    monkeypatch.setattr(writing, "READ_AGAIN_S", 0)

    response = editor.post(commits.URL, ready)

    assert outcomes(response) == {"commits": "unknown"}
    assert "the commits could not be read to see it" in alerts(response)
    assert (Change.objects.get().completed_at, len(bodies(shop))) == (None, 1)


def test_deploys_that_take_too_long_to_read_again_are_unknown(
    editor: Client, shop: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = deploys.typed(editor, projects=["web"])
    monkeypatch.setattr(writing, "READ_AGAIN_S", 0)

    response = editor.post(deploys.URL, data)

    assert outcomes(response) == {"deploy": "unknown"}
    assert Change.objects.get().completed_at is None
