"""Pure formatting for templates."""

from __future__ import annotations

import functools

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from releases_ui.presentation.recorded_values import make_lines_visible
from releases_ui.presentation.version_text import make_visible

register = template.Library()


@register.simple_tag
@functools.cache
def icon(name: str) -> SafeString:
    """Return one shape of the sprite; it says nothing to a screen reader, the words beside it do."""
    return format_html(
        '<svg class="icon" aria-hidden="true" width="16" height="16"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.filter
def visible(text: str) -> str:
    """Return the text with a sign for each character that would not be seen, or would move others."""
    return make_visible(text)


@register.filter
def visible_lines(text: str) -> str:
    """Return the same of a text of several lines, which stay."""
    return make_lines_visible(text.replace("\r\n", "\n"))


#: What became of a field. The data attributes keep the names.
_OUTCOMES = {
    "applied": _("applied"),
    "unchanged": _("unchanged"),
    "ignored": _("ignored"),
    "conflict": _("conflict"),
    "unknown": _("unknown"),
}


@register.filter
def outcome_words(outcome: str) -> str | Promise:
    """Return an outcome in the language of whoever looks; whatever else an old record holds as it is."""
    return _OUTCOMES.get(outcome, outcome)


@register.filter
def same(one: object, other: object) -> bool:
    """Say whether two values are equal."""
    return one == other


@register.filter
def tick(condition: object) -> str:
    """Return the attribute `checked` where `condition` holds."""
    return "checked" if condition else ""
