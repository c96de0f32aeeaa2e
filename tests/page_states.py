"""Every page in every state: where it is, and how to get there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

from releases_ui.demo_api.server import DemoServer
from tests.page_steps import (
    LONG,
    add_rows,
    archive,
    ask_to_archive,
    be_asked_in_row,
    change_password_with_slips,
    change_view,
    check_again_while_much_is_wrong,
    clear_commits,
    conflict_in_row,
    create,
    create_existing,
    delete,
    delete_in_vain,
    fail_in_row,
    fail_to_archive,
    give_a_wrong_password,
    invite,
    invite_with_a_slip,
    look_up_health,
    make_mistakes_in_deploy,
    make_mistakes_in_new,
    make_mistakes_in_row,
    nothing,
    open_change,
    open_columns,
    open_copies,
    open_deletion,
    open_help,
    open_menu_of_views,
    open_on_release,
    open_own_person,
    open_palette,
    open_row,
    open_weeks,
    preview_commits,
    record_deploy,
    reload_while_a_part_is_down,
    reload_while_upstream_is_down,
    save_in_row,
    save_on_release,
    save_view,
    save_view_without_a_name,
    see_activity,
    show_commands,
    start_from_commits,
    tick_two,
)

RELEASES = "/acme/releases/"
LIST = f"{RELEASES}?per_page=10"
SHOP = f"{RELEASES}shop%401.0.1/"
NEW = "/acme/new-release/"


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
    State("list, by week", LIST, open_weeks),
    State("releases by week", "/acme/cadence/", who="viewer"),
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
    State("release, copied in a dialog", SHOP, open_copies, who="viewer"),
    State("release, copied", f"{SHOP}copy/", who="viewer"),
    State("edit in row, as commands", LIST, show_commands),
    State("release, commits", f"{SHOP}commits/", see_activity, who="viewer"),
    State("release, commits by author and day", f"{SHOP}commits/activity/", who="viewer"),
    State("release, health", SHOP, look_up_health, who="viewer"),
    State("release, around it", f"{SHOP}neighbours/", who="viewer"),
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
    State("preferences", "/preferences/"),
    State("views, none", "/acme/views/"),
    State("views, a filter to save", f"/acme/views/?query={LONG}&status=all"),
    State("views, a slip", f"/acme/views/?query={LONG}&status=all", save_view_without_a_name, status=422),
    State("views", f"/acme/views/?query={LONG}&status=all", save_view),
    State("view", f"/acme/views/?query={LONG}&status=all", change_view),
    State("menu of views", f"/acme/views/?query={LONG}&status=all", open_menu_of_views),
    State("compare", "/acme/compare/"),
    State("compare, two", f"/acme/compare/?from=shop%401.0.1&to={LONG}"),
    State("compare, mistakes", f"/acme/compare/?from=nothing&to={LONG}", status=404),
    State("compare, three ticked", f"/acme/compare/?version=a&version=b&version={LONG}"),
    State("go to", f"/acme/go/?q={LONG}"),
    State("keyboard", "/keyboard/"),
    State("help", LIST, open_help),
    State("palette", LIST, open_palette),
    State("columns", LIST, open_columns),
    State("two ticked", LIST, tick_two),
    State("style", "/style/", who="admin"),
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
