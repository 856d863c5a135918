"""A handover, worked out: what is passed, why, what stays with whom, by when, and what is open in its cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import Case, Participant
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.models import Clock
from breakwater.casework.handovers import actions, ledger
from breakwater.casework.handovers.leads import Waited, waited_for
from breakwater.casework.handovers.models import Handover, HandoverCase
from breakwater.casework.handovers.registry import RECEIVERS, Held, OpenAction, Receiver
from breakwater.casework.tasks.models import Task
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.environment import lines
from breakwater.foundation.design.moments import day, moment
from breakwater.partnership.organisations.models import Membership

STATUS_KIND = {"OFFERED": "amber", "ACCEPTED": "good", "DECLINED": "red", "WITHDRAWN": "quiet"}


@dataclass(frozen=True)
class CarriedCase:
    """A case that the handover carries, with what is open in it."""

    case: Case
    title: str
    href: str
    people: list[str]
    tasks: list[Task]
    clocks: list[dict]


@dataclass(frozen=True)
class HandoverPage:
    """All that the page of a handover shows."""

    handover: Handover
    receiver: Receiver
    held: Held | None
    is_past: bool
    ask_now: str
    facts: list[dict]
    carried: list[CarriedCase]
    opened: dict | None
    without_a_lead: list[str]
    actions: list[dict]
    ledger: list[ledger.LedgerLine]
    cautions: list[ledger.LedgerLine]
    person_ids: list[int]


def handover_page(handover: Handover, now: datetime, *, post: Membership) -> HandoverPage:
    """The handover with its cases, in a fixed number of queries. What its giver holds is shown to the post that gave it alone."""
    receiver = RECEIVERS[handover.service]
    held = receiver.receipt(handover, now) if receiver.receipt and _gave(post, handover) else None
    cases = [row.case for row in handover.carried.select_related("case").order_by("pk")]
    people, tasks, clocks = _parts(cases)
    lines = ledger.lines_for(cases, kind=ledger.kind_of(handover, cases), reader=post.team.organisation)
    return HandoverPage(
        handover=handover,
        receiver=receiver,
        held=held,
        is_past=held is not None and held.decided_by < london_date(now),
        ask_now=receiver.ask_now(handover.area, now) if receiver.ask_now and held and not held.is_decided else "",
        facts=_facts(handover, receiver),
        carried=[
            CarriedCase(
                case=case,
                title=case_display.called(case),
                href=case_display.address_of(case),
                people=[f"{part.person.name}, {part.get_capacity_display()}" for part in people.get(case.pk, [])],
                tasks=tasks.get(case.pk, []),
                clocks=[time_left.shown(clock, now=now) for clock in clocks.get(case.pk, [])],
            )
            for case in cases
        ],
        opened=_opened(handover),
        without_a_lead=_without_a_lead(handover, cases),
        actions=_actions(handover),
        ledger=lines if cases else [],
        cautions=ledger.cautions(lines),
        person_ids=[
            *(part.person_id for parts in people.values() for part in parts),
            *(fact.person.pk for line in lines for fact in line.facts if fact.person),
        ],
    )


def _gave(post: Membership, handover: Handover) -> bool:
    """Whether the post's team gave it, or its human offered it from a post in the case."""
    return handover.from_team_id == post.team_id or handover.offered_user_id == post.user_id


def _parts(cases: list[Case]):
    people, tasks, clocks = {}, {}, {}
    for part in Participant.objects.filter(case__in=cases, ends_at=None).select_related("person").order_by("pk"):
        people.setdefault(part.case_id, []).append(part)
    for task in (
        Task.objects.open().filter(case__in=cases).select_related("team", "owner__user").order_by("due_at", "pk")
    ):
        tasks.setdefault(task.case_id, []).append(task)
    for clock in Clock.objects.running().filter(case__in=cases).order_by("due_at", "pk"):
        clocks.setdefault(clock.case_id, []).append(clock)
    return people, tasks, clocks


def _facts(handover: Handover, receiver: Receiver) -> list[dict]:
    facts = [
        {"key": "From", "value": f"{handover.from_team.name}, {handover.from_team.organisation.name}"},
        {"key": "Offered by", "value": handover.offered_by.said},
        {"key": "To", "value": receiver.says_only or f"{handover.to_team.name}: {receiver.label}"},
        {"key": "Why", "value": lines(handover.reason)},
    ]
    if handover.moves_cases:
        facts.append({"key": "What moves", "value": "The whole case, with its open tasks and running clocks"})
    if handover.cause:
        facts.append({"key": "What changes", "value": handover.get_cause_display()})
    if handover.family_says:
        facts.append({"key": "What the family says", "value": handover.get_family_says_display()})
    if handover.passes:
        key = "Who keeps what" if handover.moves_cases else "What goes with it"
        facts.append({"key": key, "value": handover.passes})
    if handover.proposed_lead_id:
        lead = handover.proposed_lead
        facts.append({"key": "Proposed lead", "value": f"{lead.user.name}, {lead.team.organisation.name}"})
    if handover.instead_at:
        facts.append({"key": "While nobody leads", "value": handover.instead})
        facts.append({"key": "Said by", "value": f"{handover.instead_by.said}, {day(handover.instead_at)}"})
    if handover.status == Handover.Status.OFFERED:
        facts.append(
            {
                "key": "Answer by",
                "value": moment(handover.answer_due_at)
                + (": overdue" if handover.answer_due_at < timezone.now() else ""),
            }
        )
        facts.append({"key": "Until it is accepted", "value": f"The case stays with {handover.from_team.name}"})
    else:
        who = f"{receiver.actor_said(handover.answered_by.said)}, {day(handover.answered_at)}"
        facts.append({"key": handover.get_status_display(), "value": who})
        if handover.answer_reason:
            facts.append({"key": "What was said", "value": handover.answer_reason})
    if handover.elsewhere_reference:
        said = f"{handover.elsewhere_reference}, worker {handover.elsewhere_worker}"
        facts.append({"key": "Reference in their own system", "value": said})
    if handover.keeps_sight_until:
        facts.append({"key": "The giver may look until", "value": day(handover.keeps_sight_until)})
    return facts


def _without_a_lead(handover: Handover, cases: list[Case]) -> list[str]:
    """What the cases of a step-down wait for before they may close, in words."""
    if not handover.needs_lead or handover.status != Handover.Status.ACCEPTED:
        return []
    return [lead_search_in_words(one) for case in cases for one in waited_for(case) if one.handover.pk == handover.pk]


def whom(handover: Handover) -> str:
    """Whoever takes over, in words."""
    lead = handover.proposed_lead if RECEIVERS[handover.service].takes_over else None
    return lead.user.name if lead else handover.to_team.name


def places_in_words(handover: Handover, action: OpenAction) -> list[tuple[str, str]]:
    """Where an action may go, as a form offers it."""
    answers_for = handover.to_team if handover.moves_cases else handover.from_team
    words = {
        "ON": f"Goes to {whom(handover)}",
        "STAYS": f"{action.who} finishes it",
        "TEAM": f"Goes to {answers_for.name}",
    }
    return [(code, words[code]) for code in actions.choices_for(handover, action, timezone.localdate())]


def asked(handover: Handover, *, still_open: bool) -> list[tuple[OpenAction, list[tuple[str, str]]]]:
    """Each open action with where it may go. With `still_open`, those that whoever accepts must speak of: with a whole case
    what nobody spoke of goes along.
    """
    if still_open and handover.moves_cases:
        return []
    said = actions.said_of(handover) if still_open else {}
    found = actions.open_in(handover) if handover.status == Handover.Status.OFFERED else []
    return [(action, places_in_words(handover, action)) for action in found if action.name not in said]


def _actions(handover: Handover) -> list[dict]:
    """Who must do what by when: each open action of the giver, and where it goes once it is accepted."""
    if handover.status != Handover.Status.OFFERED:
        return []
    said, unsaid = actions.said_of(handover), "ON" if handover.moves_cases else ""
    return [
        {
            "words": action.words,
            "who": action.who,
            "by": day(action.due_on) if action.due_on else "No day set",
            "goes": dict(places_in_words(handover, action)).get(said.get(action.name, unsaid), "Not said yet"),
        }
        for action in actions.open_in(handover)
    ]


def _opened(handover: Handover) -> dict | None:
    case = Case.objects.filter(pk=handover.opened_case_id).first() if handover.opened_case_id else None
    return {"title": case_display.called(case), "href": case_display.address_of(case)} if case else None


def rows(handovers: Iterable[Handover], now: datetime) -> list[dict]:
    """Handovers as lines of a list, each with whom it is about, in a fixed number of queries."""
    found = list(handovers)
    carried: dict[int, list[Case]] = {one.pk: [] for one in found}
    for row in HandoverCase.objects.filter(handover__in=found).select_related("case").order_by("pk"):
        carried[row.handover_id].append(row.case)
    about = case_display.about(case for cases in carried.values() for case in cases)
    audit.saw("case", *{case.pk for cases in carried.values() for case in cases})
    return [_row(one, [about[case.pk] for case in carried[one.pk] if case.pk in about], now) for one in found]


def _row(handover: Handover, names: list[str], now: datetime) -> dict:
    receiver = RECEIVERS[handover.service]
    late = handover.status == Handover.Status.OFFERED and now > handover.answer_due_at
    return {
        "reference": handover.reference,
        "href": reverse("casework:handover", args=[handover.reference]),
        "about": ", ".join(names),
        "from": handover.from_team.name,
        "to": receiver.team_said(handover.to_team.name),
        "when": moment(handover.answer_due_at) if handover.status == "OFFERED" else moment(handover.answered_at),
        "status": "Overdue" if late else handover.get_status_display(),
        "kind": "red" if late else STATUS_KIND[handover.status],
    }


def handovers_of(case: Case) -> list[dict]:
    """Every offer of a case that the actor may read, newest first."""
    carried = HandoverCase.objects.filter(case=case).select_related("handover__to_team", "handover__from_team")
    return [
        {
            "reference": row.handover.reference,
            "href": reverse("casework:handover", args=[row.handover.reference]),
            "to": RECEIVERS[row.handover.service].named(row.handover.to_team.name),
            "status": row.handover.get_status_display(),
            "is_waiting": row.handover.status == "OFFERED",
            "at": row.handover.offered_at,
        }
        for row in carried.order_by("-handover__offered_at", "-pk")
    ]


LEAD_STANDINGS = {
    "NOT_ASKED": "nobody has been asked to lead yet",
    "ASKED": "someone is asked to lead and has not answered",
    "SAID_NO": "the person who was asked to lead said no, and nobody else is asked yet",
    "ENDED": "help there ended before anyone led it",
}


OF_THE_PROPOSED = {
    "NOT_ASKED": "{} has not been asked to lead yet",
    "ASKED": "{} has not accepted yet",
    "SAID_NO": "{} does not lead, and nobody else is asked yet",
}


def lead_search_in_words(waited: Waited) -> str:
    """Tier 2 co-ordinators accepted H-26-4F7K2-X, but Sam Sample has not accepted yet."""
    handover, proposed = waited.handover, waited.handover.proposed_lead
    words = LEAD_STANDINGS[waited.standing]
    if proposed and waited.standing in OF_THE_PROPOSED:
        words = OF_THE_PROPOSED[waited.standing].format(proposed.user.name)
    return f"{handover.to_team.name} accepted {handover.reference}, but {words}"
