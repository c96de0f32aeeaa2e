"""Says what stands behind the settings: which kind of server, and what the token may do there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from releases_ui.presentation.connection import prepare
from releases_ui.presentation.told import Line
from releases_ui.services import connection, upstream
from releases_ui.viewer import Clock
from releases_ui.zones import zone_or_utc


class Command(BaseCommand):
    help = "Say whether the releases API answers, which dialect it speaks, and what the token can and cannot do."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SENTRY_ORG:
            raise CommandError("SENTRY_ORG is missing: set it to the organization's slug.")
        try:
            found = connection.check()
        finally:
            upstream.forget_client()
        self._tell(found)
        if found.stopped_by:
            raise CommandError(found.stopped_by.message)
        if found.unusable:
            raise CommandError(f"The releases of {', '.join(found.unusable)} cannot be listed.")

    def _tell(self, found: connection.ConnectionCheck) -> None:
        """Print the lines that the page about the connection shows."""
        clock = Clock(zone_or_utc(settings.DISPLAY_TIME_ZONE), datetime.now(UTC))
        lines = prepare(found, clock)
        self._print(lines.server)
        for organization in lines.organizations:
            name = f" ({organization.name})" if organization.name else ""
            self.stdout.write(f"\norganization {_printable(organization.slug + name)}")
            self._print(organization.facts)
            if organization.tasks:
                self.stdout.write("\nwhat people can do there")
            self._print(organization.tasks)
        if lines.warning:
            self.stdout.write(f"\n{lines.warning}")

    def _print(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.stdout.write(f"  {line.label:<32} {_printable(line.sentence)}")


def _printable(text: str) -> str:
    """Return the text without what would move the cursor or colour the terminal: parts of it are the server's."""
    return "".join(char if char.isprintable() else " " for char in text)
