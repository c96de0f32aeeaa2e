"""Addresses: as Django routes them, a name is one or more characters without a slash."""

from collections.abc import Iterable, Mapping

from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

PREFIX = "/api/0/"


def build_map(paths: Iterable[str]) -> Map:
    """Return a map in which each path below the prefix is its own endpoint, whatever the method."""
    rules = [Rule(PREFIX + path, endpoint=path) for path in paths]
    return Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)


def find_resource(addresses: Map, path: str) -> tuple[str, Mapping[str, str]]:
    """Return the endpoint of a decoded path, and the names in it.

    Raises:
        NotFound: when there is none.
    """
    if "//" in path:
        # no name is empty; the map would read it as one slash too many
        raise NotFound
    endpoint, names = addresses.bind("").match(path, method="GET")
    return str(endpoint), names
