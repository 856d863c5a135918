"""The page of a case, worked out: people, who works on it, moves, clocks with their source, tasks, documents, handovers."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import Case, CaseLink
from breakwater.casework.cases.pages import Why, why_involved
from breakwater.casework.cases.registry import CASE_FACTS
from breakwater.casework.child_page.pages import age_of
from breakwater.casework.chronology import disputes
from breakwater.casework.chronology.models import DisputeNote
from breakwater.casework.clocks import time_left
from breakwater.casework.documents.models import Document
from breakwater.casework.handovers.pages.handovers import handovers_of
from breakwater.casework.tasks.models import Meeting, Task
from breakwater.foundation.design.moments import day, moment
from breakwater.partnership.organisations.models import Actor

WHO = ("by__membership__user", "by__membership__role", "by__membership__team__area", "by__area")
SHOWN = 30


@dataclass(frozen=True)
class ShownClock:
    """A clock with its rule and source, whether its reason may be asked for, and the reason given."""

    rule: str
    parameters: dict
    is_missed: bool
    reason: str


@dataclass(frozen=True)
class CasePage:
    """All that the page of a case shows."""

    case: Case
    title: str
    own_address: str
    facts: list[dict]
    people: list[dict]
    moves: list[dict]
    clocks: list[ShownClock]
    tasks: list[Task]
    documents: list[Document]
    disputed: list[disputes.ShownDispute]
    disputes: list[dict]
    meetings: list[Meeting]
    handovers: list[dict]
    links: list[dict]
    person_ids: list[int]


def case_page(case: Case, actor: Actor, now: datetime) -> CasePage:
    """Everything about a case that hangs from it, in a fixed number of queries."""
    participants = list(case.participants.filter(ends_at=None).select_related("person").order_by("pk"))
    workers = case_display.workers_of([case])[case.pk]
    address = case_display.address_of(case)
    generic = reverse("casework:case", args=[case.reference])
    notes = list(case.disputes.select_related("document", "entry").order_by("-at", "-pk"))
    return CasePage(
        case=case,
        title=case_display.called(case),
        own_address="" if address == generic else address,
        facts=_facts(case, workers, why_involved([case], {case.pk: workers}, actor)[case.pk]),
        people=[
            {
                "name": part.person.name,
                "href": reverse("casework:person", args=[part.person.public_id]),
                "capacity": part.get_capacity_display(),
                "age": age_of(part.person, now),
            }
            for part in participants
        ],
        moves=[_move(case, move) for move in case.transitions.select_related(*WHO).order_by("-at", "-pk")[:SHOWN]],
        clocks=[
            ShownClock(
                clock.rule,
                time_left.shown(clock, now=now, with_source=True),
                clock.was_breached(now),
                clock.breach_reason,
            )
            for clock in case.clocks.order_by("stopped_at", "due_at", "pk")[:SHOWN]
        ],
        tasks=list(case.tasks.select_related("team", "owner__user").order_by("done_at", "due_at", "pk")[:SHOWN]),
        disputed=disputes.shown(notes, actor, case.reference),
        disputes=[{"title": _disputed(note), "when": moment(note.at), "body": note.said} for note in notes],
        documents=list(case.documents.order_by("-added_at", "-pk")[:SHOWN]),
        meetings=list(case.meetings.order_by("-starts_at", "-pk")[:SHOWN]),
        handovers=handovers_of(case),
        links=_links(case),
        person_ids=[part.person_id for part in participants],
    )


def _facts(case: Case, workers, why: Why) -> list[dict]:
    facts = [
        {"key": "Why we are involved", "value": "\n".join(filter(None, [why.words, why.source])), "href": why.href},
        {"key": "Where it is", "value": f"{case.stage_label}, since {day(case.stage_since)}"},
        {"key": "Responsible now", "value": f"{case.responsible_team.name}, {case.responsible_team.organisation.name}"},
    ]
    facts += [{"key": "Works on it", "value": case_display.worker_said(post)} for post in workers]
    if not workers and case.is_open:
        facts.append({"key": "Works on it", "value": "Nobody yet"})
    facts.append({"key": "Opened", "value": moment(case.opened_at)})
    if case.closed_at:
        facts.append({"key": "Closed", "value": f"{day(case.closed_at)}: {case.closing_reason}"})
    return facts + [dict(fact) for said in CASE_FACTS.values() for fact in said(case)]


def _move(case: Case, move) -> dict:
    label = case.pathway.by_key[move.to_stage].label
    return {"title": label, "when": moment(move.at), "who": move.by.said, "body": move.why}


def _links(case: Case) -> list[dict]:
    """Cases this one came out of, or that came out of it, as far as the actor may read them."""
    out = CaseLink.objects.filter(case=case).select_related("other")
    came = CaseLink.objects.filter(other=case).select_related("case")
    return [
        {
            "words": f"This {case.pathway.noun} {link.get_kind_display()}",
            "text": case_display.called(link.other),
            "href": case_display.address_of(link.other),
        }
        for link in out.order_by("pk")
    ] + [
        {
            "words": f"{case_display.called(link.case)} {link.get_kind_display()} this",
            "text": "Open it",
            "href": case_display.address_of(link.case),
        }
        for link in came.order_by("pk")
    ]


def _disputed(note: DisputeNote) -> str:
    """What a note disputes."""
    if note.document:
        return f"Document: {note.document.title}"
    if note.entry:
        return f"Chronology: {note.entry.what}"
    return "A form" if note.answers_id else "The case"
