"""The invented area's public site: the product's own pages, and a few resources in its library, one of which waits."""

from datetime import datetime
from uuid import UUID

from breakwater.knowledge.content.models.resources import Check
from breakwater.knowledge.content.operations import library, site
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Area, Team

OFFERS = (
    ("Half an hour on consent", "Slides and four short scenarios for one lesson, with ground rules and what to say if a pupil tells you something.", "lesson", "consent", ["ks3"], 30),
    ("Spot the false story", "A card sort for groups of four: which of these posts would you pass on, and why?", "activity", "radicalisation", ["ks3", "ks4"], 45),
    ("Who helps me?", "A symbol-supported sheet for younger children: five people, five ways to ask.", "leaflet", "whole-school", ["ks1"], 20),
    ("Before you press send", "A film and questions about nude pictures and the law.", "lesson", "images", ["ks4"], 50),
)  # fmt: skip


def build(area: Area, team: Team, by: Actor, now: datetime) -> None:
    """Bring the pages, offer the resources, publish all but the last."""
    with acting_as(by):
        site.bring(area=area, kept_by=team, by=by, at=now)
        for number, (title, summary, sort, subject, stages, minutes) in enumerate(OFFERS, 1):
            facts = {
                "title": title, "summary": summary, "sort": sort, "subject": subject, "key_stages": stages, "minutes": minutes,
                "audiences": ["schools"], "settings": ["secondary" if stages != ["ks1"] else "primary"],
                "address": f"https://example.org/invented/{number}", "credit": "An invented school", "licence": "Creative Commons: credit the maker",
            }  # fmt: skip
            resource = library.offer(area=area, facts=facts, key=UUID(int=number), at=now)
            for what in (Check.SPECIALIST, Check.EDUCATION, Check.PUBLISHED) if number < len(OFFERS) else ():
                library.decide(resource=resource, what=what, words="", by=by, at=now)
