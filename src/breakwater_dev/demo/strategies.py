"""Two strategy discussions of the invented area: one that was held yesterday and goes on, one called this morning."""

from datetime import datetime, timedelta
from uuid import UUID

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact, Strategy
from breakwater.practice.front_door.strategy_discussions.operations import discussions
from breakwater.practice.front_door.strategy_discussions.operations.discussions import Asked

from . import words
from .life import Life

CONCERN = (
    "{child} came to school with a mark on the upper arm and said it happened at home. {child} is afraid to go home."
)
KNOWN = {
    "SOCIAL_CARE": "An assessment two years ago ended without a plan. The parents worked with us then.",
    "POLICE": "Called to the address once in spring, to a quarrel. Nobody was hurt, and nobody was charged.",
    "HEALTH": "Two visits to the minor injuries unit this year, each explained at the time. Immunised; weight as expected.",
    "SCHOOL": "Quieter since October, and late four times. The mark was seen by two members of staff.",
}


def play(life: Life, family_of) -> None:
    """`family_of(life, fits)` finds a family that nothing has happened to yet."""
    _held(life, family_of, _called(life, family_of, life.now - timedelta(hours=30), number=1))
    _called(life, family_of, life.now - timedelta(hours=1), number=2, is_immediate=True)


def _called(life: Life, family_of, at: datetime, *, number: int, is_immediate: bool = False) -> Strategy:
    family, children = family_of(life, lambda each: any(child.team for child in each.children))
    child = children[0]
    told = life.tell(family, [child], words.CONCERNS[2], "school", at - timedelta(hours=1), danger=True, goes_on=False)
    life.screen(told, "screener", at - timedelta(minutes=58))
    with acting_as(life.actor("manager")) as by:
        return discussions.call(
            Contact.objects.get(pk=life.contacts_of(told)[0].pk),
            discussions.DiscussionFacts(
                concern=CONCERN.format(child=child.person.forename),
                is_immediate=is_immediate,
                planned_for=at + timedelta(hours=2),
                how=Strategy.How.CALL,
                asked=_table(life, child),
            ),
            key=UUID(int=number),
            by=by,
            at=at,
        )


def _table(life: Life, child) -> list[Asked]:
    posts = {
        "SOCIAL_CARE": life.post("social worker"),
        "POLICE": life.post("police officer"),
        "HEALTH": life.post("health visitor"),
        "SCHOOL": life.staff.dsl[child.team.pk],
    }
    return [Asked(agency=agency, name=post.user.name, email=post.user.email) for agency, post in posts.items()]


def _held(life: Life, family_of, made: Strategy) -> None:
    at = made.planned_for
    with acting_as(life.actor("manager")) as by:
        for attendee in made.attendees.order_by("pk"):
            discussions.say(attendee=attendee, was_there=True, knows=KNOWN[attendee.agency], by=by, at=at)
        discussions.record(
            strategy=made,
            held_at=at,
            by=by,
            at=at + timedelta(minutes=40),
            threshold_met=True,
            enquiry=Strategy.Enquiry.JOINT,
            protection=Strategy.Protection.AGREED,
            rationale="The child's own words, a mark that two people saw, and no explanation that fits it.",
            child_seen="At school the same day, by a social worker and an officer together, with the teacher the child asked for.",
            medical="A child protection medical the same afternoon.",
            criminal_plan="The officer speaks with the adults first.",
            parents_told="Both were told by the social worker after the child was seen.",
            other_children="A younger brother stays at his grandmother's as well.",
            arrangements="",
            safety_plan="The children stay with their grandmother until the medical is read.",
            absence_because="",
            absence_manager="",
        )
        discussions.circulate(strategy=made, by=by, at=at + timedelta(hours=2))
        for number, (what, who, days) in enumerate(
            (
                ("Ask the minor injuries unit for both records", "Health visitor", 1),
                ("See the child at home", "Social worker", 4),
            )
        ):
            action = discussions.add_action(
                strategy=made,
                what=what,
                who=who,
                due_at=at + timedelta(days=days),
                key=UUID(int=100 + number),
                by=by,
                at=at,
            )
            if not number:
                discussions.do_action(action=action, by=by, at=at + timedelta(hours=20))
