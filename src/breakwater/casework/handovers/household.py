"""The family of a case in the ledger: who they are to one another, where they live, how to reach them, and what is still to do."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from breakwater.casework.cases import operations as cases_kept
from breakwater.casework.cases.models import Capacity, Case, Participant
from breakwater.casework.clocks.models import Clock
from breakwater.casework.clocks.rules import CLOCK_RULES
from breakwater.casework.tasks.models import Task
from breakwater.casework.thresholds.models import LevelView
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person, PersonContact, RelationshipCode
from breakwater.partnership.people.records import presenting

from .ledger import SAFE
from .models import FamilyTold, Line
from .registry import LEDGER_SOURCES, Fact

Code = RelationshipCode
BROTHERS_AND_SISTERS = {Code.SIBLING.label, Code.HALF_SIBLING.label, Code.STEP_SIBLING.label}
PARENTS = {Code.MOTHER.label, Code.FATHER.label, Code.PARENT.label}
RECORD = "The person’s record"
DO_NOT_USE = {
    PersonContact.Safe.NO: "is not safe to use",
    PersonContact.Safe.NOT_KNOWN: "is on record; ask first whether it is safe to use",
}


@LEDGER_SOURCES.register("casework.family")
def family(cases: Sequence[Case]) -> list[Fact]:
    """Of each child: household, parental responsibility, relationships, brothers and sisters; of everybody: address and safe ways."""
    parts = _participants(cases)
    now = timezone.now()
    headers = presenting.headers([part.person for part in parts], on=london_date(now))
    children = {part.person_id for part in parts if part.capacity == Capacity.CHILD}
    found: list[Fact] = []
    for part, header in zip(parts, headers, strict=True):
        found += _of_a_participant(part, header, now)
        if part.person_id in children:
            found += _of_a_child(header, children, now)
    return [*found, *ways_to_reach([part.person for part in parts], now)]


def _participants(cases: Iterable[Case]) -> list[Participant]:
    rows = Participant.objects.filter(case__in=cases, ends_at=None).select_related("person").order_by("pk")
    return list({part.person_id: part for part in rows}.values())


def _fact(line: Line, words: str, about: str, now: datetime, **more) -> Fact:
    return Fact(line=line, words=words, source=RECORD, known_at=now, about=about, is_live=True, **more)


def _of_a_participant(part: Participant, header: presenting.Header, now: datetime) -> Iterator[Fact]:
    what = part.get_capacity_display()
    line = Line.HOUSEHOLD if part.capacity in (Capacity.CHILD, Capacity.HOUSEHOLD) else Line.RELATIONSHIPS
    yield _fact(line, ", ".join(filter(None, [header.age, what])), header.name, now, person=part.person)
    if part.capacity == Capacity.SIBLING:
        yield _fact(Line.SIBLINGS, header.age or what, header.name, now, person=part.person)
    if header.address != presenting.ADDRESS_NOT_KNOWN:
        yield _fact(Line.ADDRESSES, header.address, header.name, now, person=part.person)


def _of_a_child(header: presenting.Header, children: set[int], now: datetime) -> Iterator[Fact]:
    for relative in header.relatives:
        name, lives = relative.person.name, {True: "lives in the household", False: "lives elsewhere"}
        where = lives.get(relative.lives_in_household, "")
        said = ", ".join(filter(None, [f"{relative.is_their} of {header.name}", where]))
        yield _fact(Line.RELATIONSHIPS, said, name, now, person=relative.person)
        if relative.lives_in_household:
            yield _fact(Line.HOUSEHOLD, f"{relative.is_their} of {header.name}", name, now, person=relative.person)
        if relative.holds_parental_responsibility:
            yield _fact(Line.RESPONSIBILITY, f"{relative.is_their} of {header.name}", name, now, person=relative.person)
        if relative.is_their in BROTHERS_AND_SISTERS and relative.person.pk not in children:
            yield _fact(Line.SIBLINGS, f"{relative.is_their} of {header.name}", name, now, person=relative.person)


def ways_to_reach(people: Iterable[Person], now: datetime) -> Iterator[Fact]:
    """Safe numbers as they are; of the others only that there is one, so that nobody dials it by mistake (SG-27)."""
    names = {person.pk: person for person in people}
    for way in PersonContact.objects.filter(person__in=names).order_by("person_id", "pk"):
        kind = way.get_kind_display()
        words = (
            f"{kind} {way.value}, safe to use"
            if way.safe_to_use == PersonContact.Safe.YES
            else (f"A {kind.lower()} {'number' if way.kind == 'PHONE' else 'address'} {DO_NOT_USE[way.safe_to_use]}")
        )
        person = names[way.person_id]
        said = f"{words}. {way.when}" if way.when else words
        more = {SAFE: "yes"} if way.safe_to_use == PersonContact.Safe.YES else {}
        yield _fact(Line.SAFE_CONTACT, said, person.name, now, person=person, more=more)


@LEDGER_SOURCES.register("casework.work")
def work(cases: Sequence[Case]) -> list[Fact]:
    """Open actions and running clocks, the level of need with its evidence, and who of the family was told of an earlier handover."""
    return [*_actions(cases), *_levels(cases), *_told(cases)]


def _actions(cases: Sequence[Case]) -> Iterator[Fact]:
    for task in (
        Task.objects.open().filter(case__in=cases).select_related("owner__user", "team").order_by("due_at", "pk")
    ):
        who = task.owner.user.name if task.owner_id else task.team.name
        yield Fact(
            line=Line.ACTIONS,
            words=f"{task.title}: {who}, due {day(task.due_at)}",
            source="Open actions",
            known_at=task.made_at,
            is_live=True,
        )
    for clock in Clock.objects.running().filter(case__in=cases).order_by("due_at", "pk"):
        rule = CLOCK_RULES.get(clock.rule)
        yield Fact(
            line=Line.ACTIONS,
            words=f"{rule.label if rule else 'Deadline'}: due {day(clock.due_at)}",
            source="Deadlines",
            known_at=clock.started_at,
            is_live=True,
        )


def _levels(cases: Sequence[Case]) -> Iterator[Fact]:
    seen = LevelView.objects.filter(case__in=cases).select_related("edition").prefetch_related("considered__indicator")
    for view in {one.case_id: one for one in seen.order_by("at", "pk")}.values():
        evidence = "; ".join(row.indicator.text for row in view.considered.all())
        label = view.edition.label_of(view.level)
        words = f"{label}: {view.reason.rstrip('. ')}." + (f" Evidence: {evidence}." if evidence else "")
        yield Fact(line=Line.THRESHOLD, words=words, source=view.edition.title, known_at=view.at)


def _told(cases: Sequence[Case]) -> Iterator[Fact]:
    rows = (
        FamilyTold.objects.filter(handover__carried__case__in=cases).select_related("person").order_by("pk").distinct()
    )
    for row in rows:
        is_told = row.how != FamilyTold.How.NOT_TOLD
        said = f"{'Told who helps now' if is_told else 'Not told who helps now'}{f', {row.get_how_display().lower()}' if is_told else ''}"
        yield Fact(
            line=Line.FAMILY_KNOWS if is_told else Line.NOT_TO_TELL,
            words=f"{said}. {row.words}" if row.words else said,
            source="Family told of a handover",
            known_at=row.at,
            about=row.person.name,
            person=row.person,
        )


def bring_along(*, carried: Sequence[Case], by: Actor, at: datetime) -> None:
    """Put those into the cases handed over without whom nobody can act: whoever holds parental responsibility, parents, and the
    brothers and sisters, as far as the giver sees them (the children's relationships say who they are).
    """
    children = Participant.objects.filter(case__in=carried, capacity=Capacity.CHILD, ends_at=None)
    parts = list(children.select_related("person", "case").order_by("pk"))
    headers = presenting.headers([part.person for part in parts], on=london_date(at))
    for part, header in zip(parts, headers, strict=True):
        for relative in header.relatives:
            if relative.is_their in BROTHERS_AND_SISTERS:
                capacity = Capacity.SIBLING
            elif relative.holds_parental_responsibility or relative.is_their in PARENTS:
                capacity = Capacity.PARENT
            else:
                continue
            cases_kept.add_participant(case=part.case, person=relative.person, capacity=capacity, by=by, at=at)
