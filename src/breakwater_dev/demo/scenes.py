"""A few things that every visitor of the demo should find: told near the present, whatever day it is."""

from datetime import datetime, timedelta

from breakwater.casework.chronology import operations as chronology
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.front_door.arrivals.operations import arrivals as arrivals_operations
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Outcome, Submission

from . import (
    arrivals,
    compartments,
    guarded,
    neighbours,
    prevent,
    requests,
    screening,
    stepping_down,
    strategies,
    words,
)
from .life import Life
from .rhythm import later

HELP, DANGER, QUARREL = words.CONCERNS[3], words.CONCERNS[2], words.CONCERNS[1]
NO_NAME = (
    "I hear a little child crying for a long time most nights in the flat above the shop, and nobody seems to go to it. I "
    "do not know the name. I would rather not say mine."
)
FROM_A_CHILD = (
    "things at home are not ok since my uncle came to stay. i dont want my mum to know i wrote this. you can write to me "
    "but only in the week"
)


def prepare(life: Life) -> None:
    """What has to begin weeks ago: the school that visitors sign in to has told the MASH of two of its pupils."""
    ours = life.post("dsl").team
    for days, concern in ((23, words.CONCERNS[0]), (9, words.CONCERNS[9])):
        at = later(life.now - timedelta(days=days), 1)
        family, _ = _family(life, lambda each: any(child.team == ours for child in each.children))
        pupils = [child for child in family.children if child.team == ours]
        life.queue.at(
            at,
            lambda then, family=family, pupils=pupils, concern=concern: life.tell(
                family, pupils[:1], concern, "school", then
            ),
        )


def play(life: Life) -> None:
    """Tell the rest, latest last."""
    now = life.now
    overdue(life, now - timedelta(days=4, hours=2))
    brothers_and_sisters(life, now - timedelta(hours=26))
    stepping_down.tell(life, _family)
    offered_lately(life, now - timedelta(hours=24))
    address_only(life, now - timedelta(hours=15))
    from_a_child(life, now - timedelta(hours=6))
    for hours in (5, 3, 1.5, 0.5):
        life.arrives(now - timedelta(hours=hours))
    in_danger_now(life, now - timedelta(minutes=25))
    asked_of_others(life, now)
    arrivals.rung_in(life, now - timedelta(hours=4))
    arrivals.noticed(life, now - timedelta(hours=3, minutes=30))
    family, children = _family(life, lambda each: len(each.children) == 2 and each.children[0].team is not None)
    arrivals.told_twice(life, family, children, now - timedelta(hours=9))
    life.queue.run()
    requests.pick_up_what_is_late(life)
    screening.list_comes_in(life, now - timedelta(hours=2, minutes=30))
    restricted(life, now - timedelta(hours=2))
    compartments.about_a_coach(life, now - timedelta(hours=3))
    compartments.by_the_specialist_route(life, now - timedelta(hours=4))
    prevent.play(life)
    strategies.play(life, _family)
    neighbours.play(life, _family)
    guarded.play(life)


def _family(life: Life, fits) -> tuple:
    for family in life.families:
        if id(family) not in life.used and fits(family):
            life.used.add(id(family))
            return family, [child for child in family.children if child.team] or family.children
    raise LookupError("no such family in the invented area")


def overdue(life: Life, at: datetime) -> None:
    """Two that should have been decided: one is claimed and being worked on, neither has a reason yet."""
    for sender, offset in (("police", 0), ("housing officer", 3)):
        family, children = _family(life, lambda each: len(each.children) == 1)
        told = life.tell(family, children[:1], QUARREL, sender, at + timedelta(hours=offset), goes_on=False)
        if sender == "police":
            life.screen(told, "screener 2", later(at, 1))


def offered_lately(life: Life, at: datetime) -> None:
    """Three families who said yes to help, whose offers wait for the co-ordinators."""
    for number in range(3):
        family, children = _family(life, lambda each: any(child.team for child in each.children))
        told = life.tell(family, children[:1], HELP, "health visitor", at + timedelta(hours=number), goes_on=False)
        life.screen(told, "screener", at + timedelta(hours=number + 1))
        life.decide_as(told, Outcome.TIER2, at + timedelta(hours=20 + number), answered=False)


def brothers_and_sisters(life: Life, at: datetime) -> None:
    """One call about three children: three contacts, each with its own clock."""
    family, children = _family(life, lambda each: sum(child.team is not None for child in each.children) >= 3)
    life.tell(family, children[:3], QUARREL, "police", at, goes_on=False)


def address_only(life: Life, at: datetime) -> None:
    """A caller who gives no name tells of a child without one. Nobody is matched, and nothing is lost."""
    with acting_as(service_of(life.area, ServiceName.INTAKE)) as intake:
        arrivals_operations.receive(
            arrivals_operations.Arrival(
                area=life.area,
                channel=Submission.Channel.PUBLIC,
                key="demo-address-only",
                worry=NO_NAME,
                children=[
                    ChildTold(
                        named_as="A little child, name not known",
                        address="Flat above the kite shop, Teaspoon Street",
                        postcode=life.families[0].postcode,
                    )
                ],
                sender=arrivals_operations.Sender(words="", source_code="9", wants_feedback=False),
            ),
            by=intake,
            at=at,
        )


def from_a_child(life: Life, at: datetime) -> None:
    """A young person writes, and says when it is safe to answer."""
    with acting_as(service_of(life.area, ServiceName.INTAKE)) as intake:
        arrivals_operations.receive(
            arrivals_operations.Arrival(
                area=life.area,
                channel=Submission.Channel.CHILD,
                key="demo-from-a-child",
                worry=FROM_A_CHILD,
                children=[ChildTold(named_as="Jess (first name only)", school="Figurehead Academy")],
                sender=arrivals_operations.Sender(words="The young person", source_code="1C"),
            ),
            by=intake,
            at=at,
        )


def in_danger_now(life: Life, at: datetime) -> None:
    """A school tells of a child who is afraid to go home today."""
    family, children = _family(life, lambda each: any(child.team for child in each.children))
    life.tell(family, children[:1], DANGER, "school", at, danger=True, goes_on=False)


def asked_of_others(life: Life, now: datetime) -> None:
    """Pupils of the school that visitors sign in to, about whom others are asked: lately, for hours, and since yesterday."""
    ours = life.post("dsl").team
    for sender, concern, hours, teams, answered in (
        ("police", QUARREL, 30, ["health_visiting", "housing", "school"], ("housing",)),
        ("health visitor", HELP, 5, ["police", "school", "early_help"], ("early_help",)),
        ("housing officer", QUARREL, 2, ["police", "health_visiting", "school"], ("health_visiting",)),
        ("youth worker", words.CONCERNS[8], 1, ["police", "housing", "health_visiting", "school"], ()),
    ):
        family, children = _family(life, lambda each: any(child.team == ours for child in each.children))
        child = next(child for child in children if child.team == ours)
        at = now - timedelta(hours=hours)
        told = life.tell(family, [child], concern, sender, at - timedelta(minutes=55), goes_on=False)
        life.screen(told, "screener", at - timedelta(minutes=30))
        requests.lately(life, told, "screener", at, teams, answered=answered)


def restricted(life: Life, at: datetime) -> None:
    """One child whose record two named people may read, because someone in the family works here."""
    family, children = _family(life, lambda each: len(each.children) == 2)
    child = children[0].person
    readers = [life.post("manager"), life.post("screener 3")]
    with acting_as(life.actor("manager")) as by:
        person = Person.objects.get(pk=child.pk)
        chronology.record(
            person=person,
            kind="contact",
            what="Moved to a new home with help from another service",
            by=by,
            at=at,
            significant=True,
        )
        restrictions.restrict(
            person=person, readers=readers, by=by, at=at, reason="A relative works in the council's children's services"
        )
