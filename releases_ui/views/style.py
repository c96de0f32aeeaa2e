"""Every component in every state on one page, from the templates that the other pages use."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from releases_ui.forms.edit import ReleaseForm
from releases_ui.permissions import Right
from releases_ui.presentation import rows, samples
from releases_ui.services.values import Values
from releases_ui.viewer import clock_for
from releases_ui.views.access import needs

#: The tokens that `static/css/tokens.css` names by role.
_COLOURS = (
    "bg", "sunken", "ink", "ink-2", "line", "line-mid", "line-strong",
    "accent", "accent-bg", "success", "warning", "danger", "info",
)  # fmt: skip
_SIZES = ("xs", "s", "m", "l", "xl", "hero")
_SPACES = ("s1", "s2", "s3", "s4", "s5", "s6")


@needs(Right.MANAGE)
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, so that a change can be seen at a glance."""
    clock = clock_for(request)
    columns = rows.columns(samples.DIALECT)
    context = {
        "colours": _COLOURS,
        "sizes": _SIZES,
        "spaces": _SPACES,
        "tones": ("success", "accent", "info", "warning", "danger", ""),
        "samples": list(samples.sample_rows(clock)),
        "columns": columns,
        "width": rows.width(columns),
        "conflict": samples.conflict(clock),
        "conflict_form": ReleaseForm.open(Values(), clock.zone.key, samples.DIALECT),
        "errors": samples.errors(),
        "activity": samples.activity(clock),
        "strip": samples.strip(clock),
        "copies": samples.copies(),
        "dialect": samples.DIALECT,
        "section": "style",
    }
    return render(request, "style.html", context)
