"""A contact as its page shows it: what was said, who it is about, what is known beside it, and the one next action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases.display import address_of, called
from breakwater.casework.chronology import happened
from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Clock, Handover, Participant, Task, Transition
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor, actor_relations
from breakwater.partnership.people.intake.earlier import lookup as earlier_systems
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records import presenting

from .. import family_reads
from ..board.cards import RAG_KIND
from ..child_as_told import age_told
from ..emergency_duty import alarms_in_hand
from ..enclosures import Beside
from ..information_requests.operations import labels
from ..models import Contact, Decision, DutyAction, Oversight, Rag, Submission
from ..pathway import ACKNOWLEDGE, CONTACT, TO_SCREEN
from ..screening.findings import Side, side_of
from ..screening.operations.claims import is_claimed
from ..screening.operations.ready import is_sent_back, last_moves
from ..screening.people_of_contact import PeopleOfContact, people_of_contact, told_rows
from ..screening.repeat_contacts import repeats_of
from ..screening.similar_contacts import Alike, alike
from . import as_read
from .as_sent import as_sent, of_the_sender
from .next_action import NextAction, Standing, claim_with_all, claim_words, next_action

SHOWN = 30


@dataclass(frozen=True)
class Known:
    """One thing known already of the child: what, when, how it ended, where to read it."""

    what: str
    when: str
    result: str = ""
    href: str = ""


@dataclass(frozen=True)
class ContactPage:
    """Everything the page draws. What the actor may not see is simply not there."""

    contact: Contact
    name: str
    age: str
    is_settled: bool
    person: presenting.Header | None
    tags: Sequence[dict]
    clocks: Sequence[dict]
    next: NextAction
    submission: Submission | None
    sender: str
    childs_words: Sequence[tuple[str, str]]
    child_unsaid: str
    visit: Sequence[str]
    not_to_tell: Sequence[str]
    reach: Sequence[dict]
    agreement: Sequence[dict]
    alike: Sequence[Alike]
    reason: str
    read_first: Sequence[dict]
    sections: Sequence
    additions: Sequence
    beside: Beside
    told: Sequence[dict]
    people: PeopleOfContact
    receipts: Sequence[dict]
    untold: bool
    joined: Sequence
    may_be_one: Sequence
    written: Sequence
    call: Sequence[dict]
    siblings: Sequence[Known]
    free_siblings: int
    contacts: Sequence[Known]
    cases: Sequence[Known]
    elsewhere: Sequence[Known]
    decisions: Sequence[Decision]
    family_told: Sequence[dict]
    oversight: Sequence[Oversight]
    earlier_decisions: Sequence[Decision]
    offers: Sequence[dict]
    side: Side
    events: Sequence[dict]
    duty_done: Sequence[DutyAction]
    claim_words: str
    sent_back: Transition | None
    may: dict[str, bool]
    seen_cases: Sequence[int]
    seen_people: Sequence[int]

    @property
    def may_hand_over(self) -> bool:
        """Whether a screener may hand it to a manager though something else stands as the next thing to do."""
        ready = reverse("front_door:ready", args=[self.contact.reference])
        screens = self.may["screen"] and not self.may["decide"] and self.contact.case.stage in TO_SCREEN
        return screens and not self.side.proposal and self.next.href != ready

    @property
    def may_decide_now(self) -> bool:
        """Whether a manager may decide though something else stands as the next thing to do."""
        waits = self.contact.is_decided or self.contact.case.closed_at or self.side.proposal
        decide = reverse("front_door:decide", args=[self.contact.reference])
        return self.may["decide"] and not waits and self.next.href != decide

    @property
    def cannot_wait(self) -> bool:
        """Whether it is said and not decided yet: the concern stands in the head then, on a telephone too."""
        return bool(self.contact.immediate_danger or self.contact.cannot_wait) and not self.contact.is_decided

    @property
    def may_record_duty(self) -> bool:
        """Whether emergency duty may record what it did though something else stands as the next thing to do."""
        record = reverse("front_door:duty_did", args=[self.contact.reference])
        at_night = self.may["duty"] and not self.may["pick_up"] and not self.contact.case.closed_at
        return at_night and self.next.href != record


def contact_page(contact: Contact, actor: Actor, *, now: datetime) -> ContactPage:
    """The page of one contact, with the same queries whatever hangs from it."""
    today = london_date(now)
    submission = _submission_of(contact)
    running = list(Clock.objects.running().filter(case=contact.case_id).order_by("due_at", "pk"))
    allowed = _allowed(contact, actor, running)
    siblings, others, taken_part = _siblings(contact), _other_contacts(contact), _other_cases(contact)
    others_alike = alike(contact, now) if allowed["match"] else []
    repeat = repeats_of([contact]).get(contact.pk) if submission or allowed["screen"] else None
    child = contact.child if contact.child_id else None
    person = presenting.header(child, on=today) if child else None
    side = as_read.side(
        actor,
        contact,
        side_of(
            contact,
            actor,
            now=now,
            repeat=repeat,
            relatives=person.relatives if person else (),
            together=siblings,
            answers=submission.answers.values if submission and submission.answers else {},
        ),
    )
    around = people_of_contact(contact, on=today, known=person, may_match=allowed["match"])
    offers = _offers(contact)
    duty = alarms_in_hand.done_about(contact)
    handed = last_moves([contact.case_id]).get(contact.case_id) if allowed["screen"] else None
    standing = Standing(
        contact,
        actor,
        allowed,
        now,
        offers=offers,
        side=side,
        duty=next((action for action in reversed(duty) if action.picked_up_at is None), None),
        task=_open_task(contact) if contact.case.closed_at else None,
        handed=handed,
    )
    return ContactPage(
        contact=contact,
        name=child.name if child else contact.named_as,
        age=age_told(contact, today),
        is_settled=child is not None,
        person=person,
        side=side,
        tags=_tags(contact, repeat, submission),
        clocks=[clock_shown(clock, now=now, with_source=True) for clock in running],
        alike=others_alike,
        told=told_rows(contact),
        people=around,
        siblings=[_known_contact(other) for other in siblings],
        contacts=[_known_contact(other) for other in others],
        cases=[_known_case(part.case) for part in taken_part],
        elsewhere=_in_an_earlier_system(child),
        offers=[_offer(offer, now, opens=allowed["handovers"]) for offer in offers],
        events=_events(contact, actor),
        sent_back=handed if is_sent_back(handed) and not contact.is_decided else None,
        may=allowed
        | {"oversee": may(actor, Permission.CONTACT_OVERSEE), "add": allowed["add"] and submission is not None},
        seen_cases=[
            contact.case_id,
            *(o.case_id for o in (*siblings, *others)),
            *(other.case for other in others_alike),
            *(part.case_id for part in taken_part),
        ],
        seen_people=[
            *([child.pk] if child else []),
            *(other.child for other in others_alike if other.child),
            *(other.child_id for other in siblings if other.child_id),
            *_named_beside(person, side),
            *around.person_ids,
        ],
        duty_done=as_read.duty(actor, contact, alarms_in_hand.to_read(duty)) if allowed["reads_duty"] else [],
        **_to_do(standing, siblings),
        **as_sent(contact, submission),
        **of_the_sender(contact, submission, allowed),
        **_decided(contact, actor),
    )


# Parts of the page: each gives the fields of ContactPage that it fills.


def _to_do(standing: Standing, siblings: Sequence[Contact]) -> dict:
    """The one next action, whose it is, and how many brothers and sisters are free to be claimed with it."""
    now = standing.now
    free = sum(
        other.case.stage in TO_SCREEN and not other.is_decided and not is_claimed(other, now) for other in siblings
    )
    may_claim_others = standing.allowed["claim"] and standing.is_held and standing.is_mine
    return {
        "next": claim_with_all(next_action(standing), free),
        "free_siblings": free if may_claim_others else 0,
        "claim_words": claim_words(standing.contact, standing.actor, now, with_duty=standing.with_duty),
    }


def _decided(contact: Contact, actor: Actor) -> dict:
    """What was decided, by whom, and what managers wrote of it; and before, of the same child."""
    reads_oversight = may(actor, Permission.BOARD_READ)
    oversight = contact.oversight.select_related(*actor_relations("by")).order_by("at", "pk")
    decisions = list(contact.decisions.select_related(*actor_relations("by", "second_by")).order_by("-at", "-pk"))
    return {
        "decisions": decisions,
        "family_told": family_reads.in_words(actor, contact, decisions[0].for_family if decisions else ()),
        "oversight": as_read.oversight(actor, contact, list(oversight)) if reads_oversight else [],
        "earlier_decisions": _earlier_decisions(contact),
    }


def _submission_of(contact: Contact) -> Submission | None:
    """What was sent, where the actor may see it."""
    found = Submission.objects.filter(pk=contact.submission_id)
    return found.select_related("sender_organisation", "sender_team", "sender_user", "answers__version__form").first()


def _offers(contact: Contact) -> list[Handover]:
    """The handovers of its case, the newest first."""
    found = Handover.objects.filter(carried__case=contact.case_id)
    return list(found.select_related("to_team", "opened_case").order_by("-offered_at"))


def _allowed(contact: Contact, actor: Actor, running: Sequence[Clock]) -> dict[str, bool]:
    """What this post may do with it."""
    asked = {
        "route": Permission.CONTACT_ROUTE,
        "send_lado": Permission.ALLEGATION_SEND,
        "claim": Permission.CONTACT_CLAIM,
        "take_over": Permission.CONTACT_TAKE_OVER,
        "match": Permission.CONTACT_MATCH,
        "screen": Permission.CONTACT_SCREEN,
        "add": Permission.CONTACT_ADD,
        "duty": Permission.DUTY_WORK,
        "pick_up": Permission.DUTY_PICK_UP,
        "tell_sender": Permission.FEEDBACK_TELL,
        "waive": Permission.FEEDBACK_WAIVE,
        "join": Permission.CONTACT_JOIN,
    }
    allowed = {name: may(actor, permission, contact) for name, permission in asked.items()}
    allowed["handovers"] = may(actor, Permission.HANDOVER_ANSWER)
    allowed["reads_duty"] = may(actor, Permission.BOARD_READ)
    allowed["decide"] = allowed["screen"] and may(actor, Permission.CONTACT_DECIDE, contact)
    allowed["acknowledge"] = allowed["tell_sender"] and any(clock.rule == ACKNOWLEDGE.key for clock in running)
    return allowed


def _tags(contact: Contact, repeat, submission: Submission | None) -> list[dict]:
    tags = [{"text": contact.case.stage_label, "kind": "info"}]
    if contact.is_provisional:
        tags.append({"text": "Provisional record", "kind": "amber"})
    if contact.immediate_danger and not contact.is_decided:
        tags.insert(0, {"text": "Said to be in danger now", "kind": "red"})
    elif not contact.is_decided and contact.unsure_of_danger:
        tags.insert(0, {"text": "Referrer was not sure about danger", "kind": "amber"})
    if contact.cannot_wait and not contact.immediate_danger and not contact.is_decided:
        tags.insert(0, {"text": contact.get_cannot_wait_display(), "kind": "red"})
    if contact.rag:
        tags.append({"text": Rag(contact.rag).label, "kind": RAG_KIND[contact.rag]})
    if repeat:
        tags += [{"text": mark} for mark in repeat.marks]
    return tags


def _named_beside(person: presenting.Header | None, side) -> list[int]:
    """Whom the page names beside the child: who holds parental responsibility, and children not considered yet."""
    holders = [one.person.pk for one in person.relatives if one.holds_parental_responsibility] if person else []
    return [*holders, *(one.pk for one in side.to_consider)]


def _siblings(contact: Contact) -> list[Contact]:
    return list(
        Contact.objects.filter(submission=contact.submission_id)
        .exclude(pk=contact.pk)
        .select_related("case", "child")
        .order_by("position", "pk")
    )


def _other_contacts(contact: Contact) -> list[Contact]:
    if contact.child_id is None:
        return []
    return list(
        Contact.objects.filter(child=contact.child_id)
        .exclude(pk=contact.pk)
        .select_related("case", "child")
        .order_by("-received_at", "-pk")[:SHOWN]
    )


def _other_cases(contact: Contact) -> list[Participant]:
    if contact.child_id is None:
        return []
    return list(
        Participant.objects.filter(person=contact.child_id)
        .exclude(case__kind=CONTACT)
        .select_related("case__responsible_team")
        .order_by("-case__opened_at", "-pk")[:SHOWN]
    )


def _in_an_earlier_system(child: Person | None) -> list[Known]:
    """Contacts and episodes that came in from the system used before; how many more there are, where it is a long list."""
    found = earlier_systems.records_of(child) if child else []
    audit.saw("earlier_record", *(one.pk for one in found[:SHOWN]))
    more = [Known(f"And {len(found) - SHOWN} older records", "On the child's page")] if len(found) > SHOWN else []
    return [*(Known(one.in_words(), one.origin()) for one in found[:SHOWN]), *more]


def _earlier_decisions(contact: Contact) -> list[Decision]:
    if contact.child_id is None:
        return []
    return list(
        Decision.objects.filter(contact__child=contact.child_id)
        .exclude(contact=contact)
        .select_related("contact")
        .order_by("-at", "-pk")[:3]
    )


def _open_task(contact: Contact) -> Task | None:
    """The nearest task of a contact that nobody has done."""
    return (
        Task.objects.filter(case=contact.case_id, done_at=None).select_related("team").order_by("due_at", "pk").first()
    )


def _known_contact(other: Contact) -> Known:
    return Known(
        what=f"{other.child.name if other.child else other.named_as}: contact {other.reference}",
        when=f"received {day(other.received_at)}",
        result=other.get_outcome_display() if other.outcome else "Not decided yet",
        href=reverse("front_door:contact", args=[other.reference]),
    )


def _known_case(case) -> Known:
    ended = f" to {day(case.closed_at)}: {case.closing_reason}" if case.closed_at else ""
    return Known(
        what=called(case),
        when=f"{day(case.opened_at)}{ended}",
        result=f"{case.stage_label}, {case.responsible_team.name}",
        href=address_of(case),
    )


def _offer(offer: Handover, now: datetime, *, opens: bool) -> dict:
    answered = f", {moment_in_words(offer.answered_at, now=now)}" if offer.answered_at else ""
    due = f", due {moment_in_words(offer.answer_due_at, now=now)}" if offer.status == Handover.Status.OFFERED else ""
    return {
        "key": RECEIVERS[offer.service].team_said(offer.to_team.name),
        "value": f"{offer.get_status_display()}{answered}{due}"
        + (f". {offer.answer_reason}" if offer.answer_reason else ""),
        "href": reverse("casework:handover", args=[offer.reference]) if opens else "",
        "change": "Open",
        "what": f"handover {offer.reference}",
    }


def _events(contact: Contact, actor: Actor) -> list[dict]:
    entries = list(ChronologyEntry.objects.filter(case=contact.case_id).order_by("-happened_at", "-pk")[:SHOWN])
    read = labels.as_read_by(actor, contact, in_words=[entry.what for entry in entries])
    for entry in entries:
        entry.what = read[entry.what]
    return happened.months(entries, folds=False, in_brief=True)
