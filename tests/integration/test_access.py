"""Who reaches which address by which method: one table, made from the addresses themselves."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import Settings

from releases_ui import permissions
from releases_ui.demo_api.server import DemoServer
from releases_ui.log import RequestFilter
from releases_ui.models import Change, Role, SavedView, SignInLink, User

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).resolve().parents[2] / "docs/access.md"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
ROLES = (None, Role.VIEWER, Role.EDITOR, Role.ADMIN)
#: The admin site's own address for it leads on to ours.
SIGN_IN = ("/accounts/login/?next=", "/admin/login/?next=")
#: The number of the one change and of the person that the pages are asked for; the person is none of the roles, so
#: that nobody loses anything.
NUMBER = "4711"
#: What stands for the parts of an address. All of it exists, so that no 404 hides a refusal; of files there is one.
PARTS = {
    "<slug:org>": "acme",
    "<version:version>": "shop@1.0.1",
    "<str:file_id>": "1",
    "<int:number>": NUMBER,
    "<int:person_id>": NUMBER,
    # Of the admin site.
    "<id>": NUMBER,
    "<path:object_id>": NUMBER,
    "<path:content_type_id>": "1",
    "^(?P<app_label>releases_ui)/$": "releases_ui/",
    "(?P<url>.*)$": "anything/",
}
VIEW = {"organization": "acme", "name": "Ours", "is_shared": True}
BEGINNING = """# Who reaches what

Made from the addresses by `tests/integration/test_access.py`, which fails when this table is not what happens.
"yes" means that the page answers, whatever it says then; "no" is a 403, "sign in" leads to the sign-in page. Methods
that are not named are refused with 405 for those who reach the page; HEAD is answered where GET is. Deleting needs
ALLOW_DELETE=1, as it was here. Of the admin site at `/admin/`, everybody but admins gets a "no" or "sign in" at every
address. Where OpenID Connect is on, `POST /accounts/sso/` and `GET /accounts/sso/callback/` are open to everybody.

| address | needs | methods | nobody | viewer | editor | admin |
|---|---|---|---|---|---|---|
"""


class Page(NamedTuple):
    """One address of the dashboard."""

    route: str
    view: Any

    @property
    def path(self) -> str:
        path = f"/{self.route}"
        for part, value in PARTS.items():
            path = path.replace(part, value)
        # Who may remove a view does.
        SavedView.objects.update_or_create(pk=NUMBER, defaults=VIEW | {"owner_id": NUMBER})
        # Each link signs in once.
        return path.replace("<str:secret>", SignInLink.issue(User.objects.get(pk=NUMBER)))


def pages(*, of_admin_site: bool = False) -> list[Page]:
    """Return every address of the dashboard's own, or of Django's admin site."""
    found = (page for page in _walk(get_resolver(), "") if page.route.startswith("admin/") == of_admin_site)
    return sorted(found, key=str)


def _walk(resolver: URLResolver, before: str) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield Page(before + str(entry.pattern), entry.callback)
        else:
            yield from _walk(entry, before + str(entry.pattern))


def answer(page: Page, role: Role | None, method: str) -> str:
    """Return what somebody gets at an address."""
    client = Client()
    if role is not None:
        client.force_login(User.objects.get(username=role))
    response = client.generic(method, page.path)
    code = response.status_code
    if code == 401 or (code == 302 and response["Location"].startswith(SIGN_IN)):
        return "sign in"
    # Where nothing is found, or something is broken, nobody knows who would be let in.
    return {403: "no", 404: "404", 405: "405"}.get(code, "yes" if code < 500 else str(code))


@pytest.fixture
def people(sentry: DemoServer, settings: Settings) -> None:
    settings.ALLOW_DELETE = True
    sentry.add(version="shop@1.0.1", files=[{"name": "app.js", "content": "let a = 1;"}])
    edit = {"before": {"ref": "a1"}, "after": {"ref": "b2"}, "outcomes": {"ref": "applied"}, "result": "succeeded"}
    Change.objects.create(
        pk=NUMBER, organization="acme", version="shop@1.0.1", action="edit", completed_at=timezone.now(), **edit
    )
    for role in Role:
        User.objects.create_user(username=role, password="a long password", role=role)
    User.objects.create_user(pk=NUMBER, username="somebody", password="a long password")


def test_every_address_names_the_right_that_it_needs() -> None:
    assert [page.route for page in pages() if not hasattr(page.view, "right")] == []


def test_table_of_access_is_what_happens(people: None) -> None:
    lines = []
    for page in pages():
        answers = {role: {method: answer(page, role, method) for method in METHODS} for role in ROLES}
        check(page, answers)
        lines.append(row(page, answers))
    text = BEGINNING + "\n".join(lines) + "\n"
    if os.environ.get("WRITE_TABLES"):
        TABLE.write_text(text)

    assert text == TABLE.read_text(), "Run this test with WRITE_TABLES=1, and look whether the change is meant."


@pytest.mark.parametrize("page", pages(of_admin_site=True), ids=lambda page: page.route)
def test_admin_site_is_closed_to_all_but_admins(page: Page, people: None) -> None:
    answers = {(role, method): answer(page, role, method) for role in ROLES for method in METHODS if role != Role.ADMIN}

    assert {told for (role, _method), told in answers.items() if role is None} == {"sign in"}
    assert {told for (role, _method), told in answers.items() if role} <= {"no", "sign in"}


def check(page: Page, answers: dict[Role | None, dict[str, str]]) -> None:
    """Assert that the right which the page names is the one that decides, for every method."""
    right = page.view.right
    for role, by_method in answers.items():
        is_let_in = right is None or (role is not None and permissions.can(User.objects.get(username=role), right))
        refusal = "no" if role is not None else "sign in"
        expected = {"yes", "405"} if is_let_in else {refusal}
        assert set(by_method.values()) <= expected, (page.route, role, by_method)
        assert by_method["HEAD"] == by_method["GET"], (page.route, role, by_method)


def row(page: Page, answers: dict[Role | None, dict[str, str]]) -> str:
    """Return the line of the table."""
    methods = [method for method in METHODS if answers[Role.ADMIN][method] == "yes" and method != "HEAD"]
    cells = [_cell(answers[role], methods) for role in ROLES]
    right = page.view.right.name.lower() if page.view.right else "nothing"
    route = page.route.replace("<slug:", "<").replace("<version:", "<").replace("<str:", "<").replace("<int:", "<")
    return f"| `/{route}` | {right} | {', '.join(methods)} | {' | '.join(cells)} |"


def _cell(by_method: dict[str, str], methods: list[str]) -> str:
    return ", ".join(sorted({by_method[method] for method in methods}))


def test_refusal_is_a_line_in_the_log_and_no_trace(viewer: Client, sentry: DemoServer) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.addFilter(RequestFilter())
    logging.getLogger("django.request").addHandler(handler)
    try:
        refused = viewer.get("/acme/new-release/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert refused.status_code == 403
    assert log.getvalue().splitlines() == ["Forbidden (Permission denied): /acme/new-release/"]
