"""Strategy discussions: calling one, who is there, what each knows, the decision, the actions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, Value, When

from breakwater.casework.cases import notices
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, CaseLink
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date, moment
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation
from breakwater.partnership.people.models import Person

from ...information_requests.operations import labels
from ...information_requests.operations.requests import MayNotBeAsked, may_be_asked
from ...models import Agency, Contact, Rag, Strategy, StrategyAction, StrategyAttendee, StrategySaid
from ...pathway import CIRCULATE, CONFERENCE, STRATEGY, STRATEGY_CASE, STRATEGY_NOW
from ...screening.operations import provisional, rating
from . import onward

NOT_ASKED = (
    "An organisation you named must not learn of this contact, so nobody there is asked. Speak with your manager."
)
NAMED = "A strategy discussion that was held is recorded, and you are named in it"
FAMILY = (Capacity.PARENT, Capacity.SIBLING, Capacity.HOUSEHOLD)
OVER_AFTER = timedelta(hours=1)
IMMEDIATE = timedelta(hours=4)  # as its clock allows at any hour
MOST_DAYS = 3  # working days, the ceiling of FD 1.8


class ChildNotSettled(Refusal):
    """Nobody has said who the child is, and whoever calls it may not enter anyone: the MASH does first."""

    words = "Match the child first, then call it. What you wrote is below."


class ContactIsClosed(Refusal):
    """The contact is closed; a discussion is called from the contact or case that is open now."""

    words = "The contact is closed meanwhile. Call it from the contact or the case that is open now; what you wrote is below to copy."


class IsRecorded(Refusal):
    """The discussion is recorded; what comes after it is an action, or another discussion."""

    words = "It has been recorded meanwhile. What you wrote is below to copy; add it as an action or call another discussion."


class NotHeldYet(Refusal):
    """It is recorded once it has been held: in the past, and not before the last working day before it was called or planned."""

    words = "Record what was decided first."
    box = "time"


class NobodyThere(Refusal):
    """Nobody is written down as having been there, so there was no discussion to record."""

    words = "Say beside each name whether they were there, then record it"


class AbsenceNotSaid(Refusal):
    """Police or health were not there, so a reason and a manager's name are needed (FD-18)."""

    words = "Police or health were not there. Write why, and which manager agreed to go on"
    box = "absence_because"


class WorkerNotTold(Refusal):
    """The child's case is open with a worker whose team has not said yet that it has what was decided."""

    words = "The worker's team has not been told, or has not answered yet. What you wrote is below."


class EnquiryNotEnded(Refusal):
    """There is an enquiry, and nobody has said how it ended."""

    words = "Write how the enquiry ended"
    box = "enquiry_ended"


class ActionsOpen(Refusal):
    """Actions are still to be done, so it is not concluded."""

    words = "Actions are still open. Mark them done first; what you wrote is below."


def earliest_written(area: Area, at: datetime) -> datetime:
    """Since when a discussion may have been held that is first written down now: since the working day before, begun.

    Who rings the police on Friday night or over a weekend writes it down on Monday.
    """
    day = working_calendar(area).add_working_days(london_date(at), -1)
    return moment(day, time.min)


def latest_planned(area: Area, at: datetime, *, is_immediate: bool) -> datetime:
    """Until when a discussion called now may be planned: this day for immediate harm, within its hours in the night."""
    if is_immediate:
        return max(end_of(london_date(at)), at + IMMEDIATE)
    return end_of(working_calendar(area).add_working_days(london_date(at), MOST_DAYS))


@dataclass(frozen=True)
class Asked:
    """Someone to ask to the table; `email` is of their account, where they have one."""

    agency: str
    name: str
    email: str = ""


@dataclass(frozen=True)
class DiscussionFacts:
    """Why significant harm is suspected, when and how it is discussed, and with whom."""

    concern: str
    is_immediate: bool
    planned_for: datetime
    how: str
    asked: Sequence[Asked] = ()


@transaction.atomic
def call(contact: Contact, facts: DiscussionFacts, *, key: UUID, by: Actor, at: datetime) -> Strategy:
    """Call a strategy discussion about a contact's child; nothing need be screened first (FD-17). The same `key` again is it.

    A contact that nobody has rated is red from then on; a child nobody can name is recorded provisionally, and protected first.
    It is due the same day for immediate harm, otherwise the next working day. Raises ChildNotSettled, ContactIsClosed,
    MayNotBeAsked, labels.QuotesAnAnswer (TR-08).
    """
    if known := made_before(Strategy, key):
        return known
    if not contact.case.is_open:
        raise ContactIsClosed(contact.reference)
    labels.keep_from_table([contact], concern=facts.concern)
    if contact.child_id is None:
        if contact.is_decided or not by.membership.role.has_oversight:
            raise ChildNotSettled(contact.reference)
        contact = provisional.record_provisionally(contact=contact, by=by, at=at)
    team = by.membership.team
    people = [(contact.child, Capacity.CHILD), *_family_of(contact)]
    case = cases.open_case(kind=STRATEGY_CASE, area=contact.case.area, team=team, by=by, at=at, people=people)
    cases.link(case=case, other=contact.case, kind=CaseLink.Kind.OPENED_FROM, by=by, at=at)
    made = Strategy.objects.create(
        case=case,
        contact=contact,
        about_case=contact.case,
        key=key,
        called_at=at,
        called_by=by,
        **values_of(facts, "concern", "is_immediate", "planned_for", "how"),
    )
    clocks.start(case=case, rule=STRATEGY_NOW if facts.is_immediate else STRATEGY, team=team, at=at)
    if not contact.rag and not contact.is_decided:  # whoever suspects significant harm has said how urgent it is
        rating.rate(contact=contact, rag=Rag.RED, reason="A strategy discussion is called", by=by, at=at)
    for each in facts.asked:
        ask(strategy=made, asked=each, by=by, at=at)
    chronology.record(
        case=case,
        person=contact.child,
        kind="strategy",
        what="Strategy discussion called",
        detail=chronology.in_a_line(facts.concern),
        by=by,
        at=at,
        significant=True,
    )
    return made


def _family_of(contact: Contact) -> list[tuple[Person, str]]:
    """Parents, brothers, sisters and household of the contact's case: who is asked to the table searches by them too."""
    parts = contact.case.participants.filter(ends_at=None, capacity__in=FAMILY).exclude(person=contact.child_id)
    return list({part.person_id: (part.person, part.capacity) for part in parts.select_related("person")}.values())


def _keep_to_labels(strategy: Strategy, **words: str) -> None:
    """Let nothing be written down, by its box, that repeats an agency's answer about the child further than its owner lets it go.

    Whoever writes may not read the contact: then it is asked about by the case's key and by the children. Raises QuotesAnAnswer.
    """
    about = [strategy.contact] if strategy.contact else []
    about += [
        Contact(case_id=strategy.about_case_id or strategy.case_id, child_id=part.person_id)
        for part in strategy.case.participants.filter(capacity=Capacity.CHILD)
    ]
    labels.keep_from_table(about, **words)


def lock(strategy: Strategy) -> Strategy:
    """The discussion as it stands, its case held until the transaction ends."""
    cases.lock(strategy.case)
    return Strategy.objects.select_related("case__area", "case__responsible_team", "contact__child").get(pk=strategy.pk)


@transaction.atomic
def ask(strategy: Strategy, *, asked: Asked, by: Actor, at: datetime) -> StrategyAttendee:
    """Ask someone to the table; with an account they are told, without anyone's name, and read the record. Twice is once.

    Raises MayNotBeAsked and labels.QuotesAnAnswer (TR-08), before anything is written (SG-11).
    """
    held = lock(strategy)
    _keep_to_labels(held, name=asked.name)
    post = _post_of(asked.email, held, at) if asked.email else None
    about = Contact(case_id=held.about_case_id)  # by its key alone: the contact may be one they do not read
    if post and held.about_case_id and not may_be_asked(about, post.team.organisation):
        raise MayNotBeAsked(held.case.reference, words=NOT_ASKED, box="email")
    made, new = StrategyAttendee.objects.get_or_create(
        strategy=held,
        agency=asked.agency,
        name=asked.name,
        defaults={
            "case": held.case,
            "membership": post,
            "user": post.user if post else None,
            "asked_at": at,
            "asked_by": by,
            "sight_ends_at": None if held.case.is_open else _corrected_by(at),
        },
    )
    if new:
        audit.did("asked to a strategy discussion", "case", held.case_id, agency=asked.agency)
        if post:
            notices.tell_of(
                held.case,
                notices.CaseNotice(
                    words=NAMED if is_over(held) else "You are asked to a strategy discussion",
                    path=f"/strategy/{held.case.reference}/",
                    reference=held.case.reference,
                ),
                users=[post.user],
                ring=held.case.responsible_team,
                by=by,
                at=at,
            )
    return made


def is_over(strategy: Strategy) -> bool:
    """Whether it was held when it was first written down, or is recorded: nobody is called to the table any more."""
    return bool(strategy.recorded_at) or strategy.planned_for < strategy.called_at - OVER_AFTER


OF_AGENCY = {
    Agency.SOCIAL_CARE: Q(role__in=(Role.SOCIAL_WORKER, Role.SOCIAL_CARE_MANAGER)),
    Agency.POLICE: Q(team__organisation__kind=Organisation.Kind.POLICE),
    Agency.HEALTH: Q(team__organisation__kind=Organisation.Kind.HEALTH),
    Agency.SCHOOL: Q(role__in=(Role.DSL, Role.HEAD_TEACHER)),
}


def accounts_of(area: Area, at: datetime) -> dict[str, list[tuple[str, str]]]:
    """Who of each agency has an account in the area: e-mail address and name with role and agency, by agency. One query."""
    held = Membership.objects.in_force(london_date(at)).filter(team__area=area, user__is_active=True)
    asked = held.annotate(agency=Case(*(When(which, then=Value(agency.value)) for agency, which in OF_AGENCY.items())))
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = asked.exclude(agency=None).select_related("user", "role", "team__organisation")
    for post in rows.order_by("user__name", "pk"):
        words = f"{post.user.name}, {post.role.title}, {post.team.organisation.name}"
        found[post.agency].append((post.user.email, words))
    return found


def _post_of(email: str, strategy: Strategy, at: datetime) -> Membership | None:
    held = Membership.objects.in_force(london_date(at)).select_related("user", "team__organisation")
    return held.filter(user__email__iexact=email, team__area=strategy.case.area).order_by("pk").first()


@transaction.atomic
def say(attendee: StrategyAttendee, *, was_there: bool | None, knows: str, by: Actor, at: datetime) -> StrategyAttendee:
    """Write down whether someone is there and what their agency knows, as it is said; what stood there before is kept beside it.

    Raises IsRecorded, labels.QuotesAnAnswer (TR-08).
    """
    held = lock(attendee.strategy)
    if held.recorded_at:
        raise IsRecorded(held.case.reference)
    _keep_to_labels(held, knows=knows)
    attendee = held.attendees.get(pk=attendee.pk)
    if attendee.said_at and (attendee.was_there, attendee.knows) == (was_there, knows):
        return attendee
    StrategySaid.objects.create(attendee=attendee, was_there=was_there, knows=knows, at=at, by=by)
    attendee.was_there, attendee.knows, attendee.said_at = was_there, knows, at
    attendee.save(update_fields=["was_there", "knows", "said_at"])
    audit.did("wrote down", "case", held.case_id, agency=attendee.agency)
    return attendee


@transaction.atomic
def record(strategy: Strategy, *, held_at: datetime, by: Actor, at: datetime, **said) -> Strategy:
    """Record what was decided: its clock stops, the circulation's starts, and with an enquiry the conference's.

    Where social care has the child's case open, its worker's team is told at once and must answer.
    `said` holds the fields of the decision. Raises IsRecorded, NotHeldYet, NobodyThere, AbsenceNotSaid, labels.QuotesAnAnswer.
    """
    held = lock(strategy)
    if held.recorded_at:
        if all(getattr(held, name) == value for name, value in said.items()):
            return held
        raise IsRecorded(held.case.reference)
    # Who rings the police first writes it down afterwards: it may have been held before it was called here.
    earliest = min(earliest_written(held.case.area, held.called_at), held.planned_for.replace(second=0, microsecond=0))
    if not earliest <= held_at <= at:
        raise NotHeldYet(held.case.reference)
    there = set(held.attendees.filter(was_there=True).values_list("agency", flat=True))
    if not there:
        raise NobodyThere(held.case.reference)
    held.saw_police, held.saw_health = Agency.POLICE in there, bool(there & {Agency.HEALTH, Agency.HOSPITAL})
    if not (held.saw_police and held.saw_health) and not (
        said["absence_because"].strip() and said["absence_manager"].strip()
    ):
        raise AbsenceNotSaid(held.case.reference)
    _keep_to_labels(held, **{name: words for name, words in said.items() if isinstance(words, str)})
    for name, value in said.items():
        setattr(held, name, value)
    held.held_at, held.recorded_at, held.recorded_by = held_at, at, by
    held.save(update_fields=[*said, "held_at", "recorded_at", "recorded_by", "saw_police", "saw_health"])
    for rule in (STRATEGY_NOW, STRATEGY):
        clocks.stop(case=held.case, rule=rule, by=by, at=at)
    team = held.case.responsible_team
    clocks.start(case=held.case, rule=CIRCULATE, team=team, at=held_at)
    if held.enquiry != Strategy.Enquiry.NONE:
        clocks.start(case=held.case, rule=CONFERENCE, team=team, at=held_at)
    held.case = cases.move(case=held.case, to_stage="recorded", by=by, at=at, why=held.get_enquiry_display())
    chronology.record(
        case=held.case,
        person=held.contact.child if held.contact else None,
        kind="strategy",
        what=f"Strategy discussion: {held.get_enquiry_display()}",
        detail=held.rationale,
        by=by,
        at=at,
        happened_at=held_at,
        significant=True,
    )
    audit.did("recorded a strategy discussion", "case", held.case_id, enquiry=str(held.enquiry))
    if onward.may_be_passed_on(held):
        onward.tell_worker(strategy=held, by=by, at=at)
    return held


@transaction.atomic
def circulate(strategy: Strategy, *, by: Actor, at: datetime) -> Strategy:
    """Tell everyone who was asked and has an account that the minute is there; the rest get it on paper. Raises NotHeldYet."""
    held = lock(strategy)
    if not held.recorded_at:
        raise NotHeldYet(held.case.reference)
    if held.circulated_at:
        return held
    held.circulated_at = at
    held.save(update_fields=["circulated_at"])
    clocks.stop(case=held.case, rule=CIRCULATE, by=by, at=at)
    notices.tell_of(
        held.case,
        notices.CaseNotice(
            words="The record of a strategy discussion is there to read",
            path=f"/strategy/{held.case.reference}/",
            reference=held.case.reference,
        ),
        users=[attendee.user for attendee in held.attendees.exclude(user=None).select_related("user")],
        ring=held.case.responsible_team,
        by=by,
        at=at,
    )
    audit.did("circulated a strategy discussion", "case", held.case_id)
    return held


@transaction.atomic
def not_held(strategy: Strategy, *, because: str, by: Actor, at: datetime) -> Strategy:
    """It is not held after all, for a reason. Raises IsRecorded, labels.QuotesAnAnswer."""
    held = lock(strategy)
    if held.recorded_at:
        raise IsRecorded(held.case.reference)
    if held.not_held_because:
        return held
    _keep_to_labels(held, because=because)
    held.not_held_because = because
    held.save(update_fields=["not_held_because"])
    clocks.stop_all(case=held.case, by=by, at=at)
    _end_sight(held, at=at)
    held.case = cases.close(case=held.case, reason="Not held", by=by, at=at, to_stage="not_held")
    audit.did("recorded that a strategy discussion is not held", "case", held.case_id)
    return held


@transaction.atomic
def add_action(
    strategy: Strategy, *, what: str, who: str, due_at: datetime, key: UUID, by: Actor, at: datetime
) -> StrategyAction:
    """Say who does what by when. The same `key` again adds nothing. Raises labels.QuotesAnAnswer."""
    held = lock(strategy)
    _keep_to_labels(held, what=what, who=who)
    made, new = StrategyAction.objects.get_or_create(
        key=key, defaults={"strategy": held, "what": what, "who": who, "due_at": due_at, "made_at": at, "made_by": by}
    )
    if new:
        audit.did("added an action", "case", held.case_id, action=made.pk)
    return made


@transaction.atomic
def do_action(action: StrategyAction, *, by: Actor, at: datetime) -> StrategyAction:
    """An action is done."""
    held = StrategyAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if held.done_at is None:
        held.done_at, held.done_by = at, by
        held.save(update_fields=["done_at", "done_by"])
        audit.did("did an action", "case", held.strategy.case_id, action=held.pk)
    return held


@transaction.atomic
def conclude(strategy: Strategy, *, enquiry_ended: str, by: Actor, at: datetime) -> Strategy:
    """All actions are done, and an enquiry has ended, with a conference or without. Raises NotHeldYet, ActionsOpen, EnquiryNotEnded,
    WorkerNotTold, labels.QuotesAnAnswer.
    """
    held = lock(strategy)
    if not held.case.is_open:
        return held
    if not held.recorded_at:
        raise NotHeldYet(held.case.reference)
    if held.actions.filter(done_at=None).exists():
        raise ActionsOpen(held.case.reference)
    if held.enquiry != Strategy.Enquiry.NONE and not enquiry_ended.strip():
        raise EnquiryNotEnded(held.case.reference)
    offers = onward.offers_of(held)
    unanswered = any(offer.status == offer.Status.OFFERED for offer in offers)
    if unanswered or onward.may_be_passed_on(held, offers):
        raise WorkerNotTold(held.case.reference)
    _keep_to_labels(held, enquiry_ended=enquiry_ended)
    held.enquiry_ended = enquiry_ended
    held.save(update_fields=["enquiry_ended"])
    clocks.stop_all(case=held.case, by=by, at=at)
    _end_sight(held, at=at)
    held.case = cases.close(case=held.case, reason=held.get_enquiry_display(), by=by, at=at, to_stage="concluded")
    audit.did("concluded a strategy discussion", "case", held.case_id)
    return held


def _end_sight(strategy: Strategy, *, at: datetime) -> None:
    """Those who were asked read it until the days for correcting the minute are over; those who hold the case read on."""
    strategy.attendees.filter(sight_ends_at=None).update(sight_ends_at=_corrected_by(at))


def _corrected_by(at: datetime) -> datetime:
    return at + timedelta(days=settings.BREAKWATER_STRATEGY_DAYS)
