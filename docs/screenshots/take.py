"""Takes the pictures in this folder from a demo that it starts itself: `make screenshots`."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = os.environ.get("PORT", "8077")
_SECONDS_TO_START = 120


@contextmanager
def demo() -> Iterator[str]:
    """Run a demo of its own, and yield the link that signs in."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=os.environ | {"PORT": PORT, "DEMO": "1", "DEMO_FOLDER": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _link(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _link(process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + _SECONDS_TO_START
    for line in process.stdout or ():
        if found := re.search(r"http\S+/accounts/link/\S+", line):
            return found[0]
        if time.monotonic() > deadline:
            break
    raise SystemExit("The demo printed no link to sign in.")


def show_list(page: Page) -> None:
    """The list, as it opens."""
    page.goto(f"http://127.0.0.1:{PORT}/acme/releases/?status=all")


def show_edit(page: Page) -> None:
    """A row of the list in edit."""
    show_list(page)
    # One with a ref and a date: what is not set cannot be gone back to.
    page.locator("tr:not(:has(.badge)) .c-act a").nth(3).click()
    page.wait_for_selector(".under form")


def show_release(page: Page) -> None:
    """A release with commits and deploys."""
    page.goto(f"http://127.0.0.1:{PORT}/acme/releases/?query=com.acme.ios@")
    page.locator("th a.version").nth(1).click()
    page.wait_for_selector(".facts")


def show_history(page: Page) -> None:
    """Two changes, one of which takes back the other."""
    show_edit(page)
    page.fill("[name=ref]", "release/2026-11")
    page.fill("[name=note]", "The tag moved after the rebuild")
    page.locator(".under .btn-main").click()
    page.locator(".under a", has_text="Undo").click()
    page.wait_for_selector("#undo .btn-main")
    page.locator("#undo .btn-main").click()
    page.wait_for_selector(".outcome")
    page.goto(f"http://127.0.0.1:{PORT}/acme/history/")


PICTURES: tuple[tuple[str, Callable[[Page], None], str, int], ...] = (
    ("list", show_list, "light", 1280),
    ("edit", show_edit, "light", 1280),
    ("release", show_release, "dark", 1280),
    ("history", show_history, "light", 1280),
    ("list-phone", show_list, "dark", 375),
)


def main() -> None:
    """Take every picture."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with demo() as link, sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=[*options, "--disable-background-networking"]
        )
        state = None
        for name, show, scheme, width in PICTURES:
            context = browser.new_context(
                storage_state=state,
                color_scheme="dark" if scheme == "dark" else "light",
                viewport={"width": width, "height": 800},
                timezone_id="Europe/Berlin",
            )
            page = context.new_page()
            if state is None:
                page.goto(link)
                page.wait_for_selector("table.rows")
                state = context.storage_state()
            show(page)
            page.screenshot(path=Path(__file__).parent / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
