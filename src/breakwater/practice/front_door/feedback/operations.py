"""What the sender hears: that we have it, that it is being looked at, what was decided in the words allowed (FD 1.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from breakwater.casework.cases.deaths import goes_on
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit, events
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, ServiceName

from ..information_requests.operations import labels
from ..models import Contact, FeedbackPromise, Letter, Outcome, Receipt, ReceiptLine, SenderKey, Submission
from ..models.arrivals import PRIVATE_SOURCES
from ..pathway import ACKNOWLEDGE, DECISION, FEEDBACK
from ..senders import Sender
from ..services import WAITS_FOR_ACCEPTANCE
from .letters import letter_fields, office_of

RING_THE_SENDER = "Call the referrer: there is an answer to read to them"
BODY = """There is an answer to the contact you made without an account.
Reference: {reference}
Read it with your code here:
{link}

This message says nothing about anyone on purpose. Do not reply to it: nobody reads the answers.
"""


@dataclass(frozen=True)
class ReceiptNews:
    """There is something new to read on a receipt."""

    area_id: int
    reference: str
    at: datetime


class ReasonNeeded(Refusal):
    """A contact closes without its sender told only for a reason on record (FD-15)."""

    words = "Write why the referrer is not told"
    box = "why"


class NothingUnsent(Refusal):
    """Every letter of the contact was sent, or let go for a reason."""

    words = "The referrer was told, or a reason is on record already: nothing was recorded twice"


# That we have it ...


def open_receipt(
    submission: Submission,
    contacts: Sequence[Contact],
    sender: Sender,
    *,
    by: Actor,
    at: datetime,
    said: Mapping[int, str] | None = None,
) -> Receipt:
    """Give the sender a receipt with a line for each child, and start the duty to tell them that we have it.

    `said` is how this sender named each child, by the contact's key, where that differs from the contact. The duty is met at
    once where the sender reads the receipt as they send (`acknowledged`).
    """
    due_on = min(contact.case.clocks.filter(rule=DECISION.key).order_by("-pk").first().due_on for contact in contacts)
    shared = {
        "reference": submission.reference,
        "area": submission.area,
        "team": submission.team,
        "sender_team": submission.sender_team,
        "sender_user": submission.sender_user,
        "received_at": submission.received_at,
        "answer_due_on": due_on,
        "wants_feedback": sender.wants_feedback,
    }
    receipt = Receipt.objects.create(submission=submission, **shared)
    for contact in contacts:
        ReceiptLine.objects.create(
            receipt=receipt,
            contact=contact,
            case=contact.case,
            child=(said or {}).get(contact.pk) or contact.named_as,
            is_public=is_public(submission) or is_private_caller(submission),
            route=sender.route,
            changed_at=at,
            **shared,
        )
    first = contacts[0]
    began = submission.received_at
    if sender.acknowledged and first.submission_id == submission.pk:  # a case of its own, on which the duty never ran
        clocks.met_at_once(case=first.case, rule=ACKNOWLEDGE, team=submission.team, began=began, by=by, at=at)
    else:
        clocks.start(case=first.case, rule=ACKNOWLEDGE, team=submission.team, at=began)
        if sender.acknowledged:
            clocks.stop(case=first.case, rule=ACKNOWLEDGE, by=by, at=at)
    return receipt


def receipt_of_key(key: str) -> Receipt | None:
    """The receipt of what was sent under this key, whoever may read its children by now; not to be saved.

    It knows its reference, when it came, when the answer is due, `danger`, `unsure_of_danger`, and `officer_by` of an allegation: nothing of a child.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from access.receipt_of_key(%s)", [key])
        row = cursor.fetchone()
    if row is None:
        return None
    reference, received_at, due_on, wants, danger, unsure, officer_by = row
    held = Receipt.objects.filter(reference=reference).select_related("submission").first() or Receipt(
        reference=reference, received_at=received_at, answer_due_on=due_on, wants_feedback=wants
    )
    held.danger, held.unsure_of_danger, held.officer_by = danger, unsure, officer_by
    return held


def is_public(what: Contact | Submission) -> bool:
    """Whether the sender is a child or a member of the public, who hears that we looked and no more."""
    return what.channel in (Submission.Channel.CHILD, Submission.Channel.PUBLIC)


def is_private_caller(submission: Submission) -> bool:
    """Whether someone rang who is no professional: they hear that we looked, and nothing about the family (FD 1.6)."""
    return submission.channel == Submission.Channel.PHONE and submission.source_code in PRIVATE_SOURCES


def hears_no_outcome(contact: Contact) -> bool:
    """Whether the sender is a child, of the public, or rang privately: they hear that we looked, and no outcome (FD 1.6).

    A parent who rang is told as one of the family, by what that parent may read.
    """
    if contact.channel != Submission.Channel.PHONE:
        return is_public(contact)
    submission = Submission.objects.filter(pk=contact.submission_id).first()
    return submission is not None and is_private_caller(submission)


@transaction.atomic
def acknowledge(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Someone told the sender that we have it."""
    if clocks.stop(case=contact.case, rule=ACKNOWLEDGE, by=by, at=at):
        chronology.record(
            case=contact.case, kind="contact", what="The referrer was told that we have it", process=True, by=by, at=at
        )
        audit.did("acknowledged", "case", contact.case_id)


# ... what was decided ...


def tell_outcome(
    *, contact: Contact, outcome: Outcome, words: str, by: Actor, at: datetime, not_to_tell: bool = False
) -> None:
    """Write each sender of a contact the letter that the decision allows, and send it the way they asked for.

    `not_to_tell`: the decision, or what was sent, names somebody of the family who must not be told.
    """
    clocks.stop(case=contact.case, rule=ACKNOWLEDGE, by=by, at=at)
    lines = list(_lines_of(contact))
    for line in lines:
        line.stage, line.changed_at, line.news_at, line.now_with = ReceiptLine.Stage.DECIDED, at, at, ""
        line.save(update_fields=["stage", "changed_at", "news_at", "now_with"])
        _publish(line, at=at)
    owed = [line for line in lines if not line.is_public]
    if not owed:
        return
    clocks.start(case=contact.case, rule=promised(contact.case.area), team=contact.case.responsible_team, at=at)
    fields = letter_fields(outcome, words, office_of(contact.case.area, at=at), not_to_tell=not_to_tell)
    for line in owed:
        _send(_letter(line, fields, at=at), line, contact, by=by, at=at)
    _met_when_all_are_sent(contact, by=by, at=at)


def _publish(line: ReceiptLine, *, at: datetime) -> None:
    """What a line shows to its sender has changed."""
    events.publish_on_commit(ReceiptNews(line.area_id, line.reference, at))


def joined(lines: QuerySet[ReceiptLine], *, at: datetime) -> None:
    """What became of these lines stands with the written form from now on."""
    held = list(lines.select_for_update())
    ReceiptLine.objects.filter(pk__in=[line.pk for line in held]).update(stage=ReceiptLine.Stage.JOINED, changed_at=at)
    for line in held:
        _publish(line, at=at)


def promise(area: Area, *, working_days: str, source: str, by: Actor, at: datetime) -> int:
    """Say within how many working days senders are told; returns how many. Duties that run already keep their day."""
    days = int(working_days)
    agreed = {"working_days": days, "source": source, "changed_at": at, "changed_by": by}
    FeedbackPromise.objects.update_or_create(area=area, defaults=agreed)
    audit.did("promised feedback", "area", area.pk, working_days=days)
    return days


def promised(area: Area):
    """The duty to tell the sender, with the days that this area agreed."""
    promise = FeedbackPromise.objects.filter(area=area).first()
    return replace(FEEDBACK, allows=WorkingDays(promise.working_days)) if promise else FEEDBACK


def tell_taken_up(*, contact: Contact, by_whom: str, at: datetime) -> None:
    """A service took the child on: a professional sender reads who is responsible now."""
    for line in _lines_of(contact).filter(is_public=False):
        line.stage, line.now_with, line.changed_at, line.news_at = ReceiptLine.Stage.TAKEN_UP, by_whom, at, at
        line.save(update_fields=["stage", "now_with", "changed_at", "news_at"])
        _publish(line, at=at)


def _lines_of(contact: Contact):
    """The lines of those who are to hear, oldest first. A call whose written form has come is answered to the form."""
    return (
        ReceiptLine.objects.select_for_update(of=("self",))
        .filter(contact=contact)
        .exclude(stage=ReceiptLine.Stage.JOINED)
        .select_related("sender_user", "sender_team")
        .order_by("pk")
    )


def _letter(line: ReceiptLine, fields: dict[str, str], *, at: datetime) -> Letter:
    route = line.route if line.wants_feedback else ReceiptLine.Route.NONE
    return Letter.objects.create(line=line, **fields, route=route, status=Letter.Status.DUE, made_at=at)


def _send(letter: Letter, line: ReceiptLine, contact: Contact, *, by: Actor, at: datetime) -> None:
    """Send the letter, or leave it due with a task for whoever must ring."""
    way = letter.route
    if way != ReceiptLine.Route.PHONE and not (_sender_may_read(line) and goes_on(contact.case)):
        way = ReceiptLine.Route.PHONE  # restricted, or the child has died: whoever may tells the sender, in person
    if way == ReceiptLine.Route.PHONE:
        letter.route = way
        letter.save(update_fields=["route"])
        _ask_to_ring(contact, by=by, at=at)
        return
    if way in (ReceiptLine.Route.PORTAL, ReceiptLine.Route.EMAIL):
        readers = _readers(line, at)
        if not readers:
            _fail(letter, "Nobody in the referrer's team can sign in to read it", contact, by=by, at=at)
            return
        facts = {
            "users": readers,
            "words": "There is an answer to a contact you made",
            "path": f"/contacts/{line.reference}/",
            "reference": line.reference,
            "at": at,
        }
        by_mail = way == ReceiptLine.Route.EMAIL
        notifications.tell(by=by, **facts) if by_mail else notifications.show(**facts)
    if way == ReceiptLine.Route.CODE:
        if not _code_goes_on(line, at=at):
            _fail(letter, "Their code has ended", contact, by=by, at=at)
            return
        _mail_to_who_has_a_code(line, contact, at=at)
    letter.status, letter.sent_at, letter.sent_by = Letter.Status.SENT, at, by
    letter.save(update_fields=["status", "sent_at", "sent_by"])


def _sender_may_read(line: ReceiptLine) -> bool:
    """Whether the line is open to its ordinary readers: a restricted child's is not."""
    with acting_as(service_of(line.area, ServiceName.INTAKE)):
        return ReceiptLine.objects.filter(pk=line.pk).exists()


def _readers(line: ReceiptLine, at: datetime) -> list:
    """Who can open the answer: the sender while they hold a post in the team, else everyone in it."""
    if line.sender_team is None:
        return []
    posts = Membership.objects.in_force(london_date(at)).filter(team=line.sender_team, user__is_active=True)
    holders = {post.user_id: post.user for post in posts.select_related("user")}
    return [holders[line.sender_user_id]] if line.sender_user_id in holders else list(holders.values())


def code_ends(at: datetime) -> datetime:
    """Until when a code opens a receipt on which there was something new at `at`."""
    return at + timedelta(days=settings.BREAKWATER_GUEST_DAYS)


def _code_goes_on(line: ReceiptLine, *, at: datetime) -> bool:
    """Whether the sender's code opens the receipt still; its days are counted from this letter now."""
    return bool(SenderKey.objects.filter(reference=line.reference, ends_at__gt=at).update(ends_at=code_ends(at)))


def _mail_to_who_has_a_code(line: ReceiptLine, contact: Contact, *, at: datetime) -> None:
    submission = Submission.objects.filter(receipt=line.receipt_id).first()
    if submission is None or "@" not in submission.reply_to:
        return
    link = f"{settings.SITE_URL}/contacts/without-account/receipt/"
    notifications.post(
        to=submission.reply_to,
        subject=notifications.SUBJECT,
        body=BODY.format(reference=line.reference, link=link),
        at=at,
        area=line.area,
    )


def _ask_to_ring(contact: Contact, *, by: Actor, at: datetime) -> None:
    running = contact.case.clocks.filter(rule=FEEDBACK.key, stopped_at=None).first()
    tasks.make(
        tasks.ToDo(
            title=RING_THE_SENDER,
            due_at=running.due_at if running else at + timedelta(days=1),
            detail="Read the letter on the contact's page to them, then press “I have told the referrer” there.",
        ),
        team=contact.case.responsible_team,
        case=contact.case,
        by=by,
        at=at,
    )


def _fail(letter: Letter, why: str, contact: Contact, *, by: Actor, at: datetime) -> None:
    letter.status, letter.failed_why = Letter.Status.FAILED, why
    letter.save(update_fields=["status", "failed_why"])
    _ask_to_ring(contact, by=by, at=at)


@transaction.atomic
def told_in_person(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """Someone read the letter to the sender. The contact closes if nothing else holds it. Raises NothingUnsent."""
    letters = _unsent(contact)
    if not letters:
        raise NothingUnsent(contact.reference)
    for letter in letters:
        letter.status, letter.sent_at, letter.sent_by = Letter.Status.SENT, at, by
        letter.save(update_fields=["status", "sent_at", "sent_by"])
    told = ReceiptLine.objects.filter(pk__in=[letter.line_id for letter in letters])
    told.update(changed_at=at)
    for line in told:
        _publish(line, at=at)
    chronology.record(
        case=contact.case, kind="contact", what="The referrer was told what was decided", process=True, by=by, at=at
    )
    audit.did("told the referrer", "case", contact.case_id)
    return _settled(contact, by=by, at=at)


@transaction.atomic
def waive(contact: Contact, *, why: str, by: Actor, at: datetime) -> Contact:
    """A manager lets a contact close without its sender told, and says why. Raises ReasonNeeded, NothingUnsent (FD-15),
    labels.QuotesAnAnswer (TR-08).
    """
    if not why.strip():
        raise ReasonNeeded(contact.reference)
    letters = _unsent(contact)
    if not letters:
        raise NothingUnsent(contact.reference)
    labels.keep([contact], why=why)
    for letter in letters:
        letter.waived_why, letter.waived_at, letter.waived_by = why.strip(), at, by
        letter.save(update_fields=["waived_why", "waived_at", "waived_by"])
    chronology.record(
        case=contact.case,
        kind="contact",
        what="Closed without telling the referrer, for a reason on record",
        by=by,
        at=at,
    )
    audit.did("waived telling the referrer", "case", contact.case_id)
    return _settled(contact, by=by, at=at)


def unsent(contact: Contact) -> bool:
    """Whether a professional sender of this contact has still to be told what was decided."""
    return bool(_unsent(contact))


def unsent_among(contacts: Iterable[int]) -> set[int]:
    """Those of these contacts whose sender has still to be told: one query."""
    return set(unsent_letters().filter(line__contact__in=list(contacts)).values_list("line__contact", flat=True))


def _unsent(contact: Contact) -> list[Letter]:
    return list(unsent_letters().filter(line__contact=contact))


def unsent_letters():
    """The last letter of each line, where its sender has still to be told and nobody said why not."""
    later = Letter.objects.filter(line=OuterRef("line"), pk__gt=OuterRef("pk"))
    return Letter.objects.filter(
        ~Exists(later), status__in=[Letter.Status.DUE, Letter.Status.FAILED], waived_at=None
    ).exclude(line__stage=ReceiptLine.Stage.JOINED)


def _met_when_all_are_sent(contact: Contact, *, by: Actor, at: datetime) -> None:
    if not unsent(contact):
        clocks.stop(case=contact.case, rule=FEEDBACK, by=by, at=at)


# ... and only then does the contact close (FD-15).


def close_when_told(*, contact: Contact, reason: str, by: Actor, at: datetime, to_stage: str = "closed") -> bool:
    """Close a decided contact, unless its sender has still to be told: then it stays until they were. Returns whether."""
    if unsent(contact):
        return False
    handovers.close_case(case=contact.case, reason=reason, by=by, at=at, to_stage=to_stage)
    return True


def end_of(outcome: Outcome, *, in_error: bool) -> str:
    """The stage in which a contact ends that nobody is offered."""
    return "closed" if outcome != Outcome.DUPLICATE else "recorded_in_error" if in_error else "duplicate"


def _settled(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """Every sender was told: the duty is met, and a contact that waited for it alone closes."""
    contact = Contact.objects.select_related("case__responsible_team", "case__area").get(pk=contact.pk)
    _met_when_all_are_sent(contact, by=by, at=at)
    if contact.case.closed_at or unsent(contact):
        return contact
    outcome = Outcome(contact.outcome)
    line = contact.lines.exclude(now_with="").first()
    if contact.case.stage == "handed_on":
        handovers.close_case(
            case=contact.case, reason=f"Handed on to {line.now_with}" if line else outcome.label, by=by, at=at
        )
    elif contact.case.stage == "decided" and outcome not in WAITS_FOR_ACCEPTANCE:
        decision = contact.decisions.order_by("-pk").first()
        handovers.close_case(
            case=contact.case, reason=outcome.label, by=by, at=at, to_stage=end_of(outcome, in_error=decision.in_error)
        )
    contact.case.refresh_from_db()
    return contact


# The sender reads.


@transaction.atomic
def read_lines(*, lines: Iterable[ReceiptLine], by: Actor, at: datetime) -> None:
    """The sender's team opened these lines: what was news is read, and so are the letters sent with it."""
    new = [line.pk for line in lines if line.is_new]
    if not new:
        return
    ReceiptLine.objects.filter(pk__in=new).update(read_at=at)
    Letter.objects.filter(line__in=new, status=Letter.Status.SENT).update(status=Letter.Status.READ, read_at=at)
