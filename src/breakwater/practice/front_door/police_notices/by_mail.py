"""Notices by secure mail, telephone or letter: alerts, transfers and requests, written down one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction

from breakwater.casework.cases.models import Case, CaseWorker, Participant
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.models import one_at_a_time
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.people.identifiers import check_nhs_number
from breakwater.partnership.people.models import Identifier, Person

from ..arrivals.operations import arrivals
from ..models import Contact, Notice, Receipt, Submission
from ..pathway import REFERRAL, TRANSFER_IN
from ..senders import Sender

HEALTH, OTHER_COUNCIL = "3E", "5C"
COURT_WORK = "Pass a court's request to court work"


@dataclass(frozen=True)
class NoticeByMail:
    """A notice from health, another area or a court, as its sender wrote it. `born` as a part date, `due_on` a court's day."""

    kind: str
    sent_by: str
    words: str
    child: str = ""
    born: str = ""
    nhs_number: str = ""
    their_reference: str = ""
    reply_to: str = ""
    address: str = ""
    due_on: date | None = None
    danger: Danger | None = None

    @property
    def may_be_danger(self) -> bool:
        return self.danger in (Danger.YES, Danger.UNSURE)


@transaction.atomic
def write_down(facts: NoticeByMail, *, key: str, by: Actor, at: datetime) -> Notice:
    """Write down a notice that came by secure mail. The same `key` again writes nothing.

    A health alert about a child whose case is open informs that case's worker and makes no contact, unless its sender says
    or is not sure that the child is in `danger`: then it is a contact, and for danger emergency duty is paged when the
    office is closed (SG-04). A child who moves here with a protection plan has the conference's clock beside the contact's
    own. A court's request is no concern (FD 1.1).
    """
    one_at_a_time(f"notice-{key}")
    known = Notice.objects.filter(key=key).first()
    if known:
        return known
    area = by.membership.team.area
    notice = Notice(
        area=area,
        team=receiving_team(area, "front_door"),
        kind=facts.kind,
        key=key,
        received_at=at,
        by=by,
        their_reference=facts.their_reference[:40],
        sent_by=facts.sent_by[:200],
    )
    if facts.kind == Notice.Kind.COURT:
        return _court(notice, facts, by=by, at=at)
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        person = known_by_number(facts.nhs_number, born=facts.born) if facts.kind == Notice.Kind.HEALTH else None
        case = open_case_of(person) if person else None
        if case and not facts.may_be_danger:
            return _inform(notice, facts.words, case, person, by=intake, at=at)
        return _contact(notice, facts, person, by=by, at=at)


def known_by_number(nhs_number: str, *, born: str) -> Person | None:
    """The one person with this NHS number, checked, whose date of birth does not speak against it; None otherwise (SG-13)."""
    checked = check_nhs_number(nhs_number) if nhs_number.strip() else None
    if checked is None or not checked.valid:
        return None
    held = Identifier.objects.telling_who().filter(scheme=Identifier.Scheme.NHS, value=checked.normalised)
    held = held.select_related("person")
    people = {one.person_id: one.person for one in held}
    if len(people) != 1:
        return None
    [person] = people.values()
    agrees = not born or person.born is None or str(person.born) == born
    return person if agrees else None


def open_case_of(person: Person) -> Case | None:
    """The case of this child that a social care team holds open, the newest first."""
    taking_part = Participant.objects.filter(
        person=person, capacity="CHILD", ends_at=None, case__kind=REFERRAL, case__closed_at=None
    )
    found = taking_part.select_related("case__responsible_team").order_by("-case__opened_at").first()
    return found.case if found else None


def _inform(notice: Notice, words: str, case: Case, person: Person, *, by: Actor, at: datetime) -> Notice:
    """Information for the worker of an open case: on the case's record, and a task for them within the working day."""
    notice.words, notice.result, notice.case = words, Notice.Result.INFORMED, case
    notice.save()
    post = CaseWorker.objects.filter(case=case, ends_at=None).select_related("membership__user").order_by("pk").first()
    owner = post.membership if post and post.membership.team_id == case.responsible_team_id else None
    chronology.record(
        case=case,
        person=person,
        kind="contact",
        what=f"{notice.get_kind_display()}: {words}"[:2000],
        by=by,
        at=at,
        source=notice.sent_by[:120],
        significant=True,
    )
    tasks.make(
        tasks.ToDo(
            title="Read a health alert about a child of yours",
            owner=owner,
            due_at=at + timedelta(days=1),
            detail=f"From {notice.sent_by}. It is on the case's record.",
        ),
        team=case.responsible_team,
        case=case,
        by=by,
        at=at,
    )
    notifications.tell(
        users=[owner.user] if owner else (),
        team=None if owner else case.responsible_team,
        words="A health alert about a child of an open case",
        path=f"/cases/{case.reference}/",
        reference=case.reference,
        by=by,
        at=at,
    )
    audit.did("informed", "case", case.pk, notice=notice.pk)
    return notice


def _court(notice: Notice, facts: NoticeByMail, *, by: Actor, at: datetime) -> Notice:
    """A court's request, with a task for whoever does court work."""
    notice.words, notice.child, notice.due_on = facts.words, facts.child[:240], facts.due_on
    notice.result = Notice.Result.COURT_WORK
    notice.save()
    due_at = moment(facts.due_on, time(12)) if facts.due_on else at + timedelta(days=1)
    tasks.make(
        tasks.ToDo(
            title=COURT_WORK,
            due_at=min(due_at, at + timedelta(days=1)),
            detail="Open it under Notices. It is no concern about the child and has no rating.",
        ),
        team=by.membership.team,
        by=by,
        at=at,
    )
    audit.did("passed to court work", "notice", notice.pk)
    return notice


def _contact(notice: Notice, facts: NoticeByMail, person: Person | None, *, by: Actor, at: datetime) -> Notice:
    """A contact of what was sent; its sender is answered by telephone or mail, or hears nothing."""
    from_health = facts.kind == Notice.Kind.HEALTH
    arrival = arrivals.Arrival(
        area=notice.area,
        channel=Submission.Channel.HEALTH if from_health else Submission.Channel.OTHER_AREA,
        key=f"notice-{notice.key}"[:64],
        worry=facts.words,
        sender=Sender(
            words=notice.sent_by,
            source_code=HEALTH if from_health else OTHER_COUNCIL,
            reply_to=facts.reply_to[:254],
            wants_feedback=bool(facts.reply_to),
            route=Receipt.Route.PHONE if facts.reply_to else Receipt.Route.NONE,
            acknowledged=not facts.reply_to,
        ),
        children=[
            arrivals.ChildTold(
                named_as=facts.child or arrivals.NOBODY_NAMED, born=facts.born, address=facts.address, person=person
            )
        ],
        immediate_danger={Danger.YES: True, Danger.NO: False}.get(facts.danger),
        unsure_of_danger=facts.danger == Danger.UNSURE,
    )
    also = _start_conference_clock if facts.kind == Notice.Kind.TRANSFER_IN else None
    receipt = arrivals.receive(arrival, by=by, at=at, also=partial(also, at=at) if also else None)
    notice.result, notice.submission_id = Notice.Result.CONTACT, receipt.submission_id
    notice.save()
    return notice


def _start_conference_clock(contacts: Sequence[Contact], *, at: datetime) -> None:
    for contact in contacts:
        clocks.start(case=contact.case, rule=TRANSFER_IN, team=contact.case.responsible_team, at=at)


def carry_conference_on(*, contact: Contact, case: Case, at: datetime) -> None:
    """The conference of a child who moves here is still due when the contact is handed on: its clock goes on with the case."""
    running = contact.case.clocks.filter(rule=TRANSFER_IN.key, stopped_at=None).first()
    if running:
        clocks.start(case=case, rule=TRANSFER_IN, team=case.responsible_team, at=running.started_at)
