"""The invented manual that four areas share: chapters in force, two variations, one that waits, one out to consultation, one overdue."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.policies.models import Chapter, Sort, Version
from breakwater.knowledge.policies.operations import consulting, drafting, force, manuals, ratifying, varying
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor

DATA = Path(__file__).parent / "data" / "manual.yaml"
DOCUMENTS = Path(__file__).parent / "data" / "documents.yaml"


class Telling:
    """What the chapters are told with: each area's officer, the agencies, the moment the demonstration ends."""

    def __init__(self, places, people, now: datetime):
        self.now, self.today = now, london_date(now)
        self.areas = places.areas
        self.officers = {
            code: people.actor("policy officer" if code == "851" else f"policy officer {code}") for code in places.areas
        }
        self.agencies = {"police": people.actor("police officer"), "health": people.actor("health visitor")}
        self.number = 0

    @property
    def writer(self) -> Actor:
        return self.officers["851"]

    def ago(self, days: int) -> datetime:
        return self.now + timedelta(days=days)

    def decision(self, day: date) -> ratifying.Decision:
        """A quorate decision of an area's executive some days before."""
        self.number += 1
        return ratifying.Decision(
            "Partnership executive (invented)", day - timedelta(days=9), f"{self.number}/{day:%y}", 5, 4
        )


def build(places, people, now: datetime) -> None:
    """Make the manual with its history, each step as the officer of its area."""
    said, told = yaml.safe_load(DATA.read_text()), Telling(places, people, now)
    with acting_as(told.writer) as by:
        manual = manuals.open_manual(areas=places.areas.values(), by=by, at=told.ago(-950), **said["manual"])
    for each in said["chapters"]:
        chapter, version = _first(manual, each, told)
        if own := each.get("vary"):
            _vary(chapter, version, own, told)
        if newer := each.get("next"):
            _next(chapter, newer, told)
        if asked := each.get("consult"):
            _consult(chapter, asked, told)
    _documents(places, told)


def _documents(places, told: Telling) -> None:
    """The threshold document, the arrangements and two yearly reports of the area itself."""
    said, area = yaml.safe_load(DOCUMENTS.read_text()), {"851": places.areas["851"]}
    with acting_as(told.writer) as by:
        manual = manuals.open_manual(areas=area.values(), by=by, at=told.ago(-950), **said["manual"])
    for each in said["chapters"]:
        _first(manual, each, told, area)


def _facts(said: dict, told: Telling, **more) -> dict:
    return {
        "title": said["title"],
        "summary": said["summary"],
        "source": said["source"],
        "notes": said["notes"],
        "proposed_from": None,
        "significance": said.get("significance", "MAJOR"),
        "review_by": told.today + timedelta(days=said["review_in"]),
        **more,
    }


def _first(manual, said: dict, told: Telling, areas=None) -> tuple[Chapter, Version]:
    at = told.ago(said["since"])
    with acting_as(told.writer) as by:
        chapter = manuals.add_chapter(
            manual=manual,
            number=said["number"],
            title=said["title"],
            sort=said.get("sort", Sort.PROCEDURE),
            kept_by=by.membership.team,
            by=by,
            at=at,
        )
        draft = drafting.begin(chapter=chapter, by=by, at=at)
        draft = drafting.write(version=draft, facts=_facts(said, told), text=said["text"], revision=0, by=by, at=at)
        version = drafting.settle(version=draft, by=by, at=at)
    for code in areas or told.areas:
        _take(version, code, at, told)
    return chapter, version


def _take(version: Version, code: str, at: datetime, told: Telling) -> None:
    with acting_as(told.officers[code]) as by:
        day, area = london_date(at), told.areas[code]
        ratifying.ratify(version=version, area=area, decision=told.decision(day), by=by, at=at)
        force.put_in_force(version=version, area=area, starts_on=day, by=by, at=at)


def _vary(chapter: Chapter, version: Version, said: dict, told: Telling) -> None:
    at = version.settled_at + timedelta(days=30)
    anchor = next(each["anchor"] for each in version.body if each["text"].startswith(said["paragraph"]))
    with acting_as(told.officers[said["area"]]) as by:
        varying.vary(
            chapter,
            told.areas[said["area"]],
            varying.Variation(
                anchor=anchor,
                mode=said["mode"],
                text=said["text"],
                why=said["why"],
                decision=told.decision(london_date(at)),
                starts_on=london_date(at),
            ),
            by=by,
            at=at,
        )


def _next(chapter: Chapter, said: dict, told: Telling) -> None:
    """A newer version that some areas have taken: the others still have to, and one has a variation to think about."""
    at = told.ago(-said["days_ago"])
    before, after = said["change"]
    with acting_as(told.writer) as by:
        draft = drafting.begin(chapter=chapter, by=by, at=at)
        facts = _facts({"title": draft.title, "summary": draft.summary, "source": draft.source, **said}, told)
        text = drafting.text_of(draft).replace(before, after)
        draft = drafting.write(version=draft, facts=facts, text=text, revision=0, by=by, at=at)
        version = drafting.settle(version=draft, by=by, at=at)
    for code in said["taken_by"]:
        _take(version, code, at + timedelta(days=5), told)


def _consult(chapter: Chapter, said: dict, told: Telling) -> None:
    at = told.ago(-6)
    with acting_as(told.writer) as by:
        draft = drafting.begin(chapter=chapter, by=by, at=at)
        facts = _facts(
            {
                "title": draft.title,
                "summary": draft.summary,
                "source": draft.source,
                "notes": said["notes"],
                "review_in": 700,
            },
            told,
        )
        text = f"{drafting.text_of(draft)}\n\n{said['text_more']}"
        draft = drafting.write(version=draft, facts=facts, text=text, revision=0, by=by, at=at)
        closes_on = consulting.earliest_close(london_date(at))
        consultation = consulting.open_to(version=draft, about=said["about"], closes_on=closes_on, by=by, at=at)
    for number, (agency, words, answer, reason) in enumerate(said["comments"], 1):
        with acting_as(told.agencies[agency]) as by:
            comment = consulting.comment(
                consultation=consultation,
                organisation=by.membership.team.organisation,
                words=words,
                anchor=draft.body[-1]["anchor"],
                key=UUID(int=7_000 + number),
                by=by,
                at=told.ago(-2),
            )
        if answer:
            with acting_as(told.writer) as by:
                consulting.answer(comment=comment, what=answer, reason=reason, by=by, at=told.ago(-1))
