"""The record of changes, filled by hand: what writers leave behind, and what no writer would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from releases_ui.models import Change

HISTORY = "/acme/history/"
#: When the first change is made; each further one is made a minute later.
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def record(**fields: Any) -> Change:
    """Add a change of `ref`, that succeeded unless something else is said."""
    made = fields.setdefault("created_at", START + timedelta(minutes=Change.objects.count()))
    before, after = fields.setdefault("before", {"ref": "a1"}), fields.setdefault("after", {"ref": "b2"})
    if fields.setdefault("result", "succeeded") == "succeeded" and "outcomes" not in fields:
        fields["outcomes"] = dict.fromkeys(after or before, "applied")
        fields.setdefault("read_back", after)
    if fields["result"] != "unknown":
        fields.setdefault("completed_at", made + timedelta(seconds=1))
    defaults = {
        "organization": "acme",
        "version": "shop@1.0.1",
        "projects": " shop ",
        "action": "edit",
        "actor": "ada",
        "request_id": "5f0c8e12",
    }
    return Change.objects.create(**(defaults | fields))
