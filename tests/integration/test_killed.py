"""The process is killed in the middle of a save: nothing is lost, and the next look finds out what happened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests.live_dashboard import LiveDashboard, until

EDIT = "/acme/releases/shop@1.0.1/edit/"
SHOP = {"version": "shop@1.0.1", "ref": "a1", "url": "https://example.com/a", "dateReleased": "2026-01-02T03:04:05Z"}
#: Longer than the test; the server ends it when it closes.
FOR_GOOD = 300


@pytest.fixture
def live(sentry: DemoServer, tmp_path: Path) -> Iterator[LiveDashboard]:
    sentry.add(**SHOP)
    with LiveDashboard(tmp_path, sentry) as dashboard:
        yield dashboard


def kill_while_saving(live: LiveDashboard, server: DemoServer, session: requests.Session, fault: Fault) -> None:
    """Post an edit of the ref, and kill the dashboard in the middle of the call that the fault holds up."""
    page = BeautifulSoup(session.get(f"{live.url}{EDIT}", timeout=30).text, "html.parser")
    form = page.select_one('form:has([name="opened_on"])')
    assert form is not None
    data = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
    data |= {"ref": "b2", "time_zone": "UTC"}

    def post() -> None:
        with pytest.raises(requests.ConnectionError):
            session.post(f"{live.url}{EDIT}", data=data, timeout=60)

    server.plan(fault)
    thread = threading.Thread(target=post)
    thread.start()
    until(lambda: not server.faults.planned())
    live.kill()
    thread.join()


def records(live: LiveDashboard) -> list[tuple[str, str, str]]:
    return live.query("SELECT result, before, after FROM releases_ui_change")


def age(live: LiveDashboard) -> None:
    """Let so much time pass that the lease of the dead process ends and nothing of its write can arrive."""
    live.query("UPDATE releases_ui_lease SET expires_at = '2026-01-01 00:00:00'")
    live.query("UPDATE releases_ui_change SET created_at = '2026-01-01 00:00:00'")


@pytest.mark.parametrize(
    ("fault", "result", "ref"),
    [
        # The write arrived, and its answer did not.
        (Fault("delay", method="PUT", seconds=FOR_GOOD, after=True), "succeeded", "b2"),
        # The write did not arrive.
        (Fault("delay", method="PUT", seconds=FOR_GOOD), "not_done", "a1"),
        # The answer came, and the record was not completed: the process was reading the release again.
        (Fault("delay", method="GET", path_contains="shop", skip=1, seconds=FOR_GOOD), "succeeded", "b2"),
    ],
    ids=["answer lost", "write lost", "before the record"],
)
def test_save_that_is_killed_is_recorded_and_settled(
    live: LiveDashboard, sentry: DemoServer, fault: Fault, result: str, ref: str
) -> None:
    editor = live.sign_in("mira")

    kill_while_saving(live, sentry, editor, fault)
    before = records(live)
    age(live)
    live.start()
    page = editor.get(f"{live.url}/acme/releases/shop@1.0.1/history/", timeout=30).text

    assert before == [("unknown", '{"ref": "a1"}', '{"ref": "b2"}')]
    assert records(live) == [(result, '{"ref": "a1"}', '{"ref": "b2"}')]
    assert sentry.release("shop@1.0.1")["ref"] == ref
    assert result.replace("_", " ") in BeautifulSoup(page, "html.parser").get_text(" ")


def test_command_settles_what_a_killed_process_left(live: LiveDashboard, sentry: DemoServer) -> None:
    editor = live.sign_in("mira")
    kill_while_saving(live, sentry, editor, Fault("delay", method="PUT", seconds=FOR_GOOD, after=True))
    age(live)

    said = live.manage("settle_changes")

    assert "change 1, edit 'shop@1.0.1': succeeded" in said
    assert live.query("SELECT result, is_settled_later FROM releases_ui_change") == [("succeeded", 1)]
