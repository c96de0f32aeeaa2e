"""One table of keys: what pages say of their keys, and what the table says."""

from __future__ import annotations

import re
from pathlib import Path

from releases_ui.presentation.shortcuts import GROUPS

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHORTCUTS = [shortcut for group in GROUPS for shortcut in group.shortcuts]


def said() -> set[str]:
    """Return the keys that elements of any page name as theirs."""
    texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    return {key for text in texts for key in re.findall(r'aria-keyshortcuts="([^"]+)"', text)}


def test_every_key_that_a_page_names_is_in_the_table() -> None:
    # The palette's has a line of its own, as it works with keys switched off, too.
    assert said() - {"Control+K Meta+K"} <= {shortcut.keys for shortcut in SHORTCUTS}


def test_every_key_that_needs_an_element_finds_one_that_names_it() -> None:
    wanted = {found for one in SHORTCUTS for found in re.findall(r'aria-keyshortcuts="([^"]+)"', one.page)}

    assert wanted <= said()


def test_no_key_is_bound_twice() -> None:
    bound = [shortcut.keys for shortcut in SHORTCUTS if shortcut.is_bound]

    assert sorted(bound) == sorted(set(bound))
