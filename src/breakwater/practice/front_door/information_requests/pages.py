"""Requests to other agencies as pages show them: to the agency asked, and beside the contact for those who asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.casework.models import Clock
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.design.absent import NOBODY_SEEN
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.cleaning import clean_name
from breakwater.partnership.people.models import RelationshipCode
from breakwater.partnership.people.records import presenting

from ..models import Contact, InformationAnswer, InformationRequest, NamedPerson, RequestPerson
from ..models.named_people import ResponsibilityTold
from ..screening import people_as_told
from ..screening.candidates import born_told
from ..screening.operations import named_people
from ..screening.people_of_contact import RELATION_SAID, differs
from .agencies import said
from .operations.labels import FOR_PROFESSIONALS
from .operations.requests import Named, missing

Status, Label, Finding = InformationRequest.Status, InformationAnswer.Label, InformationAnswer.Finding
STATUS_KIND = {
    Status.OVERDUE: "red",
    Status.ESCALATED: "red",
    Status.ANSWERED: "good",
    Status.NOTHING_HELD: "good",
    Status.PART: "amber",
    Status.DECLINED: "amber",
    Status.CLOSED: "quiet",
    Status.DRAFTED: "quiet",
    Status.SENT: "info",
    Status.SEEN: "info",
    Status.IN_PROGRESS: "info",
}
# What each label lets happen with the answer, said to the agency that sets it.
LABEL_MEANS = {
    Label.MASH: "The MASH weighs it to decide, and quotes it nowhere. The record may say how it weighed, never what it said.",
    Label.RECEIVING: "The MASH may quote it in its reasons. The team that takes the child on reads it, and others who may read the case.",
    Label.REFERRER: "The same, and the person who made the contact may be told.",
    Label.FAMILY: "The same, and the family may be told.",
}
# The same, said to who decides.
MAY_BE_USED = {
    Label.MASH: "Weigh it; do not quote it. You may write how it weighed",
    Label.RECEIVING: "You may quote it in your reasons, not to the referrer or the family",
    Label.REFERRER: "You may quote it in your reasons, and to the referrer",
    Label.FAMILY: "You may quote it in your reasons, and to the family",
}
NOWHERE = ("", "")
SEARCHED = {"names": "Names", "born": "Dates of birth", "addresses": "Addresses"}
IN_THE_SAME = "came in the same contact"
WITH = ("team__organisation", "asking_team__organisation", "taken_by__user", "escalated_to__user")
BY = ("by__membership__user", "by__membership__role", "by__membership__team__area", "by__area")


def shown(request: InformationRequest, *, now: datetime) -> dict:
    """What its page shows of a request to the agency that is asked, and to those who asked."""
    return {
        "people": [(person, person_rows(person)) for person in request.people.order_by("position")],
        "answers": [answer_shown(answer, request) for answer in answers_of([request])[request.pk]],
        "said": list(request.messages.order_by("pk").select_related(*BY)),
        "time_left": clock_of(request, now=now, with_source=True),
        "status_kind": STATUS_KIND[request.status],
        "now": now,
    }


@dataclass(frozen=True)
class AnswerShown:
    """One answer that stands, or one that was amended: its words, and what may be done with them."""

    who: str
    finding: str
    text: str
    is_nothing: bool
    is_declined: bool
    searched: str
    caveats: str
    label: str
    may_be_used: str
    may_be_quoted: bool
    weight: str
    because: str
    by: str
    at: datetime
    replaced_at: datetime | None
    issue: int


@dataclass(frozen=True)
class AskedRow:
    """One request beside the contact. `answers` are those that this post may read; `asked_on` names a brother's or sister's contact."""

    reference: str
    href: str
    who: str
    status: str
    kind: str
    words: str
    clock: dict | None
    is_draft: bool
    is_waiting: bool
    has_question: bool
    answers: Sequence[AnswerShown]
    is_held_back: bool
    asked_on: str = ""


@dataclass(frozen=True)
class AskedOfOthers:
    """What was asked of others for one contact: each request, and what is missing in words."""

    rows: Sequence[AskedRow]
    missing: Sequence[str]
    answers: Sequence[InformationAnswer]

    @property
    def waiting(self) -> int:
        return sum(row.is_waiting for row in self.rows)


@dataclass(frozen=True)
class InboxRow:
    """One request in an agency's list."""

    reference: str
    href: str
    about: str
    why: str
    status: str
    kind: str
    clock: dict | None
    when: str
    taken_by: str
    is_mine: bool
    has_reply: bool


def clock_of(request: InformationRequest, *, now: datetime, with_source: bool = False) -> dict | None:
    """The time an agency has, drawn as every clock is; None for a draft and for what was closed."""
    if request.due_at is None or request.status == Status.CLOSED:
        return None
    running = Clock(
        rule=request.rule,
        team_id=request.asking_team_id,
        started_at=request.issued_at,
        due_on=request.due_on,
        due_at=request.due_at,
        breach_at=request.breach_at,
        stopped_at=request.answered_at,
    )
    return clock_shown(running, now=now, with_source=with_source)


def searched_in_words(searched: dict) -> str:
    """Names: Robin Quayside; Dates of birth: 4 May 2016 (SG-10)."""
    return "; ".join(f"{SEARCHED[key]}: {', '.join(searched[key])}" for key in SEARCHED if searched.get(key))


def answer_shown(answer: InformationAnswer, request: InformationRequest) -> AnswerShown:
    return AnswerShown(
        who=said(request.team),
        finding=answer.get_finding_display(),
        text=answer.text,
        is_nothing=answer.finding == Finding.NOTHING,
        is_declined=answer.finding == Finding.DECLINED,
        searched=searched_in_words(answer.searched),
        caveats=answer.caveats,
        label=answer.get_label_display(),
        may_be_used=MAY_BE_USED[answer.label],
        may_be_quoted=answer.label in FOR_PROFESSIONALS,
        weight=answer.get_weight_display() if answer.weight else "",
        because=answer.get_declined_because_display() if answer.declined_because else "",
        by=answer.by.said,
        at=answer.at,
        replaced_at=answer.replaced_at,
        issue=answer.issue,
    )


def basis_given(contact: Contact) -> dict[str, str]:
    """On what basis, and why, agencies were asked last about a contact; nothing where none was."""
    last = InformationRequest.objects.filter(contact=contact).order_by("-pk").first()
    return {"lawful_basis": last.lawful_basis, "checks_proportionate": last.proportionate} if last else {}


def answers_of(requests: Iterable[InformationRequest]) -> dict[int, list[InformationAnswer]]:
    """The answers to each request that the actor may read, oldest first, in one query; on record as seen."""
    found: dict[int, list[InformationAnswer]] = defaultdict(list)
    ids = [request.pk for request in requests]
    for answer in InformationAnswer.objects.filter(request__in=ids).select_related(*BY).order_by("issue", "pk"):
        found[answer.request_id].append(answer)
        audit.saw("answer", answer.pk)
    return found


def beside_contact(contact: Contact, actor: Actor, *, now: datetime) -> AskedOfOthers:
    """What is asked of whom for a contact, on it or by name on a brother's or sister's. The same queries however many were asked."""
    asked = list(_about(contact).select_related(*WITH, "contact").prefetch_related("messages").order_by("pk"))
    audit.saw("request", *(request.pk for request in asked))
    answers = answers_of(asked)
    return AskedOfOthers(
        rows=[
            replace(
                _asked_row(request, answers[request.pk], now),
                asked_on="" if request.contact_id == contact.pk else request.contact.reference,
            )
            for request in asked
        ],
        missing=missing(asked),
        answers=[answer for each in answers.values() for answer in each if answer.replaced_at is None],
    )


def _about(contact: Contact) -> QuerySet[InformationRequest]:
    """The requests of a contact, and those sent from another contact of the same form that name its child."""
    named = reduce(or_, (Q(name__iexact=name) for name in contact.names), Q(pk__in=()))
    names_child = Exists(RequestPerson.objects.filter(named, request=OuterRef("pk")))
    of_the_form = Contact.objects.filter(submission=contact.submission_id)
    return InformationRequest.objects.filter(
        Q(contact=contact) | Q(names_child, sent_at__isnull=False), contact__in=of_the_form
    )


def _asked_row(request: InformationRequest, answers: Sequence[InformationAnswer], now: datetime) -> AskedRow:
    standing = [answer for answer in answers if answer.replaced_at is None]
    words = ""
    if request.answered_at:
        words = f"{moment_in_words(request.answered_at, now=now)}"
    elif request.status == Status.CLOSED:
        words = request.closed_because
    elif request.escalated_to_id:
        words = f"passed to {request.escalated_to.user.name}, the agency's lead"
    elif request.taken_by_id:
        words = f"{request.taken_by.user.name} works on it"
    return AskedRow(
        reference=request.reference,
        href=reverse("front_door:asked_one", args=[request.reference]),
        who=said(request.team),
        status=request.get_status_display(),
        kind=STATUS_KIND[request.status],
        words=words,
        clock=clock_of(request, now=now) if request.is_waiting else None,
        is_draft=request.status == Status.DRAFTED,
        is_waiting=request.is_waiting,
        has_question=_last_said_by(request, from_agency=True),
        answers=[answer_shown(answer, request) for answer in standing],
        is_held_back=request.is_answered and not standing,
    )


def _last_said_by(request: InformationRequest, *, from_agency: bool) -> bool:
    """Whether the last word between the two is that side's, so that the other owes a reply."""
    spoken = sorted(request.messages.all(), key=lambda message: message.pk)
    return bool(spoken) and spoken[-1].from_agency == from_agency


def to_team(actor: Actor) -> QuerySet[InformationRequest]:
    """What the actor's team has been asked. Named by team: sight of a case brings no one else's inbox."""
    return InformationRequest.objects.filter(team=actor.membership.team_id, sent_at__isnull=False)


def inbox_rows(requests: Iterable[InformationRequest], actor: Actor, *, now: datetime) -> list[InboxRow]:
    """Requests as an agency lists them; three queries, whatever their number."""
    found = list(requests.select_related("taken_by__user").prefetch_related("people", "messages"))
    audit.saw("request", *(request.pk for request in found))
    return [_inbox_row(request, actor, now) for request in found]


def _inbox_row(request: InformationRequest, actor: Actor, now: datetime) -> InboxRow:
    return InboxRow(
        reference=request.reference,
        href=reverse("front_door:request", args=[request.reference]),
        about=about(request),
        why=request.reason,
        status=request.get_status_display(),
        kind=STATUS_KIND[request.status],
        clock=clock_of(request, now=now) if request.is_waiting else None,
        when=moment_in_words(request.answered_at or request.closed_at or request.issued_at, now=now),
        taken_by=request.taken_by.user.name if request.taken_by_id else "",
        is_mine=request.taken_by_id == actor.membership_id and request.taken_by_id is not None,
        has_reply=request.is_waiting and _last_said_by(request, from_agency=False),
    )


def about(request: InformationRequest) -> str:
    """Whom it is about: the first named, and how many more."""
    named = sorted(request.people.all(), key=lambda one: one.position)
    more = len(named) - 1
    return f"{named[0].name}{f' and {more} more' if more else ''}" if named else NOBODY_SEEN


def person_rows(person: RequestPerson) -> list[dict]:
    """Someone in scope as a summary list draws them."""
    rows = [
        ("Name", person.name),
        ("Who they are", person.relation),
        ("Born", person.born),
        ("Addresses", ", ".join(person.addresses.splitlines())),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def searched_first(people: Iterable[RequestPerson]) -> dict[str, str]:
    """What the request names, as the boxes of 'what was searched' are filled to begin with: one a line."""
    named = list(people)
    addresses = dict.fromkeys(line.strip() for one in named for line in one.addresses.splitlines() if line.strip())
    return {
        "names": "\n".join(one.name for one in named),
        "born": "\n".join(dict.fromkeys(one.born for one in named if one.born)),
        "addresses": "\n".join(addresses),
    }


def people_to_ask_about(contact: Contact, *, on: date) -> list[Named]:
    """Whom a request may name to begin with: the child, those of the same submission, who holds parental responsibility or
    lives in the home, and every adult whom the referrer names. A withheld address is left out; nobody is asked about by it. A child of the submission whom nobody
    settled is left out only where a brother or sister has the same name and the same date of birth: a father may be a namesake.
    """
    siblings = Contact.objects.filter(submission=contact.submission_id).exclude(pk=contact.pk).select_related("child")
    adults = [one for one in named_people.people_of(contact) if one.named]
    matched = {one.person.pk: one.named for one in adults if one.person}
    unmatched = [one.named for one in adults if not one.named.person_id]
    others = {one.person.pk: (one.person, _relation_said(one.named)) for one in adults if one.person}
    if contact.child_id is None:
        first, untold, close = _as_told(contact, "the child"), list(siblings), {}
    else:
        child = presenting.header(contact.child, on=on)
        first = _as_known(child, "the child", told=_address_told(contact))
        untold = [other for other in siblings if not other.child_id]
        close = {
            relative.person.pk: relative
            for relative in child.relatives
            if relative.holds_parental_responsibility or relative.lives_in_household
        }
        known = {other.child.pk: (other.child, IN_THE_SAME) for other in siblings if other.child_id}
        known |= {key: (relative.person, relative.is_their) for key, relative in close.items()}
        others = known | others
    headers = presenting.headers([person for person, _ in others.values()], on=on)
    homes = {other.child_id: _address_told(other) for other in siblings if other.child_id}
    named = {
        (name.casefold(), header.born)
        for header, (_, relation) in zip(headers, others.values(), strict=True)
        if header.born and relation in (IN_THE_SAME, RelationshipCode.SIBLING.label)
        for name in (header.name, *header.other_names)
    }
    children = [_as_told(other, IN_THE_SAME) for other in untold]
    on_record = {(relative.is_their, relative.person.name.casefold()) for relative in close.values()}
    return [
        first,
        *(
            _as_known(header, relation, matched.get(header.person.pk), told=homes.get(header.person.pk, NOWHERE))
            for header, (_, relation) in zip(headers, others.values(), strict=True)
        ),
        *(one for one in children if (one.name.casefold(), one.born) not in named),
        *_adults_as_told(unmatched, but=on_record),
    ]


def _adults_as_told(adults: Iterable[NamedPerson], but: Collection[tuple[str, str]]) -> list[Named]:
    """Adults whom nobody has matched, as the referrer named them: an agency cannot search for someone without a name."""
    found = []
    for named in adults:
        label = RelationshipCode(code).label if (code := people_as_told.ON_RECORD.get(named.relation)) else ""
        if not named.named_as or (label, named.named_as.casefold()) in but:
            continue
        born = people_as_told.born_told(named)
        place = ", ".join(filter(None, people_as_told.address_told(named)))
        found.append(
            Named(named.named_as, _relation_said(named), born.in_words() if born else named.born_as_told, place)
        )
    return found


def _relation_said(named: NamedPerson) -> str:
    """Father, holds parental responsibility."""
    relation = RELATION_SAID.get(named.relation, "Adult named by the referrer")
    holds = named.parental_responsibility == ResponsibilityTold.YES
    return f"{relation}, holds parental responsibility" if holds else relation


def _address_told(contact: Contact) -> tuple[str, str]:
    """Where the referrer says that a child lives, street and postcode; nothing of a refuge."""
    is_hidden = people_as_told.child_in_refuge(contact)
    return NOWHERE if is_hidden else (contact.address_as_told, contact.postcode_as_told)


def _as_known(
    header: presenting.Header, relation: str, named: NamedPerson | None = None, *, told: tuple[str, str] = NOWHERE
) -> Named:
    """Someone on record, by every name; the address the referrer gives stands beside the one on record, unless that is withheld."""
    names = [header.name, *(f"also {name}" for name in header.other_names if name != header.name)]
    if (
        named
        and named.named_as
        and clean_name(named.named_as) not in {clean_name(name) for name in (header.name, *header.other_names)}
    ):
        names.append(f"also {named.named_as}")
    places = []
    if not header.address_is_withheld:
        places = [header.address] if header.address != presenting.ADDRESS_NOT_KNOWN else []
        told = people_as_told.address_told(named) if named else told
        if any(told) and (not places or differs(told, header)):
            places.append(", ".join(filter(None, told)))
    return Named(", ".join(names), relation, header.born, "\n".join(places))


def _as_told(contact: Contact, relation: str) -> Named:
    place = ", ".join(filter(None, _address_told(contact)))
    born = born_told(contact)
    return Named(contact.named_as, relation, born.in_words() if born else contact.born_as_told, place)


def others_beside(contact: Contact, actor, *, now) -> dict:
    """What the contact's page and the page of its decision show of requests to other agencies."""
    return {
        "others": beside_contact(contact, actor, now=now),
        "asks_others": may(actor, Permission.REQUEST_SEND),
        "may_ask": not contact.is_decided and may(actor, Permission.REQUEST_SEND, contact),
    }
