"""Real releases of real projects: every one is reached, found, opened, and its commits are counted right."""

import gzip
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from releases_ui.demo_api import loading
from releases_ui.demo_api.server import DemoServer
from tests.pages import link, soup, versions

FILE = os.environ.get("RELEASES_FILE", "")
LIST = "/acme/releases/"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real_data,
    pytest.mark.skipif(not FILE, reason="RELEASES_FILE names no file of releases"),
]


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    with gzip.open(Path(FILE), "rt") as file:
        return [json.loads(line) for line in file]


@pytest.fixture
def loaded(either: DemoServer, lines: list[dict[str, Any]]) -> DemoServer:
    loading.load(either.store, lines)
    return either


def walked(client: Client, address: str, rel: str) -> list[list[str]]:
    """Return the versions of each page from `address` on, following the links with this `rel`."""
    pages: list[list[str]] = []
    following: str | None = address
    while following:
        page = client.get(following)
        pages.append(versions(page))
        following = link(page, rel)
    return pages


def is_found(client: Client, version: str) -> bool:
    """Say whether a search for the whole version finds it, going on where the search stopped at its bound."""
    page = client.get(LIST, {"query": version, "case": "exact"})
    while version not in versions(page):
        following = link(page, "next")
        if following is None:
            return False
        page = client.get(following)
    return True


@pytest.mark.parametrize("query", ["", "sentry-cli@"])
def test_every_release_is_reached_forwards_and_back(
    viewer: Client, loaded: DemoServer, lines: list[dict[str, Any]], query: str
) -> None:
    wanted = {str(line["version"]) for line in lines if str(line["version"]).startswith(query)}

    forwards = walked(viewer, f"{LIST}?per_page=100&query={quote(query)}", "next")
    page = viewer.get(f"{LIST}?per_page=100&query={quote(query)}")
    while following := link(page, "next"):
        page = viewer.get(following)
    backwards = [versions(page), *walked(viewer, link(page, "prev") or "", "prev")]

    flat = [version for versions_ in forwards for version in versions_]
    assert (len(flat), set(flat)) == (len(wanted), wanted)
    assert [version for versions_ in reversed(backwards) for version in versions_] == flat


def test_every_release_is_found_by_its_whole_version_and_opened(
    viewer: Client, loaded: DemoServer, lines: list[dict[str, Any]]
) -> None:
    missed = []
    for line in lines:
        version = str(line["version"])
        if not is_found(viewer, version) or viewer.get(f"{LIST}{quote(version, safe='')}/").status_code != 200:
            missed.append(version)

    assert missed == []


def test_commits_of_every_release_are_counted_right(
    viewer: Client, sentry: DemoServer, lines: list[dict[str, Any]]
) -> None:
    loading.load(sentry.store, lines)
    wrong: list[tuple[str, int, int]] = []
    for line in lines:
        address = f"{LIST}{quote(str(line['version']), safe='')}/commits/"
        count = 0
        following: str | None = ""
        while following is not None:
            page = viewer.get(address + following)
            count += len(soup(page).select("li.commit"))
            following = link(page, "next")
        wanted = {commit["id"] for commit in line["commits"]}
        if count != len(wanted):
            wrong.append((str(line["version"]), count, len(wanted)))

    assert wrong == []
