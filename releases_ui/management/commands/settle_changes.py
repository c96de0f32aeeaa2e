"""Settles recorded changes whose outcome is unknown, by what the server has now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases_ui.models import Change
from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import record, settling, upstream
from releases_ui.services.upstream import ReleaseKey


class Command(BaseCommand):
    help = "Read the releases whose record holds a change of unknown outcome, and write down how it ended."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = record.keys_of_open_changes()
        try:
            unread = [key for key in keys if not self._is_looked_at(key)]
        finally:
            upstream.forget_client()
        self.stdout.write(f"Releases looked at: {len(keys) - len(unread)}.")
        if unread:
            raise CommandError(f"Releases that could not be looked at: {len(unread)}.")

    def _is_looked_at(self, key: ReleaseKey) -> bool:
        """Look at one release, and say how its open changes ended; return whether it could be looked at."""
        before = record.open_changes(key)
        try:
            settling.read_and_settle(key)
        except SentryError as error:
            self.stderr.write(f"{key.org} {key.version!r}: {error.message}")
            return False
        for change in before:
            self.stdout.write(f"change {change.pk}, {change.get_action_display()} {change.version!r}: {_ended(change)}")
        return True


def _ended(change: Change) -> str:
    now = record.by_number(change.pk)
    # Refs are waited for for an hour, a release that cannot be found for a day.
    return now.get_result_display() if now.completed_at else "unknown still, a later run settles it or gives up"
