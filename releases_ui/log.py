"""What every line of the log carries, and what none may."""

from __future__ import annotations

import logging
import re

from django.core.exceptions import PermissionDenied

from releases_ui import calls

_SECRET = re.compile(r"(/accounts/link/)[^/\s]+")


class RequestFilter(logging.Filter):
    """Adds the id of the request that is being answered; takes out the secrets of sign-in links and needless traces."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return `True`: every record is written."""
        # Django speaks of an answer after the middleware is done with it; then the request itself knows its id.
        own = getattr(getattr(record, "request", None), "request_id", "")
        record.request_id = calls.request_id() or own or "-"
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            # Badly put by whoever wrote it; logging itself says so.
            return True
        clean = _SECRET.sub(r"\1…", message)
        if clean != message:
            record.msg, record.args = clean, ()
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
            # A refusal is no fault: a line tells it, and nobody can flood the log with it.
            record.exc_info = None
        return True
