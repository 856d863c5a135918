"""Asking other agencies what they know: drafted, sent, issued again, reminded, closed, gone without (FD 2.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Area, Organisation, ServiceName, Team, User

from ...models import Contact, Disclosure, InformationRequest, Rag, RequestPerson
from ...screening.operations.claims import lock as lock_contact
from ..agencies import RULES, said
from . import labels

Status = InformationRequest.Status

PREFIX = "Q"
WENT_AHEAD = "The decision was made without this answer"
PURPOSE = "To find out what is known of the people named, before deciding on a contact"
FUNCTION = "Safeguarding and promoting the welfare of children"


class NobodyToAsk(Refusal):
    """No agency was chosen, or nobody to ask about was named."""

    words = "Choose who is asked, name at least one person to ask about, and write why the checks are proportionate"


class MayNotBeAsked(Refusal):
    """This organisation is struck from the case: it must not learn of it (SG-11)."""

    words = "One of these organisations must not learn of this contact, so nothing was sent. Ask your manager."
    box = "agencies"


class ContactIsDecided(Refusal):
    """The contact is decided, so there is nothing left to ask for."""

    words = "This contact is decided, so there is nothing left to ask for."


class RequestIsClosed(Refusal):
    """The request is closed: the MASH needs no answer to it any more."""

    words = "The MASH needs no answer to this request any more. If you are worried about a child, make a contact."


class RequestIsSent(Refusal):
    """The request has been sent already."""

    words = "This request has been sent already."


@dataclass(frozen=True)
class Named:
    """Someone in scope, as the asker writes them."""

    name: str
    relation: str = ""
    born: str = ""
    addresses: str = ""


@dataclass(frozen=True)
class Ask:
    """One agency's team, and what it is asked."""

    team: Team
    kind: str
    questions: Sequence[str] = field(default_factory=tuple)


def may_be_asked(contact: Contact, organisation: Organisation) -> bool:
    """Whether an organisation may learn that there is this contact. Every sending passes here (SG-11)."""
    return organisation.pk in those_who_may_be_asked(contact, [organisation.pk])


def those_who_may_be_asked(contact: Contact, organisations: Iterable[int]) -> set[int]:
    """Of these organisations, by key, those that may learn that there is this contact; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select o from unnest(%s::bigint[]) o where not access.is_struck(%s, o)",
            [sorted(organisations), contact.case_id],
        )
        return {key for (key,) in cursor.fetchall()}


@dataclass(frozen=True)
class AgencyChecks:
    """Which agencies are asked about whom, why, on what basis, and why no less would do.

    `agreement` is what they may know of the family's, `sensitivity` who in the agency handles it.
    """

    of: Sequence[Ask]
    people: Sequence[Named]
    reason: str
    lawful_basis: str
    agreement: str
    proportionate: str
    sensitivity: str


def why_said_already(contact: Contact) -> dict[str, str]:
    """On what basis agencies are asked of this contact and why that is proportionate, as its screening record has it, or else the last
    request: asked for once. What repeats an answer is found when it is sent (TR-08).
    """
    record = contact.screening_records.order_by("-number").values_list("lawful_basis", "checks_proportionate")
    asked = contact.requests.order_by("-drafted_at", "-pk").values_list("lawful_basis", "proportionate")
    (basis, why), (basis_asked, why_asked) = (found.first() or ("", "") for found in (record, asked))
    said = {"lawful_basis": basis or basis_asked, "proportionate": why or why_asked}
    return {name: words for name, words in said.items() if words}


@transaction.atomic
def ask(
    contact: Contact, facts: AgencyChecks, *, key: UUID, by: Actor, at: datetime, send_now: bool = True
) -> list[InformationRequest]:
    """Ask several agencies at once, each for itself, about the same people and for the same reason.

    The same `key` again makes nothing. Raises NobodyToAsk, MayNotBeAsked, ContactIsDecided,
    labels.QuotesAnAnswer (TR-08).
    """
    contact = lock_contact(contact)
    if not facts.of or not facts.people or not facts.proportionate.strip():
        raise NobodyToAsk(contact.reference)
    keys = {uuid5(key, str(each.team.pk)): each for each in facts.of}
    before = {made.key: made for made in InformationRequest.objects.filter(key__in=keys)}
    if not before and contact.is_decided:
        raise ContactIsDecided(contact.reference)
    made = []
    for own_key, each in keys.items():
        if own_key in before:
            made.append(before[own_key])
            continue
        request = _draft(contact, each, facts, key=own_key, by=by, at=at)
        made.append(send(request=request, contact=contact, by=by, at=at) if send_now else request)
    return made


def _draft(
    contact: Contact, one: Ask, facts: AgencyChecks, *, key: UUID, by: Actor, at: datetime
) -> InformationRequest:
    """The request to one agency. Raises MayNotBeAsked, labels.QuotesAnAnswer (TR-08)."""
    if not may_be_asked(contact, one.team.organisation):
        raise MayNotBeAsked(contact.reference)
    why = values_of(facts, "reason", "proportionate")
    labels.keep_from_agency(contact, one.team, own_question="\n".join(one.questions), **why)
    for number, person in enumerate(facts.people):
        _keep_from_agency(contact, one.team, person, box=f"person{number}_")
    request = InformationRequest.objects.create(
        reference=cases.next_reference(PREFIX, at),
        area_id=contact.case.area_id,
        case_id=contact.case_id,
        contact=contact,
        asking_team_id=contact.case.responsible_team_id,
        asked_by=by,
        asked_by_user_id=by.membership.user_id,
        team=one.team,
        kind=one.kind,
        questions=list(one.questions),
        rag=contact.rag or Rag.AMBER,
        key=key,
        drafted_at=at,
        **why,
        **values_of(facts, "lawful_basis", "agreement", "sensitivity"),
    )
    RequestPerson.objects.bulk_create(
        RequestPerson(request=request, position=number, **values_of(person))
        for number, person in enumerate(facts.people)
    )
    audit.did("drafted", "request", request.pk, team=one.team.pk)
    return request


def _keep_from_agency(contact: Contact, team: Team, person: Named, *, box: str = "") -> None:
    """Let nothing be said of someone asked about that repeats an answer. An address may stand in an answer and in the record alike.
    Raises labels.QuotesAnAnswer (TR-08).
    """
    for repeated, parts in (
        (labels.repeats, ("name", "relation", "born")),
        (labels.repeats_beside_an_address, ("addresses",)),
    ):
        said_of_them = {f"{box}{part}": getattr(person, part) for part in parts}
        labels.keep_from_agency(contact, team, repeated=repeated, **said_of_them)


@transaction.atomic
def send(request: InformationRequest, *, contact: Contact, by: Actor, at: datetime) -> InformationRequest:
    """Send a request that was drafted. Raises MayNotBeAsked, RequestIsSent, ContactIsDecided."""
    request = locked(request)
    if request.status != Status.DRAFTED:
        raise RequestIsSent(request.reference)
    if contact.is_decided:
        raise ContactIsDecided(contact.reference)
    if not may_be_asked(contact, request.team.organisation):
        raise MayNotBeAsked(contact.reference)
    request.sent_at = at
    _issue(request, by=by, at=at)
    _gather(contact, by=by, at=at)
    chronology.record(
        case=contact.case, kind="request", what=f"Asked {said(request.team)} what is known", process=True, by=by, at=at
    )
    audit.did("asked", "request", request.pk, team=request.team_id, rag=request.rag)
    return request


def _issue(request: InformationRequest, *, by: Actor, at: datetime) -> None:
    """Send it, the first time or again: its time begins, and the agency's team hears that something waits."""
    rule = RULES[request.rag]
    team = request.asking_team
    hours = hours_of(team, london_date(at))
    when = due(rule.allows, at, hours)
    whole = hours.working_time_between(at, when.shown_at)
    request.status, request.issued_at, request.rule = Status.SENT, at, rule.key
    request.due_on, request.due_at, request.breach_at = when.on, when.shown_at, when.breach_at
    request.remind_at = hours.add_working_hours(at, whole * 0.5)
    request.remind_again_at = hours.add_working_hours(at, whole * 0.9)
    request.reminded_at = request.reminded_again_at = request.escalated_at = request.escalated_to = None
    request.answered_at = request.answer_read_at = None
    request.save(update_fields=_OF_AN_ISSUE)
    given = {"giver_id": request.asking_team_id, "recipient_id": request.team_id}
    disclose(request, **given, was_shared=True, reason=request.proportionate, by=by, at=at)
    tell_agency(request, "The MASH asks your team for information", by=by, at=at)


_OF_AN_ISSUE = (
    "status",
    "issue",
    "sent_at",
    "issued_at",
    "rule",
    "due_on",
    "due_at",
    "breach_at",
    "remind_at",
    "remind_again_at",
    "reminded_at",
    "reminded_again_at",
    "escalated_at",
    "escalated_to",
    "answered_at",
    "answer_read_at",
)


def disclose(request: InformationRequest, *, by: Actor, at: datetime, **given) -> None:
    """Record of everybody in scope what was shared (`was_shared`), from whom, with whom and why, or why not (`reason`)."""
    subject = ", ".join(request.people.order_by("position").values_list("name", flat=True))
    why = {"purpose": PURPOSE, "function_supported": FUNCTION}
    Disclosure.objects.create(request=request, subject=subject, **why, **given, by=by, at=at)


def _gather(contact: Contact, *, by: Actor, at: datetime) -> None:
    """The first request moves a contact on to gathering, where its pathway has that stage."""
    stages = {stage.key for stage in contact.case.pathway.stages}
    if "gathering" not in stages or contact.case.stage not in ("received", "screening"):
        return
    if contact.case.stage == "received":
        contact.case = cases.move(case=contact.case, to_stage="screening", by=by, at=at, why="Others are asked")
    contact.case = cases.move(case=contact.case, to_stage="gathering", by=by, at=at, why="Others are asked")


@transaction.atomic
def add_person(request: InformationRequest, *, facts: Named, by: Actor, at: datetime) -> InformationRequest:
    """Ask about one more person: the request is issued again, and its time begins again (TR-09).

    The same name and date again adds nobody. Raises RequestIsClosed, ContactIsDecided, labels.QuotesAnAnswer.
    """
    request = locked(request)
    if request.status in (Status.CLOSED, Status.DRAFTED):
        raise RequestIsClosed(request.reference)
    if request.contact.is_decided:
        raise ContactIsDecided(request.reference)
    if not may_be_asked(request.contact, request.team.organisation):
        raise MayNotBeAsked(request.reference)
    if request.people.filter(**values_of(facts, "name", "born", "addresses")).exists():
        return request
    _keep_from_agency(request.contact, request.team, facts)
    request.issue += 1
    RequestPerson.objects.create(
        request=request, issue=request.issue, position=request.people.count(), **values_of(facts)
    )
    _issue(request, by=by, at=at)
    audit.did("issued again", "request", request.pk, issue=request.issue)
    return request


@transaction.atomic
def close(request: InformationRequest, *, because: str, by: Actor, at: datetime) -> InformationRequest:
    """The MASH needs no answer any more. Raises RequestIsClosed, labels.QuotesAnAnswer."""
    request = locked(request)
    labels.keep_to_the_mash(request.contact, because=because)
    if not (request.is_waiting or request.status == Status.DRAFTED):
        raise RequestIsClosed(request.reference)
    was_sent = request.sent_at is not None
    request.status, request.closed_at, request.closed_because = Status.CLOSED, at, because[:240]
    request.save(update_fields=["status", "closed_at", "closed_because"])
    audit.did("closed", "request", request.pk)
    if was_sent:
        tell_agency(request, "The MASH needs no answer to a request any more", by=by, at=at)
    return request


def go_without(*, contact: Contact, closes: bool = True, by: Actor, at: datetime) -> list[str]:
    """What a decision made now goes ahead without, in words (TR-10). `closes`: what still waits is closed with it; a decision
    that protects does not, since whoever protects the child needs the answer as much as before.
    """
    asked = list(InformationRequest.objects.filter(contact=contact).select_related("team__organisation").order_by("pk"))
    without = missing(asked)
    for request in asked:
        if request.status == Status.DRAFTED or (closes and request.is_waiting):
            close(request=request, because=WENT_AHEAD, by=by, at=at)
    return without


def missing(asked: Iterable[InformationRequest]) -> list[str]:
    """What was asked and has not come whole, one line an agency: 'Police, Public protection: no answer yet'."""
    words = {Status.PART: "answered in part", Status.DECLINED: "declined to share"}
    words |= dict.fromkeys(InformationRequest.WAITING, "no answer")
    return [f"{said(each.team)}: {words[each.status]}" for each in asked if each.status in words]


def chase(area: Area, *, at: datetime) -> int:
    """Remind the agencies of an area at half and at nine tenths of the time, and escalate what is overdue (TR-10)."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        with connection.cursor() as cursor:
            cursor.execute(
                "select what, reference, team, asker, lead from access.chase_requests(%s, %s)", [area.pk, at]
            )
            due_now = cursor.fetchall()
        teams = Team.objects.in_bulk({team for _, _, team, _, _ in due_now})
        people = User.objects.in_bulk({human for *_, asker, lead in due_now for human in (asker, lead) if human})
        for what, reference, team, asker, lead in due_now:
            mail = {"reference": reference, "by": by, "at": at}
            ours = mail | {"path": f"/requests/{reference}/"}
            if what != "overdue":
                words = "Half of the time" if what == "half gone" else "Nearly all of the time"
                notifications.tell(team=teams[team], words=f"{words} to answer the MASH has gone", **ours)
                continue
            notifications.tell(team=teams[team], words="An answer to the MASH is overdue", **ours)
            if lead:
                notifications.tell(
                    users=[people[lead]], words="An answer of your agency to the MASH is overdue", **ours
                )
            notifications.tell(
                users=[people[asker]],
                words="An agency's answer is overdue",
                path=f"/mash/requests/{reference}/",
                **mail,
            )
        return len(due_now)


def locked(request: InformationRequest) -> InformationRequest:
    return (
        InformationRequest.objects.select_for_update(of=("self",))
        .select_related("team__organisation", "team__area", "asking_team__area", "asked_by_user")
        .get(pk=request.pk)
    )


def tell_agency(request: InformationRequest, words: str, *, by: Actor, at: datetime) -> None:
    notifications.tell(
        team=request.team,
        words=words,
        path=f"/requests/{request.reference}/",
        reference=request.reference,
        by=by,
        at=at,
    )
