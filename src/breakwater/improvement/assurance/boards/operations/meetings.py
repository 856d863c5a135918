"""A meeting: arranged by the terms that hold, moved, prepared, attended, held. Whoever arranges it keeps its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor, User

from ...common import account
from ...models import AgendaItem, BoardGroup, BoardMeeting, ConfidentialFolder, MeetingSeat
from ...models.meetings import PRESENT, Attendance
from .. import codes, lookup
from .groups import IsClosed, SeatFacts, refuse_observers, same_person, seat

KIND = "board_meeting"
State = BoardMeeting.State


class IsOver(Refusal):
    words = "This meeting is over. Open its page again to see what was recorded"


class NotYet(Refusal):
    words = "This meeting has not begun yet. What comes of it is recorded once it has"


class MinutesApproved(Refusal):
    words = "The minutes of this meeting are approved, so its record stays as it is"


class HasARecord(Refusal):
    words = "Attendance, a decision, a challenge or what was said is recorded of this meeting. Record it as held"


class NoTerms(Refusal):
    box, words = "day", "The group has no terms of reference for that day. Set them first"


class NotAMember(Refusal):
    words = (
        "Meetings of this group are arranged by its members, as they alone read them. Ask one of them, or its secretary"
    )


class NobodyCame(Refusal):
    words = "Record who attended first"


class HasASeat(Refusal):
    box, words = "name", "Somebody with this name or account has a seat at the meeting already"


class HasEnded(Refusal):
    words = "This seat has ended already"


class NobodyToKeep(Refusal):
    box, words = (
        "email",
        "Choose a member of the group, or somebody with a seat at this meeting, whose role keeps meetings",
    )


@dataclass(frozen=True)
class MeetingFacts:
    starts_at: datetime
    ends_at: datetime
    place: str


@transaction.atomic
def arrange(group: BoardGroup, facts: MeetingFacts, *, by: Actor, at: datetime, key: UUID) -> BoardMeeting:
    """Arrange a meeting, with a seat for each member of that day and the standing items. Raises IsClosed, NoTerms, NotAMember."""
    if known := made_before(BoardMeeting, key):
        return known
    on, user = london_date(facts.starts_at), by.membership.user
    if group.closed_on:
        raise IsClosed(group.pk)
    terms = lookup.terms_on(group, on)
    if terms is None:
        raise NoTerms(group.pk)
    members = lookup.members_on(group, on)
    if group.is_restricted and user.pk not in {each.user_id for each in members}:
        raise NotAMember(group.pk)
    kept = {"team": group.team, "keeper": user, "is_restricted": group.is_restricted}
    made = BoardMeeting.objects.create(
        group=group, area=group.area, terms=terms, key=key, made_at=at, made_by=by, **kept, **vars(facts)
    )
    folder = ConfidentialFolder.objects.create(meeting=made, **kept)
    for each in members:
        seat(made, folder, each)
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=made, number=number, type=AgendaItem.Type.STANDING, title=title)
        for number, title in enumerate(codes.STANDING, 1)
    )
    audit.did("arranged", KIND, made.pk)
    return made


@transaction.atomic
def move(meeting: BoardMeeting, facts: MeetingFacts, *, revision: int, by: Actor, at: datetime) -> BoardMeeting:
    """Another time or place; those with seats are told once papers are out. Raises IsOver, ChangedMeanwhile, HasARecord."""
    held = _without_record(meeting)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for name, value in vars(facts).items():
        setattr(held, name, value)
    saved(held, *vars(facts), did="moved")
    if held.papers_issued_at:
        _tell(held, "A meeting was moved", by=by, at=at)
    return held


@transaction.atomic
def add_seat(meeting: BoardMeeting, facts: SeatFacts, *, by: Actor, at: datetime) -> MeetingSeat:
    """Somebody is there this once. Raises IsOver, HasASeat, NoObservers, NoSuchAccount, AnotherName."""
    held = locked(meeting, State.PLANNED)
    refuse_observers(held.group, facts)
    if held.seats.filter(same_person(facts.as_columns()), ended_at=None).exists():
        raise HasASeat(held.pk)
    audit.did("gave a seat at", KIND, held.pk)
    return seat(held, held.folder, facts)


@transaction.atomic
def end_seat(one: MeetingSeat, *, by: Actor, at: datetime) -> MeetingSeat:
    """Somebody reads the meeting no more, given by mistake or for this once; how it was attended stays. Raises HasEnded."""
    held = locked(one.meeting, *State)
    if not held.seats.filter(pk=one.pk, ended_at=None).update(ended_at=at):
        raise HasEnded(one.pk)
    audit.did("ended a seat at", KIND, held.pk)
    return one


@transaction.atomic
def issue(meeting: BoardMeeting, *, by: Actor, at: datetime) -> BoardMeeting:
    """Agenda and papers go out: everyone with an account is told. Raises IsOver."""
    held = locked(meeting, State.PLANNED)
    if held.papers_issued_at is None:
        held.papers_issued_at = at
        saved(held, "papers_issued_at", did="issued the papers of")
        _tell(held, "Papers for a meeting are ready", by=by, at=at)
    return held


@transaction.atomic
def record_attendance(
    meeting: BoardMeeting, came: Mapping[MeetingSeat, tuple[str, str]], *, revision: int, by: Actor, at: datetime
) -> BoardMeeting:
    """How each seat was attended, and by which substitute. Raises IsOver, NotYet, MinutesApproved, ChangedMeanwhile."""
    held = begun(meeting, at)
    still_open(held)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for one, (attendance, substitute) in came.items():
        one.attendance = attendance
        one.substitute = substitute if attendance == Attendance.SUBSTITUTE else ""
        one.save(update_fields=["attendance", "substitute"])
    return saved(held, did="recorded the attendance of")


@transaction.atomic
def hold(meeting: BoardMeeting, *, by: Actor, at: datetime) -> BoardMeeting:
    """It was held. Raises IsOver, NotYet, NobodyCame."""
    held = locked(meeting, State.PLANNED)
    if held.starts_at > at:
        raise NotYet(held.pk)
    if not any(each.is_present for each in lookup.seats_of(held)):
        raise NobodyCame(held.pk)
    held.state, held.ended_at = State.HELD, at
    return saved(held, "state", "ended_at", did="recorded as held")


@transaction.atomic
def cancel(meeting: BoardMeeting, *, by: Actor, at: datetime) -> BoardMeeting:
    """It is not held. Raises IsOver, HasARecord."""
    held = _without_record(meeting)
    held.state, held.ended_at = State.CANCELLED, at
    saved(held, "state", "ended_at", did="cancelled")
    _tell(held, "A meeting was cancelled", by=by, at=at)
    return held


@transaction.atomic
def hand_over(meeting: BoardMeeting, email: str, *, by: Actor, at: datetime) -> BoardMeeting:
    """Somebody else, with a seat or in the group by now, keeps its record from now on. Raises NobodyToKeep."""
    held = locked(meeting, *State)
    keeper = account(email)
    if keeper is None or not _is_of_it(keeper, held, at) or not _keeps_meetings(keeper, at):
        raise NobodyToKeep(held.pk)
    ConfidentialFolder.objects.filter(meeting=held).update(keeper=keeper)
    held.keeper = keeper
    audit.did("handed over the record of", KIND, held.pk)
    # The last, as it may take the meeting out of one's own sight.
    BoardMeeting.objects.filter(pk=held.pk).update(keeper=keeper)
    path = page_of(held)
    notifications.tell(words="You keep the record of a meeting", path=path, users=[keeper], by=by, at=at)
    return held


def page_of(meeting: BoardMeeting) -> str:
    return f"/boards/meetings/{meeting.public_id}/"


def locked(meeting: BoardMeeting, *states: str) -> BoardMeeting:
    """The meeting in one of these states, held until this transaction ends. Raises IsOver."""
    held = lookup.MEETINGS.select_for_update(of=("self",)).get(pk=meeting.pk)
    if held.state not in states:
        raise IsOver(held.pk)
    return held


def begun(meeting: BoardMeeting, at: datetime) -> BoardMeeting:
    """The meeting, held until this transaction ends, once it has begun. Raises IsOver, NotYet."""
    held = locked(meeting, State.PLANNED, State.HELD)
    if held.starts_at > at:
        raise NotYet(held.pk)
    return held


def still_open(meeting: BoardMeeting) -> None:
    """Raises MinutesApproved."""
    if lookup.approved_minutes(meeting):
        raise MinutesApproved(meeting.pk)


def _without_record(meeting: BoardMeeting) -> BoardMeeting:
    """A planned meeting of which nothing is recorded that only one which was held has. Raises IsOver, HasARecord."""
    held = locked(meeting, State.PLANNED)
    came, said = held.seats.filter(attendance__in=PRESENT), held.items.exclude(said="")
    if any(each.exists() for each in (came, said, held.decisions, held.challenges)):
        raise HasARecord(held.pk)
    return held


def saved(meeting: BoardMeeting, *fields: str, did: str) -> BoardMeeting:
    meeting.revision += 1
    meeting.save(update_fields=[*fields, "revision"])
    audit.did(did, KIND, meeting.pk)
    return meeting


def _is_of_it(user: User, meeting: BoardMeeting, at: datetime) -> bool:
    """Whoever joined later has no seat at a meeting that is over, and is who keeps its record once the others have left."""
    members = lookup.members_on(meeting.group, london_date(at))
    return meeting.seats.filter(user=user, ended_at=None).exists() or user.pk in {each.user_id for each in members}


def _keeps_meetings(user: User, at: datetime) -> bool:
    roles = user.memberships.in_force(london_date(at)).values_list("role", flat=True)
    return any(allows(role, Permission.PARTNERSHIP_KEEP) for role in roles)


def _tell(meeting: BoardMeeting, words: str, *, by: Actor, at: datetime) -> None:
    users = User.objects.filter(pk__in=lookup.seats_of(meeting, with_accounts=True), is_active=True)
    notifications.tell(words=words, path=page_of(meeting), users=users, by=by, at=at)
