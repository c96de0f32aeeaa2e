"""The list: prefix search that is right on every server, and filters."""

import pytest
from django.test import Client
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from tests.listing import LIST, add_many, search
from tests.pages import alerts, invalid_fields, soup, versions, words

pytestmark = pytest.mark.django_db


def test_prefix_search_finds_starts_only_and_whatever_the_case(viewer: Client, sentry: DemoServer) -> None:
    add_many(sentry, "Shop@2", "shop@1", "my-shop@1", "workshop@3")

    assert search(viewer, query="shop") == ["Shop@2", "shop@1"]
    assert search(viewer, query="shop", case="exact") == ["shop@1"]
    assert search(viewer, query="shop", match="contains") == ["Shop@2", "shop@1", "my-shop@1", "workshop@3"]


@pytest.mark.parametrize(
    "typed",
    [
        "Frontend@", "a:b", "http://x", '"quoted', "it's", "100%", "100% d", "st*r", "*", "[x", "(paren", "paren)",
        "a OR b", "!x", "key:value ", " leading", "under_score", "back\\slash", "#7", "a?b", "a&b", "a+b", "ünï", "ÜNÏ",
        "релиз", "🚀",
        "a,b", "<b>", ">1", "is:open", "finalized:true", "  ", "and", "@", "has:x", "a=b",
    ],
)  # fmt: skip
def test_prefix_search_takes_every_character_literally(viewer: Client, either: DemoServer, typed: str) -> None:
    wanted = [f"{typed}1", f"{typed}"] if typed.strip() else [f"{typed}1"]
    add_many(either, *wanted, f"x{typed}", "other", "zz" + typed[1:])

    assert search(viewer, query=typed) == wanted


def test_project_filter_takes_slugs(viewer: Client, either: DemoServer) -> None:
    either.add(version="a", projects=["web"], dateCreated="2026-01-03T00:00:00Z")
    either.add(version="b", projects=["shop", "web"], dateCreated="2026-01-02T00:00:00Z")
    either.add(version="c", projects=["ios"], dateCreated="2026-01-01T00:00:00Z")

    assert search(viewer, project="web") == ["a", "b"]
    assert search(viewer, project=["shop", "ios"]) == ["b", "c"]


def test_unknown_project_is_told_beside_the_filters(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="a", projects=["web"])

    response = viewer.get(LIST, {"project": "nope"})

    assert response.status_code == 422
    assert "acme has no project nope" in alerts(response)


def test_project_filter_works_where_the_token_may_not_list_projects(
    viewer: Client, sentry: DemoServer, settings: Settings
) -> None:
    sentry.add(version="a", projects=["web"], dateCreated="2026-01-03T00:00:00Z")
    sentry.add(version="c", projects=["ios"], dateCreated="2026-01-01T00:00:00Z")
    sentry.add_token("releases-only-token", ["project:releases"])
    settings.SENTRY_AUTH_TOKEN = "releases-only-token"

    response = viewer.get(LIST, {"project": "web"})

    assert versions(response) == ["a"]
    assert "does not allow this token to list projects" in str(soup(response).select_one('[name="project"]'))


def test_several_projects_stay_chosen_in_the_filter(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="a", projects=["web", "shop"])

    page = soup(viewer.get(LIST, {"project": ["web", "shop"]}))

    assert [option.text for option in page.select('[name="project"] option[selected]')] == ["shop", "web"]


def test_status_filter_shows_open_archived_or_all(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="new", dateCreated="2026-01-02T00:00:00Z")
    sentry.add(version="old", status="archived", dateCreated="2026-01-01T00:00:00Z")

    assert search(viewer) == ["new"]
    assert search(viewer, status="archived") == ["old"]
    assert search(viewer, status="all") == ["new", "old"]


def test_period_filters_by_creation_in_utc(viewer: Client, either: DemoServer) -> None:
    either.add(version="august", dateCreated="2026-08-01T00:00:00Z")
    either.add(version="july", dateCreated="2026-07-31T23:59:59.999Z")
    either.add(version="june", dateCreated="2026-06-30T23:59:59Z")

    assert search(viewer, period="2026-07") == ["july"]
    assert search(viewer, period="2026-06-30..2026-07-31") == ["july", "june"]


def test_environment_filter_and_an_unknown_environment(viewer: Client, sentry: DemoServer) -> None:
    sentry.add(version="a", deploys=[{"environment": "production"}], dateCreated="2026-01-02T00:00:00Z")
    sentry.add(version="b", deploys=[{"environment": "staging"}], dateCreated="2026-01-01T00:00:00Z")

    found, unknown = viewer.get(LIST, {"environment": "production"}), viewer.get(LIST, {"environment": "nope"})

    assert versions(found) == ["a"]
    assert (unknown.status_code, "acme has no environment nope" in alerts(unknown)) == (422, True)


def test_filters_that_the_server_ignores_are_disabled_with_the_reason(viewer: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="a")

    page = soup(viewer.get(LIST))

    disabled = {str(field["name"]) for field in page.select("form[role=search] [disabled]")}
    assert disabled == {"status", "environment"}
    environment = page.select_one('[name="environment"]')
    assert environment is not None
    assert "GlitchTip" in str(environment["title"])


def test_filter_that_the_server_ignores_is_said_to_have_no_effect(viewer: Client, glitchtip: DemoServer) -> None:
    glitchtip.add(version="a")

    response = viewer.get(LIST, {"status": "archived"})

    assert versions(response) == ["a"]
    assert "GlitchTip does not know open and archived releases. This filter has no effect." in words(response)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"per_page": "0"}, "1 to 100"),
        ({"per_page": "x"}, "1 to 100"),
        ({"status": "closed"}, "open, archived or all"),
        ({"match": "regex"}, "prefix or contains"),
        ({"query": "x" * 251}, "250 characters"),
        ({"period": "soon"}, "2026"),
    ],
)
def test_bad_parameter_is_told_in_words(
    viewer: Client, sentry: DemoServer, parameters: dict[str, str], said: str
) -> None:
    response = viewer.get(LIST, parameters)

    assert response.status_code == 422
    assert said in alerts(response)


def test_bad_search_is_marked_on_its_field(viewer: Client, sentry: DemoServer) -> None:
    assert invalid_fields(viewer.get(LIST, {"query": "x" * 251})) == ["query"]
