"""What people read is marked for translation, and every translation is there and fits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

#: Blocks that hold marked words, comments, and what no browser shows.
_MARKED = re.compile(
    r"{% block width %}.*?{% endblock %}|{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*-?%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<!doctype[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
#: Attributes that people read or hear.
_READ = re.compile(r"""\b(?:aria-label|title|placeholder|alt|data-label)\s*=\s*("[^"]*"|'[^']*')""")
#: What is the same in every language: names that the API gives, examples of values, signs.
_UNTRANSLATED = re.compile(
    r"ref|url|dateReleased|status|SHA-1|JSON|CSV|UTC|ISO 8601|package@1\.2\.3|2026-08-25 10:00:00"
    r"|Ctrl[ +]K|Europe/Berlin|1\.46\.2-rc\.1|&[a-z]+;"
)


def unmarked(template: str) -> list[str]:
    """Return the words of a template, and of its attributes, that no translation can reach."""
    text = _MARKED.sub(" ", template)
    attributes = [found[1][1:-1] for found in _READ.finditer(text)]
    shown = re.sub(r"<[^>]*>", "\n", text)
    lines = [line.strip() for line in [*shown.split("\n"), *attributes]]
    return [line for line in lines if re.search(r"[^\W\d_]{2}", _UNTRANSLATED.sub("", line))]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def test_words_of_templates_are_marked_for_translation() -> None:
    """But for those of a list that may only become shorter; until it is empty, English is the only language."""
    found = [name(path) for path in TEMPLATES if unmarked(path.read_text(encoding="utf-8"))]

    assert found == (ROOT / "tests/unmarked_templates.txt").read_text().split()
    assert len(found) <= 0


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello there</p>", ["Hello there"]),
        ('<a title="Go on">{% icon "x" %}</a>', ["Go on"]),
        ("{% blocktranslate with n=1 %}{{ n }} hello{% endblocktranslate %} <p>{# a word #}ref</p>", []),
        ('{% translate "Hello" %}{% if a %}, {% endif %}<code>{{ a }}</code>', []),
    ],
)
def test_unmarked_words_are_found(template: str, found: list[str]) -> None:
    assert unmarked(template) == found
