"""An incident is opened of a report or of what another school told; its children are said to be who they are."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import age_on
from breakwater.foundation.facts import values_of
from breakwater.foundation.models.references import reference
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, Team
from breakwater.partnership.people.models import Person

from ... import pathway
from ...models import Decision, Incident, IncidentChild, Report, SchoolNotice, Trigger
from ...models.incidents import UNDER_13, Capacity, Category, Device, YesNo
from ...reports import operations as reports
from . import duty, reviews
from .as_told import police_as_told, wish_as_told

WORKS_WITH = "You are named as the adult who works with a child: read what you need to know"


class ItIsClosed(Refusal):
    words = "This incident is closed."


class ChildTwice(Refusal):
    words = "This pupil is in the incident already."
    box = "pupil"


class NotTheSame(Refusal):
    words = "This pupil is not who was named. Choose again, or say how you know that it is the same child."
    box = "sure"


class AlreadyInAnother(Refusal):
    words = "This report is in an incident already."


@dataclass(frozen=True)
class IncidentFacts:
    """What happened, as the safeguarding team codes it."""

    category: str
    place: str
    platform: str = ""
    level: str = ""
    happened_on: date | None = None
    time: str = "NOT_KNOWN"
    relationship: str = "NOT_KNOWN"
    has_images: bool = False
    device: str = ""
    is_pattern: bool = False
    is_repeat: bool = False
    lgbt: str = YesNo.NOT_KNOWN


@dataclass(frozen=True)
class ChildFacts:
    """Who a child is, as far as the school knows: a pupil of its own roll, or a name; perhaps a pupil of another school."""

    capacity: str
    named_as: str = ""
    person: Person | None = None
    unmatched_why: str = ""
    born: date | None = None
    is_under_13: str = YesNo.NOT_KNOWN
    year_group: str = ""
    sex: str = ""
    send: str = YesNo.NOT_KNOWN
    ethnicity: str = ""
    has_social_worker: str = YesNo.NOT_KNOWN
    is_looked_after: str = YesNo.NOT_KNOWN
    school: Organisation | None = None
    school_words: str = ""


@transaction.atomic
def open_incident(report: Report, facts: IncidentFacts, *, by: Actor, at: datetime) -> Incident:
    """Open the incident of a report, with the children that it names. A second time gives the one that was opened."""
    held = reports.acknowledge(report, by=by, at=at)
    if held.incident_id:
        return held.incident
    made = _open(held.team, held.area, facts, by=by, at=at)
    _join(held, made)
    _child(
        made,
        ChildFacts(Capacity.HARMED, held.harmed[:200], is_under_13=held.under_13),
        wish=held.wish,
        by=by,
        at=at,
    )
    if held.alleged:
        _child(made, ChildFacts(Capacity.ALLEGED, held.alleged), by=by, at=at)
    return made


@transaction.atomic
def open_from_notice(notice: SchoolNotice, facts: IncidentFacts, *, by: Actor, at: datetime) -> Incident:
    """Open one's own incident of what another school told of one's pupil. A second time gives the one that was opened."""
    held = SchoolNotice.objects.select_for_update(of=("self",)).select_related(
        "to_team", "area", "team__organisation", "belongs_to"
    )
    held = held.get(pk=notice.pk)
    if held.belongs_to:
        return held.belongs_to
    made = _open(held.to_team, held.area, facts, by=by, at=at, from_notice=held)
    child = _child(made, ChildFacts(held.capacity, held.named_as, born=held.born), by=by, at=at)
    wish_as_told(child, held, by=by, at=at)
    of_same = SchoolNotice.objects.filter(child=held.child_id, to_team=held.to_team, belongs_to=None)
    of_same.update(belongs_to=made, about=child)
    held.about = child
    police_as_told(made, held, by=by, at=at)
    return made


@transaction.atomic
def add_report(report: Report, *, incident: Incident, by: Actor, at: datetime) -> Incident:
    """Another report of the same. Raises ItIsClosed, AlreadyInAnother."""
    held, into = reports.acknowledge(report, by=by, at=at), locked(incident)
    if held.incident_id not in (None, into.pk):
        raise AlreadyInAnother
    _join(held, into)
    reviews.call_reviews(into, Trigger.INFORMATION, "Another report of the incident came in", by=by, at=at)
    return into


@transaction.atomic
def describe(
    incident: Incident, facts: IncidentFacts, *, why: str = "", revision: int, by: Actor, at: datetime
) -> Incident:
    """Code it again, as more becomes known. `why` is why violence is violence no more. Raises ItIsClosed, ChangedMeanwhile, NoReason."""
    held = locked(incident)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    was = duty.before(held)
    if duty.may_lower(was.category, facts.category) and not why:
        raise duty.NoReason
    _set(held, **values_of(facts), revision=held.revision + 1)
    device_moved(held, was=incident.device, by=by, at=at)
    what = f"{Category(was.category).label} → {held.get_category_display()}" if was.category != held.category else ""
    duty.follow(held, was, what=what, why=why, by=by, at=at)
    audit.did("described", "incident", held.pk)
    return held


def device_moved(incident: Incident, *, was: str, by: Actor, at: datetime) -> None:
    """Who had the device with the images, and from when on somebody else: the police ask whose hands it was in (SG-29)."""
    if incident.device != was:
        what = f"Device with the images: {Device(was).label} → {Device(incident.device).label}"
        Decision.objects.create(incident=incident, kind="DEVICE", what=what, why="", made_at=at, made_by=by)


@transaction.atomic
def add_child(incident: Incident, facts: ChildFacts, *, by: Actor, at: datetime) -> IncidentChild:
    """Another child of it. Raises ItIsClosed, ChildTwice."""
    held = locked(incident)
    was = duty.before(held)
    made = _child(held, facts, by=by, at=at)
    duty.follow(held, was, what="", why="", by=by, at=at)
    return made


@transaction.atomic
def change_child(child: IncidentChild, facts: ChildFacts, *, sure: str = "", by: Actor, at: datetime) -> IncidentChild:
    """Say who a child is, or in what capacity. Raises ItIsClosed, ChildTwice, NotTheSame.

    `sure` is how it is known that a pupil is the child who was named otherwise, or with another date of birth.

    Whoever is kept from that pupil is kept from the incident from now on: the database does that (SG-16).
    """
    incident = locked(child.incident)
    was, before = duty.before(incident), _shown(child)
    _once(incident, facts.person, but=child)
    if facts.person is not None and differs(child, facts.person):
        if not sure:
            raise NotTheSame
        what = f"{child.named_as} → {facts.person.name}"
        Decision.objects.create(incident=incident, kind="PUPIL", what=what, why=sure, made_at=at, made_by=by)
    said = _said(facts, incident)
    if not child.notices.exists():
        _set(child, **said)
    else:  # what another school was told stays about whom it was told
        _set(child, **{name: value for name, value in said.items() if name not in ("school", "school_words")})
    what = f"{child.named_as}: {before} → {_shown(child)}" if before != _shown(child) else ""
    duty.follow(incident, was, what=what, why="", by=by, at=at)
    audit.did("changed a child of", "incident", incident.pk, child=child.pk)
    return child


@transaction.atomic
def set_worker(child: IncidentChild, *, worker: Membership | None, by: Actor, at: datetime) -> IncidentChild:
    """The adult whom the child trusts, or who works with them: they read the child's row and plan, and nothing else of it."""
    locked(child.incident)
    is_new = worker is not None and worker.user_id != child.worker_user_id
    _set(child, worker=worker, worker_user=worker.user if worker else None)
    if is_new:
        path = reverse("child_on_child:child", args=[child.public_id])
        notifications.tell(users=[worker.user], words=WORKS_WITH, path=path, by=by, at=at)
    audit.did("named who works with a child of", "incident", child.incident_id, child=child.pk)
    return child


def locked(incident: Incident) -> Incident:
    """The incident, held still, while it is open. Raises ItIsClosed."""
    held = Incident.objects.select_for_update(of=("self",)).select_related("team", "area").get(pk=incident.pk)
    if not held.is_open:
        raise ItIsClosed
    return held


def _open(team: Team, area: Area, facts: IncidentFacts, *, by: Actor, at: datetime, **more) -> Incident:
    today = london_date(at)
    made = Incident.objects.create(
        **values_of(facts),
        **more,
        area=area,
        team=team,
        reference=reference("CC", year=today.year),
        opened_at=at,
        opened_by=by,
        next_on=pathway.first_review(area, today),
    )
    audit.did("opened", "incident", made.pk)
    return made


def _join(report: Report, incident: Incident) -> None:
    report.incident = incident
    report.save(update_fields=["incident"])
    audit.did("added a report to", "incident", incident.pk, report=report.pk)


def _child(incident: Incident, facts: ChildFacts, *, by: Actor, at: datetime, **more) -> IncidentChild:
    _once(incident, facts.person)
    made = IncidentChild.objects.create(
        **_said(facts, incident),
        **more,
        incident=incident,
        area=incident.area,
        team=incident.team,
        added_at=at,
        added_by=by,
    )
    audit.did("added a child to", "incident", incident.pk, child=made.pk)
    return made


def _once(incident: Incident, person: Person | None, but: IncidentChild | None = None) -> None:
    twice = incident.children.filter(person=person).exclude(pk=but.pk if but else None) if person else None
    if twice is not None and twice.exists():
        raise ChildTwice


def _said(facts: ChildFacts, incident: Incident) -> dict:
    """The facts, with what a pupil's own record says: the name, the date of birth, and by it whether they are under 13."""
    said = values_of(facts)
    if facts.person is not None:
        said["named_as"] = facts.person.name
        said["born"] = facts.person.born_on or facts.born
        said["unmatched_why"] = ""
        said["ethnicity"] = facts.ethnicity or facts.person.ethnicity
    if said["born"]:
        said["is_under_13"] = _under_13(said["born"], incident)
    return said


def _under_13(born: date, incident: Incident) -> str:
    on = incident.happened_on or london_date(incident.opened_at)
    return YesNo.YES if age_on(born, on) < UNDER_13 else YesNo.NO


def says_born(child: IncidentChild, born: date, incident: Incident) -> None:
    """The day of birth of a child of the incident, and by it whether they are under 13."""
    _set(child, born=born, is_under_13=_under_13(born, incident))


def _set(row, **facts) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


def _shown(child: IncidentChild) -> str:
    """What of a child decides who has to be told."""
    return f"{child.get_capacity_display()}, under 13: {child.get_is_under_13_display().lower()}"


def differs(child: IncidentChild, person: Person) -> bool:
    """A pupil is not who was named: neither name holds the other, or another day of birth was given (SG-15)."""
    if child.person_id == person.pk:
        return False
    named = _parts(child.named_as.partition(",")[0].partition("(")[0])
    picked = _parts(f"{person.forename} {person.surname} {person.known_as}")
    is_born_otherwise = bool(child.born and person.born_on and child.born != person.born_on)
    return is_born_otherwise or not (named <= picked or picked <= named)


def _parts(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", name.casefold()))
