"""Faults that are planned: what goes wrong, for which calls, how often."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal[
    "status",
    "delay",
    "reset",
    "truncate",
    "ignore_field",
    "other_editor",
    "html200",
    "drop_after",
    "close_silently",
    "alter",
]
KINDS: tuple[str, ...] = get_args(Kind)
#: What can be said about each kind.
DETAILS: dict[str, frozenset[str]] = {
    "status": frozenset({"code", "status", "body", "content_type", "headers"}),
    "delay": frozenset({"seconds", "after"}),
    "reset": frozenset({"after"}),
    "ignore_field": frozenset({"fields", "field", "claims"}),
    "other_editor": frozenset({"fields", "version"}),
    "alter": frozenset({"fields", "row"}),
}
#: These are about writes, so that without a method they leave reads alone.
OF_WRITES = frozenset({"ignore_field", "other_editor"})
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Fault:
    """One thing that goes wrong.

    What `details` mean, by kind:

    * status: `code` (or `status`), `body` (text, or an object for JSON), `content_type`, `headers`; the
      request is not handled.
    * delay: `seconds` before the request is handled; `after=True` for the answer instead.
    * reset: the connection is reset; `after=True` when the request has been handled.
    * drop_after: the request is handled, then the connection ends without an answer.
    * truncate: half of the body is sent.
    * close_silently: the whole answer is sent, and the connection closed without saying so.
    * html200: a page of HTML is answered; the request is not handled.
    * ignore_field: `fields` (or one `field`) are not applied; `claims=True` when the answer pretends it.
    * other_editor: `fields` of the release (API names) are written just before; `version` names
      another one.
    * alter: `fields` replace those of the answer, in every row of a list or in `row`.
    """

    def __init__(
        self, kind: Kind, method: str = "*", path_contains: str = "", times: int = 1, skip: int = 0, **details: Any
    ) -> None:
        """Plan it for so many `times`, after the first `skip` calls that it concerns; 0 times means until cleared.

        A `method` of "*" is any; `path_contains` is part of the path with its query, as sent or decoded.

        Raises:
            ValueError: for a kind or a detail that is unknown.
        """
        if kind not in KINDS:
            raise ValueError(f"There is no fault called {kind}; there are {', '.join(KINDS)}.")
        unknown = details.keys() - DETAILS.get(kind, frozenset())
        if unknown:
            raise ValueError(f"A fault of kind {kind} has no {', '.join(sorted(unknown))}.")
        self.kind = kind
        self.method = method.upper()
        self.path_contains = path_contains
        self.times = times
        self.skip = skip
        self.details = details

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Fault":
        """Return the fault that a JSON object describes.

        Raises:
            ValueError: when it describes none.
        """
        given = dict(value)
        details = given.pop("details", {})
        if "kind" not in given:
            raise ValueError("A fault needs a kind.")
        return cls(**{**details, **given})

    @classmethod
    def from_text(cls, text: str) -> "Fault":
        """Return the fault that `kind,key=value,…` describes, as on a command line.

        Raises:
            ValueError: when it describes none.
        """
        kind, *pairs = text.split(",")
        values: dict[str, Any] = {"kind": kind}
        for pair in pairs:
            name, equals, value = pair.partition("=")
            if not equals:
                raise ValueError(f"{pair} is not of the form key=value.")
            values[name] = _typed(value)
        return cls.from_json(values)

    def concerns(self, method: str, paths: tuple[str, ...]) -> bool:
        """Tell whether a call is meant."""
        is_method = self.method == method or (self.method == "*" and not (self.kind in OF_WRITES and method in READS))
        return is_method and any(self.path_contains in path for path in paths)

    def __repr__(self) -> str:
        return f"Fault({self.kind!r}, {self.method!r}, {self.path_contains!r}, {self.times}, {self.details})"


def _typed(value: str) -> Any:
    if value in {"true", "false"}:
        return value == "true"
    try:
        return float(value) if "." in value else int(value)
    except ValueError:
        return value


@dataclass
class Faults:
    """The faults that are still to come."""

    _planned: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, fault: Fault) -> None:
        """Add a fault behind those that are planned."""
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        """Forget every fault."""
        with self._lock:
            self._planned.clear()

    def planned(self) -> list[Fault]:
        """Return the faults that are still to come."""
        with self._lock:
            return list(self._planned)

    def take(self, method: str, paths: tuple[str, ...]) -> list[Fault]:
        """Return the faults for a call, at most one of each kind, and count them."""
        with self._lock:
            taken: dict[str, Fault] = {}
            for fault in list(self._planned):
                if fault.kind in taken or not fault.concerns(method, paths):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                taken[fault.kind] = fault
                self._count(fault)
            return list(taken.values())

    def _count(self, fault: Fault) -> None:
        if fault.times == 1:
            self._planned.remove(fault)
        elif fault.times > 1:
            fault.times -= 1
