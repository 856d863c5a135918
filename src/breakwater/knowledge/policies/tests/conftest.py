"""A manual that four areas share, an officer in each, and a chapter to write."""

from datetime import UTC, date, datetime
from itertools import count

import pytest

from breakwater.knowledge.policies.models import Significance
from breakwater.knowledge.policies.operations import drafting, force, manuals, ratifying, varying
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
AREAS = {
    "portsmouth": ("851", "Portsmouth"),
    "hampshire": ("850", "Hampshire"),
    "southampton": ("852", "Southampton"),
    "isle-of-wight": ("921", "Isle of Wight"),
}
TEXT = "## Why\n\nBabies who do not move rarely bruise.\n\n## What to do\n\nCall {front door} the same day.\n\n- Record where it is\n- Do not ask the child leading questions"
NURSE = "Call the duty nurse."
DECIDED = date(2026, 2, 20)
_numbers = count(1)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def areas(db):
    return {slug: make.area(code, name) for slug, (code, name) in AREAS.items()}


@pytest.fixture
def officers(areas):
    """A policy officer in each area, by the area's slug."""
    return {
        slug: make.actor("policy_officer", of=make.team(f"Partnership office {slug}", in_area=area))
        for slug, area in areas.items()
    }


@pytest.fixture
def officer(officers):
    return officers["portsmouth"]


@pytest.fixture
def manual(areas, officer):
    with acting_as(officer):
        return manuals.open_manual(slug="shared", title="Shared manual", areas=areas.values(), by=officer, at=NOW)


@pytest.fixture
def chapter(manual, officer):
    with acting_as(officer):
        return manuals.add_chapter(
            manual=manual, number="2.1", title="Bruises", kept_by=officer.membership.team, by=officer, at=NOW
        )


def facts_of(**changed) -> dict:
    return {
        "title": "Bruises on babies",
        "summary": "What to do when a baby who does not move has a bruise.",
        "source": "Local agreement",
        "significance": Significance.MINOR,
        "notes": {"everyone": "Call the same day."},
        "proposed_from": None,
        "review_by": date(2028, 11, 1),
        **changed,
    }


@pytest.fixture
def settle(chapter, officer):
    """`settle(text)` writes and settles the chapter's next version."""

    def _settle(text: str = TEXT, *, at=NOW, **changed):
        with acting_as(officer):
            draft = drafting.begin(chapter=chapter, by=officer, at=at)
            facts = facts_of(**changed)
            draft = drafting.write(version=draft, facts=facts, text=text, revision=draft.revision, by=officer, at=at)
            return drafting.settle(version=draft, by=officer, at=at)

    return _settle


def decision(decided_on=DECIDED) -> ratifying.Decision:
    return ratifying.Decision("Partnership executive", decided_on, f"{next(_numbers)}/26", 5, 4)


@pytest.fixture
def in_force(officers, areas):
    """`in_force(version, "portsmouth", starts_on)` ratifies it there and puts it in force."""

    def _in_force(version, slug: str, starts_on: date, *, at=NOW):
        officer, area = officers[slug], areas[slug]
        with acting_as(officer):
            ratifying.ratify(version=version, area=area, decision=decision(min(DECIDED, starts_on)), by=officer, at=at)
            force.put_in_force(version=version, area=area, starts_on=starts_on, by=officer, at=at)

    return _in_force


@pytest.fixture
def vary(chapter, areas, officer):
    """`vary(anchor, starts_on)` records what Portsmouth says instead."""

    def _vary(anchor: str, starts_on: date, *, at=NOW, text: str = NURSE, mode: str = "replace"):
        with acting_as(officer):
            return varying.vary(
                chapter,
                areas["portsmouth"],
                varying.Variation(
                    anchor=anchor,
                    mode=mode,
                    text=text,
                    why="Local",
                    decision=decision(min(DECIDED, starts_on)),
                    starts_on=starts_on,
                ),
                by=officer,
                at=at,
            )

    return _vary
