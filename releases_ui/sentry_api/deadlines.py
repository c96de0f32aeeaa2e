"""Connections that keep a deadline for a whole answer, wait for it no longer than they must, and know what went out.

A socket's timeout bounds each read only: with a byte now and then an answer could last for ever.
"""

import http.client
import io
import math
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from releases_ui.sentry_api.sentences import say

#: Linux alone has it, and forgets it after a while, so it is set before each read.
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


@dataclass(slots=True)
class Sending:
    """One request on its way."""

    #: When its answer must be whole, by the monotonic clock.
    ends_at: float
    #: `False` only while a connection is being made, and if that failed.
    was_sent: bool = True


_current: ContextVar[Sending] = ContextVar("_current")
_latest: ContextVar[float] = ContextVar("_latest", default=math.inf)


@contextmanager
def sending(*, ends_at: float) -> Iterator[Sending]:
    """Bound the answer to the request that is sent in this block, and give what becomes known of it."""
    current = Sending(ends_at)
    token = _current.set(current)
    try:
        yield current
    finally:
        _current.reset(token)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End all calls of this block together, however many, within `seconds`; each keeps its own limits besides."""
    token = _latest.set(min(_latest.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _latest.reset(token)


def latest() -> float:
    """Return when the innermost block of `at_most` is over, by the monotonic clock."""
    return _latest.get()


class DeadlineAdapter(HTTPAdapter):
    """Reads answers of which head and body together end in time; must be used in a block of `sending`."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections that keep the deadline."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:
        """Return the same for connections through a proxy."""
        manager = cast(PoolManager, super().proxy_manager_for(proxy, **kwargs))
        manager.pool_classes_by_scheme = _POOLS
        return manager


class _TimedReader(io.RawIOBase):
    """Reads a socket with the shorter of its own timeout and the time that is left."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, ends_at: float) -> None:
        self._sock = sock
        self._raw = raw
        self._ends_at = ends_at
        self._read_s = sock.gettimeout() or float("inf")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        left_s = self._ends_at - time.monotonic()
        if left_s <= 0:
            raise TimeoutError(say("the answer took too long as a whole"))
        self._sock.settimeout(min(left_s, self._read_s))
        _acknowledge_at_once(self._sock)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._raw.close()


def _acknowledge_at_once(sock: socket.socket) -> None:
    """Spare the 40 ms for which servers that send head and body apart wait on a connection that is kept alive."""
    if _QUICKACK is not None:
        sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_TimedReader(sock, self.fp.detach(), _current.get().ends_at))


@contextmanager
def _connecting() -> Iterator[None]:
    """Note that no request was sent if this block fails: host, socket, TLS and a proxy's tunnel come before it."""
    current = _current.get()
    current.was_sent = False
    yield
    current.was_sent = True


class _TimedConnection(HTTPConnection):
    response_class = _TimedResponse

    def connect(self) -> None:
        with _connecting():
            super().connect()


class _TimedTlsConnection(HTTPSConnection):
    response_class = _TimedResponse

    def connect(self) -> None:
        with _connecting():
            super().connect()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _TimedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}
