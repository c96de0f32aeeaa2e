"""Commands, run as a person types them."""

from __future__ import annotations

import io

from django.core.management import call_command


def run(*arguments: str) -> tuple[str, str]:
    """Return what a command prints, and what it prints as errors."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()
