"""Requests of people about their own information: a mother and her son, gathered and waiting to be masked; one of each other kind, at other steps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from breakwater.casework.models import ChronologyEntry
from breakwater.delivery.information_rights import operations
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.models import RightsRequest
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person

from .life import Life
from .staff import Staff

KEYS = UUID(int=26_002)
Kind, Asker, Way, Outcome = RightsRequest.Kind, RightsRequest.Asker, RightsRequest.Way, RightsRequest.Outcome
THEIRS = (
    "Please send me everything you hold about me and my son. I do not agree with the line that says I was not at home."
)


@dataclass
class Telling:
    """Who works on the requests, and when the demonstration ends."""

    people: Staff
    now: datetime
    number: int = 0

    def log(self, days: int, post: str = "governance", **facts) -> RightsRequest:
        """A request that came so many days ago."""
        at, self.number = self.now - timedelta(days=days), self.number + 1
        with acting_as(self.people.actor(post)) as by:
            new = operations.NewRequest(received_on=london_date(at), **facts)
            return operations.log(None, new, key=UUID(int=KEYS.int * 10**6 + self.number), by=by, at=at)

    def verify(self, one: RightsRequest, days: int, standing: str, why: str, reply_to: str) -> RightsRequest:
        at = self.now - timedelta(days=days)
        facts = operations.Verified(
            london_date(at), "Known to the worker, and a passport seen", standing, why, reply_to, True, "", False
        )
        with acting_as(self.people.actor("governance")) as by:
            return operations.verify(one, facts, by=by, at=at)


def tell(life: Life) -> None:
    mother, son = _mother_and_son(life)
    told = Telling(life.staff, life.now)
    a_mother_asks(told, mother, son)
    the_others(told)


def a_mother_asks(told: Telling, mother: Person, son: Person) -> None:
    """Everything about her and her son, and one line that she disputes: approved and gathered, to be masked."""
    about = "\n".join(
        f"{each.name}, {date_in_words(each.born_on)}" if each.born_on else each.name for each in (mother, son)
    )
    facts = {"kind": Kind.ACCESS, "asker": Asker.PARENT, "way": Way.LETTER, "asker_name": mother.name, "about": about}
    one = told.log(12, words=THEIRS, reply_to="", **facts)
    why = "He is too young to decide. It is his to know one day, and she has cared for him alone."
    one = told.verify(one, 11, RightsRequest.Standing.TOO_YOUNG, why, "By hand, at the family hub")
    second = told.people.posts["manager"]
    with acting_as(told.people.actor("governance")) as by:
        operations.ask_second(one, second, by=by, at=told.now - timedelta(days=11))
    with acting_as(told.people.actor("manager")) as by:
        operations.approve(one, [mother.pk, son.pk], by=by, at=told.now - timedelta(days=10))
    with acting_as(told.people.actor("governance")) as by:
        gathering.gather(one.pk, by=by, at=told.now - timedelta(days=10))


def the_others(told: Telling) -> None:
    """Handed over by a health visitor, a care leaver's own, waiting for an answer, refused, withdrawn."""
    told.log(
        1,
        "lead",
        kind=Kind.ACCESS,
        asker=Asker.SELF,
        way=Way.PERSON,
        asker_name="Odette Invented",
        about="Odette Invented",
        words="She asked me for her file",
        reply_to="",
    )
    own = told.log(
        26,
        kind=Kind.ACCESS,
        asker=Asker.SELF,
        way=Way.EMAIL,
        asker_name="Jory Invented",
        about="Jory Invented, 19, in care until 18",
        words="My whole file please. I want to know why.",
        reply_to="By appointment",
    )
    told.verify(
        own, 24, RightsRequest.Standing.SELF, "An adult, about himself", "By appointment, with his personal adviser"
    )
    wrong = told.log(
        9,
        kind=Kind.CORRECTION,
        asker=Asker.SELF,
        way=Way.PHONE,
        asker_name="Perrin Invented",
        about="Perrin Invented",
        words="My date of birth is wrong on your letters",
        reply_to="",
    )
    told.verify(wrong, 8, RightsRequest.Standing.SELF, "An adult, about himself", "By telephone, on the number we hold")
    objected = told.log(
        20,
        kind=Kind.OBJECTION,
        asker=Asker.PARENT,
        way=Way.LETTER,
        asker_name="Wilhelmina Invented",
        about="Her daughter",
        words="Stop sharing this with the school",
        reply_to="",
    )
    erased = told.log(
        33,
        kind=Kind.ERASURE,
        asker=Asker.FOR,
        way=Way.LETTER,
        asker_name="Invented and Partners, solicitors",
        about="Their client",
        words="Erase all records",
        reply_to="",
    )
    with acting_as(told.people.actor("governance")) as by:
        then = told.now - timedelta(days=7)
        operations.pause(own, "Which years, and which services?", london_date(then), by=by, at=then)
        words = "We need the record for our public task until its time is over."
        operations.end(erased, Outcome.REFUSED, words, by=by, at=told.now - timedelta(days=6))
        operations.end(
            objected,
            Outcome.WITHDRAWN,
            "She withdrew it after a talk with the school",
            by=by,
            at=told.now - timedelta(days=3),
        )


def _mother_and_son(life: Life) -> tuple[Person, Person]:
    """Of a family of which something is recorded."""
    with acting_as(life.staff.actor("manager")):
        known = set(ChronologyEntry.objects.exclude(person=None).values_list("person", flat=True))
        for family in life.families:
            mothers = [each for each in family.adults if each.sex == "F"]
            sons = [child.person for child in family.children if child.person.sex == "M" and child.person.pk in known]
            readable = Person.objects.filter(pk__in=[each.pk for each in [*mothers[:1], *sons[:1]]])
            if mothers and sons and readable.count() == 2:
                return mothers[0], sons[0]
    raise LookupError("No family of the demonstration has a mother and a son of whom something is recorded")
