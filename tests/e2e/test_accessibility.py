"""Every page in every state: no finding of axe, light and dark, wide and narrow, and no scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from tests import colleague
from tests.browsing import Visits
from tests.record import record

RELEASES = "/acme/releases/"
LIST = f"{RELEASES}?per_page=10"
SHOP = f"{RELEASES}shop%401.0.1/"
NEW = "/acme/new-release/"
#: What is looked at: all rules, with the size of targets, which is off by default; in the dark only what differs there.
AXE: dict[Literal["light", "dark"], dict[str, object]] = {
    "light": {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
LONG = "a-very-long-name-without-any-blank-" * 5


@pytest.fixture
def api(sentry: DemoServer) -> DemoServer:
    """Upstream with releases that fill every column, the longest and the oddest among them."""
    for number in range(11):
        sentry.add(version=f"web@{number}.0.0", dateCreated="2025-12-01T00:00:00Z")
    sentry.add(version=LONG, projects=["web", "backend"], ref=LONG, dateCreated="2025-12-30T00:00:00Z")
    sentry.add(version="إصدار 1.0 🚀", dateReleased="2030-01-01T00:00:00Z", dateCreated="2025-12-31T00:00:00Z")
    sentry.add(
        version="shop@1.0.1",
        projects=["store", "web", "backend"],
        ref="a1" * 20,
        url=f"https://example.com/{'x' * 150}",
        dateReleased="2026-01-02T03:04:05.678901Z",
        dateCreated="2026-01-01T00:00:00Z",
        newGroups=12,
        commits=[
            {"id": f"{number:040x}", "message": f"Fix {LONG}\n\nand more", "author_name": "Ada", **_PLACE}
            for number in range(30)
        ],
        deploys=[{"environment": "production", "name": LONG, "url": "https://ci.example.com/1", **_DEPLOYED}],
        files=[{"name": f"~/static/{LONG}.js", "content": "let a = 1;", "dist": "web"}],
    )
    Change.objects.create(
        organization="acme",
        version="shop@1.0.1",
        action=Change.Action.EDIT,
        actor="ada",
        note=LONG,
        before={"ref": "a1"},
        after={"ref": LONG},
        outcomes={"ref": "ignored"},
        result=Change.Result.PARTLY_IGNORED,
        completed_at=timezone.now(),
        request_id="0123456789abcdef",
    )
    return sentry


_PLACE = {"repository": "acme/shop", "author_email": "ada@example.com", "timestamp": "2026-01-01T00:00:00Z"}
_DEPLOYED = {"dateStarted": "2026-01-03T00:00:00Z", "dateFinished": "2026-01-03T00:01:00Z"}


def nothing(page: Page, api: DemoServer) -> None:
    """The page is as it was opened."""


def open_row(page: Page, api: DemoServer) -> None:
    page.get_by_role("link", name="Edit shop@1.0.1").click()
    expect(page.get_by_label("Ref", exact=True)).to_be_focused()


def make_mistakes_in_row(page: Page, api: DemoServer) -> None:
    open_row(page, api)
    page.get_by_label("Url").fill("nonsense")
    page.get_by_label("Released", exact=True).fill("yesterday")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(2)


def be_asked_in_row(page: Page, api: DemoServer) -> None:
    open_row(page, api)
    page.get_by_label("Released", exact=True).fill("2026-10-25 02:30:00")
    page.get_by_label("Time zone of this date").select_option("Europe/Berlin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Which one")).to_be_visible()


def save_in_row(page: Page, api: DemoServer) -> None:
    open_row(page, api)
    page.get_by_label("Ref", exact=True).fill(LONG)
    page.get_by_label("Url").fill("")
    page.keyboard.press("Enter")
    expect(page.locator('[data-outcome="applied"]')).to_be_visible()


def conflict_in_row(page: Page, api: DemoServer) -> None:
    open_row(page, api)
    colleague.edit(api, "shop@1.0.1", ref="theirs")
    page.get_by_label("Ref", exact=True).fill(LONG)
    page.keyboard.press("Enter")
    expect(page.locator('[data-outcome="conflict"]')).to_be_visible()


def fail_in_row(page: Page, api: DemoServer) -> None:
    api.plan(Fault(kind="status", code=500, path_contains="shop%401.0.1"))
    page.get_by_role("link", name="Edit shop@1.0.1").click()
    expect(page.get_by_role("alert")).to_be_visible()


def open_on_release(page: Page, api: DemoServer) -> None:
    page.get_by_role("link", name="Edit url").click()
    expect(page.get_by_label("Url")).to_be_focused()


def save_on_release(page: Page, api: DemoServer) -> None:
    open_on_release(page, api)
    page.get_by_label("Url").fill("https://example.com/new")
    page.keyboard.press("Enter")
    expect(page.locator('[data-outcome="applied"]')).to_be_visible()


def ask_to_archive(page: Page, api: DemoServer) -> None:
    page.get_by_role("link", name="Archive", exact=True).click()
    expect(page.get_by_role("heading", name="Archive this release?")).to_be_focused()


def archive(page: Page, api: DemoServer) -> None:
    ask_to_archive(page, api)
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.locator('[data-outcome="applied"]')).to_be_visible()


def fail_to_archive(page: Page, api: DemoServer) -> None:
    ask_to_archive(page, api)
    api.plan(Fault(kind="status", method="PUT", code=403))
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def delete_in_vain(page: Page, api: DemoServer) -> None:
    page.get_by_label("Type the version").fill("shop@1.0.1")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def delete(page: Page, api: DemoServer) -> None:
    page.get_by_label("Type the version").fill(LONG)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("link", name="To the list")).to_be_visible()


def add_rows(page: Page, api: DemoServer) -> None:
    for kind in ("commit", "ref"):
        page.get_by_role("button", name=f"Add a {kind}").click()
        expect(page.get_by_role("button", name=f"Remove {kind} 1")).to_be_visible()
    page.get_by_text("Fill in from JSON").first.click()


def make_mistakes_in_new(page: Page, api: DemoServer) -> None:
    add_rows(page, api)
    page.get_by_label("Url").fill("nonsense")
    page.get_by_role("button", name="Create release").click()
    expect(page.get_by_role("alert").first).to_be_focused()


def create_existing(page: Page, api: DemoServer) -> None:
    page.get_by_label("Version").fill("shop@1.0.1")
    page.get_by_label("web").check()
    page.get_by_role("button", name="Create release").click()
    expect(page.get_by_text("This version exists already")).to_be_visible()


def create(page: Page, api: DemoServer) -> None:
    page.get_by_label("Version").fill(f"new-{LONG}")
    page.get_by_label("web").check()
    page.get_by_role("button", name="Create release").click()
    expect(page.get_by_role("link", name="Open the release")).to_be_visible()


def start_from_commits(page: Page, api: DemoServer) -> None:
    page.get_by_role("button", name="The commits that it has now").click()
    expect(page.get_by_role("button", name="Remove commit 30")).to_be_visible()


def preview_commits(page: Page, api: DemoServer) -> None:
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("button", name="Clear 30 commits")).to_be_visible()


def clear_commits(page: Page, api: DemoServer) -> None:
    preview_commits(page, api)
    page.get_by_role("button", name="Clear 30 commits").click()
    expect(page.get_by_role("link", name="Undo")).to_be_visible()


def make_mistakes_in_deploy(page: Page, api: DemoServer) -> None:
    page.get_by_label("Environment").fill("a/b")
    page.get_by_label("Started").fill("2026-10-25 02:30")
    page.get_by_label("Time zone of this date").select_option("Europe/Berlin")
    page.get_by_label("web").uncheck()
    page.get_by_label("backend").uncheck()
    page.get_by_label("store").uncheck()
    page.get_by_role("button", name="Record deploy").click()
    expect(page.get_by_role("alert")).to_have_count(3)


def record_deploy(page: Page, api: DemoServer) -> None:
    page.get_by_label("Environment").fill("production")
    page.get_by_role("button", name="Record deploy").click()
    expect(page.locator('[data-outcome="applied"]')).to_be_visible()


def give_a_wrong_password(page: Page, api: DemoServer) -> None:
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def open_deletion(page: Page, api: DemoServer) -> None:
    deletion = record(action="delete", after={}, note=LONG, last_state={"version": LONG})
    page.goto(f"/acme/history/{deletion.pk}/")
    page.locator("summary").first.click()


def open_change(page: Page, api: DemoServer) -> None:
    page.locator(".change a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Change")
    page.get_by_text("Values as they are kept").click()


def reload_while_upstream_is_down(page: Page, api: DemoServer) -> None:
    api.plan(Fault(kind="status", code=500, times=0))
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()


def reload_while_a_part_is_down(page: Page, api: DemoServer) -> None:
    api.plan(Fault(kind="status", code=500, path_contains="/commits/", times=0))
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()


def check_again_while_much_is_wrong(page: Page, api: DemoServer) -> None:
    api.plan(Fault(kind="status", path_contains="/projects/", code=500, times=0))
    api.plan(Fault(kind="alter", path_contains="/api/0/", times=0, fields={"auth": {"scopes": ["project:read"]}}))
    late = {"Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
    api.plan(Fault(kind="status", path_contains="/releases/?", code=200, body=[], headers=late, times=0))
    page.get_by_role("link", name="Check again").click()
    expect(page.get_by_role("status").filter(has_text="clock")).to_be_visible()


def invite_with_a_slip(page: Page, api: DemoServer) -> None:
    page.get_by_label("Name").fill("no blanks")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("alert")).to_be_visible()


def invite(page: Page, api: DemoServer) -> None:
    page.get_by_label("Name").fill(LONG[:150])
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("button", name="Copy")).to_be_visible()


def open_own_person(page: Page, api: DemoServer) -> None:
    page.get_by_role("table").get_by_role("link", name="admin").click()
    expect(page.get_by_role("button", name="Deactivate")).to_be_disabled()


def change_password_with_slips(page: Page, api: DemoServer) -> None:
    page.get_by_label("Old password").fill("wrong")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_have_count(3)


@dataclass(frozen=True)
class State:
    """A page, and what somebody did on it."""

    name: str
    address: str
    reach: Callable[[Page, DemoServer], None] = nothing
    who: Literal["viewer", "editor", "admin", ""] = "editor"
    status: int = 200


STATES = (
    State("list", LIST),
    State("list of an admin", LIST, who="admin"),
    State("list of archived ones, none", f"{RELEASES}?status=archived", who="viewer"),
    State("search without match", f"{RELEASES}?query=nothing"),
    State("wrong filter", f"{RELEASES}?period=2026-13", status=422),
    State("edit in row", LIST, open_row),
    State("mistakes in row", LIST, make_mistakes_in_row, status=422),
    State("question in row", LIST, be_asked_in_row, status=422),
    State("outcome in row", LIST, save_in_row),
    State("conflict in row", LIST, conflict_in_row, status=409),
    State("failure in row", LIST, fail_in_row, status=502),
    State("release", SHOP),
    State("release, edit", SHOP, open_on_release),
    State("release, outcome", SHOP, save_on_release),
    State("release, a part fails", SHOP, reload_while_a_part_is_down),
    State("release with a long name", f"{RELEASES}{LONG}/"),
    State("release, asked to archive", SHOP, ask_to_archive),
    State("release, archived", SHOP, archive),
    State("release, not archived", SHOP, fail_to_archive, status=502),
    State("archive page", f"{SHOP}status/"),
    State("delete", f"{SHOP}delete/", who="admin"),
    State("delete, in vain", f"{SHOP}delete/", delete_in_vain, who="admin", status=422),
    State("delete, done", f"{RELEASES}{LONG}/delete/", delete, who="admin"),
    State("commits", f"{SHOP}commits/"),
    State("commits, form", f"{SHOP}commits/edit/", start_from_commits),
    State("commits, preview", f"{SHOP}commits/edit/?what=clear", preview_commits),
    State("commits, replaced", f"{SHOP}commits/edit/?what=clear", clear_commits),
    State("files", f"{SHOP}files/"),
    State("deploys", f"{SHOP}deploys/"),
    State("deploy", f"{SHOP}deploys/new/"),
    State("deploy, mistakes", f"{SHOP}deploys/new/", make_mistakes_in_deploy, status=422),
    State("deploy, recorded", f"{SHOP}deploys/new/?name={LONG[:64]}", record_deploy),
    State("history", f"{SHOP}history/"),
    State("history of all", "/acme/history/"),
    State("history of all, wrong filter", "/acme/history/?period=2026-13&action=boom", status=422),
    State("history of all, no match", "/acme/history/?version=nothing"),
    State("change", "/acme/history/", open_change),
    State("change, a deletion", "/acme/history/", open_deletion),
    State("raw", f"{SHOP}raw/"),
    State("edit page", f"{SHOP}edit/"),
    State("new release", NEW),
    State("new release, rows", NEW, add_rows),
    State("new release, mistakes", NEW, make_mistakes_in_new, status=422),
    State("new release, exists", NEW, create_existing, status=409),
    State("new release, created", NEW, create),
    State("connection", "/connection/", who="admin"),
    State("connection, much is wrong", "/connection/", check_again_while_much_is_wrong, who="admin"),
    State("people", "/people/", who="admin"),
    State("people, a slip", "/people/", invite_with_a_slip, who="admin", status=422),
    State("person, invited", "/people/", invite, who="admin"),
    State("person, guarded", "/people/", open_own_person, who="admin"),
    State("password", "/accounts/password/"),
    State("password, slips", "/accounts/password/", change_password_with_slips, status=422),
    State("sign-in", LIST, who=""),
    State("sign-in, wrong password", LIST, give_a_wrong_password, who=""),
    State("link", "/accounts/link/anything/", who=""),
    State("no such page", "/acme/nothing/", status=404),
    State("not allowed", f"{SHOP}edit/", who="viewer", status=403),
    State("upstream is down", LIST, reload_while_upstream_is_down, status=502),
)


def findings(page: Page) -> list[str]:
    """Return what axe finds, and whether the page scrolls sideways, in both schemes and at each width."""
    # What is being swapped while axe looks at it has no colours to compare.
    expect(page.locator(".htmx-request")).to_have_count(0)
    found: list[str] = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in AXE.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations = Axe().run(page, options=options).response["violations"]
            found += [
                f"{width}, {scheme}: {one['id']} {[node['target'] for node in one['nodes']]}" for one in violations
            ]
    return found + [f"{width}: scrolls sideways" for width in (1280, 375, 320) if is_wider(page, width)]


def is_wider(page: Page, width: int) -> bool:
    """Tell whether the page scrolls sideways in a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_fault_of_a_page_is_found(visits: Visits, viewer: Client, api: DemoServer) -> None:
    page = visits.open(LIST, viewer)

    page.evaluate(
        """() => {
            document.styleSheets[0].insertRule(".quiet { color: #999 !important }");
            document.querySelector("select").removeAttribute("aria-label");
            document.querySelector("main").append("x".repeat(50));
            document.styleSheets[0].insertRule("main { overflow-wrap: normal; font-size: 3rem }");
        }"""
    )

    kinds = {finding.split(" [")[0] for finding in findings(page)}
    assert kinds >= {
        "1280, light: color-contrast",
        "375, light: color-contrast",
        "1280, light: select-name",
        "320: scrolls sideways",
    }


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_page_has_no_finding(
    visits: Visits, api: DemoServer, settings: Settings, state: State, request: pytest.FixtureRequest
) -> None:
    settings.ALLOW_DELETE = True
    visits.expect_status(state.status)
    client: Client | None = request.getfixturevalue(state.who) if state.who else None
    page = visits.open(state.address, client)

    state.reach(page, api)

    assert findings(page) == []
