"""The child's page, worked out: header, who is responsible, what is open, last events, people, cases, tasks, documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.lookup import cases_about
from breakwater.casework.cases.models import Case, CaseWorker
from breakwater.casework.cases.pages import Why, why_involved
from breakwater.casework.cases.registry import About, PersonPanel, panels_for
from breakwater.casework.chronology import disputes, happened
from breakwater.casework.chronology import pages as chronology
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.models import Clock
from breakwater.casework.documents.models import Document
from breakwater.casework.tasks.models import Meeting, Task
from breakwater.foundation.dates.in_words import date_in_words, moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import age_in_words
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.models import Actor, Organisation
from breakwater.partnership.people.models import Address, Enrolment, Person, PersonContact, Registration
from breakwater.partnership.people.records import genogram
from breakwater.partnership.people.records.presenting import (
    CAUTION_WITHHELD,
    is_withheld,
    left_said,
    responsibility_said,
)

from . import family

WITHHELD = "Withheld"
LAST_EVENTS = 3
SHOWN = 20


@dataclass(frozen=True)
class OpenCase:
    """A case on the child's page: why we are involved, who leads, what happens next; of a closed one, how it ended."""

    case: Case
    title: str
    href: str
    team: str
    why: Why | None = None
    workers: Sequence[str] = ()
    next_steps: Sequence[str] = ()
    clock: dict | None = None
    ended: str = ""


@dataclass(frozen=True)
class PersonPage:
    """All that the page shows, and the ids it shows, for the audit."""

    person: Person
    facts: Sequence[dict]
    caution: str
    tags: Sequence[dict]
    open_cases: Sequence[OpenCase]
    closed_cases: Sequence[OpenCase]
    last_events: Sequence[dict]
    relatives: Sequence[family.Relative]
    drawing: genogram.Drawing | None
    contacts: Sequence[PersonContact]
    tasks: Sequence[Task]
    documents: Sequence[Document]
    disputed: Sequence[disputes.ShownDispute]
    panels: Sequence[PersonPanel]


def person_page(person: Person, actor: Actor, now: datetime) -> PersonPage:
    """Everything the wall gives this actor about a person, in a fixed number of queries."""
    cases = cases_about(person)
    ids = [case.pk for case in cases]
    open_now = [case for case in cases if case.is_open]
    workers = case_display.workers_of(open_now)
    clocks: dict[int, Clock] = {}
    for clock in Clock.objects.running().filter(case__in=ids).order_by("due_at", "pk"):
        clocks.setdefault(clock.case_id, clock)
    relatives = family.relatives_of(person)
    entries = list(chronology.entries_about(person, ids).filter(is_process=False)[:LAST_EVENTS])
    notes = disputes.notes_about(person.pk, ids, [entry.pk for entry in entries])
    why = why_involved(open_now, workers, actor)
    tasks = list(
        Task.objects.open().filter(case__in=ids).select_related("team", "owner__user").order_by("due_at", "pk")[:SHOWN]
    )
    steps = _next_steps(ids, tasks, now)
    facts = _facts(person, relatives, now, is_school=_is_of_a_school(actor))
    withheld = any(fact["label"] == "Address" and WITHHELD in fact["value"].split("; ") for fact in facts)
    return PersonPage(
        person=person,
        facts=facts,
        caution=CAUTION_WITHHELD if withheld else "",
        tags=_tags(person),
        open_cases=[
            _open_case(case, why[case.pk], workers[case.pk], steps.get(case.pk, ()), clocks.get(case.pk), now)
            for case in open_now
        ],
        closed_cases=[_closed_case(case) for case in cases if not case.is_open],
        last_events=happened.months(entries, folds=False, notes=notes),
        disputed=disputes.shown(notes, actor),
        relatives=relatives,
        drawing=family.drawing(person, relatives, london_date(now)),
        contacts=_contacts(person, actor),
        tasks=tasks,
        documents=list(
            Document.objects.filter(case__in=ids).select_related("case").order_by("-added_at", "-pk")[:SHOWN]
        ),
        panels=panels_for(actor, About(person, cases), now),
    )


def person_known(public_id: str) -> Person | None:
    """The person of an address, as far as the actor may know of them."""
    return Person.objects.filter(public_id=public_id).first()


def _contacts(person: Person, actor: Actor) -> list[PersonContact]:
    """How to reach the person. A number that is safe to use is not for a school, which is never told where it leads (FD 5.7)."""
    if _is_of_a_school(actor):
        return []
    return list(PersonContact.objects.filter(person=person).order_by("kind", "pk"))


def _is_of_a_school(actor: Actor) -> bool:
    return bool(actor.membership) and actor.membership.team.organisation.kind == Organisation.Kind.SCHOOL


def age_of(person: Person, now: datetime) -> str:
    """How old the person is, in words; how old they were for someone who has died."""
    if person.died_on:
        return f"died {date_in_words(person.died_on)}"
    return age_in_words(on=london_date(now), born=person.born, expected=person.expected_on)


AT_TWO_SCHOOLS = {
    Registration.MAIN: "at two schools, this one first",
    Registration.SUBSIDIARY: "at two schools, this one second",
    Registration.GUEST: "a guest: on the roll of another school",
}


def _schools(person: Person, now: datetime, *, is_school: bool) -> list[str]:
    """Where the child is at school now; of one who has left, when, and for which school as far as was said. No school is told
    from here where a pupil came from or went (FD 5.7).
    """
    today = london_date(now)
    places = list(
        Enrolment.objects.filter(person=person, starts_on__lte=today)
        .select_related("school")
        .order_by("-starts_on", "-pk")
    )
    present = [place for place in places if place.ends_on is None or place.ends_on >= today]
    if not present and places and not is_school:
        last = max(places, key=lambda place: (place.ends_on, place.pk))
        return [left_said(last)]
    return [
        place.school.name
        + (f", year {place.year_group}" if place.year_group else "")
        + ("" if place.registration == Registration.CURRENT else f" ({AT_TWO_SCHOOLS[place.registration]})")
        for place in present
    ]


def _facts(person: Person, relatives: Sequence[family.Relative], now: datetime, *, is_school: bool) -> list[dict]:
    today = london_date(now)
    age = age_of(person, now)
    born = f" (born {person.born.in_words()})" if person.born else ""
    facts = [{"label": "Age", "value": f"{age}{born}" if age else "Not known"}]
    said = _schools(person, now, is_school=is_school)
    if said or not person.is_adult_in_a_childs_life:
        facts.append({"label": "School", "value": "; ".join(said) or NONE_SEEN})
    if not person.is_adult_in_a_childs_life:
        holders = [f"{one.person.name} ({one.what})" for one in relatives if one.holds_parental_responsibility]
        facts.append({"label": "Parental responsibility", "value": responsibility_said(holders)})
    language = person.first_language or NONE_SEEN
    if person.interpreter_needed:
        language += ", interpreter needed"
    facts.append({"label": "Language", "value": language})
    addresses = Address.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), person=person)
    said = dict.fromkeys(
        map(_address, addresses.order_by("-pk"))
    )  # two records that were merged may hold one home twice
    facts.append({"label": "Address", "value": "; ".join(said) or NONE_SEEN})
    return facts


def _address(address: Address) -> str:
    return WITHHELD if is_withheld(address) else address.said


def _tags(person: Person) -> list[dict]:
    tags = []
    if person.care_with_contact:
        tags.append({"text": f"Take care with contact: {person.care_with_contact}", "kind": "amber"})
    if person.interpreter_needed:
        tags.append({"text": "Needs an interpreter", "kind": "info"})
    return tags


def _next_steps(cases: Sequence[int], tasks: Sequence[Task], now: datetime) -> dict[int, list[str]]:
    """The next meeting and the next task of each case, in words."""
    steps: dict[int, list[str]] = {}
    to_come = Meeting.objects.filter(case__in=cases, held_at=None, cancelled_because="", starts_at__gte=now)
    for meeting in to_come.order_by("case_id", "starts_at", "pk").distinct("case_id"):
        steps[meeting.case_id] = [f"{meeting.kind}, {moment_in_words(meeting.starts_at, now=now)}"]
    with_a_task: set[int] = set()
    for task in tasks:
        if task.case_id not in with_a_task:
            with_a_task.add(task.case_id)
            steps.setdefault(task.case_id, []).append(f"{task.title}, due {moment_in_words(task.due_at, now=now)}")
    return steps


def _open_case(
    case: Case, why: Why, posts: Sequence[CaseWorker], steps: Sequence[str], clock: Clock | None, now: datetime
) -> OpenCase:
    return OpenCase(
        case=case,
        title=case_display.called(case),
        href=case_display.address_of(case),
        team=_team_of(case),
        why=why,
        workers=[case_display.worker_said(post) for post in sorted(posts, key=lambda post: post.capacity != "LEAD")],
        next_steps=steps,
        clock=time_left.shown(clock, now=now) if clock else None,
    )


def _closed_case(case: Case) -> OpenCase:
    return OpenCase(
        case=case,
        title=case_display.called(case),
        href=case_display.address_of(case),
        team=_team_of(case),
        ended=f"{day(case.opened_at)} to {day(case.closed_at)}: {case.closing_reason}",
    )


def _team_of(case: Case) -> str:
    return f"{case.responsible_team.name}, {case.responsible_team.organisation.name}"


def ids_shown(page: PersonPage) -> dict[str, list[int]]:
    """The records whose facts stand on the page, by kind, for the audit."""
    return {
        "person": [page.person.pk, *(one.person.pk for one in page.relatives)],
        "case": [one.case.pk for one in (*page.open_cases, *page.closed_cases)],
    }


def contact_said(contact: PersonContact) -> dict:
    """A telephone number or address, with whether it may be used. One that may not be used is not shown."""
    unsafe = contact.safe_to_use == PersonContact.Safe.NO
    return {
        "kind": contact.get_kind_display(),
        "value": "Not shown: it is not safe to use" if unsafe else contact.value,
        "safe": contact.get_safe_to_use_display(),
        "tag_kind": {"YES": "good", "NO": "red"}.get(contact.safe_to_use, "amber"),
        "when": contact.when,
    }
