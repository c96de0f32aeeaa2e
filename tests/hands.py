"""The hands of a person: a mouse, or keys alone; with scripts or without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Locator, Page, expect

#: What a person works with. Without scripts the mouse is used, too.
Way = Literal["mouse", "keys", "no scripts"]
WAYS: tuple[Way, ...] = ("mouse", "keys", "no scripts")

#: More steps than this to one place would be a page that nobody can use by keys.
_MOST_STEPS = 120


@dataclass(frozen=True)
class Hands:
    """What somebody does on a page, in their way."""

    page: Page
    way: Way

    @property
    def has_scripts(self) -> bool:
        return self.way != "no scripts"

    def press(self, target: Locator) -> None:
        """Follow a link, press a button, or open a menu."""
        if self.way == "keys":
            self.reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def type(self, target: Locator, text: str) -> None:
        """Replace what stands in a field."""
        if self.way == "keys":
            self.reach(target)
            self.page.keyboard.press("ControlOrMeta+A")
            self.page.keyboard.type(text)
        else:
            target.fill(text)
        expect(target).to_have_value(text)

    def tick(self, target: Locator) -> None:
        """Tick a box, or choose one of several radio buttons."""
        if self.way != "keys":
            target.check()
        elif target.get_attribute("type") == "radio":
            self._walk_to(target)
        else:
            self.reach(target)
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there, and is seen to be."""
        expect(target).to_be_visible()
        for _ in range(_MOST_STEPS):
            if _is_focused(target):
                expect(target).to_be_in_viewport()
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {target}")

    def _walk_to(self, radio: Locator) -> None:
        # Tab comes to the one of the group that is chosen; arrows choose another.
        name = radio.get_attribute("name")
        group = self.page.locator(f'input[type="radio"][name="{name}"]')
        self.reach(group.and_(self.page.locator(":checked")))
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowRight")


def _is_focused(target: Locator) -> bool:
    return bool(target.evaluate("element => element === document.activeElement"))
