"""Invented values for the page that shows every component in every state; nothing of it is any server's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from releases_ui import error_text
from releases_ui.error_text import ErrorText
from releases_ui.presentation import rows
from releases_ui.presentation.activity import Activity
from releases_ui.presentation.activity import prepare as prepare_activity
from releases_ui.presentation.cadence import Strip
from releases_ui.presentation.cadence import prepare as prepare_strip
from releases_ui.presentation.conflict import Conflict, Standing
from releases_ui.presentation.conflict import prepare as prepare_conflict
from releases_ui.presentation.copying import Copy
from releases_ui.presentation.field_lines import NOTHING, FieldLine, shown
from releases_ui.presentation.rows import ReleaseRow
from releases_ui.presentation.save_report import Report
from releases_ui.sentry_api.dialect import ReleaseField, as_json_value
from releases_ui.sentry_api.errors import BadTokenError, NotFoundError, SlowUpstreamError
from releases_ui.sentry_api.payloads import Author, Commit, Release, UnreadableRow
from releases_ui.sentry_api.sentry import SentryDialect
from releases_ui.services.cadence import Cadence
from releases_ui.services.outcomes import Outcome
from releases_ui.services.reading import Reading
from releases_ui.services.values import Values
from releases_ui.viewer import Clock

DIALECT = SentryDialect()
ORG = "acme"

_SHA = "9adc9d5f5b26c1d3e7a9f0b2c4d6e8fa0b1c2d3e"
_URL = "https://example.com/releases/1.46.2"
_LONG = "2026.08.21-canary.7f3c9e1a+build.40317.europe-west1.feature-checkout-redesign-phase-two.rollout-0042"


@dataclass(frozen=True)
class SampleRow:
    """A row of the list in one of its states, and what opened under it."""

    row: ReleaseRow
    saved: Report | None = None


def sample_rows(clock: Clock) -> Iterator[SampleRow]:
    """Yield a row for each state that a row has."""
    ago = clock.now - timedelta(days=2)
    deploy = {"id": 1, "environment": "production", "dateFinished": as_json_value(ago)}
    ahead = clock.now + timedelta(days=10)
    yield SampleRow(_row(clock, "storefront-web@1.46.2", dateReleased=ago, lastDeploy=deploy))
    yield SampleRow(_row(clock, f"storefront-web@{_LONG}"))
    yield SampleRow(_row(clock, "billing@2026.09.01", package="billing", dateReleased=ahead))
    yield SampleRow(_row(clock, _SHA, dateReleased=ago, ref=None, url=None))
    yield SampleRow(_row(clock, " release with spaces at both ends ", dateReleased=ago - timedelta(days=3)))
    yield SampleRow(_row(clock, "إصدار-2.4.0", dateReleased=ago, status="archived", newGroups=0))
    yield SampleRow(_row(clock, "feature/login-rework"))
    unreadable = UnreadableRow(version="odd@1", reason="dateCreated is no date", raw="{}")
    yield SampleRow(rows.prepare(ORG, unreadable, DIALECT, clock))
    yield SampleRow(_row(clock, "django-upgrade@1.32.0", package="django-upgrade", dateReleased=ago), report(clock))


def _row(clock: Clock, version: str, *, package: str = "storefront-web", **fields: Any) -> ReleaseRow:
    told = {
        "version": version,
        "versionInfo": {"package": package},
        "projects": [{"slug": package}, {"slug": "billing"}],
        "dateCreated": clock.now - timedelta(days=2, hours=2),
        "status": "open",
        "commitCount": 18,
        "newGroups": 2,
        "ref": _SHA,
        "url": _URL,
    }
    return rows.prepare(ORG, msgspec.convert(told | fields, Release), DIALECT, clock)


def report(clock: Clock) -> Report:
    """Return a save of which each field ended in another way."""
    ago = clock.now - timedelta(days=2)
    old, new = shown("423ab50", clock), shown("423ab5081e03b9c0", clock)
    lines = (
        FieldLine(field="ref", outcome=Outcome.APPLIED, before=old, now=new, wanted=new, is_changed=True),
        FieldLine(field="url", outcome=Outcome.UNCHANGED, now=shown(_URL, clock), wanted=NOTHING),
        FieldLine(
            field="dateReleased",
            outcome=Outcome.IGNORED,
            now=shown(ago, clock),
            wanted=NOTHING,
            reason=DIALECT.cannot_write("dateReleased", ago, None) or "",
        ),
    )
    return Report(
        heading="Saved in part.",
        tone="warning",
        lines=lines,
        is_conflict=False,
        change_id=1841,
        change_href="#outcome",
        undo_href="#outcome",
        is_open=False,
        read_at=clock.moment(clock.now),
        is_read_again=True,
        is_recorded=True,
        error=None,
    )


def conflict(clock: Clock) -> Conflict:
    """Return an edit of which each field stands in another way."""
    ago = clock.now - timedelta(days=2)
    to_choose: tuple[ReleaseField, ...] = ("ref",)
    return prepare_conflict(
        Standing(
            first=Values("423ab50", _URL, ago),
            now=Values("423ab5081e03b9c0", f"{_URL}-rc", ago),
            to_choose=to_choose,
            mine=(),
            asked={"ref": _SHA, "dateReleased": clock.now},
            refusals={},
            movers={},
            reader="mira",
            opened_at=clock.now - timedelta(minutes=12),
            undoes=None,
        ),
        clock,
    )


def errors() -> tuple[ErrorText, ...]:
    """Return failures of upstream as pages tell them."""
    failures = (
        SlowUpstreamError("127.0.0.1 did not answer within 15 s."),
        BadTokenError("127.0.0.1 answered 401.", detail="Invalid token", status=401),
        NotFoundError("127.0.0.1 knows no such release.", status=404),
    )
    return tuple(error_text.describe(failure) for failure in failures)


def activity(clock: Clock) -> Activity:
    """Return pictures of commits."""
    made = (
        Commit(id=f"{number:040x}", author=Author(name=name), date_created=clock.now - timedelta(days=number % 9))
        for number, name in enumerate(["Ada", "Ada", "Ben", "Ada", "Cleo", "Ben", "Ada", "Dan", "Ada"])
    )
    return prepare_activity(Reading(tuple(made), is_cut=True), clock)


def strip(clock: Clock) -> Strip:
    """Return weeks, one of them chosen."""
    today = clock.now.date()
    days = tuple(today - timedelta(days=number * number % 180) for number in range(90))
    since = today - timedelta(weeks=25, days=today.weekday())
    counted = Cadence(days=days, since=since, is_cut=True, counts_archived=True, dialect=DIALECT)
    monday = today - timedelta(weeks=3, days=today.weekday())
    return prepare_strip(counted, today, f"{monday}..{monday + timedelta(days=6)}", lambda _period: "#pictures")


def copies() -> tuple[Copy, ...]:
    """Return two texts to copy."""
    return (
        Copy("sample-version", "Version", "storefront-web@2.11.0"),
        Copy("sample-curl", "curl", "curl --fail-with-body \\\n  https://sentry.io/api/0/"),
    )
