"""A hand at a page that counts what it presses: each link, button and box is one press; what is typed is none."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass
class Hand:
    page: Page
    presses: int = 0

    def link(self, words: str | re.Pattern, within: Locator | None = None) -> None:
        self._press((within or self.page).get_by_role("link", name=words))

    def button(self, words: str) -> None:
        self._press(self.page.get_by_role("button", name=words, exact=True).last)

    def tick(self, label: str) -> None:
        self.presses += 1
        self.page.get_by_label(label, exact=True).check()

    def _press(self, what: Locator) -> None:
        self.presses += 1
        what.first.click()
