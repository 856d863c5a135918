"""What arrives: one submission, a contact for each child, a receipt for its sender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, CaseLink
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Answers, Case
from breakwater.casework.recording.conditions import as_word
from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import one_at_a_time
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.people.models import Person

from ...emergency_duty import operations as duty
from ...feedback import operations as receipts
from ...models import Addition, CannotWait, Contact, Receipt, Submission
from ...models.arrivals import NOBODY_NAMED, is_referrers
from ...pathway import CONTACT, DECISION
from ...screening.operations import colleagues, named_people, rating
from ...screening.people_as_told import child_in_refuge
from ...senders import Sender
from ...social_care_list.operations import open_cases
from ..cannot_wait import cannot_wait_in
from . import allegation_intake
from .allegation_intake import AllegationTold


class NothingToAddTo(Exception):
    """No open contact belongs to what was sent before, so what is told now must be a new one."""


@dataclass(frozen=True)
class ChildTold:
    """A child as the sender named or described them, with the adults named around it. `person` only where the sender picked
    from a verified roll.
    """

    named_as: str = NOBODY_NAMED
    born: str = ""
    address: str = ""
    postcode: str = ""
    school: str = ""
    person: Person | None = None
    adults: tuple[named_people.AdultTold, ...] = ()


@dataclass(frozen=True)
class Arrival:
    """What someone sent, by form, call, notice or step-up, as the front door receives it.

    `told_at` (MASH staff only) is when the duty began, if that was before it was written down. `unsure_of_danger` is that the
    sender said so, `cannot_wait` what else they said (a CannotWait); where there are `answers`, they say it too. Without
    a named child it is one contact about whoever lives or is there (scenario A).
    """

    area: Area
    channel: str
    key: str
    worry: str
    sender: Sender = Sender()
    children: Sequence[ChildTold] = ()
    answers: Answers | None = None
    immediate_danger: bool | None = None
    unsure_of_danger: bool = False
    cannot_wait: str = ""
    told_at: datetime | None = None
    taken_on_paper_by: str = ""
    childs_words: Sequence[str] = ()
    passed_facts: Sequence[dict] = ()
    allegation: AllegationTold | None = None


def receive(
    arrival: Arrival, *, by: Actor, at: datetime, also: Callable[[Sequence[Contact]], None] | None = None
) -> Receipt:
    """Take in what someone sent; the same `key` again returns the receipt it has, and changes nothing.

    What makes an `allegation` never reaches the board: it is set apart before this returns (SG-11). What else belongs to the
    contacts is done by `also`, as the intake, before that. `at` is the server's clock.
    """
    with transaction.atomic(), acting_as(service_of(arrival.area, ServiceName.INTAKE)) as intake:
        known = receipts.receipt_of_key(arrival.key)
        if known:
            return known
        try:
            with transaction.atomic():
                submission = submit(arrival, by=by, at=at)
        except IntegrityError:
            # The same form sent twice at once: the first to commit is the one, and this is its receipt.
            return receipts.receipt_of_key(arrival.key)
        contacts = _open_contacts(submission, arrival, intake=intake, at=at)
        receipt = receipts.open_receipt(submission, contacts, arrival.sender, by=intake, at=at)
        if also:
            also(contacts)
        audit.did("received", "submission", submission.pk, channel=arrival.channel, contacts=len(contacts))
        if arrival.allegation:
            _set_apart(submission, contacts, arrival.allegation, at=at)
        else:
            after_arrival(submission=submission, contacts=contacts, by=intake, at=at, words="A contact to screen")
        return receipt


def _open_contacts(submission: Submission, arrival: Arrival, *, intake: Actor, at: datetime) -> list[Contact]:
    """A contact for each child, linked to the first."""
    contacts = [
        contact_of(
            submission,
            position,
            child,
            unsure_of_danger=arrival.unsure_of_danger,
            cannot_wait=arrival.cannot_wait,
            intake=intake,
            at=at,
        )
        for position, child in enumerate(arrival.children or [ChildTold()])
    ]
    for other in contacts[1:]:
        cases.link(case=other.case, other=contacts[0].case, kind=CaseLink.Kind.SAME_SUBMISSION, by=intake, at=at)
    return contacts


def _set_apart(submission: Submission, contacts: Sequence[Contact], told: AllegationTold, *, at: datetime) -> None:
    """Close an allegation to all but the designated officers; where the office is closed, page emergency duty (SG-04, SG-11)."""
    apart = allegation_intake.set_apart(submission=submission, contacts=contacts, told=told, at=at)
    if (submission.immediate_danger or contacts[0].cannot_wait) and submission.out_of_hours:
        duty.raise_alarm(
            area=submission.area,
            reference=apart.reference,
            submission_reference=submission.reference,
            is_restricted=True,
            at=at,
            is_danger=bool(submission.immediate_danger),
        )


def after_arrival(*, submission: Submission, contacts: Sequence[Contact], words: str, by: Actor, at: datetime) -> None:
    """What follows once a submission has its contacts, as the intake: colleagues' families are closed before anyone hears,
    what was there before is looked at, the team is told, and emergency duty is paged where the office is closed (SG-04).

    `words` are for what says neither that a child is in danger now nor that one cannot wait.
    """
    met = colleagues.meet(contacts, at=at)
    jobs.defer("front_door.look_behind", submission=submission.pk, area=submission.area_id)
    in_danger, cannot_wait = (
        bool(submission.immediate_danger),
        bool(cannot_wait_of(submission.answers) or contacts[0].cannot_wait),
    )
    said = "The written form of a call" if submission.joined_to_id else "A contact that"
    if in_danger or cannot_wait:
        words = f"{said} says {'a child is in danger now' if in_danger else 'that a child cannot wait'}"
    first = colleagues.tell_of_arrival(
        contacts,
        met,
        team=submission.team,
        mail=in_danger or cannot_wait,
        by=by,
        at=at,
        words=words,
    )
    if (in_danger or cannot_wait) and submission.out_of_hours:
        duty.raise_alarm(
            area=submission.area,
            reference=(first or contacts[0]).reference,
            submission_reference=submission.reference,
            is_restricted=first is None,
            at=at,
            except_for=met.kept_out,
            is_danger=in_danger,
        )


def submit(arrival: Arrival, *, by: Actor, at: datetime, joined_to: Case | None = None) -> Submission:
    """Keep what was sent, at the server's own time; `joined_to` is the contact of a call whose written form it is."""
    team = receiving_team(arrival.area, "front_door")
    open_now = hours_of(team, london_date(at)).is_open(at)
    sender = arrival.sender
    return Submission.objects.create(
        reference=cases.next_reference("S", at),
        team=team,
        received_at=at,
        out_of_hours=not open_now,
        joined_to=joined_to,
        sender_words=sender.words,
        sender_team=sender.team,
        sender_user=sender.user,
        sender_organisation=sender.organisation,
        childs_words=list(arrival.childs_words),
        passed_facts=list(arrival.passed_facts),
        by=by,
        **values_of(
            arrival, "area", "channel", "key", "worry", "answers", "immediate_danger", "told_at", "taken_on_paper_by"
        ),
        **values_of(sender, "source_code", "reply_to", "reply_safe", "name_kept_back"),
    )


def was_unsure_of_danger(answers: Answers | None) -> bool:
    """Whether the sender said that they were not sure whether someone is in danger now."""
    return answers is not None and as_word(answers.values.get("immediate_danger")) == "not_known"


def cannot_wait_of(answers: Answers | None) -> str:
    """The gravest of what a sender's answers say that cannot wait, beside danger now; "" where nothing does."""
    return cannot_wait_in(answers.values) if answers is not None else ""


def contact_of(
    submission: Submission,
    position: int,
    told: ChildTold,
    *,
    intake: Actor,
    at: datetime,
    unsure_of_danger: bool = False,
    cannot_wait: str = "",
) -> Contact:
    """Open the contact of one child of a submission, its clock running."""
    began = submission.told_at or submission.received_at
    people = [(told.person, Capacity.CHILD)] if told.person else []
    case = cases.open_case(kind=CONTACT, area=submission.area, team=submission.team, by=intake, at=at, people=people)
    contact = Contact.objects.create(
        case=case,
        reference=case.reference,
        submission=submission,
        position=position,
        named_as=told.named_as[:240] or NOBODY_NAMED,
        born_as_told=told.born,
        address_as_told=told.address[:300],
        postcode_as_told=told.postcode[:60],
        school_as_told=told.school[:200],
        child=told.person,
        received_at=began,
        channel=submission.channel,
        out_of_hours=submission.out_of_hours,
        sender_user=submission.sender_user,
        sender_organisation=submission.sender_organisation,
        source_said=submission.source_said,
        worry=submission.worry,
        immediate_danger=bool(submission.immediate_danger),
        unsure_of_danger=unsure_of_danger
        or was_unsure_of_danger(submission.answers if submission.answers_id else None),
        cannot_wait=cannot_wait or cannot_wait_of(submission.answers if submission.answers_id else None),
    )
    named_people.keep(contact, told.adults, submission=submission)
    if told.person and child_in_refuge(contact):
        named_people.keep_refuge(told.person, by=intake, at=at)
    clocks.start_all(
        case=case,
        rules=[DECISION, *rating.first_clocks(in_danger=contact.immediate_danger or cannot_wait == CannotWait.RED)],
        team=submission.team,
        at=began,
    )
    open_cases.notice(contact=contact, at=at)
    chronology.record(
        case=case,
        person=told.person,
        kind="contact",
        what=f"Contact received: {submission.get_channel_display().lower()}",
        process=True,
        by=intake,
        at=at,
        happened_at=began,
        source=submission.source_said,
    )
    return contact


def of_submission(submission: Submission) -> Q:
    """The contacts that a submission made or joined."""
    of_it = Q(submission=submission)
    return of_it | Q(case=submission.joined_to_id) if submission.joined_to_id else of_it


def add_to_open(
    *,
    submission: Submission,
    key: str,
    words: str,
    by: Actor,
    at: datetime,
    immediate_danger: bool | None = None,
    unsure_of_danger: bool = False,
) -> Addition:
    """Add what someone tells us afterwards to what they sent before (SG-26). The same key again adds nothing.

    That a child is in danger now flags every open contact and is mailed, as on a first contact. Raises NothingToAddTo
    where every contact it made is closed.
    """
    with transaction.atomic(), acting_as(service_of(submission.area, ServiceName.INTAKE)) as intake:
        one_at_a_time(key)
        known = Addition.objects.filter(key=key).first()
        if known:
            return known
        if allegation_intake.add_to_apart(
            area=submission.area,
            reference=submission.reference,
            key=key,
            words=words,
            immediate_danger=immediate_danger,
            by=by,
            at=at,
        ):
            return None
        open_ones = Contact.objects.filter(of_submission(submission), case__closed_at=None)
        open_contacts = list(open_ones.select_related("case"))
        if not open_contacts:
            raise NothingToAddTo(submission.reference)
        added = Addition.objects.create(submission=submission, key=key, words=words, received_at=at, by=by)
        for contact in open_contacts:
            chronology.record(
                case=contact.case,
                person=contact.child,
                kind="contact",
                what="The referrer told us more"
                if is_referrers(by)
                else "Somebody who gave the reference told us more",
                by=intake,
                at=at,
                source=submission.source_said if is_referrers(by) else "",
                significant=True,
            )
        met = colleagues.kept_from(open_contacts)
        open_ones.filter(decided_at=None).exclude(rag="").update(told_more_at=at)  # it wants rating again (FD 1.7)
        if unsure_of_danger:
            open_ones.update(unsure_of_danger=True)
        if immediate_danger:
            open_ones.update(immediate_danger=True)
            if not hours_of(submission.team, london_date(at)).is_open(at):
                duty.raise_alarm(
                    area=submission.area,
                    reference=open_contacts[0].reference,
                    submission_reference=submission.reference,
                    is_restricted=False,
                    at=at,
                    except_for=met.kept_out,
                )
        facts = {
            "users": met.may_hear(colleagues.holders_of(submission.team, at=at)),
            "path": f"/mash/contacts/{open_contacts[0].reference}/",
            "reference": open_contacts[0].reference,
            "at": at,
        }
        if immediate_danger:
            notifications.tell(words="Someone told us more: a child is in danger now", by=intake, **facts)
        else:
            notifications.show(words="Someone told us more about an open contact", **facts)
        audit.did("added to", "submission", submission.pk)
        return added
