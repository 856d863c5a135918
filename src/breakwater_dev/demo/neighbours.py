"""Two contacts that Portsmouth's MASH passed to Hampshire: one is being looked at there, one came just now (SG-08)."""

from datetime import datetime, timedelta

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact, Passing
from breakwater.practice.front_door.other_authorities import operations as boundary
from breakwater.practice.front_door.other_authorities.parcel import told_beside
from breakwater.practice.front_door.screening.operations import claims

from . import words
from .life import Life

WHY = (
    "The school and the grandmother both say that the child has lived with an aunt in Havant since half-term and sleeps there "
    "every night. The authority where the child lives decides, so it is theirs, with all that we were told and what we know."
)
FOR_THE_SENDER = "The child lives in Hampshire now, so Hampshire's MASH has it and will be in touch."


def play(life: Life, family_of) -> None:
    """`family_of(life, fits)` finds a family that nothing has happened to yet."""
    first = _passed(life, family_of, life.now - timedelta(hours=5))
    with acting_as(life.actor("screener 850")) as by:
        theirs = Contact.objects.get(submission__reference=first.their_reference)
        claims.claim(contact=theirs, by=by, at=life.now - timedelta(hours=1))
    _passed(life, family_of, life.now - timedelta(hours=1, minutes=30))


def _passed(life: Life, family_of, at: datetime) -> Passing:
    family, children = family_of(life, lambda each: any(child.team for child in each.children))
    told = life.tell(family, children[:1], words.CONCERNS[3], "health visitor", at, goes_on=False)
    life.screen(told, "screener", at + timedelta(minutes=5))
    with acting_as(life.actor("manager")) as by:
        contact, now = Contact.objects.get(pk=life.contacts_of(told)[0].pk), at + timedelta(minutes=70)
        return boundary.pass_on(
            contact,
            boundary.PassingFacts(
                to_area=life.post("screener 850").team.area,
                to_name="",
                basis=Passing.Basis.LIVES,
                rationale=WHY,
                words_for_sender=FOR_THE_SENDER,
                checked_by_hand=True,
            ),
            beside=told_beside(contact, at=now),
            by=by,
            at=now,
        )
