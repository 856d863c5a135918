"""What a referrer adds after a decision: by rule a task for the MASH, or a contact that is decided afresh.

Where a service has the child, the MASH reads it and passes it on by the next working day. Where it ended without a service,
where the service has closed since, or where a child is said to be in danger now, there is a new contact with a deadline of
its own: a decision stands, and a case is opened and closed once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.handovers import ledger
from breakwater.casework.models import Handover, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import one_at_a_time
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor, ServiceName

from ...arrivals.operations import arrivals
from ...feedback import operations as receipts
from ...models import Addition, Contact, ReceiptLine, Submission
from ...services import WAITS_FOR_ACCEPTANCE

TITLE = "Read what the referrer added after the decision, and pass it to whoever has the child"


@dataclass(frozen=True)
class TakenIn:
    """What became of it: the reference of the new contact's receipt, or a task of the MASH; neither where it is decided still."""

    reopened_as: str = ""
    is_task: bool = False


@transaction.atomic
def add_after_decision(
    *, submission: Submission, key: str, words: str, immediate_danger: bool, by: Actor, at: datetime
) -> TakenIn:
    """A referrer adds to what they sent, whatever has been decided since. The same key again adds nothing."""
    with acting_as(service_of(submission.area, ServiceName.INTAKE)):
        one_at_a_time(key)
        found = list(
            Contact.objects.filter(arrivals.of_submission(submission)).select_related("case__responsible_team__area")
        )
        decided = [each for each in found if each.is_decided or each.case.closed_at]
        if Addition.objects.filter(key=key).exists():
            return _taken_in_before(decided, key)
        is_open = len(decided) < len(found)
    if is_open or not found:  # nothing found: closed to named readers, who hear of it. Raises NothingToAddTo
        arrivals.add_to_open(
            submission=submission, key=key, words=words, immediate_danger=immediate_danger or None, by=by, at=at
        )
    if not decided:
        return TakenIn()
    with acting_as(service_of(submission.area, ServiceName.INTAKE)) as intake:
        if not is_open:
            Addition.objects.create(submission=submission, key=key, words=words, received_at=at, by=by)
        afresh = [each for each in decided if immediate_danger or not has_a_service(each)]
        passed_on = [each for each in decided if each not in afresh]
        for contact in decided:
            chronology.record(
                case=contact.case,
                person=contact.child,
                kind="contact",
                what="The referrer added information after the decision",
                by=intake,
                at=at,
                source=submission.source_said,
                significant=True,
            )
        for contact in passed_on:
            _make_task(contact, words, by=intake, at=at)
        for contact in decided:
            _add_to_offers(contact, by=intake, at=at)
        reference = _receive_afresh(submission, afresh, key, words, immediate_danger, by=by, at=at) if afresh else ""
    return TakenIn(reference, bool(passed_on))


def _taken_in_before(decided: Sequence[Contact], key: str) -> TakenIn:
    """The same answer to the same form sent twice."""
    receipt = receipts.receipt_of_key(key)
    is_task = Task.objects.filter(case__in=[each.case_id for each in decided], title=TITLE).exists()
    return TakenIn(receipt.reference if receipt else "", is_task)


def has_a_service(contact: Contact) -> bool:
    """Whether a service was offered the child by the decision, and has not closed since, as far as anyone can say."""
    if contact.outcome not in WAITS_FOR_ACCEPTANCE:
        return False
    opened = Handover.objects.filter(carried__case=contact.case_id, opened_case__isnull=False)
    closed = [offer.opened_case.closed_at is not None for offer in opened.select_related("opened_case")]
    return not closed or not all(closed)


def _make_task(contact: Contact, words: str, *, by: Actor, at: datetime) -> Task:
    team = contact.case.responsible_team
    day = working_calendar(team.area).add_working_days(london_date(at), 1)
    made = tasks.make(
        tasks.ToDo(title=TITLE, detail=words, due_at=hours_of(team, day).close_of(day)),
        team=team,
        case=contact.case,
        by=by,
        at=at,
    )
    notifications.show(
        team=team,
        words="A referrer added to a decided contact: read it",
        path=f"/tasks/{made.public_id}/",
        reference=contact.reference,
        at=at,
    )
    return made


def _add_to_offers(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Whoever is asked to take the child, and has not answered yet, reads it in the offer and is told that it has come."""
    for handover in ledger.add_to_waiting(case=contact.case, by=by, at=at):
        notifications.tell(
            team=handover.to_team,
            words="The referrer added to what is offered to you: read it before you answer",
            path=f"/handovers/{handover.reference}/",
            reference=handover.reference,
            by=by,
            at=at,
        )


def _receive_afresh(
    submission: Submission,
    contacts: Sequence[Contact],
    key: str,
    words: str,
    immediate_danger: bool,
    *,
    by: Actor,
    at: datetime,
) -> str:
    """A new contact of the same children and sender, in the words that were added."""
    before = ReceiptLine.objects.filter(contact__in=contacts).order_by("pk").first()
    earlier = ", ".join(each.reference for each in contacts)
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=submission.area,
            channel=submission.channel,
            key=key,
            worry=f"{words}\n\nAdded after the decision on {earlier}. What was sent before: {submission.worry}",
            children=[
                arrivals.ChildTold(
                    named_as=each.named_as,
                    born=each.born_as_told,
                    address=each.address_as_told,
                    postcode=each.postcode_as_told,
                    school=each.school_as_told,
                    person=each.child,
                )
                for each in contacts
            ],
            immediate_danger=immediate_danger or None,
            sender=arrivals.Sender(
                team=submission.sender_team,
                user=submission.sender_user,
                organisation=submission.sender_organisation,
                words=submission.sender_words,
                source_code=submission.source_code,
                wants_feedback=before.wants_feedback if before else True,
                route=before.route if before else ReceiptLine.Route.PORTAL,
                reply_to=submission.reply_to,
                reply_safe=submission.reply_safe,
                name_kept_back=submission.name_kept_back,
            ),
        ),
        by=by,
        at=at,
    )
    return receipt.reference
