"""Copies the configured organization's releases into a file, to rehearse on with `demo_api --load`."""

from __future__ import annotations

import gzip
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from releases_ui.sentry_api.errors import SentryError
from releases_ui.services import upstream
from releases_ui.services.rehearsal import Copying

_REPORT_EVERY = 50


class Command(BaseCommand):
    help = (
        "Write the configured organization's releases as JSON Lines, gzipped if the name ends in .gz: "
        "one call at a time, reading only. Load them with: manage.py demo_api --load FILE"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write; .gz for gzip")
        parser.add_argument("--org", help="the organization's slug; the first one of SENTRY_ORG without it")
        parser.add_argument("--limit", type=int, metavar="N", help="only the newest N releases")
        parser.add_argument("--pause", type=float, default=0.1, metavar="SECONDS", help="after each call (0.1)")

    def handle(self, *args: Any, **options: Any) -> None:
        org = options["org"] or next(iter(settings.SENTRY_ORG), None)
        if org is None:
            raise CommandError("Set SENTRY_ORG, or name an organization with --org.")
        copying = Copying(upstream.client(), org, options["pause"])
        try:
            count = self._copy(copying, options["out"], options["limit"])
        except SentryError as error:
            raise CommandError(f"{error.message} {error.detail}".strip()) from error
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        finally:
            upstream.forget_client()
        self._say(f"Wrote {count} releases of {org} to {options['out']}.")
        for part, releases in copying.missing.items():
            self._say(f"Left out: {part} of {releases} releases, which cannot be addressed, or not with this token.")
        if copying.unreadable:
            self._say(f"Left out: {copying.unreadable} rows that could not be read.")

    def _copy(self, copying: Copying, out: Path, limit: int | None) -> int:
        with _written(out) as file:
            self._say("Reading the list.")
            releases = copying.list_all(limit)
            # Oldest first, so that a copy numbers them as the original did.
            for number, release in enumerate(reversed(releases), start=1):
                file.write(json.dumps(copying.line(release), ensure_ascii=False) + "\n")
                if number % _REPORT_EVERY == 0:
                    self._say(f"{number} of {len(releases)} releases.")
        return len(releases)

    def _say(self, sentence: str) -> None:
        self.stderr.write(sentence)
        self.stderr.flush()


@contextmanager
def _written(out: Path) -> Iterator[IO[str]]:
    """Give a file that gets the name `out` only when all of it is written."""
    part = out.with_name(out.name + ".part")
    opener = gzip.open if out.suffix == ".gz" else open
    try:
        with opener(part, "wt", encoding="utf-8") as file:
            yield file
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
