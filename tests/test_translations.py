"""What people read is marked for translation, and every translation is there and fits."""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

#: Blocks that hold marked words, comments, and what no browser shows.
_MARKED = re.compile(
    r"{% block width %}.*?{% endblock %}|{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*-?%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<!doctype[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
#: Attributes that people read or hear.
_READ = re.compile(r"""\b(?:aria-label|title|placeholder|alt|data-label|data-action)\s*=\s*("[^"]*"|'[^']*')""")
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
    assert [name(path) for path in TEMPLATES if unmarked(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello there</p>", ["Hello there"]),
        ('<a title="Go on">{% icon "x" %}</a>', ["Go on"]),
        ('<a data-action="Go on">{% icon "x" %}</a>', ["Go on"]),
        ("{% blocktranslate with n=1 %}{{ n }} hello{% endblocktranslate %} <p>{# a word #}ref</p>", []),
        ('{% translate "Hello" %}{% if a %}, {% endif %}<code>{{ a }}</code>', []),
    ],
)
def test_unmarked_words_are_found(template: str, found: list[str]) -> None:
    assert unmarked(template) == found


LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.fixture
def gettext_tools() -> None:
    """GNU gettext, by which translations are made."""
    if shutil.which("msgfmt"):
        return
    reason = "There is no msgfmt: install the package gettext."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def catalogue(language: str, ending: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def run(*command: str | Path, folder: Path = ROOT) -> str:
    """Return what a command prints; it has to succeed."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "dashboard.settings", "DEMO": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("gettext_tools")
@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_is_whole_and_fits(language: str, tmp_path: Path) -> None:
    po = catalogue(language, "po")

    run("msgfmt", "--check-format", "--check-domain", "-o", tmp_path / "fresh.mo", po)

    for lacking in ("--untranslated", "--only-fuzzy", "--only-obsolete"):
        assert run("msgattrib", lacking, "--no-wrap", po) == "", lacking
    # What is read on a page is what stands in the text.
    assert entries(tmp_path / "fresh.mo") == entries(catalogue(language, "mo"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_keeps_the_tags_and_the_holes_of_each_sentence(language: str) -> None:
    pieces = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+")
    with catalogue(language, "mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]

    for english, translated in known.items():
        if isinstance(english, str) and english:
            sentence = english.rpartition("\x04")[2]
            assert set(pieces.findall(translated)) == set(pieces.findall(sentence)), sentence


def entries(compiled: Path) -> dict[object, str]:
    """Return every sentence of a compiled catalogue with its translation."""
    with compiled.open("rb") as file:
        found: dict[object, str] = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    return found


@pytest.mark.usefixtures("gettext_tools")
def test_catalogues_hold_what_the_sources_say(tmp_path: Path) -> None:
    for name in ("manage.py", "dashboard", "releases_ui", "templates", "locale"):
        source = ROOT / name
        copy = tmp_path / name
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    (tmp_path / "static").mkdir()

    run(sys.executable, tmp_path / "manage.py", "makemessages", "--all", folder=tmp_path)

    for language in LANGUAGES:
        kept = catalogue(language, "po").read_text(encoding="utf-8")
        fresh = (tmp_path / catalogue(language, "po").relative_to(ROOT)).read_text(encoding="utf-8")
        assert fresh == kept, "run make messages"
