"""When work changes hands the family is told, by a way that is safe for each of them (SG-27), and that is on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, Case, Participant
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.models import Task
from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person, PersonContact

from .models import FamilyTold, Handover
from .registry import RECEIVERS

TOLD_WITHIN = WorkingDays(2)
_TELL = UUID("5e3a3d3e-6f0b-4b7e-9a3b-7f6a5b1c2d90")
TITLE = {
    True: "Tell the family which team helps them from now on",
    False: "Tell the family who their new lead professional is",
}


class NotOfTheFamily(Refusal):
    """Whoever is said to be told takes no part in the cases that changed hands."""


class WhyNotToldMissing(Refusal):
    """Where someone is not told, the record says why."""


@dataclass(frozen=True)
class Member:
    """Someone of the family: how it is safe to reach them, and what is kept of their being told."""

    person: Person
    what: str
    is_child: bool
    safe: list[PersonContact]
    unsafe: int
    told: FamilyTold | None


def ask_to_tell(*, handover: Handover, by: Actor, at: datetime) -> None:
    """Whoever took over gets a task to tell the family, once a case."""
    person = by.membership if RECEIVERS[handover.service].takes_over else None
    team = person.team if person else handover.to_team
    for row in handover.carried.select_related("case"):
        tasks.make(
            tasks.ToDo(
                title=TITLE[handover.moves_cases],
                owner=person,
                detail=f"Open handover {handover.reference} and choose “Tell the family”. It says first how it is safe to reach each of them.",
                due_at=due(TOLD_WITHIN, at, hours_of(team, london_date(at))).shown_at,
            ),
            team=team,
            case=row.case,
            by=by,
            at=at,
            key=uuid5(_TELL, f"{handover.pk} {row.pk}"),
        )


def still_to_tell(case: Case) -> Handover | None:
    """The handover of which the family of a case has not heard yet: the task to tell them is open."""
    if not Task.objects.open().filter(case=case, title__in=TITLE.values()).exists():
        return None
    return Handover.objects.filter(carried__case=case, status=Handover.Status.ACCEPTED).order_by("-answered_at").first()


def members_of(handover: Handover) -> list[Member]:
    """The family of the carried cases, as far as the actor may see it: parents first, then children. Three queries."""
    parts = Participant.objects.filter(
        case__handovers__handover=handover, ends_at=None, capacity__in=[Capacity.PARENT, Capacity.CHILD]
    ).select_related("person")
    found = {part.person_id: part for part in parts.order_by("-capacity", "pk")}
    ways: dict[int, list[PersonContact]] = {}
    for way in PersonContact.objects.filter(person__in=found).order_by("pk"):
        ways.setdefault(way.person_id, []).append(way)
    told = {row.person_id: row for row in FamilyTold.objects.filter(handover=handover).order_by("at", "pk")}
    return [
        Member(
            person=part.person,
            what=part.get_capacity_display(),
            is_child=part.capacity == Capacity.CHILD,
            safe=[way for way in ways.get(pk, []) if way.safe_to_use == PersonContact.Safe.YES],
            unsafe=sum(way.safe_to_use != PersonContact.Safe.YES for way in ways.get(pk, [])),
            told=told.get(pk),
        )
        for pk, part in found.items()
    ]


@dataclass(frozen=True)
class ToldFacts:
    """Who of the family was told who helps from now on, how and when; or in `words`, why not."""

    person: Person
    how: str
    told_on: date
    words: str = ""


@transaction.atomic
def told(handover: Handover, facts: ToldFacts, *, by: Actor, at: datetime, key: UUID | None = None) -> FamilyTold:
    """Keep that someone of the family was told, or why not. Once every parent is spoken of, the task is done.

    The same `key` again keeps nothing. Raises NotOfTheFamily, WhyNotToldMissing.
    """
    row = handover.carried.select_related("case").order_by("pk").first()
    known = cases.sent_before(FamilyTold, case=row.case, key=key)
    if known:
        return known
    members = {member.person.pk: member for member in members_of(handover)}
    person, how = facts.person, facts.how
    if person.pk not in members:
        raise NotOfTheFamily(handover.reference)
    if how == FamilyTold.How.NOT_TOLD and not facts.words.strip():
        raise WhyNotToldMissing(handover.reference)
    made = FamilyTold.objects.create(handover=handover, at=at, by=by, key=key, **values_of(facts))
    what = members[person.pk].what
    said = (
        f"{what[:1].upper()}{what[1:]} not told who helps now"
        if how == FamilyTold.How.NOT_TOLD
        else (f"{what[:1].upper()}{what[1:]} told who helps from now on, {made.get_how_display().lower()}")
    )
    chronology.record(case=row.case, kind="handover", what=said, by=by, at=at)
    audit.did("told the family", "handover", handover.pk, how=how)
    parents = [pk for pk, member in members.items() if not member.is_child] or list(members)
    if all(pk == person.pk or members[pk].told for pk in parents):
        keys = [uuid5(_TELL, f"{handover.pk} {one}") for one in handover.carried.values_list("pk", flat=True)]
        for task in Task.objects.open().filter(key__in=keys):
            tasks.do(task=task, by=by, at=at, outcome="Each of them is told, or it says why not.")
    return made
