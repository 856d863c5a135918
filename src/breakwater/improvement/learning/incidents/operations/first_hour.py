"""The first hour: living children first, then the records: nothing of them is destroyed, and the chronology is drawn (PL 6.1, 6.3).

Who may read the child's record draws what they read, and holds it and what they know of brothers and sisters. What hangs beneath a
restriction is not drawn: the members would read more by it than its readers allowed (SG-18).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from breakwater.casework.cases.models import Capacity, Case, Participant
from breakwater.casework.cases.notices import barred_among
from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import Among
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Identifier, Person, Relationship
from breakwater.partnership.people.models.circumstances import RelationshipCode
from breakwater.partnership.people.records.operations.restrictions import seals_on
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models.arrivals import Channel
from breakwater.practice.front_door.senders import Sender
from breakwater.practice.prevent.referrals.operations import referring

from ...models import ChronologyLine, Hold, Member, Paper, SeriousIncident, State
from .. import papers_asked
from .states import NotAtThisStage, locked, note

SIBLINGS = (RelationshipCode.SIBLING, RelationshipCode.HALF_SIBLING, RelationshipCode.STEP_SIBLING)
BEFORE_NOTIFIED = (State.RAISED, State.CONSIDERED, State.NOT_NOTIFIED)
RESTRICTED = "A brother or sister whose record is restricted"
WHY_HELD = "Held for the partnership until it says otherwise"  # Prevent is told no more: nobody else can tell that there is an incident


class NoSuchRecord(Refusal):
    words = (
        "No contact, case or episode with this reference names one child whose record you may read, or one of several by the name given "
        "here. Check the reference and the child’s name, or ask somebody named on the incident who reads the record to enter it."
    )
    box = "record"


class AnotherRecord(Refusal):
    words = "Another child’s record is tied to this incident already."
    box = "record"


class RecordIsRestricted(Refusal):
    words = (
        "This child’s record is restricted. Tied to it, what the record says would stand in the incident for people who may not read the "
        "record. Leave it untied, and ask the record’s readers to see that nothing of it is destroyed."
    )
    box = "record"


class NobodyToWork(Refusal):
    words = (
        "Every business manager named on this incident is kept from this child’s record, and would lose the incident with it. Name "
        "another business manager first."
    )
    box = "record"


class SaidAlready(Refusal):
    words = (
        "Somebody said this already, and it stays as it was recorded: open the page of the incident to read it. Where a child may be at "
        "risk now, tell the MASH at once."
    )
    box = "living"


class LaterThanBefore(Refusal):
    words = "The authority became aware on an earlier day, as was recorded. The clock is never moved later."
    box = "aware_on"


@dataclass(frozen=True)
class LivingFacts:
    """Whether living children may be at risk now; who they are and why, or who made sure that none is. `before` is what stood there."""

    living: str
    living_words: str
    before: str = ""


@dataclass(frozen=True)
class AwareFacts:
    """When the local authority became aware, who told it, and how many forms the incident makes."""

    aware_on: object
    told_by: str
    counting: str
    why: str = ""


def record_behind(reference: str, called: str) -> Person:
    """The child of a contact, case or episode that the actor may read, by its reference; of several, the one of this name.

    Raises NoSuchRecord.
    """
    case = Case.objects.filter(reference=reference).first()
    children = Participant.objects.filter(case=case, capacity=Capacity.CHILD, ends_at=None) if case else ()
    found = {each.person_id: each.person for each in (children and children.select_related("person"))}
    if len(found) > 1:
        found = {key: one for key, one in found.items() if _plain(one.name) == _plain(called)}
    if len(found) != 1:
        raise NoSuchRecord
    return next(iter(found.values()))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def barred_from(reference: str, humans: Iterable[int]) -> set[int]:
    """Which of these people are kept from the case with a reference, or from its child: they must learn nothing of an incident."""
    case = Case.objects.select_related("area").filter(reference=reference).first()
    return barred_among(case, humans) if case else set()


@transaction.atomic
def tie_record(incident: SeriousIncident, record: str, *, by: Actor, at: datetime) -> SeriousIncident:
    """Tie the child's record to it, hold what there is, and draw the chronology.

    Raises NoSuchRecord, AnotherRecord, RecordIsRestricted, NobodyToWork, NotAtThisStage once it is closed: nothing would lift the hold.
    """
    held = locked(incident)
    if held.state == State.CLOSED:
        raise NotAtThisStage
    child = record_behind(record, held.called)
    if held.child_id not in (None, child.pk):
        raise AnotherRecord
    if seals_on(child):
        raise RecordIsRestricted
    managers = Member.objects.named().filter(incident=held, part=Member.Part.MANAGER)
    working = set(managers.values_list("user", flat=True))
    if working <= barred_from(record, working):
        raise NobodyToWork
    held.child = child
    held.save(update_fields=["child"])
    secure(held, by=by, at=at)
    return held


def secure(incident: SeriousIncident, *, by: Actor, at: datetime) -> None:
    """Hold the child's record and those of brothers and sisters that the actor knows of, and draw the chronology.

    A brother or sister beneath a restriction is held without a name: those named on the incident may not know it (SG-18).
    """
    child = incident.child
    ties = (
        Relationship.objects.present()
        .of([child])
        .drawable()
        .filter(code__in=SIBLINGS)
        .select_related("person", "other")
    )
    siblings = {(tie.person if tie.other_id == child.pk else tie.other) for tie in ties}
    there = set(incident.holds.values_list("person", flat=True))
    open_ones = {one for one in siblings if not seals_on(one)}
    anew = [one for one in (child, *sorted(siblings, key=lambda one: one.pk)) if one.pk not in there]
    for person in anew:
        who = Hold.Who.CHILD if person.pk == child.pk else Hold.Who.SIBLING
        called = person.name if person.pk == child.pk or person in open_ones else RESTRICTED
        Hold.objects.create(incident=incident, person=person, who=who, called=called, since=at, by=by)
    if anew:
        referring.hold_people(anew, why=WHY_HELD, by=by, at=at)
    audit.did("held the records of", "serious_incident", incident.pk, people=len(anew))
    draw_chronology(incident, by=by, at=at)
    _known_of(child, open_ones, incident, by=by, at=at)


@transaction.atomic
def draw_chronology(incident: SeriousIncident, *, by: Actor, at: datetime) -> int:
    """Draw what the actor reads of the child's chronology and is not there yet; return how many lines that made."""
    cases = Participant.objects.filter(person=incident.child_id).values("case")
    about = Q(person=incident.child_id) | Q(person=None, case__in=cases)
    entries = {each.pk: each for each in ChronologyEntry.objects.filter(about)}
    with connection.cursor() as cursor:
        cursor.execute("select access.chronology_to_draw(%s)", [list(entries)])
        open_to_draw = {key for (key,) in cursor.fetchall()}
    there = set(incident.chronology.filter(Among("entry", list(entries))).values_list("entry", flat=True))
    made = ChronologyLine.objects.bulk_create(
        _line(incident, each, by=by, at=at)
        for key, each in entries.items()
        if key in open_to_draw and key not in there and not each.is_process
    )
    audit.did("drew the chronology of", "serious_incident", incident.pk, lines=len(made))
    return len(made)


def _line(incident: SeriousIncident, entry: ChronologyEntry, *, by: Actor, at: datetime) -> ChronologyLine:
    return ChronologyLine(
        incident=incident,
        entry=entry.pk,
        happened_at=entry.happened_at,
        is_exact=entry.happened_precision == "MINUTE",
        what=entry.what,
        detail=entry.detail,
        source=entry.source,
        drawn_at=at,
        by=by,
    )


def _known_of(child: Person, siblings, incident: SeriousIncident, *, by: Actor, at: datetime) -> None:
    """What the record says of the child stands in the notification, where nobody wrote there before."""
    numbers = Identifier.objects.filter(person=child, ends_on=None).order_by("scheme")
    known = {
        "name": child.name,
        "born": str(child.born) if child.born else "",
        "sex": child.get_sex_display() if child.sex else "",
        "numbers": ", ".join(f"{each.get_scheme_display()} {each.value}" for each in numbers),
        "siblings": "\n".join(sorted(one.name for one in siblings)),
    }
    paper, _ = Paper.objects.get_or_create(
        incident=incident,
        kind=Paper.Kind.NOTIFICATION,
        defaults={"answers": "", "saved_at": at, "by": by},
    )
    paper.answers = papers_asked.written(known | papers_asked.read(paper.answers))
    paper.save(update_fields=["answers"])


@transaction.atomic
def record_living(incident: SeriousIncident, facts: LivingFacts, *, by: Actor, at: datetime) -> SeriousIncident:
    """Whether living children may be at risk: where they may, a contact opens at the front door with what is said of them alone.

    Either may prove otherwise later: what was said before stays with the states. That a child may be at risk is taken back by somebody who
    read it alone. Raises SaidAlready, NotAtThisStage.
    """
    held = locked(incident)
    if held.state == State.CLOSED:
        raise NotAtThisStage
    before, at_risk = held.living, SeriousIncident.Living.YES
    if before == facts.living or (before == at_risk and facts.before != at_risk):
        raise SaidAlready
    if before != SeriousIncident.Living.NOT_KNOWN:
        said = "a living child may be at risk" if before == at_risk else "no living child is at risk"
        note(held, f"Recorded before, that {said}: {held.living_words}", by=by, at=at)
    held.living, held.living_words = facts.living, facts.living_words
    if facts.living == SeriousIncident.Living.YES and not held.contact:
        held.contact = open_contact(held, by=by, at=at)
    held.save(update_fields=["living", "living_words", "contact"])
    audit.did("recorded the safety of living children in", "serious_incident", held.pk, living=facts.living)
    return held


def open_contact(incident: SeriousIncident, *, by: Actor, at: datetime) -> str:
    """The contact about living children; it says nothing of the incident. Returns the reference of its receipt."""
    post = by.membership
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=incident.area,
            channel=Channel.PROFESSIONAL,
            key=f"{incident.key}:living",
            worry=incident.living_words,
            sender=Sender.at_post(post, words=f"{post.user.name}, {post.team.name}"),
        ),
        by=by,
        at=at,
    )
    return receipt.submission.reference


@transaction.atomic
def set_aware(incident: SeriousIncident, facts: AwareFacts, *, by: Actor, at: datetime) -> SeriousIncident:
    """When the authority became aware: only ever an earlier day, and what was recorded before stays.

    Raises LaterThanBefore, NotAtThisStage once it was notified: the clocks that run then were counted from the day as it stood.
    """
    held = locked(incident)
    if held.state not in BEFORE_NOTIFIED:
        raise NotAtThisStage
    if facts.aware_on > held.aware_on:
        raise LaterThanBefore
    if facts.aware_on < held.aware_on:
        words = f"Aware on {day(facts.aware_on)}, recorded before as {day(held.aware_on)}"
        note(held, words, by=by, at=at)
    held.aware_on, held.told_by, held.counting = facts.aware_on, facts.told_by, facts.counting
    held.save(update_fields=["aware_on", "told_by", "counting"])
    audit.did("recorded awareness of", "serious_incident", held.pk)
    return held
