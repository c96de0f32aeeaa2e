"""Which address a request comes from, and whether a trusted proxy passed it on."""

from __future__ import annotations

import functools
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


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


def network_of(entry: str) -> Network | None:
    """Return the network that an entry of TRUSTED_PROXIES names; `None` where it names none."""
    try:
        return ip_network(entry.strip(), strict=False)
    except ValueError:
        return None


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in trusted_networks(tuple(settings.TRUSTED_PROXIES)))


@functools.lru_cache(maxsize=8)
def trusted_networks(entries: tuple[str, ...]) -> tuple[Network, ...]:
    """Return the networks that entries of TRUSTED_PROXIES name; what names none is refused by the checks."""
    return tuple(network for network in map(network_of, entries) if network is not None)
