"""What somebody does on a page to bring it into one of its states."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from tests import colleague
from tests.record import record

LONG = "a-very-long-name-without-any-blank-" * 5


def nothing(page: Page, api: DemoServer) -> None:
    """The page is as it was opened."""


def open_row(page: Page, api: DemoServer) -> None:
    page.get_by_role("link", name="Edit shop@1.0.1").click()
    expect(page.get_by_label("Ref", exact=True)).to_be_focused()


def see_activity(page: Page, api: DemoServer) -> None:
    expect(page.get_by_role("img", name="Commits by day")).to_be_visible()


def look_up_health(page: Page, api: DemoServer) -> None:
    page.get_by_role("link", name="Look up health").click()
    expect(page.locator("#health").get_by_text("web", exact=True)).to_be_visible()


def open_weeks(page: Page, api: DemoServer) -> None:
    page.get_by_text("By week", exact=True).click()
    expect(page.get_by_role("navigation", name="Releases created by week")).to_be_visible()


def send_without_a_session(page: Page, api: DemoServer) -> None:
    page.get_by_label("Ref", exact=True).fill(LONG)
    page.context.clear_cookies(name="session")
    # As a browser without scripts sends it.
    page.locator("form:has([name=ref])").evaluate("form => form.submit()")
    expect(page.get_by_role("alert")).to_contain_text("You were signed out before this was sent.")


def sign_in_again(page: Page, api: DemoServer) -> None:
    send_without_a_session(page, api)
    page.get_by_label("Name").fill("editor")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Send it now")).to_be_focused()


def open_copies(page: Page, api: DemoServer) -> None:
    page.get_by_role("link", name="Copy as").click()
    expect(page.get_by_role("button", name="Copy curl")).to_be_visible()


def show_commands(page: Page, api: DemoServer) -> None:
    open_row(page, api)
    page.get_by_label("Ref", exact=True).fill("b2")
    page.get_by_role("button", name="Show as curl and sentry-cli").click()
    expect(page.get_by_text("curl --fail-with-body")).to_be_visible()


def make_mistakes_in_row(page: Page, api: DemoServer) -> None:
    open_row(page, api)
    page.get_by_label("Url").fill("nonsense")
    page.get_by_role("textbox", name="Released", exact=True).fill("yesterday")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(2)


def be_asked_in_row(page: Page, api: DemoServer) -> None:
    open_row(page, api)
    page.get_by_role("textbox", name="Released", exact=True).fill("2026-10-25 02:30:00")
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


def save_view_without_a_name(page: Page, api: DemoServer) -> None:
    """Press the button without having typed anything."""
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")


def save_view(page: Page, api: DemoServer) -> None:
    """Save the filter for everybody, to start on it, and look at all views."""
    page.get_by_label("Name").fill("Checkout redesign, not released")
    page.get_by_label("For everybody").check()
    page.get_by_label("My start page").check()
    page.get_by_role("button", name="Save view").click()
    page.goto("/acme/views/")
    expect(page.locator("tr[data-view]")).to_have_count(1)


def change_view(page: Page, api: DemoServer) -> None:
    """Open a saved view to change it."""
    save_view(page, api)
    page.get_by_role("link", name="Change Checkout").click()
    expect(page.get_by_role("button", name="Remove this view")).to_be_visible()


def open_menu_of_views(page: Page, api: DemoServer) -> None:
    """Open the menu of saved views on the list."""
    save_view(page, api)
    page.goto("/acme/releases/")
    page.locator(".menu > summary", has_text="Views").click()
    expect(page.get_by_role("link", name="Manage views")).to_be_visible()


def open_help(page: Page, api: DemoServer) -> None:
    """Ask for the keys."""
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()


def open_palette(page: Page, api: DemoServer) -> None:
    """Open the palette, and let it find something."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("option").filter(has_text="Preferences")).to_have_count(1)


def open_columns(page: Page, api: DemoServer) -> None:
    """Open the choice of columns."""
    page.locator("summary", has_text="Columns").click()
    expect(page.get_by_role("checkbox", name="Authors")).to_be_visible()


def tick_two(page: Page, api: DemoServer) -> None:
    """Tick two releases to compare."""
    for number in (0, 1):
        page.locator(".c-pick input").nth(number).check()
    expect(page.get_by_text("2 ticked")).to_be_visible()
