"""Which role somebody's groups give."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from releases_ui.services import groups


@pytest.mark.parametrize(
    ("held", "role"),
    [
        (["release-admins"], "admin"),
        (["release-editors"], "editor"),
        (["mobile-editors"], "editor"),
        (["release-viewers"], "viewer"),
        (["release-viewers", "release-admins", "release-editors"], "admin"),
        (["Release-Admins"], None),
        (["/release-admins"], None),
        (["release"], None),
        ([""], None),
        ([], None),
    ],
)
def test_highest_role_of_all_groups_counts_and_no_group_gives_none(held: list[str], role: str | None) -> None:
    assert groups.role_for(held) == role


def test_star_is_everybody(settings: Settings) -> None:
    settings.VIEWER_GROUPS = frozenset({"*"})

    assert groups.role_for([]) == "viewer"
    assert groups.role_for(["release-editors"]) == "editor"


@pytest.mark.parametrize("name", ["ADMIN_GROUPS", "EDITOR_GROUPS", "VIEWER_GROUPS"])
def test_empty_list_gives_its_role_to_nobody(settings: Settings, name: str) -> None:
    setattr(settings, name, frozenset())

    assert groups.role_for(["", "*", "staff"]) is None


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({"groups": ["a", "b c"]}, ["a", "b c"]),
        ({"groups": "a,b"}, ["a,b"]),
        ({"groups": ["a", 7, None, ["b"]]}, ["a"]),
        ({"groups": {"a": True}}, []),
        ({"groups": None}, []),
        ({}, []),
    ],
)
def test_claim_is_a_list_or_one_group(claims: dict[str, object], found: list[str]) -> None:
    assert groups.from_claims(claims, "groups") == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("realm_access.roles", ["nested"]),
        ("https://acme.test/groups", ["by address"]),
        ("realm_access.roles.deeper", []),
        ("nowhere.at.all", []),
    ],
)
def test_dots_lead_into_nested_claims_unless_a_claim_is_named_so(name: str, found: list[str]) -> None:
    claims = {"realm_access": {"roles": ["nested"]}, "https://acme.test/groups": ["by address"]}

    assert groups.from_claims(claims, name) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [("a,b", ["a", "b"]), (" a ; b c ,", ["a", "b c"]), ("", []), (",;", [])],
)
def test_header_has_commas_or_semicolons(value: str, found: list[str]) -> None:
    assert groups.from_header(value) == found
