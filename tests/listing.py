"""The list of releases: filled over the API, and asked for as a person or a script does."""

from django.http import HttpResponseBase
from django.test import Client

from releases_ui.demo_api.server import DemoServer
from tests.pages import versions

LIST = "/acme/releases/"


def add_many(server: DemoServer, *names: str, **more: object) -> None:
    """Add releases, the first one newest."""
    for index, name in enumerate(names):
        server.add(version=name, dateCreated=f"2026-01-{28 - index // 24:02d}T{23 - index % 24:02d}:00:00Z", **more)


def search(client: Client, **parameters: str | list[str]) -> list[str]:
    """Return the versions that a search finds."""
    return versions(client.get(LIST, parameters))


def htmx(client: Client, address: str) -> HttpResponseBase:
    """Return what the script of the page gets."""
    return client.get(address, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
