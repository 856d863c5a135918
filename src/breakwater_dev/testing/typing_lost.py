"""People who type into the contact form, or into a family's assessment, while their browser, session or network is taken away: seconds of typing lost.

Each types a letter every tenth of a second. At a moment drawn from the seed their browser is killed, their session deleted, or
their network cut for a while. Then they come back as people do: with a new browser, by signing in again in the same tab, or
by typing on.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

from .served import add_session

TICK = 0.1
MOST_LOST = 10.0
WORDS = "He came in late and hungry again and said that nobody had been at home since the evening before. "
FAULTS = ("browser", "session", "network")
BOX = "What are you worried about?"


@dataclass
class Sitting:
    """One person at one form. `typed_at` holds the moment of each letter."""

    number: int
    fault: str
    strikes_after: float
    context: BrowserContext | None = None
    page: Page | None = None
    address: str = ""
    box: str = BOX
    typed: str = ""
    typed_at: list[float] = field(default_factory=list)
    struck_at: float = 0.0

    def types(self) -> None:
        letter = WORDS[len(self.typed) % len(WORDS)]
        self.page.keyboard.type(letter)
        self.typed += letter
        self.typed_at.append(time.monotonic())

    def lost_seconds(self, kept: str) -> float:
        """How long before the fault the last letter was typed that came back."""
        same = 0
        while same < min(len(kept), len(self.typed)) and kept[same] == self.typed[same]:
            same += 1
        if same == len(self.typed):
            return 0.0
        before = [at for at in self.typed_at[same:] if at <= self.struck_at] or self.typed_at[same:]
        return max(0.0, before[-1] - (self.typed_at[same - 1] if same else before[0]))


def contact_form(each: Sitting) -> None:
    """Begin a contact of one's own."""
    each.page.goto("/contacts/new/")
    each.page.get_by_role("button", name="Begin", exact=True).click()
    each.page.wait_for_url("**/drafts/*/")
    each.address = f"{each.page.url}worry/"


# Twenty boxes of one assessment, so that twenty sittings share it as people do.
IN_AN_ASSESSMENT = [
    *(
        ("assessment/meaning", label)
        for label in (
            "What is it like to be these children, one by one?",
            "What is working?",
            "What are we worried about?",
            "What needs to happen?",
            "What if nothing changes?",
            "Why that level?",
        )
    ),
    *(("assessment/story", label) for label in ("Who says this?", "What has helped before?", "Who is on your side?")),
    *(
        ("assessment/family", label)
        for label in (
            "Who lives with the children, on which days?",
            "Who else matters to the children?",
            "Which languages does the family speak and read best?",
            "Do they have pets?",
            "Does anyone have a plan or assessment elsewhere?",
        )
    ),
    *(
        ("children/{child}/voice", label)
        for label in (
            "Who asked them?",
            "What is a good day?",
            "What is a bad day?",
            "What do they worry about?",
            "What do they wish for?",
        )
    ),
    ("assessment/sign_off", "In which language?"),
]


def assessment_of(reference: str, child: str) -> Callable[[Sitting], None]:
    """Write in the assessment of an episode and of a child (by public id), each sitting in a box of its own."""

    def open_it(each: Sitting) -> None:
        section, each.box = IN_AN_ASSESSMENT[each.number % len(IN_AN_ASSESSMENT)]
        each.address = f"/early-help/{reference}/{section.format(child=child)}/"

    return open_it


def trial(
    served, post, chromium, *, sessions: int, seed: int, at_once: int, where: Callable[[Sitting], None] = contact_form
) -> list[tuple[str, float]]:
    """Return (fault, seconds lost) of each session."""
    draw = random.Random(seed)
    wanted = [Sitting(number, FAULTS[number % 3], draw.uniform(2, 14)) for number in range(sessions)]
    lost = []
    for start in range(0, sessions, at_once):
        together = wanted[start : start + at_once]
        for each in together:
            _sit_down(each, served, post, chromium, where)
        _type_until_struck(together)
        for each in together:
            lost.append((each.fault, _come_back(each, served, post, chromium)))
            each.context.close()
    return lost


def _device(served, post, chromium):
    context = chromium.new_context(base_url=served.url, locale="en-GB")
    context.set_default_timeout(30_000)
    add_session(context, served.url, served.session_of(post))
    return context


def _sit_down(each: Sitting, served, post, chromium, where: Callable[[Sitting], None]) -> None:
    each.context = _device(served, post, chromium)
    each.page = each.context.new_page()
    where(each)
    each.page.goto(each.address)
    each.page.get_by_label(each.box).click()


def _type_until_struck(together: list[Sitting]) -> None:
    began = time.monotonic()
    open_ones = list(together)
    while open_ones:
        now = time.monotonic()
        for each in list(open_ones):
            each.types()
            if now - began >= each.strikes_after:
                _strike(each)
                open_ones.remove(each)
        time.sleep(max(0.0, TICK - (time.monotonic() - now)))


def _strike(each: Sitting) -> None:
    each.struck_at = time.monotonic()
    if each.fault == "browser":
        _kill(each)
    elif each.fault == "session":
        each.context.clear_cookies(name="breakwater")
        for _ in range(20):  # they do not know, and type on
            each.types()
    else:
        each.context.set_offline(True)
        for _ in range(20):
            each.types()


def _kill(each: Sitting) -> None:
    """The page is gone at once: nothing leaves it any more, and what the tab kept goes with it."""
    each.context.set_offline(True)
    each.context.close()


def _come_back(each: Sitting, served, post, chromium) -> float:
    if each.fault == "browser":
        each.context = _device(served, post, chromium)
        each.page = each.context.new_page()
    elif each.fault == "session":
        each.page.goto(each.address)  # to the sign-in, in the same tab
        add_session(each.context, served.url, served.session_of(post))
    else:
        each.context.set_offline(False)
        each.page.get_by_text("Saved at").wait_for(timeout=20_000)
        each.context.close()
        each.context = _device(served, post, chromium)
        each.page = each.context.new_page()
    each.page.goto(each.address)
    return each.lost_seconds(each.page.get_by_label(each.box).input_value())


def report(lost: list[tuple[str, float]]) -> str:
    """The seconds lost, by fault, in lines."""
    lines = []
    for fault in FAULTS:
        seconds = [each for name, each in lost if name == fault]
        if seconds:
            average = sum(seconds) / len(seconds)
            lines.append(
                f"{fault:>8}: {len(seconds)} sessions, at most {max(seconds):.1f} s lost, {average:.1f} s on average"
            )
    return "\n".join(lines)
