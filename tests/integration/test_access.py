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
from pytest_django import Settings

from releases_ui import permissions
from releases_ui.demo_api.server import DemoServer
from releases_ui.log import RequestFilter
from releases_ui.models import Change, Role, SignInLink, User

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).resolve().parents[2] / "docs/access.md"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLES = (None, Role.VIEWER, Role.EDITOR, Role.ADMIN)
#: What stands for the parts of an address; the release and the change exist, so that no 404 hides a refusal.
PARTS = {
    "<slug:org>": "acme",
    "<version:version>": "shop@1.0.1",
    "<str:file_id>": "1",
    "<int:number>": "1",
    "<int:person_id>": "1",
    "<int:pk>": "1",
    "<str:secret>": "made-up",
}
BEGINNING = """# Who reaches what

Made from the addresses by `tests/integration/test_access.py`, which fails when this table is not what happens.
"yes" means that the page answers, whatever it says then; "no" is a 403, "sign in" leads to the sign-in page. Methods
that are not named are refused with 405 for those who reach the page. Deleting needs ALLOW_DELETE=1, as it was here.
The admin site at `/admin/` is for admins alone.

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
        return path


def pages() -> list[Page]:
    """Return every address outside of Django's admin site."""
    return sorted((page for page in _walk(get_resolver(), "") if not page.route.startswith("admin/")), key=str)


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
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/?next="):
        return "sign in"
    return {403: "no", 405: "405"}.get(response.status_code, "yes")


@pytest.fixture
def people(sentry: DemoServer, settings: Settings) -> None:
    settings.ALLOW_DELETE = True
    sentry.add(version="shop@1.0.1")
    Change.objects.create(pk=1, organization="acme", version="shop@1.0.1", action="edit", actor="x")
    for role in Role:
        User.objects.create_user(username=role, password="a long password", role=role)
    # The person that the pages about people are asked for, so that nobody of the others loses anything.
    User.objects.create_user(username="somebody", password="a long password")
    SignInLink.issue(User.objects.get(username="somebody"))


def test_every_address_names_the_right_that_it_needs() -> None:
    assert [page.route for page in pages() if not hasattr(page.view, "right")] == []


def test_table_of_access_is_what_happens(people: None) -> None:
    somebody = User.objects.get(username="somebody").pk
    lines = []
    for page in pages():
        asked = Page(page.route.replace("<int:person_id>", str(somebody)).replace("<int:pk>", str(somebody)), page.view)
        answers = {role: {method: answer(asked, role, method) for method in METHODS} for role in ROLES}
        check(page, answers)
        lines.append(row(page, answers))
    text = BEGINNING + "\n".join(lines) + "\n"
    if os.environ.get("WRITE_TABLES"):
        TABLE.write_text(text)

    assert text == TABLE.read_text(), "Run this test with WRITE_TABLES=1, and look whether the change is meant."


def check(page: Page, answers: dict[Role | None, dict[str, str]]) -> None:
    """Assert that the right which the page names is the one that decides, for every method."""
    right = page.view.right
    for role, by_method in answers.items():
        is_let_in = right is None or (role is not None and permissions.can(User.objects.get(username=role), right))
        refusal = "no" if role is not None else "sign in"
        expected = {"yes", "405"} if is_let_in else {refusal}
        assert set(by_method.values()) <= expected, (page.route, role, by_method)


def row(page: Page, answers: dict[Role | None, dict[str, str]]) -> str:
    """Return the line of the table."""
    methods = [method for method in METHODS if answers[Role.ADMIN][method] == "yes"]
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
