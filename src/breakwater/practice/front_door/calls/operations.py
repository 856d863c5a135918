"""Calls to the MASH: written down in a minute, met by a written form, chased until it comes; advice without a name."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.deaths import of_the_living
from breakwater.casework.cases.models import CaseLink
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Clock
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import one_at_a_time, parse_reference
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, acting_as, allows, service_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, ServiceName
from breakwater.partnership.organisations.operations import receiving_team

from ..arrivals.cannot_wait import gravest
from ..arrivals.operations import allegation_intake, arrivals
from ..emergency_duty import operations as duty
from ..feedback import operations as receipts
from ..models import Call, Consultation, Contact, Receipt, ReceiptLine, Submission
from ..models.arrivals import IN_A_REFUGE, PRIVATE_SOURCES
from ..pathway import WRITTEN_FORM
from ..screening import callers_line
from ..screening.operations import named_people
from ..screening.operations.groups import DESCRIBES
from ..senders import Sender

LONGEST_AGO = timedelta(days=7)
LONGEST_ON_PAPER = timedelta(days=31)
FIRST_CHASE, SECOND_CHASE = timedelta(hours=24), timedelta(hours=48)
CHASED = "Ask for the written form of a call"


class ToldInTheFuture(Refusal):
    """A call cannot have come after now, nor weeks ago."""

    words = "Enter a time that has passed, within the last seven days"
    box = "told_time"


class PaperWithoutItsTime(Refusal):
    """What was taken on paper is typed in with the time at which it was told: the duty runs from then."""

    words = "Enter the day and the time written on the paper, within the last 31 days"
    box = "told_time"


class AlreadyAContact(Refusal):
    """The consultation has become a contact before."""

    words = "This advice has become a contact already"


def check_call(*, told_at: datetime | None, at: datetime, on_paper: bool = False) -> None:
    """A call came before now and not weeks ago (FD-05); what waited on paper may be older. Raises ToldInTheFuture, PaperWithoutItsTime."""
    if on_paper and (told_at is None or not at - LONGEST_ON_PAPER <= told_at <= at):
        raise PaperWithoutItsTime
    if told_at is not None and not on_paper and not at - LONGEST_AGO <= told_at <= at:
        raise ToldInTheFuture(told_at)


def is_professional(source_code: str) -> bool:
    """Whether a caller rang because of their work, so that a written form is to follow."""
    return source_code not in PRIVATE_SOURCES


def organisation_in(words: str, area: Area) -> Organisation | None:
    """The organisation of the area that the words name, the longest name first; None where they name none."""
    said = words.casefold()
    here = Organisation.objects.filter(teams__area=area).distinct()
    named = [one for one in here if re.search(rf"\b{re.escape(one.name.casefold())}\b", said)]
    return max(named, key=lambda one: len(one.name), default=None)


@dataclass(frozen=True)
class CallAsTaken:
    """What a call-handler writes down while someone is on the telephone.

    `who` is the caller and from where, `what` what happened, in their words. `told_at` is when they rang, where that was
    earlier, `taken_on_paper_by` who wrote it by hand while the service could not be reached. `call_back_safe` is a ReplySafe, or "" where nobody asked; `cannot_wait` a CannotWait. `others` are the children beside the first.
    """

    who: str
    source_code: str
    what: str
    told_at: datetime | None = None
    taken_on_paper_by: str = ""
    call_back: str = ""
    call_back_safe: str = ""
    child: str = ""
    others: Sequence[str] = ()
    adults: Sequence[named_people.AdultTold] = ()
    where_now: str = ""
    in_refuge: bool = False
    immediate_danger: bool | None = None
    unsure_of_danger: bool = False
    cannot_wait: str = ""
    allegation: allegation_intake.AllegationTold | None = None

    def sender(self, area: Area) -> Sender:
        """The caller. They are called back where they gave a number, and written to only where they rang because of their work."""
        return Sender(
            words=self.who[:240],
            source_code=self.source_code,
            organisation=organisation_in(self.who, area),
            reply_to=self.call_back[:254],
            reply_safe=self.call_back_safe if self.call_back else "",
            wants_feedback=bool(self.call_back) and is_professional(self.source_code),
            route=Receipt.Route.PHONE if self.call_back else Receipt.Route.NONE,
        )


@transaction.atomic
def log_call(
    area: Area,
    facts: CallAsTaken,
    *,
    key: str,
    by: Actor,
    at: datetime,
    also: Callable[[Sequence[Contact]], None] | None = None,
) -> Receipt:
    """Make the contact of each child of a call at once. The same `key` again makes nothing. Raises ToldInTheFuture, PaperWithoutItsTime.

    The duty to decide runs from when they rang (`told_at`), which is on record beside the server's own time (FD-05). The
    caller was told on the telephone that we have it. Emergency duty that takes a call about danger has answered its page with
    that. `also` has the contact, as the intake, before anyone is kept from it.
    """
    check_call(told_at=facts.told_at, at=at, on_paper=bool(facts.taken_on_paper_by))

    def keep(contacts: Sequence[Contact]) -> None:
        _keep_call(contacts[0], facts)
        if also:
            also(contacts)

    told = {"adults": tuple(facts.adults), "address": IN_A_REFUGE if facts.in_refuge else ""}
    children = [
        arrivals.ChildTold(named_as=named or arrivals.NOBODY_NAMED, born=_born_in(named, on=london_date(at)), **told)
        for named in (facts.child, *facts.others)
    ]
    arrival = arrivals.Arrival(
        area=area,
        channel=Submission.Channel.PHONE,
        key=key,
        worry=facts.what,
        sender=facts.sender(area),
        children=children,
        **values_of(
            facts, "told_at", "taken_on_paper_by", "immediate_danger", "unsure_of_danger", "cannot_wait", "allegation"
        ),
    )
    receipt = arrivals.receive(arrival, by=by, at=at, also=keep)
    duty.answer_own(receipt.reference, by=by, at=at)
    return receipt


def _born_in(named: str, *, on: date) -> str:
    """The date of birth that was said with a child's name; "" where none was."""
    born = callers_line.read(named, today=on).born
    return str(born) if born else ""


def _keep_call(contact: Contact, facts: CallAsTaken) -> None:
    """What a call has beside its contact: where the child is, and a written form to come, where its caller owes one."""
    wanted = is_professional(facts.source_code)
    Call.objects.create(submission=contact.submission, where_now=facts.where_now[:200], form_wanted=wanted)
    if wanted:
        clocks.start(case=contact.case, rule=WRITTEN_FORM, team=contact.case.responsible_team, at=contact.received_at)
    if facts.told_at is not None:
        audit.did("entered when we were told", "submission", contact.submission_id, told_at=facts.told_at.isoformat())


# The written form that follows ...


def awaiting_form_of(*, organisation: Organisation | None, area: Area, names: Sequence[str]) -> Call | None:
    """The one call from this organisation whose form is still to come and whose child these names may be; None otherwise.

    Asked for its own sender alone, and answered without a word of the child: when they rang, and the reference.
    """
    if organisation is None or not names:
        return None
    with acting_as(service_of(area, ServiceName.INTAKE)):
        waiting = [
            call
            for call in _waiting(area).filter(submission__sender_organisation=organisation)
            if any(_shares_a_name(call.submission, name) for name in names)
        ]
    return waiting[0] if len(waiting) == 1 else None


def call_named(
    *,
    reference: str,
    area: Area,
    children: Sequence[arrivals.ChildTold],
    organisation: Organisation | None,
    has_account: bool = True,
) -> Call | None:
    """The call of this reference whose form is still to come, within the area; by the receipt's or the contact's.

    The reference alone is not enough: the form must name the child of the call, and with an account its sender must be of
    the organisation that rang. A call that named nobody is met by the organisation that rang alone.
    """
    named = parse_reference(reference) or ""
    if not named:
        return None
    with acting_as(service_of(area, ServiceName.INTAKE)):
        found = (
            _waiting(area).filter(submission__reference=named).first()
            or _waiting(area).filter(submission__contacts__reference=named).first()
        )
        if found is None:
            return None
        rang = found.submission.sender_organisation_id
        theirs = rang is not None and organisation is not None and organisation.pk == rang
        if has_account and not theirs:
            return None
        if not has_account and (not _words(_told_of(found).named_as) or (organisation and rang and not theirs)):
            return None
        return found if _pairs(list(found.submission.contacts.order_by("position")), children) else None


def _told_of(call: Call) -> Contact:
    return call.submission.contacts.order_by("position").first()


def _waiting(area: Area):
    return (
        Call.objects.select_related("submission")
        .filter(
            submission__area=area,
            form_wanted=True,
            met_by=None,
            submission__contacts__decided_at=None,
            submission__contacts__case__closed_at=None,
        )
        .order_by("-pk")
        .distinct()
    )


def _shares_a_name(submission: Submission, name: str) -> bool:
    told_of = {word for contact in submission.contacts.all() for word in _words(contact.named_as)}
    return bool(told_of & _words(name))


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", name.casefold())) - DESCRIBES


def meet(
    call: Call,
    form: arrivals.Arrival,
    *,
    by: Actor,
    at: datetime,
    also: Callable[[Sequence[Contact]], None] | None = None,
) -> Receipt | None:
    """Take in the written form of a call: it joins the call's contacts, and makes none for their children.

    Children whom the call did not name get contacts of their own, each with its own clock. None where the call's contacts
    were decided meanwhile, or no child of the form is plainly the call's: then the form is a contact like any other (SG-03).
    `also` has the contacts in the order of the form's children.
    """
    with transaction.atomic(), acting_as(service_of(form.area, ServiceName.INTAKE)) as intake:
        call = Call.objects.select_for_update(of=("self",)).select_related("submission").filter(pk=call.pk).first()
        held = _pairs(_still_open(call), form.children)
        if held is None:
            return None
        joined_to = min(held.values(), key=lambda one: one.position)
        submission = arrivals.submit(form, by=by, at=at, joined_to=joined_to.case)
        for place, contact in held.items():
            _learn(contact, form.children[place], form, at=at)
            named_people.keep(contact, form.children[place].adults, submission=submission)
        made = _contacts_beside(joined_to, submission, form.children, held, intake=intake, at=at)
        said = {contact.pk: form.children[place].named_as for place, contact in held.items()}
        joined_first = [*held.values(), *made.values()]
        receipt = receipts.open_receipt(submission, joined_first, form.sender, said=said, by=intake, at=at)
        _met(call, list(held.values()), submission, by=intake, at=at)
        if also:
            also([(held | made)[place] for place in range(len(form.children))])
        joined = {"contacts": len(made), "joined": joined_to.case_id}
        audit.did("received", "submission", submission.pk, channel=submission.channel, **joined)
        arrivals.after_arrival(
            submission=submission,
            contacts=joined_first,
            by=intake,
            at=at,
            words="The written form of a call has come",
        )
        return receipt


def _still_open(call: Call | None) -> list[Contact]:
    """The contacts of a call whose form has not come, while they are undecided."""
    if call is None or call.met_by_id:
        return []
    found = call.submission.contacts.select_related("case__responsible_team__area").order_by("position")
    return [contact for contact in found if not contact.is_decided and not contact.case.closed_at]


def _contacts_beside(
    contact: Contact,
    form: Submission,
    children: Sequence[arrivals.ChildTold],
    held: Mapping[int, Contact],
    *,
    intake: Actor,
    at: datetime,
) -> dict[int, Contact]:
    """Contacts of the children whom the call did not name, by their place on the form, linked to the call's."""
    made = {
        place: arrivals.contact_of(form, place, child, intake=intake, at=at)
        for place, child in enumerate(children)
        if place not in held
    }
    for other in made.values():
        cases.link(case=other.case, other=contact.case, kind=CaseLink.Kind.SAME_SUBMISSION, by=intake, at=at)
    return made


def _met(call: Call, contacts: Sequence[Contact], form: Submission, *, by: Actor, at: datetime) -> None:
    """The form has come: nobody is asked for it, and the caller reads the answer with the form's receipt."""
    receipts.joined(ReceiptLine.objects.filter(contact__in=contacts, receipt__submission=call.submission), at=at)
    call.met_by, call.met_at = form, at
    call.save(update_fields=["met_by", "met_at"])
    for contact in {*contacts, call.submission.contacts.order_by("position").first()}:
        clocks.stop(case=contact.case, rule=WRITTEN_FORM, by=by, at=at)
    for contact in contacts:
        chronology.record(
            case=contact.case,
            person=contact.child,
            kind="contact",
            what="The written form of the call came",
            by=by,
            at=at,
            source=form.source_said,
            process=True,
        )


def _pairs(contacts: Sequence[Contact], children: Sequence[arrivals.ChildTold]) -> dict[int, Contact] | None:
    """Which children of a form, by their place on it, are which of a call's. None where no child is, or more than one may be
    one they rang about: all that one of the two names says must be in the other, so that a shared surname alone hides no
    brother (SG-03).
    """
    pairs: dict[int, Contact] = {}
    for contact in contacts:
        rang_about = _words(contact.named_as)
        found = [
            place
            for place, child in enumerate(children)
            if not rang_about or (words := _words(child.named_as)) and (words <= rang_about or rang_about <= words)
        ]
        if len(found) > 1 or found and found[0] in pairs:
            return None
        pairs |= dict.fromkeys(found, contact)
    return pairs or None


def _learn(contact: Contact, told_now: arrivals.ChildTold, form: arrivals.Arrival, *, at: datetime) -> None:
    """What the form says of the child and the call did not; what the call said stays as it was said."""
    changed = []
    if contact.named_as == arrivals.NOBODY_NAMED and told_now.named_as:
        contact.named_as = told_now.named_as[:240]
        changed.append("named_as")
    for name in ("born", "address", "postcode", "school"):
        field = contact._meta.get_field(f"{name}_as_told")
        value = getattr(told_now, name)[: field.max_length]
        if value and not getattr(contact, field.name):
            setattr(contact, field.name, value)
            changed.append(field.name)
    if form.immediate_danger:
        contact.immediate_danger = True
    contact.unsure_of_danger |= arrivals.was_unsure_of_danger(form.answers)
    contact.cannot_wait = gravest(arrivals.cannot_wait_of(form.answers), contact.cannot_wait)
    if contact.rag:
        contact.told_more_at = at
    contact.save(update_fields=[*changed, "immediate_danger", "unsure_of_danger", "cannot_wait", "told_more_at"])


# ... and is asked for after a day, and after two.


def chase(*, area: Area, at: datetime) -> int:
    """Ask for written forms that have not come 24 and 48 hours after the call; return how many were asked for."""
    asked = 0
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        late = Clock.objects.running().filter(
            of_the_living("case"), rule=WRITTEN_FORM.key, started_at__lte=at - FIRST_CHASE, case__area=area
        )
        calls = (
            Call.objects.select_for_update(of=("self",))
            .select_related("submission__team", "submission__sender_organisation")
            .filter(submission__contacts__case__in=late.values("case"), met_by=None, chased_again_at=None)
        )
        for call in calls:
            asked += _ask(call, by=intake, at=at)
    return asked


def _ask(call: Call, *, by: Actor, at: datetime) -> bool:
    rang_at = call.submission.told_at or call.submission.received_at
    again = at - rang_at >= SECOND_CHASE
    if not again and call.chased_at:
        return False
    contact = call.submission.contacts.select_related("case__responsible_team").first()
    field = "chased_again_at" if again else "chased_at"
    setattr(call, field, at)
    call.save(update_fields=[field])
    after = "48" if again else "24"
    tasks.make(
        tasks.ToDo(
            title=f"{CHASED}: {after} hours have passed",
            due_at=rang_at + SECOND_CHASE if not again else at + timedelta(hours=4),
            detail="Call the caller, or their safeguarding lead, and say how to send it.",
        ),
        team=call.submission.team,
        case=contact.case,
        by=by,
        at=at,
    )
    _tell_the_organisation(call, by=by, at=at)
    if again:
        notifications.show(
            team=call.submission.team,
            words="The written form of a call has not come in 48 hours",
            path=f"/mash/contacts/{contact.reference}/",
            reference=contact.reference,
            at=at,
        )
    chronology.record(
        case=contact.case,
        kind="contact",
        what=f"The written form was asked for after {after} hours",
        process=True,
        by=by,
        at=at,
    )
    return True


def _tell_the_organisation(call: Call, *, by: Actor, at: datetime) -> None:
    """Whoever answers for safeguarding where the call came from. Without an organisation that is known here, nobody."""
    if call.submission.sender_organisation_id is None:
        return
    posts = (
        Membership.objects.in_force(london_date(at))
        .filter(
            team__organisation=call.submission.sender_organisation_id,
            team__area=call.submission.area_id,
            user__is_active=True,
        )
        .select_related("user")
    )
    leads = {post.user_id: post.user for post in posts if allows(post.role_id, Permission.RECEIPT_READ_TEAM)}
    anyone = {post.user_id: post.user for post in posts if allows(post.role_id, Permission.CONTACT_MAKE)}
    notifications.tell(
        users=list((leads or anyone).values()),
        words="Someone called the MASH: please send the written form",
        path="/contacts/new/",
        reference=call.submission.reference,
        by=by,
        at=at,
    )


# Advice without a name.


@transaction.atomic
def consult(*, area: Area, key: str, who: str, question: str, advice: str, by: Actor, at: datetime) -> Consultation:
    """Write down advice that was asked for without naming a child: no contact, no clock. The same `key` again writes nothing."""
    one_at_a_time(key)
    known = Consultation.objects.filter(key=key).first()
    if known:
        return known
    made = Consultation.objects.create(
        reference=cases.next_reference("A", at),
        area=area,
        team=receiving_team(area, "front_door"),
        key=key,
        who=who[:240],
        organisation=organisation_in(who, area),
        question=question,
        advice=advice,
        at=at,
        by=by,
    )
    audit.did("advised", "consultation", made.pk)
    return made


@transaction.atomic
def turn_into_contact(consultation: Consultation, facts: CallAsTaken, *, key: str, by: Actor, at: datetime) -> Receipt:
    """The child was named after all: a contact by telephone, told when the advice was asked for. Raises AlreadyAContact."""
    held = Consultation.objects.select_for_update().filter(pk=consultation.pk).first()
    if held is None or held.became_id:  # None: it became one that this reader is kept from
        raise AlreadyAContact(consultation.reference)

    def became(contacts: Sequence[Contact]) -> None:
        # As the intake, and before what it became may be set apart or closed: the advice follows it there.
        held.became = contacts[0].submission
        held.save(update_fields=["became"])

    receipt = log_call(held.area, facts, key=key, by=by, at=at, also=became)
    audit.did("turned into a contact", "consultation", held.pk)
    return receipt
