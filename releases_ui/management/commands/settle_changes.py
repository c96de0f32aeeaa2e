"""Settles recorded changes whose outcome is unknown, by what the server has now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import record, settling, upstream
from releases_ui.services.upstream import ReleaseKey


class Command(BaseCommand):
    help = "Read the releases whose record holds a change of unknown outcome, and write down how it ended."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = record.keys_of_open_changes()
        try:
            still_open = sum(self._settle(key) for key in keys)
        finally:
            upstream.forget_client()
        self.stdout.write(f"{len(keys)} releases looked at.")
        if still_open:
            raise CommandError(f"{still_open} changes are unknown still. Run this again in a few minutes.")

    def _settle(self, key: ReleaseKey) -> int:
        """Look at one release; return how many of its changes are unknown still."""
        before = record.open_changes(key)
        try:
            settling.read_and_settle(key)
        except SentryError as error:
            self.stderr.write(f"{key.org} {key.version!r}: {error.message}")
        after = {change.pk: change for change in record.open_changes(key)}
        for change in before:
            ended = "unknown still" if change.pk in after else record.by_number(change.pk).get_result_display()
            self.stdout.write(f"change {change.pk}, {change.get_action_display()} {change.version!r}: {ended}")
        return len(after)
