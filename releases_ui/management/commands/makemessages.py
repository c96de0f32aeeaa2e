"""Django's own, for sentences of `say`, and the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

#: Lines that gettext writes anew each time.
_PASSING = ('"POT-Creation-Date:', '"Report-Msgid-Bugs-To:')


class Command(makemessages.Command):
    """Collect what is marked for translation, sorted, without the places where it stands."""

    xgettext_options = [  # noqa: RUF012 - an instance variable in the stubs
        *makemessages.Command.xgettext_options,
        "--keyword=say",
        "--keyword=marked",
    ]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching", "--sort-output"]  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Leave out what no person reads, and what changes with every edit elsewhere."""
        options["ignore_patterns"] = [*options["ignore_patterns"], ".venv", "var", "tests", "docs", "demo_api"]
        options["no_location"] = options["no_wrap"] = True
        super().handle(*args, **options)
        for folder in settings.LOCALE_PATHS:
            for catalogue in Path(folder).rglob("*.po"):
                lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
                kept = [line for line in lines if not line.startswith(_PASSING)]
                catalogue.write_text("".join(kept), encoding="utf-8")
