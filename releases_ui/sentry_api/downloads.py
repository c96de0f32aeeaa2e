"""A file of a release on its way from the server."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from releases_ui.sentry_api.headers import whole_number
from releases_ui.sentry_api.transport import Reply

_FILE_NAME = re.compile(r'filename="(.*)"')
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\]")


class FileDownload:
    """An open download. Holds a connection and a slot until it is closed, so use it in a `with`.

    Args:
        reply: the server's answer.
        held: what to let go at the end.
        limit: the most bytes to hand on.
        name: used where the server gives none.
    """

    def __init__(self, reply: Reply, held: ExitStack, *, limit: int, name: str) -> None:
        self._reply = reply
        self._held = held
        self._limit = limit
        self.name = _name_in(reply.headers.get("Content-Disposition", "")) or name
        #: In bytes; `None` if the server does not say, or sends it compressed.
        self.size = _size_in(reply)

    def chunks(self) -> Iterator[bytes]:
        """Yield the file's bytes.

        Raises:
            OversizedAnswerError: the file is larger than the limit.
            SentryError: the connection breaks off, or is too slow.
        """
        return self._reply.chunks(self._limit)

    def close(self) -> None:
        """Let connection and slot go; may be called again."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _name_in(disposition: str) -> str:
    """Return the file's name; Sentry puts quotes into it unescaped, so the last one ends it."""
    found = _FILE_NAME.search(disposition)
    # requests reads headers as Latin-1, servers write UTF-8
    name = found[1].encode("latin-1", "replace").decode("utf-8", "replace") if found else ""
    return _UNPRINTABLE.sub("_", name)


def _size_in(reply: Reply) -> int | None:
    return None if "Content-Encoding" in reply.headers else whole_number(reply.headers, "Content-Length")
