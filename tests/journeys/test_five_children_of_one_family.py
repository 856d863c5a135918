"""What it costs a school that knows its roll to tell of five brothers and sisters: counted at the browser, held under a figure.

`python tests/effort/count.py test_five_children_of_one_family` prints the count.
"""

import json
import os
from collections import Counter
from datetime import date, time
from pathlib import Path

import pytest

from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.models import Answers
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.effort import required_facts
from breakwater_dev.testing.filling import Hand, Story, sections_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 11, 16)
FORENAMES = ("Ash", "Bay", "Coral", "Drift", "Eddy")
MOST_KEYSTROKES, MOST_CLICKS, MOST_PAGES, MOST_MINUTES = 320, 100, 24, 7


@pytest.fixture
def width() -> int:
    return 1280


@pytest.fixture
def five(town, at_the_records) -> tuple[str, ...]:
    """Five children of one family on the school's roll, in the roll's words."""
    then = moment(LONG_AGO, time(9))
    made = []
    with at_the_records(), acting_as(make.intake()) as by:
        for number, forename in enumerate(FORENAMES):
            born = PartDate(2012 + number, 4, 9)
            child = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(
                    forename=forename, surname="Saltmarsh", born=born, sex="F" if number % 2 else "M"
                ),
                by=by,
                at=then,
            )
            circumstances.enrol(
                person=child,
                team=town.teams["school"],
                year_group="",
                starts_on=LONG_AGO,
                verified=True,
                by=by,
                at=then,
            )
            made.append(f"Saltmarsh, {forename}, born {born.in_words()}")
    return tuple(made)


def test_five_children_of_one_family_are_told_of_in_minutes_and_nothing_is_asked_twice(
    device, town, five, at_the_records
):
    town.is_now(MONDAY, 10)
    page = device("dsl")
    story = Story(
        letter="S",
        pupils=five,
        address="9 Saltings",
        mother="Mia Saltmarsh",
        father="Jon Saltmarsh",
        views={f"{name} Saltmarsh": "" if number else "I make the breakfast." for number, name in enumerate(FORENAMES)},
    )
    hand = Hand(page)
    page.goto("/contacts/new/")
    hand.presses("Begin")
    hand.follows("Immediate safety")
    for answer in sections_of(story).values():
        answer(hand)
        hand.presses()
    draft = page.url.split("/drafts/")[1].split("/")[0]
    with at_the_records(), acting_as(actor_of(town.posts["dsl"])):
        answers = Answers.objects.select_related("version__form").get(public_id=draft)
        facts = required_facts(recording.definition_of(answers.version), answers.values)
    hand.presses("Send to the MASH")
    assert "We have your contact" in page.get_by_role("heading", level=1).inner_text()
    figures = {
        "children": 5,
        "required facts": facts,
        "keystrokes": hand.keystrokes,
        "clicks": hand.clicks,
        "pages": hand.pages,
        "simulated minutes": round(hand.minutes, 1),
    }
    print(json.dumps(figures))
    if wanted := os.environ.get("EFFORT_TO"):
        Path(wanted).write_text(json.dumps(figures))
    assert [words for words, times in Counter(hand.typed).items() if times > 1] == [], "typed twice"
    assert hand.keystrokes <= MOST_KEYSTROKES
    assert hand.clicks <= MOST_CLICKS
    assert hand.pages <= MOST_PAGES
    assert hand.minutes <= MOST_MINUTES
    assert hand.clicks < facts, "less than a click for a fact that must be given"
