"""Filling in the contact form at a browser with a hand that counts: for journeys, the measure of effort, and trials of faults."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

# The keystroke-level model of Card, Moran and Newell, for an average typist: seconds for a key, to point and click, to
# make up one's mind, to find one's way on a new page.
KEY, POINT, DECIDE, PAGE = 0.28, 1.3, 1.35, 2.0


@dataclass
class Hand:
    """Someone at a browser. Counts what they type, click, decide and open; `typed` holds every text typed by hand."""

    page: Page
    keystrokes: int = 0
    clicks: int = 0
    decisions: int = 0
    pages: int = 0
    typed: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.on("framenavigated", self._opened)

    def _opened(self, frame) -> None:
        if frame == self.page.main_frame:
            self.pages += 1

    @property
    def minutes(self) -> float:
        seconds = self.keystrokes * KEY + self.clicks * POINT + self.decisions * DECIDE + self.pages * PAGE
        return seconds / 60

    def types(self, label: str, words: str, *, exact: bool = False) -> None:
        self.page.get_by_label(label, exact=exact).first.fill(words)
        self.typed.append(words)
        self.keystrokes += len(words)
        self.clicks += 1
        self.decisions += 1

    def chooses(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).first.check()
        self.clicks += 1
        self.decisions += 1

    def says_instead(self, question: str, answer: str) -> None:
        """Tick what stands in place of an answer: "Not yet spoken to"."""
        group = self.page.get_by_role("group", name=re.compile(f"^Or.*{re.escape(question)}", re.DOTALL))
        group.get_by_label(answer, exact=True).first.check()
        self.clicks += 1
        self.decisions += 1

    def selects(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)
        self.clicks += 2
        self.decisions += 1

    def ticks(self, label: str) -> None:
        self.page.get_by_label(label).check()
        self.clicks += 1
        self.decisions += 1

    def presses(self, button: str = "Continue") -> None:
        self.page.get_by_role("button", name=button, exact=True).last.click()
        self.clicks += 1

    def follows(self, link: str) -> None:
        self.page.get_by_role("link", name=link, exact=True).click()
        self.clicks += 1


@dataclass(frozen=True)
class Story:
    """What a school tells in the tests. `pupils` are as the roll words them; `views` what each child says, by name."""

    letter: str
    pupils: tuple[str, ...]
    views: dict[str, str]
    purpose: str = "A concern about a child’s safety"
    urgency: str = "Within 24 hours"
    address: str = "3 Quay Street"
    mother: str = "Mia Quayside"
    father: str = ""
    tried: str = ""
    sex: str = ""


def sections_of(story: Story) -> dict[str, Callable[[Hand], None]]:
    """What is done in each section, by its heading, in order. Required facts and no more."""
    one = len(story.pupils) == 1

    def safety(hand: Hand) -> None:
        hand.chooses("Is a child in immediate danger now?", "No")
        hand.chooses("Where is the child now?", "At school or nursery")
        hand.chooses("Will the child be safe for the next 24 hours?", "Yes")
        hand.chooses("Have the police been called?", "No")
        hand.chooses("Does the child need medical attention?", "No")
        hand.chooses("Is there an injury, however small", "No")

    def purpose(hand: Hand) -> None:
        hand.chooses("What is this contact?", story.purpose)
        hand.chooses("In your view, how soon should someone act?", story.urgency)

    def about_you(hand: Hand) -> None:
        hand.types("Direct telephone number", "01632 960123")
        hand.types("How do you know the child", "Class teacher, one year")

    def children(hand: Hand) -> None:
        hand.presses("Choose from your own roll")
        hand.presses(f"Family names with {story.letter}")
        for pupil in story.pupils:
            hand.ticks(pupil)
        hand.presses("Add these children")
        for number in range(len(story.pupils)):
            hand.page.locator(
                f"input[name=children-{number}-child_role][value={'sibling' if number else 'focus'}]"
            ).check()
            hand.clicks += 1
            hand.decisions += 1
        if story.sex:  # the roll does not say
            hand.page.locator(f"input[name=children-0-child_sex][value={story.sex}]").check()

    def home(hand: Hand) -> None:
        hand.types("Home address", story.address)

    def background(hand: Hand) -> None:
        hand.selects("Ethnicity", "White British")
        hand.selects("First language", "English")
        hand.chooses("Do the children or their parents need an interpreter?", "No")
        hand.chooses("Disability", "None")

    def voice(hand: Hand) -> None:
        for name, words in story.views.items():
            if words:
                hand.types(f"What does {name} say and want?", words)
            else:
                hand.says_instead(f"What does {name}", "Not yet spoken to")
        hand.chooses("Do they know about this contact?", "Yes" if one else "No")

    def worry(hand: Hand) -> None:
        hand.types("What are you worried about?", "They come late and hungry three days a week.")
        hand.types("What is daily life like for the child?", "They get up alone and walk to school.")
        hand.types("What is working well", "They and their mother are close.")
        hand.chooses("Has this happened before?", "It has gone on for a long time")
        hand.chooses("What kinds of harm or need is this about?", "Neglect")
        hand.chooses("Is this about someone who works or volunteers with children?", "No")

    def known(hand: Hand) -> None:
        hand.types("What did you see or hear yourself?", "I gave them breakfast on Monday and Tuesday.")
        hand.says_instead("What have others told you", "Nothing")
        hand.types("What is your own professional view?", "Their mother works nights and is worn out.")

    def family(hand: Hand) -> None:
        hand.chooses("The children’s birth mother", "I enter her below")
        hand.chooses("The children’s birth father", "I enter him below" if story.father else "Not asked")
        hand.chooses("Does any other adult sleep in the home?", "No")
        for number, (name, relation, lives) in enumerate(
            [(story.mother, "Mother", "yes"), *([(story.father, "Father", "no")] if story.father else [])]
        ):
            if number:
                hand.presses("Add another person")
            row = hand.page.get_by_role("group", name=re.compile(f"^Person {number + 1}"))
            row.get_by_label("Name", exact=True).first.fill(name)
            hand.typed.append(name)
            hand.keystrokes += len(name)
            row.get_by_label("Relationship to the children").first.select_option(label=relation)
            row.get_by_role("group", name="Do they have parental responsibility?").get_by_label(
                "Yes", exact=True
            ).first.check()
            row.locator(f"input[name=family-{number}-adult_lives_with_child][value={lives}]").check()
            hand.clicks += 5
            hand.decisions += 4
        hand.chooses("Is there anything a worker should know before they visit?", "None known")

    def help_wanted(hand: Hand) -> None:
        hand.chooses("Is there an early help assessment or plan?", "No")
        hand.chooses(
            "In your view, which level of need is this?",
            "Tier 2: early help" if story.tried else "Tier 4: statutory social work",
        )
        hand.chooses("What do you hope for?", "Early help co-ordination" if story.tried else "A social work assessment")

    def support(hand: Hand) -> None:
        hand.types("What was tried?", story.tried)

    def agreement(hand: Hand) -> None:
        for name in filter(None, (story.mother, story.father)):
            hand.chooses(f"Has {name} been told of this contact?", "Yes")
            hand.chooses(f"Does {name} agree to this contact?", "They agree")
            hand.chooses(f"If early help is offered, does {name} agree to it?", "They agree")
        hand.chooses("Has the family been given the privacy notice?", "Yes")

    def nothing(hand: Hand) -> None:
        """An optional section, passed over."""

    def declaration(hand: Hand) -> None:
        hand.ticks("What I have written is accurate")

    made = {
        "Immediate safety": safety,
        "Reason for contact": purpose,
        "About you": about_you,
        "The children": children,
        "Home and school": home,
        "Language, background and needs": background,
        "Voice of the child": voice,
        "Concerns": worry,
        "What is known, and what you think": known,
        "Family and others": family,
        "Help so far, and help wanted": help_wanted,
        "Support tried": support,
        "Awareness and agreement": agreement,
        "Professionals involved": nothing,
        "Declaration": declaration,
    }
    if not story.tried:
        del made["Support tried"]
    return made
