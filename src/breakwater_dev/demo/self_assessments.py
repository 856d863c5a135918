"""Prevent self-assessments of six schools: two years of one, four returned lately, one shared before it is sent; others have not returned."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from breakwater.casework.self_assessments import asking, operations
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.casework.self_assessments.models import SelfAssessment
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor

from .places import Places
from .staff import Staff

BANK = "prevent.schools"
EVIDENCE = (
    "Minutes of the governing board, and the report that they had.",
    "Training register, checked at half term.",
    "Policy on our website, reviewed in September.",
    "Survey of staff and pupils in the spring.",
)
ACTIONS = (
    "The lead brings it to the senior team by the end of term.",
    "The deputy head adds it to induction before September.",
)
RETURNED, ASKED = 5, 12


def tell(made: Places, people: Staff, now: datetime) -> None:
    """Twelve schools are asked; the one that visitors sign in to has returned both years and begun the next."""
    ours = people.posts["dsl"].team_id
    schools = sorted(made.schools, key=lambda row: (row[2].pk != ours, row[0].slug))[:ASKED]
    leads = [
        (actor_of(people.dsl[team.pk]), team, "secondary" if school.phase == "4" else "primary")
        for school, _, team in schools
    ]
    officer, chance = people.actor("prevent education officer"), Random(7)
    for days in (400, 60):
        _ask(
            officer,
            [team.organisation for _, team, _ in leads[: 1 if days > 365 else ASKED]],
            now - timedelta(days=days),
        )
        for lead, _, variant in leads[: 1 if days > 365 else RETURNED]:
            send_one(lead, BANK, variant, chance, now - timedelta(days=days - 20), 2 if days > 365 else 3)
    _moderate(officer, now - timedelta(days=20))
    lead, team, variant = leads[RETURNED]
    with acting_as(lead) as by:
        begun = operations.begin(BANK, team.organisation, variant=variant, by=by, at=now - timedelta(days=9))
        answer_all(begun, chance, 3, now - timedelta(days=8), by, sections=2)
        for one in asking.waiting_for(team):
            operations.share(one, begun, by=by, at=now - timedelta(days=7))


def _ask(officer: Actor, organisations: list, at: datetime) -> None:
    with acting_as(officer) as by:
        edition = operations.edition_now(BANK)
        asking.ask(edition, organisations, due_on=london_date(at + timedelta(days=56)), by=by, at=at)


def send_one(lead: Actor, bank: str, variant: str, chance: Random, at: datetime, usual: int) -> None:
    """A whole return: answered, signed by the lead and a governor, sent."""
    organisation = lead.membership.team.organisation
    with acting_as(lead) as by:
        one = operations.begin(bank, organisation, variant=variant, by=by, at=at)
        answer_all(one, chance, usual, at, by)
        for capacity, name, role in (
            ("LEAD", by.membership.user.name, "Designated safeguarding lead"),
            ("GOVERNOR", "Alex Sample", "Chair of governors"),
        ):
            facts = operations.SignFacts(capacity, name, role, london_date(at))
            operations.sign(one, facts, by=by, at=at + timedelta(hours=1))
        operations.send(one, by=by, at=at + timedelta(hours=2))


def answer_all(one: SelfAssessment, chance: Random, usual: int, at: datetime, by: Actor, sections: int = 99) -> None:
    for section in bank_of(one.edition).of_variant(one.variant)[:sections]:
        for statement in section.statements:
            grade = min(4, max(1, usual + chance.choice((-1, 0, 0, 0, 1))))
            action = chance.choice(ACTIONS) if grade < 3 else ""
            facts = operations.AnswerFacts(statement.key, str(grade), evidence=chance.choice(EVIDENCE), action=action)
            operations.answer(one, facts, revision=0, by=by, at=at)


def _moderate(officer: Actor, at: datetime) -> None:
    """Two lines of one school were looked at on a visit."""
    with acting_as(officer) as by:
        one = SelfAssessment.objects.exclude(sent_at=None).select_related("edition").order_by("-sent_at", "pk").first()
        for number, (key, grade, reason) in enumerate(
            (
                ("lead", "2", "Nobody deputises when the lead is away. Agreed on the visit."),
                ("map", "3", "The map was shown, and covers every year."),
            )
        ):
            facts = operations.GradeFacts(key, "MODERATED", grade, reason)
            operations.moderate(one, facts, by=by, at=at, key=UUID(int=7000 + number))
