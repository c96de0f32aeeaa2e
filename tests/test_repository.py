"""What must hold of the files in this repository, whatever they do when they run."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted(path for folder in ("dashboard", "releases_ui") for path in (ROOT / folder).rglob("*.py"))
REQUIREMENTS = [ROOT / name for name in ("requirements.txt", "requirements-sso.txt", "requirements-dev.txt")]
LOCK = ROOT / "tests/judges/package-lock.json"

HTMX_SHA256 = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
SENTRY_CLI_INTEGRITY = "sha512-kgmEbLlC22lL7uneeUm9Sjz65rp5cvwYOMTxXbZCmBum4sbVre/lLT3zTV3kwXHJ9/BM8ZS0/GhZe9Cl1t6WyA=="


def matches(paths: list[Path], pattern: str) -> list[str]:
    """Return each match with its file and line; a pattern may span lines."""
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(pattern, text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(ROOT)}:{line}: {match[0]}")
    return found


def test_env_example_names_every_setting_that_is_read() -> None:
    read = re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', (ROOT / "dashboard/settings.py").read_text())
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(named) == sorted(read)


def test_env_example_explains_every_setting_in_a_sentence() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()

    unexplained = [
        line
        for before, line in itertools.pairwise(lines)
        if re.match(r"#?[A-Z_]+=", line) and not re.fullmatch(r"# .+\.", before)
    ]

    assert unexplained == []


def test_htmx_is_the_file_that_was_vendored() -> None:
    content = (ROOT / "static/vendor/htmx-4.0.1.min.js").read_bytes()

    assert hashlib.sha256(content).hexdigest() == HTMX_SHA256
    assert HTMX_SHA256 in (ROOT / "static/vendor/VENDOR.md").read_text()


def test_every_vendored_file_is_noted() -> None:
    note = (ROOT / "static/vendor/VENDOR.md").read_text()

    missing = [path.name for path in (ROOT / "static/vendor").iterdir() if f"`{path.name}`" not in note]

    assert missing == ["VENDOR.md"]


def test_templates_are_found() -> None:
    """The tests below would hold of an empty folder too."""
    assert ROOT / "templates/base.html" in TEMPLATES


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"hx-on\b", id="htmx event handler"),
        pytest.param(r"\bjs:", id="evaluated values"),
        pytest.param(r"javascript:", id="script address"),
        pytest.param(r"\sstyle\s*=", id="inline style"),
        pytest.param(r"<style\b", id="inline style sheet"),
        pytest.param(r"\son[a-z]+\s*=", id="inline event handler"),
        pytest.param(r"<script(?![^>]*\bsrc=)[^>]*>", id="inline script"),
        pytest.param(r"\|\s*safe(?:seq)?\b", id="unescaped value"),
        pytest.param(r"\bautoescape\s+off\b", id="unescaped block"),
        pytest.param(r'hx-trigger\S*\s*=\s*"[^"]*\[', id="evaluated trigger filter"),
        pytest.param(r'(?:src|href)\s*=\s*"(?:https?:)?//', id="address of another host"),
    ],
)
def test_no_template_holds_what_the_content_security_policy_forbids(pattern: str) -> None:
    assert matches(TEMPLATES, pattern) == []


def test_no_code_marks_text_as_safe() -> None:
    assert matches(SOURCES + TEMPLATES, r"\bmark_safe\b|\bSafeString\(") == []


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_name_no_address(path: Path) -> None:
    assert matches([path], r"(?i)\w+://\S*|(?:index-url|find-links|trusted-host)\S*") == []


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(path: Path) -> None:
    entries = re.split(r"\n(?=[^\s#])", re.sub(r"\A(?:#.*\n)+", "", path.read_text()))

    loose = [entry for entry in entries if not re.match(r"[\w.-]+==\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}\b", entry)]

    assert len(entries) > 10
    assert loose == []


def test_the_judge_from_npm_is_pinned_by_its_hash_and_has_no_address() -> None:
    lock = json.loads(LOCK.read_text())["packages"]

    assert lock["node_modules/sentry"]["integrity"] == SENTRY_CLI_INTEGRITY
    assert lock["node_modules/sentry"]["version"] == "0.45.0"
    assert matches([LOCK], r'"resolved"|\w+://\S*') == []


def test_the_pipeline_runs_what_the_readme_says() -> None:
    pipeline = (ROOT / ".ci/run").read_text()
    readme = (ROOT / "README.md").read_text()

    assert "\nmake test\n" in pipeline
    assert "make test" in readme
    assert "make demo" in readme
