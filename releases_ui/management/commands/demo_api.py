"""`manage.py demo_api`: the embedded releases API alone, in the foreground."""

import signal
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.loading import LineError, read_lines
from releases_ui.demo_api.rate_limit import RateLimit
from releases_ui.demo_api.server import FIRST_PROJECTS, serve

FAULT_HELP = "kind,key=value,… as in status,code=503,method=GET,path_contains=/commits/,times=2; may be repeated"


class Command(BaseCommand):
    help = "Serve the embedded releases API, as Sentry or as GlitchTip, without a dashboard."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=9000, help="0 takes a free one")
        parser.add_argument("--db", type=Path, help="a file to keep; without it everything is forgotten at the end")
        parser.add_argument("--org", default="acme", metavar="SLUG")
        parser.add_argument("--token", default="demo-token")
        parser.add_argument("--dialect", choices=("sentry", "glitchtip"), default="sentry")
        parser.add_argument("--load", type=Path, metavar="FILE", help="JSON Lines of releases, plain or gzipped")
        parser.add_argument("--fault", type=_fault, action="append", default=[], help=FAULT_HELP)
        parser.add_argument("--rate-limit", type=int, metavar="N", help="N requests a second, as sentry.io has it")

    def handle(self, **options: Any) -> None:
        load, rate = options["load"], options["rate_limit"]
        settings = {name: options[name] for name in ("port", "db", "org", "token", "dialect")}
        settings |= {
            "faults": tuple(options["fault"]),
            "rate_limit": RateLimit(limit=rate) if rate else None,
            "public_url": "",
            "projects": () if load else FIRST_PROJECTS,
        }
        # stopped by a supervisor it cleans up as when interrupted
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            serve(settings, read_lines(load) if load else (), self._say)
        except (LineError, OSError) as error:
            raise CommandError(str(error)) from error

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        # a pipe would otherwise hold the address back
        self.stdout.flush()


def _fault(text: str) -> Fault:
    try:
        return Fault.from_text(text)
    except (ValueError, TypeError) as error:
        raise ArgumentTypeError(str(error)) from error
