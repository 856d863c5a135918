"""Freezing what was known, dissent, managers' entries, and the month's sample."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from breakwater.casework.clocks.rules import CLOCK_RULES, Guidance
from breakwater.casework.models import Clock, Participant, SealedItem
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.thresholds import operations as thresholds
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, actor_relations

from ..information_requests.operations import labels
from ..models import (
    Contact,
    Decision,
    Dissent,
    InformationAnswer,
    InformationRequest,
    KnownThen,
    Oversight,
    Sample,
    SampleItem,
    Strategy,
)
from ..pathway import CONTACT
from ..screening.operations import colleagues
from ..screening.operations.claims import is_claimed
from ..social_care_list import listed_children

EACH_OUTCOME = 5
ACT_WITHIN = timedelta(hours=4)  # as for what is rated red
ACT_TODAY = "A manager thinks that this child may not be safe: act today"
NOT_SAFE = "Looked at again in the month’s sample: the child may not be safe."
WHAT_TO_DO = (
    "Find out how the child is now. In danger: call 999. What must be screened again is recorded as a new contact about "
    "the child, and says that it follows this one."
)
Kind = KnownThen.Kind


def samples_of(area: Area) -> list[Sample]:
    """The months of an area that were sampled, the newest first."""
    return list(Sample.objects.filter(area=area).order_by("-month"))


def to_judge(user: int) -> QuerySet[SampleItem]:
    """Decisions of a sample, each with whether another manager than this one must look at it (`is_own`, TR-22)."""
    with_it = ("sample", "contact__case", "contact__child", *actor_relations("looked_by"))
    return SampleItem.objects.select_related(*with_it).annotate(is_own=for_another(user))


class OwnDecision(Refusal):
    """Nobody looks at a decision of their own (TR-22)."""

    words = "You took part in this decision, so another manager looks at it."


class MonthNotOver(Exception):
    """A month is sampled when it is over."""


def freeze(*, decision: Decision, contact: Contact, by: Actor, at: datetime) -> list[KnownThen]:
    """Keep what the decider could see at `at`, each thing with its own readers (SG-18)."""
    ours = {"decision": decision, "case": contact.case, "decider": by.membership.user}
    return KnownThen.objects.bulk_create(
        KnownThen(**ours, order=order, **facts) for order, facts in enumerate(_known(contact, at), 1)
    )


def _known(contact: Contact, at: datetime) -> Iterator[dict]:
    yield {"kind": Kind.WORRY, "words": contact.worry or contact.named_as}
    child = contact.child if contact.child_id else None
    if child:
        born = f", born {child.born.in_words()}" if child.born else ""
        yield {"kind": Kind.CHILD, "words": f"{child.name}{born}", "person": child}
    yield {"kind": Kind.SOCIAL_CARE, "words": listed_children.known(contact, now=at).said}
    record = contact.screening_records.filter(is_draft=False).order_by("-number").first()
    if record:
        parts = (
            record.child_seen_and_heard,
            record.lived_experience,
            record.adults_considered,
            record.history_analysis,
        )
        said = "\n\n".join(part for part in parts if part)
        yield {"kind": Kind.RECORD, "words": f"Version {record.number}\n\n{said}".strip()}
    view = thresholds.view_of(contact.case)
    if view:
        yield {"kind": Kind.LEVEL, "words": f"{view.edition.label_of(view.level)}: {view.reason}"}
    if child:
        yield from _other_cases(contact)
    answers = defaultdict(list)
    for answer in InformationAnswer.objects.filter(case=contact.case_id, replaced_at=None).order_by("pk"):
        answers[answer.request_id].append(answer)
    asked = InformationRequest.objects.filter(case=contact.case_id).order_by("sent_at", "pk") if answers else ()
    for request in asked:
        for answer in answers[request.pk]:
            yield {"kind": Kind.ANSWER, "answer": answer}
    ours = Q(case=contact.case_id) | Q(person=contact.child_id, person__isnull=False)
    for item in SealedItem.objects.filter(ours, replaced_by=None).order_by("written_at", "pk"):
        yield {"kind": Kind.SEALED, "sealed_item": item}


def _other_cases(contact: Contact) -> Iterator[dict]:
    others = Contact.objects.filter(child=contact.child_id).exclude(pk=contact.pk).select_related("case")
    for other in others.order_by("-received_at", "-pk")[:20]:
        ended = other.get_outcome_display() if other.outcome else "not decided"
        words = f"Contact {other.reference}, {date_in_words(london_date(other.received_at))}: {ended}"
        yield {"kind": Kind.CONTACT, "words": words, "other": other.case}
    taken_part = Participant.objects.filter(person=contact.child_id).exclude(case__kind=CONTACT).select_related("case")
    for part in taken_part.order_by("-case__opened_at", "-pk")[:20]:
        state = "open" if part.case.closed_at is None else "closed"
        words = f"{part.case.pathway.noun} {part.case.reference}, {state}"
        yield {"kind": Kind.CASE, "words": words[:1].upper() + words[1:], "other": part.case}


@transaction.atomic
def dissent(decision: Decision, *, who: str, words: str, key: UUID, by: Actor, at: datetime) -> Dissent:
    """Keep that someone at the table saw it differently. The same `key` again adds nothing.

    Raises labels.QuotesAnAnswer (TR-08).
    """
    labels.keep([decision.contact], words=words)
    made, new = Dissent.objects.get_or_create(
        key=key, defaults={"decision": decision, "who": who, "words": words, "at": at, "by": by}
    )
    if new:
        audit.did("kept a dissent", "case", decision.contact.case_id)
    return made


@transaction.atomic
def enter(contact: Contact, *, direction: str, reflection: str, key: UUID, by: Actor, at: datetime) -> Oversight:
    """A manager's entry; whoever works on the contact is told that a direction stands there. The same `key` adds nothing."""
    made, new = Oversight.objects.get_or_create(
        key=key, defaults={"contact": contact, "direction": direction, "reflection": reflection, "at": at, "by": by}
    )
    if new:
        audit.did("oversaw", "case", contact.case_id)
        if is_claimed(contact, at) and contact.claimed_by_id != by.membership_id:
            notifications.show(
                users=[contact.claimed_by.user],
                words="A manager gave a direction on a contact of yours",
                path=f"/mash/contacts/{contact.reference}/",
                reference=contact.reference,
                at=at,
            )
    return made


def month_after(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


@transaction.atomic
def draw(*, area: Area, month: date, by: Actor, at: datetime) -> Sample:
    """Draw the sample of a month that is over: some of each outcome by chance, and all that must be looked at (FD 2.10).

    Drawn once; asked again it is the same. Raises MonthNotOver.
    """
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    month = month.replace(day=1)
    if known := Sample.objects.filter(area=area, month=month).first():
        return known
    if start_of(month_after(month)) > at:
        raise MonthNotOver(month)
    seed = f"{area.code}-{month:%Y-%m}"
    made = Sample.objects.create(area=area, month=month, seed=seed, drawn_at=at, drawn_by=by)
    SampleItem.objects.bulk_create(
        SampleItem(sample=made, contact_id=contact, why=why) for contact, why in chosen(area, month, seed).items()
    )
    audit.did("drew a sample", "area", area.pk, month=month.isoformat())
    return made


def chosen(area: Area, month: date, seed: str) -> dict[int, str]:
    """Which contacts of a month belong in its sample, by key, each with the first reason that puts it there."""
    decided = Decision.objects.filter(
        contact__case__area=area, at__gte=start_of(month), at__lt=start_of(month_after(month))
    ).order_by("pk")
    rows = list(decided.values_list("contact", "outcome", "agreement", "contact__child", "contact__case"))
    why: dict[int, str] = {}
    repeated = _told_before({child for _, outcome, _, child, _ in rows if outcome == "O13" and child}, month)
    missed = _missed({case for *_, case in rows})
    absent = set(
        Strategy.objects.filter(recorded_at__isnull=False)
        .exclude(saw_police=True, saw_health=True)
        .values_list("contact", flat=True)
    )
    for contact, outcome, agreement, child, case in rows:
        if outcome == "O13" and child in repeated:
            why.setdefault(contact, SampleItem.Why.REPEAT_NFA)
        if agreement == "NOT_ASKED":
            why.setdefault(contact, SampleItem.Why.DISPENSED)
        if contact in absent:
            why.setdefault(contact, SampleItem.Why.ABSENT)
        if case in missed:
            why.setdefault(contact, SampleItem.Why.BREACHED)
    by_outcome: dict[str, list[int]] = {}
    for contact, outcome, *_ in rows:
        if contact not in why:
            by_outcome.setdefault(outcome, []).append(contact)
    pick = random.Random(seed)
    for outcome in sorted(by_outcome):
        candidates = sorted(set(by_outcome[outcome]))
        for contact in pick.sample(candidates, min(EACH_OUTCOME, len(candidates))):
            why[contact] = SampleItem.Why.RANDOM
    return why


def _told_before(children: set[int], month: date) -> set[int]:
    """Children of whom another contact came within twelve months before the month ended."""
    since = start_of(month_after(month)) - timedelta(days=366)
    found = Contact.objects.filter(
        child__in=children, received_at__gte=since, received_at__lt=start_of(month_after(month))
    )
    counts: dict[int, int] = {}
    for child in found.values_list("child", flat=True):
        counts[child] = counts.get(child, 0) + 1
    return {child for child, number in counts.items() if number > 1}


def _missed(cases: set[int]) -> set[int]:
    """Cases with a missed time that guidance sets, or that a child in danger waited for. The MASH's own times are no duty."""
    return set(_late().filter(case__in=cases).values_list("case", flat=True))


def missed_clocks(contact: Contact) -> list[Clock]:
    """The times missed that put a contact in the sample, earliest due first."""
    return list(_late().filter(case=contact.case_id).order_by("due_at", "pk"))


def _late() -> QuerySet[Clock]:
    duties = [rule.key for rule in CLOCK_RULES.values() if rule.in_danger or isinstance(rule.source, Guidance)]
    ended = Coalesce("stopped_at", F("breach_at"))
    return Clock.objects.filter(rule__in=duties).annotate(ended=ended).filter(ended__gte=F("breach_at"))


def decided_by(user: int) -> QuerySet[Decision]:
    """The decisions in which this person took part, as the one who decided or as the second."""
    return Decision.objects.filter(Q(by__membership__user=user) | Q(second_by__membership__user=user))


def for_another(user: int) -> Exists:
    """Of an item of a sample: whether somebody else looks at it, because this person took part in the decision (TR-22)."""
    return Exists(decided_by(user).filter(contact=OuterRef("contact")))


@transaction.atomic
def judge(item: SampleItem, *, judgement: str, words: str, by: Actor, at: datetime) -> SampleItem:
    """What a manager thinks of a decision in the sample; what may not be safe is acted on the same day. Raises OwnDecision."""
    held = SampleItem.objects.select_for_update(of=("self",)).select_related("contact__case").get(pk=item.pk)
    if decided_by(by.membership.user_id).filter(contact=held.contact_id).exists():
        raise OwnDecision(held.contact.reference)
    said_before = held.judgement
    held.judgement, held.words, held.looked_at, held.looked_by = judgement, words, at, by
    held.save(update_fields=["judgement", "words", "looked_at", "looked_by"])
    audit.did("looked at in a sample", "case", held.contact.case_id, judgement=judgement)
    if judgement == SampleItem.Judgement.UNSAFE != said_before:
        _act_today(held, by=by, at=at)
    return held


def _act_today(item: SampleItem, *, by: Actor, at: datetime) -> None:
    """A child who may not be safe is the work of the MASH within hours, and stands on the contact, closed though it is."""
    contact, team = item.contact, by.membership.team
    with acting_as(service_of(team.area, ServiceName.INTAKE)):
        met = colleagues.kept_from([contact])
    enter(contact=contact, direction=item.words, reflection=NOT_SAFE, key=uuid4(), by=by, at=at)
    task = tasks.make(
        tasks.ToDo(title=ACT_TODAY, due_at=at + ACT_WITHIN, detail=f"{item.words}\n\n{WHAT_TO_DO}"),
        team=team,
        by=by,
        at=at,
        case=contact.case,
    )
    notifications.tell(
        users=met.may_hear(colleagues.who_may_read(contact, team, at=at)),
        words="A decision was looked at again: a child may not be safe. Act now",
        path=f"/tasks/{task.public_id}/",
        reference=contact.reference,
        by=by,
        at=at,
    )
