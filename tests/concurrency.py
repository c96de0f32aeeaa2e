"""Several database connections at once, as several processes have them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from django.db import connection, connections

T = TypeVar("T")


@contextmanager
def database_of_many(folder: Path) -> Iterator[None]:
    """Move the tests' database, where it is one in memory, to a file: in memory it has one connection."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(folder / "tests.sqlite3")) as copy:
        memory.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(folder / "tests.sqlite3")
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


def at_once(*tasks: Callable[[], T]) -> list[T | Exception]:
    """Return what each task returns or raises; all start together, each on a connection of its own."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], T]) -> T | Exception:
        connection.ensure_connection()
        start.wait()
        try:
            return task()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))
