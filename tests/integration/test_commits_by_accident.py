"""Commits and refs go out by the form that is there for them, and by Create; by nothing else, whatever is posted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from releases_ui.demo_api.server import DemoServer
from tests.commits import ONE, SHOP, TWO, commit_ids
from tests.pages import soup

pytestmark = pytest.mark.django_db

MAY_SEND = {"new", "commits_edit"}
#: Every name under which a form could take them.
ROWS = {
    "commits": "[]",
    "refs": "[]",
    "what": "clear",
    "step": "send",
    "commits-TOTAL_FORMS": "1",
    "commits-0-id": "c9",
    "refs-TOTAL_FORMS": "1",
    "refs-0-repository": "acme/shop",
    "refs-0-commit": "b2",
}


def routes(resolver: URLResolver) -> Iterator[tuple[str, str]]:
    """Yield name and route of every address."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name or "", str(entry.pattern)
        else:
            yield from routes(entry)


def filled(client: Client, address: str) -> dict[str, Any]:
    """Return what the page's own forms post, with another ref, and an environment to deploy to."""
    data: dict[str, Any] = {}
    for field in soup(client.get(address)).select('form[method="post"] :is(input, textarea)[name]'):
        data[str(field["name"])] = field.text if field.name == "textarea" else str(field.get("value", ""))
    return data | {"ref": "b2", "environment": "qa"}


def addresses(name: str) -> Iterator[str]:
    """Yield the addresses below a release that take a POST, without those called `name`."""
    for known, route in routes(get_resolver()):
        if "<version:version>" in route and known not in MAY_SEND:
            yield "/" + route.replace("<slug:org>", "acme").replace("<version:version>", name).replace(
                "<str:file_id>", "1"
            )


def test_no_other_form_sends_commits_or_refs(admin: Client, sentry: DemoServer, settings: Settings) -> None:
    settings.ALLOW_DELETE = True
    bodies: dict[str, list[Any]] = {}
    for number, address in enumerate(addresses("VERSION")):
        # A release for each, as one of the forms deletes it.
        version = f"shop@1.0.{number}"
        sentry.add(**SHOP | {"version": version})
        path = address.replace("VERSION", version)
        data = filled(admin, path) | {"version": version, "confirm": version}
        sentry.clear_requests()
        admin.post(path, data | ROWS)
        bodies[address] = [json.loads(seen.body or b"{}") for seen in sentry.requests if seen.method != "GET"]
        if sentry.versions().count(version):
            assert commit_ids(sentry, version) == [ONE["id"], TWO["id"]], address

    keys = {key for sent in bodies.values() for body in sent for key in body}
    assert keys == {"ref", "status", "environment"}
