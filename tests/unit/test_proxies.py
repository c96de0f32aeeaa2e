"""Whose address counts behind proxies."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from releases_ui.proxies import client_address, is_from_trusted_proxy


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        # Anybody can send the header; only a trusted proxy's is believed.
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, made up", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_client_is_the_last_address_that_no_trusted_proxy_has(
    settings: Settings, peer: str, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded})

    assert client_address(request) == address


@pytest.mark.parametrize("entry", ["*", "localhost", "10.0.0.5/33", ""])
def test_proxy_that_cannot_be_read_is_not_trusted_and_breaks_nothing(settings: Settings, entry: str) -> None:
    settings.TRUSTED_PROXIES = [entry, " 10.0.0.2 "]
    peers = ["10.0.0.5", "10.0.0.2"]
    header = {"X-Forwarded-For": "203.0.113.9"}

    addresses = [client_address(RequestFactory().get("/", REMOTE_ADDR=peer, headers=header)) for peer in peers]

    assert addresses == ["10.0.0.5", "203.0.113.9"]


@pytest.mark.parametrize(("peer", "is_trusted"), [("10.0.0.1", True), ("198.51.100.7", False), ("", False)])
def test_proxy_is_trusted_by_the_address_of_its_connection(settings: Settings, peer: str, is_trusted: bool) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": "10.0.0.1"})

    assert is_from_trusted_proxy(request) is is_trusted
