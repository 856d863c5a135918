"""A family that is restricted, something sealed in an open contact, and a lead of a school who declared a child of their own."""

from datetime import timedelta
from uuid import uuid4

from breakwater.casework.restricting import operations as restricting
from breakwater.casework.restricting.models import LockReason
from breakwater.casework.sealed_items import operations as sealed
from breakwater.casework.sealed_items.models import SealedItem
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Role, acting_as
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations.locking import call
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Contact, Submission

from .life import Life

RISK = "Their names were in a newspaper last week, and reporters have been at the school gate."
SAFE_ADDRESS = "They stay with the mother's sister at 4 Lanternlight Yard until the reporters are gone. Do not say so on the telephone."
INTELLIGENCE = (
    "The adult who visits at weekends is known to us for violence to a partner in another county. Do not say so to the family. "
    "Source graded reliable; police, neighbourhood team."
)
WORRY = "He says that he is hungry most mornings, and twice this week that he would rather stay at school."


def play(life: Life) -> None:
    """The three of them, told near the present; and a post that waits for a second person."""
    a_family(life)
    something_sealed(life)
    a_colleagues_child(life)
    a_post_that_waits(life)


def a_family(life: Life) -> None:
    """A whole family closed to three readers after reporters came; one manager asked, the other approved."""
    family = next(each for each in life.families if id(each) not in life.used and len(each.children) >= 2)
    life.used.add(id(family))
    asker, approver = life.actor("manager"), life.actor("manager 2")
    at = life.now - timedelta(days=2)
    with acting_as(asker) as by:
        whole = restricting.family_of(Person.objects.get(pk=family.children[0].person.pk))
        lock = restricting.ask(
            wanted=restricting.Wanted(
                reason=LockReason.PUBLIC_INTEREST,
                words=RISK,
                approver=life.post("manager 2"),
                readers=[life.post("manager"), life.post("screener 3"), life.post("social worker")],
                review_on=restricting.months_on(london_date(at), restricting.MONTHS),
            ),
            area=life.area,
            people=whole,
            by=by,
            at=at,
        )
    with acting_as(approver) as by:
        restricting.approve(lock=lock, by=by, at=at + timedelta(hours=1))
    with acting_as(asker) as by:
        sealed.keep(
            sealed.Place(person=whole[0], area=life.area, holder=by.membership.team),
            sealed.SealedFacts(
                kind=SealedItem.Kind.ADDRESS,
                words=SAFE_ADDRESS,
                circle=SealedItem.Circle.NAMED,
                readers=[life.post("screener 3")],
            ),
            by=by,
            at=at + timedelta(hours=2),
            key=uuid4(),
        )


def a_post_that_waits(life: Life) -> None:
    """Somebody is invited to the MASH, and waits for the word of a second person there."""
    who = ("robin.fairlead@demo.invalid", "Robin Fairlead", life.post("manager").team_id, Role.MASH_SCREENER.value)
    with acting_as(life.actor("business manager")):
        call(
            "access.invite(%s, %s, %s, %s, 'Social worker, agency', %s, %s, null)",
            *who,
            uuid4().hex,
            life.now + timedelta(days=7),
        )


def something_sealed(life: Life) -> None:
    """Police intelligence in an open contact, for those who decide at the MASH."""
    with acting_as(life.actor("manager")) as by:
        contact = (
            Contact.objects.select_related("case__responsible_team")
            .filter(decided_at=None, child__isnull=False, case__responsible_team=life.post("manager").team)
            .order_by("-received_at", "-pk")
            .first()
        )
        if contact is not None:
            sealed.keep(
                sealed.Place(case=contact.case, holder=contact.case.responsible_team, area=life.area),
                sealed.SealedFacts(kind=SealedItem.Kind.POLICE, words=INTELLIGENCE, circle=SealedItem.Circle.DECIDERS),
                by=by,
                at=life.now - timedelta(hours=1),
                key=uuid4(),
            )


def a_colleagues_child(life: Life) -> None:
    """The lead of a school has a child on its own roll. Declared; then their deputy tells the MASH of the child (scenario G)."""
    lead = life.post("dsl")
    family, child = next(
        (each, one)
        for each in life.families
        if id(each) not in life.used
        for one in each.children
        if one.team == lead.team and one.person.born_on and one.person.born_precision == "DAY"
    )
    life.used.add(id(family))
    with acting_as(lead) as by:
        person = child.person
        conflicts.declare(
            kind="CHILD",
            by=by,
            at=life.now - timedelta(days=30),
            key=uuid4(),
            said={"forename": person.forename, "surname": person.surname, "born": person.born_on},
        )
    deputy = lead.team.memberships.exclude(pk=lead.pk).select_related("user", "team__organisation").first()
    with acting_as(deputy) as by:
        arrivals.receive(
            arrivals.Arrival(
                area=life.area,
                channel=Submission.Channel.PROFESSIONAL,
                key="demo-colleagues-child",
                worry=WORRY,
                children=[
                    ChildTold(
                        named_as=person.name,
                        born=person.born_on.isoformat(),
                        address=family.lines,
                        postcode=family.postcode,
                        school=child.school.name,
                        person=person,
                    )
                ],
                sender=arrivals.Sender(
                    team=deputy.team,
                    user=deputy.user,
                    organisation=deputy.team.organisation,
                    words=by.post[:240],
                    source_code="2A",
                ),
            ),
            by=by,
            at=life.now - timedelta(hours=3),
        )
