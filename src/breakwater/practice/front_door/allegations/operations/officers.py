"""The designated officers' side after the receipt: who in the employer may know and when they were told, the children's
immediate safety, meetings, actions, referrals, and what is still open when it closes (SG-11).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases.operations import CaseIsClosed
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Clock, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...arrivals.operations.allegation_intake import keep_from_the_accused
from ...models import Allegation, AllegationOutcome, EmployerPerson, OfficerStep
from ...pathway import EMPLOYER_TOLD, FIRST_STEPS
from .allegations import lock


class TheyAreAccused(Refusal):
    """The person named is the one it is about."""

    words = "It is about this person, so they are not told in this way. Name someone else"
    box = "name"


class TheHeadIsAccused(Refusal):
    """It is about the head, so the chair or the trust may know, and not the head."""

    words = "It is about the head, so the head is not told in this way. Choose the chair or the trust"
    box = "post"


class TheyMayKnow(Refusal):
    """The person it is about is one of those who in the employer may know."""

    words = "This person is recorded as one who may know. If it is about them, call your manager first"
    box = "about"


class ToldAlready(Refusal):
    """Someone has recorded that they were told."""

    words = "Someone has recorded that they were told. Open the allegation to read it."


class NotYet(Refusal):
    """The day lies ahead, or before it was received."""

    words = "Enter a time between the receipt of the allegation and now"
    box = "time"


@dataclass(frozen=True)
class MayKnow:
    """Someone of the employer who may know. `about_the_head`: whether it is about the head, or whoever is in charge."""

    name: str
    post: str
    because: str
    about_the_head: bool
    reached_at: str = ""


@dataclass(frozen=True)
class Step:
    """What an officer did about it."""

    kind: str
    happened_on: date
    words: str
    key: UUID
    is_made: bool = True
    people: str = ""
    reference: str = ""


@transaction.atomic
def say_who_it_is(allegation: Allegation, *, name: str, role: str, by: Actor, at: datetime) -> Allegation:
    """Record whom it is about, where the sender's words did not say or said only part. What stood before stays in its chronology.

    Whoever bears the name and has a post in the organisation is kept from it, as at receipt. Raises TheyMayKnow, CaseIsClosed.
    """
    allegation = _open(allegation)
    name, role = " ".join(name.split()), " ".join(role.split())
    known = EmployerPerson.objects.filter(case=allegation.case).values_list("name", flat=True)
    if any(one.casefold() in name.casefold() for one in known):
        raise TheyMayKnow(allegation.reference)
    before = ", ".join(filter(None, (allegation.about, allegation.role)))
    allegation.about, allegation.role = name, role
    allegation.save(update_fields=["about", "role"])
    chronology.record(
        case=allegation.case,
        person=None,
        kind="allegation",
        what="Recorded who it is about",
        detail=f"{', '.join(filter(None, (name, role)))}. Before: {before or 'not named'}",
        by=by,
        at=at,
        happened_at=at,
    )
    keep_from_the_accused(allegation, at=at)
    audit.did("recorded who it is about", "case", allegation.case_id)
    return allegation


@transaction.atomic
def name_who_may_know(allegation: Allegation, *, facts: MayKnow, by: Actor, at: datetime) -> EmployerPerson:
    """Record who in the employer may know. They are not told by this, and gain sight of nothing.

    Raises TheyAreAccused, TheHeadIsAccused, CaseIsClosed.
    """
    allegation = _open(allegation)
    name = " ".join(facts.name.split())
    if name.casefold() in allegation.about.casefold():
        raise TheyAreAccused(allegation.reference)
    if facts.about_the_head and facts.post == EmployerPerson.Post.HEAD:
        raise TheHeadIsAccused(allegation.reference)
    if allegation.is_about_head != facts.about_the_head:
        allegation.is_about_head = facts.about_the_head
        allegation.save(update_fields=["is_about_head"])
    known = EmployerPerson.objects.filter(case=allegation.case, name=name, post=facts.post).first()
    if known:
        return known
    made = EmployerPerson.objects.create(
        case=allegation.case,
        name=name,
        post=facts.post,
        reached_at=facts.reached_at,
        because=facts.because,
        named_at=at,
        named_by=by,
    )
    if not Clock.objects.running().filter(case=allegation.case, rule=EMPLOYER_TOLD.key).exists():
        clocks.start(case=allegation.case, rule=EMPLOYER_TOLD, team=allegation.case.responsible_team, at=at)
    _first_steps_done(allegation, by=by, at=at)
    audit.did("named who may know", "case", allegation.case_id)
    return made


def namesakes(allegation: Allegation, people: Iterable[EmployerPerson]) -> set[int]:
    """Those who may know, were not told yet and have the family name of the person it is about: they may be related."""
    words = set(allegation.about.casefold().split())
    return {each.pk for each in people if not each.told_at and each.name.casefold().split()[-1] in words}


@transaction.atomic
def tell(person: EmployerPerson, *, words: str, told_at: datetime, by: Actor, at: datetime) -> EmployerPerson:
    """An officer told them, in person or by telephone: when, and what. The organisation stays struck until that is lifted.

    The clock is met when everyone who may know was told. Somebody may be told after it was decided. Raises ToldAlready, NotYet.
    """
    allegation = lock(Allegation.objects.get(case=person.case_id))
    held = EmployerPerson.objects.select_for_update().get(pk=person.pk)
    if held.told_at:
        raise ToldAlready(held.pk)
    if not allegation.received_at.replace(second=0, microsecond=0) <= told_at <= at:
        raise NotYet(told_at)
    held.told_at, held.told_by, held.told_words = told_at, by, words.strip()
    held.save(update_fields=["told_at", "told_by", "told_words"])
    if not EmployerPerson.objects.filter(case=allegation.case, told_at=None).exists():
        clocks.stop(case=allegation.case, rule=EMPLOYER_TOLD, by=by, at=told_at)
    audit.did("told the employer", "case", allegation.case_id)
    return held


@transaction.atomic
def record(allegation: Allegation, *, step: Step, by: Actor, at: datetime) -> OfficerStep:
    """Record a step; a referral also once it is decided. The same key again adds nothing. Raises NotYet, CaseIsClosed."""
    one_at_a_time(step.key)
    if known := OfficerStep.objects.filter(key=step.key).first():
        return known
    allegation = lock(allegation) if step.kind in OfficerStep.REFERRALS else _open(allegation)
    if step.happened_on > london_date(at):
        raise NotYet(step.happened_on)
    made = OfficerStep.objects.create(
        case=allegation.case,
        kind=step.kind,
        happened_on=step.happened_on,
        is_made=step.is_made,
        people=step.people,
        words=step.words,
        reference=step.reference,
        key=step.key,
        at=at,
        by=by,
    )
    _first_steps_done(allegation, by=by, at=at)
    audit.did("recorded a step", "case", allegation.case_id, step=made.pk)
    return made


@transaction.atomic
def add_action(allegation: Allegation, *, title: str, due_at: datetime, key: UUID, by: Actor, at: datetime) -> Task:
    """An action of the officers, with a day. It stands with their tasks, sealed with the allegation. Raises CaseIsClosed."""
    allegation = _open(allegation)
    return tasks.make(
        tasks.ToDo(title=title, owner=by.membership, due_at=due_at),
        team=allegation.case.responsible_team,
        case=allegation.case,
        key=key,
        by=by,
        at=at,
    )


def lacks_of(allegation: Allegation, outcome: str = "") -> list[str]:
    """What is not recorded yet that closing should have, in words. With an `outcome`, also the referrals it asks for."""
    kinds = set(OfficerStep.objects.filter(case=allegation.case_id).values_list("kind", flat=True))
    people = list(EmployerPerson.objects.filter(case=allegation.case_id).values_list("told_at", flat=True))
    substantiated = outcome == AllegationOutcome.SUBSTANTIATED
    still_open = Task.objects.open().filter(case=allegation.case_id).count()
    return [
        *(["who it is about"] if not allegation.about else []),
        *(["who in the employer may know"] if not people else []),
        *(["that the employer was told"] if people and None in people else []),
        *(["the children's immediate safety"] if OfficerStep.Kind.SAFETY not in kinds else []),
        *(["whether the DBS was told"] if substantiated and OfficerStep.Kind.DBS not in kinds else []),
        *(["whether the TRA was told"] if substantiated and OfficerStep.Kind.TRA not in kinds else []),
        *([f"{still_open} open {'action' if still_open == 1 else 'actions'}"] if still_open else []),
    ]


def _open(allegation: Allegation) -> Allegation:
    allegation = lock(allegation)
    if allegation.case.closed_at:
        raise CaseIsClosed(allegation.reference)
    return allegation


def _first_steps_done(allegation: Allegation, *, by: Actor, at: datetime) -> None:
    """The first working day's duty is met once both are on record: who may know, and the children's immediate safety."""
    named = EmployerPerson.objects.filter(case=allegation.case).exists()
    safe = OfficerStep.objects.filter(case=allegation.case, kind=OfficerStep.Kind.SAFETY).exists()
    if named and safe:
        clocks.stop(case=allegation.case, rule=FIRST_STEPS, by=by, at=at)
