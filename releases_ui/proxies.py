"""Which address a request comes from, and whether a trusted proxy passed it on."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def is_from_trusted_proxy(request: HttpRequest) -> bool:
    """Say whether the connection itself comes from one of TRUSTED_PROXIES, so that its headers may be believed."""
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    return peer is not None and _is_trusted(peer)


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever asks: the last one in `X-Forwarded-For` that is no trusted proxy.

    What stands before it was written by the client itself, so it is not believed.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if not is_from_trusted_proxy(request):
        return address
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        passed_on = _address(hop.strip())
        if passed_on is None:
            break
        address = str(passed_on)
        if not _is_trusted(passed_on):
            break
    return address


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_trusted(address: Address) -> bool:
    return any(address in ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES)
