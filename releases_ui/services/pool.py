"""Upstream calls side by side, each failing alone.

The threads here never touch the database: a connection opened in one would stay open for good.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from releases_ui.sentry_api.errors import SentryError

T = TypeVar("T")

#: How many calls the pages of one process make beside their own thread's.
THREADS = 16


@dataclass(frozen=True)
class Part(Generic[T]):
    """One part of a page: what was read, or why it could not be."""

    value: T | None = None
    error: SentryError | None = None

    def required(self) -> T:
        """Return what was read.

        Raises:
            SentryError: why it could not be.
        """
        if self.error is not None:
            raise self.error
        return cast("T", self.value)


def side_by_side(tasks: Mapping[str, Callable[[], T]]) -> dict[str, Part[T]]:
    """Return each task's part under its name; the first task runs in the calling thread.

    A `SentryError` fails its own part only; anything else is a fault of ours and is raised.
    """
    first, *others = tasks
    futures: dict[str, Future[Part[T]]] = {
        name: _executor().submit(copy_context().run, _attempt, tasks[name]) for name in others
    }
    parts = {first: _attempt(tasks[first])}
    parts.update((name, future.result()) for name, future in futures.items())
    return parts


def _attempt(task: Callable[[], T]) -> Part[T]:
    try:
        return Part(value=task())
    except SentryError as error:
        return Part(error=error)


@functools.cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="upstream")
