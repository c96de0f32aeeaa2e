"""Django's own, for sentences of `say`, and the same on every machine."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import makemessages


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
