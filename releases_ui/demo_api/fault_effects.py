"""What a planned fault does to a call."""

import json
import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from releases_ui.demo_api.answers import Answer, Delivery
from releases_ui.demo_api.dates import glitchtip_text, parse_loaded, sentry_text
from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.site import Site
from releases_ui.demo_api.store import releases

RELEASE_PATH = re.compile(r"/api/0/(?:organizations/[^/]+|projects/[^/]+/[^/]+)/releases/([^/]+)/")
#: API names of what can be written, and the columns.
COLUMNS = {"ref": "ref", "url": "url", "dateReleased": "date_released", "status": "is_archived"}
PAGE = "<!doctype html><html><head><title>Welcome</title></head><body><h1>Welcome</h1></body></html>"


class FaultyCall:
    """A call under the faults that were planned for it."""

    def __init__(self, site: Site, faults: list[Fault], path: str, body: bytes, closing: threading.Event) -> None:
        """Prepare; `closing` is set when the server goes down, so that no delay outlives it."""
        self._site = site
        self._faults = {fault.kind: fault for fault in faults}
        self._path = path
        self._body = body
        self._closing = closing

    def run(self, handle: Callable[[], Answer]) -> Answer:
        """Return what `handle` answers, with everything that goes wrong around it."""
        self._wait(is_after=False)
        instead = self._instead()
        if instead is not None:
            return instead
        self._edit_by_another()
        before = self._kept_fields()
        answer = handle()
        self._forget_fields(before, answer)
        self._alter(answer)
        self._wait(is_after=True)
        answer.delivery = self._delivery(answer.delivery)
        return answer

    def _wait(self, *, is_after: bool) -> None:
        fault = self._faults.get("delay")
        if fault and bool(fault.details.get("after", False)) is is_after:
            self._closing.wait(float(fault.details.get("seconds", 1)))

    def _instead(self) -> Answer | None:
        reset, status = self._faults.get("reset"), self._faults.get("status")
        if reset and not reset.details.get("after", False):
            answer = Answer(b"", 200)
            answer.delivery = Delivery.RESET
            return answer
        if status:
            return _status_answer(status.details)
        if "html200" in self._faults:
            return Answer(PAGE.encode(), 200, {"Content-Type": "text/html; charset=utf-8"})
        return None

    def _delivery(self, delivery: Delivery) -> Delivery:
        kinds = {
            "reset": Delivery.RESET,
            "drop_after": Delivery.DROPPED,
            "truncate": Delivery.TRUNCATED,
            "close_silently": Delivery.THEN_CLOSED,
        }
        return next((found for kind, found in kinds.items() if kind in self._faults), delivery)

    def _version(self) -> str | None:
        match = RELEASE_PATH.match(self._path)
        if match:
            return match[1]
        try:
            return str(json.loads(self._body)["version"])
        except (ValueError, KeyError, TypeError):
            return None

    def _release(self, version: str | None) -> releases.Release | None:
        return None if version is None else releases.find(self._site.database.connection(), version)

    def _edit_by_another(self) -> None:
        fault = self._faults.get("other_editor")
        row = self._release(fault.details.get("version") or self._version()) if fault else None
        if fault and row:
            with self._site.database.write() as connection:
                releases.set_fields(connection, row.id, _columns(fault.details.get("fields", {})))

    def _kept_fields(self) -> dict[str, Any] | None:
        fault = self._faults.get("ignore_field")
        if fault is None:
            return None
        row = self._release(self._version())
        names = fault.details.get("fields") or [fault.details["field"]]
        return {name: getattr(row, COLUMNS[name]) if row else None for name in names}

    def _forget_fields(self, before: dict[str, Any] | None, answer: Answer) -> None:
        row = self._release(self._version())
        if before is None or row is None:
            return
        columns = {COLUMNS[name]: value or 0 if name == "status" else value for name, value in before.items()}
        with self._site.database.write() as connection:
            releases.set_fields(connection, row.id, columns)
        if not self._faults["ignore_field"].details.get("claims", False):
            _replace(answer, {name: self._shown(name, value) for name, value in before.items()}, None)

    def _shown(self, name: str, value: Any) -> Any:
        if name == "status":
            return "archived" if value else "open"
        if name != "dateReleased":
            return value
        return sentry_text(value) if self._site.dialect == "sentry" else glitchtip_text(value)

    def _alter(self, answer: Answer) -> None:
        fault = self._faults.get("alter")
        if fault:
            _replace(answer, fault.details.get("fields", {}), fault.details.get("row"))


def decoded_paths(raw: str) -> tuple[str, ...]:
    """Return a path as it was sent and as it reads, for a fault to match."""
    return raw, unquote(raw)


def _status_answer(details: dict[str, Any]) -> Answer:
    body = details.get("body", {"detail": "Internal Error", "errorId": None})
    is_text = isinstance(body, str)
    content = body.encode() if is_text else json.dumps(body).encode()
    is_json = not is_text or body.startswith(("{", "["))
    content_type = details.get("content_type") or ("application/json" if is_json else "text/html; charset=utf-8")
    headers = {"Content-Type": content_type, **details.get("headers", {})}
    return Answer(content, int(details.get("code") or details.get("status") or 500), headers)


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    columns = {}
    for name, value in fields.items():
        column = COLUMNS[name]
        if name == "dateReleased" and value is not None:
            columns[column] = parse_loaded(value)
        elif name == "status":
            columns[column] = int(value == "archived")
        else:
            columns[column] = value
    return columns


def _replace(answer: Answer, fields: dict[str, Any], row: int | None) -> None:
    """Overwrite fields of a JSON answer: of the object, of one row or of every row."""
    content = answer.get_data()
    if not content or "json" not in answer.headers.get("Content-Type", ""):
        return
    value = json.loads(content)
    rows = value if isinstance(value, list) else [value]
    for place, item in enumerate(rows):
        if isinstance(item, dict) and row in {None, place}:
            item.update(fields)
    answer.set_data(json.dumps(value).encode())
