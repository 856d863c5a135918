"""Making, doing and passing on tasks; calling people together and keeping what they decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case
from breakwater.foundation import audit, events
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership, Team, User

from .in_words import asks_for_words
from .models import Attendance, Meeting, MeetingMove, Task
from .registry import kept_from


@dataclass(frozen=True)
class TaskDone:
    """A task was done, by an actor; keys only."""

    task: int
    by: int
    at: datetime


class TaskIsDone(Refusal):
    words = "Someone has done this task already."


class NotByYou(Refusal):
    words = "Somebody else marks this task as done."


class WordsMissing(Refusal):
    box, words = "outcome", "Enter what you did: this task is not done without it"


class NotHeldYet(Refusal):
    """The meeting is on a later day: nothing can be recorded of it, and no clock is met by it."""

    words = "It is not held yet. Write its record on the day; if it was held earlier, call it off and call it for the day it was."


@dataclass(frozen=True)
class ToDo:
    """What must be done, by when, and by whom of the team, where that is known."""

    title: str
    due_at: datetime
    detail: str = ""
    owner: Membership | None = None


@transaction.atomic
def make(
    facts: ToDo, *, team: Team, by: Actor, at: datetime, case: Case | None = None, key: UUID | None = None
) -> Task:
    """Make a task for a team, and in it perhaps for one person. The same `key` again, of a case, makes none."""
    known = cases.sent_before(Task, case=case, key=key) if case else None
    if known:
        return known
    task = Task.objects.create(case=case, team=team, made_at=at, made_by=by, key=key, **values_of(facts))
    audit.did("made", "task", task.pk)
    return task


@transaction.atomic
def do(task: Task, *, by: Actor, at: datetime, outcome: str = "") -> Task:
    """Mark a task done. Raises TaskIsDone, NotByYou, WordsMissing."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.done_at:
        raise TaskIsDone(task.pk)
    if why := kept_from(task, by):
        raise NotByYou(task.pk, words=why)
    if not outcome.strip() and asks_for_words(task):
        raise WordsMissing(task.pk)
    task.done_at, task.done_by, task.outcome = at, by, outcome
    task.save(update_fields=["done_at", "done_by", "outcome"])
    audit.did("done", "task", task.pk)
    events.publish_on_commit(TaskDone(task.pk, by.pk, at))
    return task


def reassign(task: Task, *, owner: Membership | None, by: Actor, at: datetime) -> Task:
    """Give a task to another person of the team, or back to the team."""
    task.owner = owner
    task.save(update_fields=["owner"])
    audit.did("reassigned", "task", task.pk)
    return task


def give_to_team(*, task: Task, team: Team, by: Actor, at: datetime) -> Task:
    """Give a task to a team: nobody of it has taken it yet."""
    task.team, task.owner = team, None
    task.save(update_fields=["team", "owner"])
    audit.did("reassigned", "task", task.pk)
    return task


def reword(*, task: Task, title: str, due_at: datetime, by: Actor, at: datetime) -> Task:
    """Say a task again, for another day: what it was made from was corrected."""
    task.title, task.due_at = title, due_at
    task.save(update_fields=["title", "due_at"])
    audit.did("reworded", "task", task.pk)
    return task


class MeetingIsOver(Refusal):
    """The meeting was held or called off; its record is not called again."""

    words = "The meeting was called off, so there is nothing to record."


class NotAsked(Refusal):
    words = "You are not asked to this meeting."


class EndsBeforeItStarts(Refusal):
    box, words = "ends", "Enter a time after the start"


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting that is called: what kind, when and where, and who is asked. `others` are (name, agency) of people without an account."""

    kind: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    agenda: str = ""
    members: Iterable[Membership] = ()
    others: Iterable[tuple[str, str]] = ()


@transaction.atomic
def call_meeting(case: Case, facts: MeetingFacts, *, by: Actor, at: datetime, key: UUID | None = None) -> Meeting:
    """Call people together about a case. Raises EndsBeforeItStarts.

    Those with an account are told without a word about whom. The same `key` again calls nobody.
    """
    if facts.ends_at is not None and facts.ends_at <= facts.starts_at:
        raise EndsBeforeItStarts
    known = cases.sent_before(Meeting, case=case, key=key)
    if known:
        return known
    meeting = Meeting.objects.create(
        case=case,
        called_by=by,
        called_at=at,
        key=key,
        **values_of(facts, "kind", "starts_at", "ends_at", "place", "agenda"),
    )
    invited = list(facts.members)
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, membership=member) for member in invited]
        + [Attendance(meeting=meeting, name=name[:120], agency=agency[:120]) for name, agency in facts.others]
    )
    _tell(meeting, [member.user for member in invited], "You are asked to a meeting", by=by, at=at)
    audit.did("called a meeting", "case", case.pk, meeting=meeting.pk)
    return meeting


@transaction.atomic
def record_meeting(
    *,
    meeting: Meeting,
    minutes: str,
    decisions: str,
    attendance: Mapping[int, str],
    by: Actor,
    at: datetime,
    held_at: datetime | None = None,
) -> Meeting:
    """Keep the minutes, what was decided and who came (`attendance`: row id to state). Raises MeetingIsOver, NotHeldYet."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.cancelled_because:
        raise MeetingIsOver(meeting.public_id)
    if london_date(held_at or meeting.held_at or meeting.starts_at) > london_date(at):
        raise NotHeldYet(meeting.public_id)
    meeting.minutes, meeting.decisions, meeting.held_at = (
        minutes,
        decisions,
        held_at or meeting.held_at or meeting.starts_at,
    )
    meeting.save(update_fields=["minutes", "decisions", "held_at"])
    for row in meeting.attendance.filter(pk__in=attendance):
        row.state = attendance[row.pk]
        row.save(update_fields=["state"])
    audit.did("recorded a meeting", "case", meeting.case_id, meeting=meeting.pk)
    return meeting


@transaction.atomic
def add_who_came(*, meeting: Meeting, others: Iterable[tuple[str, str]]) -> None:
    """Note people who came to a meeting without being asked (name, agency), each once."""
    known = {(row.name.casefold(), row.agency.casefold()) for row in meeting.attendance.filter(membership=None)}
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, name=name[:120], agency=agency[:120], state=Attendance.State.CAME)
        for name, agency in dict.fromkeys(others)
        if (name[:120].casefold(), agency[:120].casefold()) not in known
    )


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, because: str, by: Actor, at: datetime) -> Meeting:
    """Call a meeting off, with a reason. Raises MeetingIsOver."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.held_at or meeting.cancelled_because:
        raise MeetingIsOver(meeting.public_id)
    meeting.cancelled_because, meeting.sequence = because[:240], meeting.sequence + 1
    meeting.save(update_fields=["cancelled_because", "sequence"])
    asked = meeting.attendance.filter(membership__isnull=False).select_related("membership__user")
    _tell(meeting, [row.membership.user for row in asked], "A meeting of yours is called off", by=by, at=at)
    audit.did("called off a meeting", "case", meeting.case_id, meeting=meeting.pk)
    return meeting


@dataclass(frozen=True)
class MeetingMoved:
    """A meeting is on another day, at another time or in another place; ids only. `by` is the actor who moved it."""

    meeting: int
    by: int
    at: datetime


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime | None,
    place: str,
    because: str,
    by: Actor,
    at: datetime,
) -> Meeting:
    """Put a meeting on another day, at another time or in another place. Everyone is asked again, and told so.

    What was before stays on record. Moved to where it is already, nothing changes. Raises MeetingIsOver, EndsBeforeItStarts.
    """
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeItStarts
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("case").get(pk=meeting.pk)
    if meeting.held_at or meeting.cancelled_because:
        raise MeetingIsOver(meeting.public_id)
    if (meeting.starts_at, meeting.ends_at, meeting.place) == (starts_at, ends_at, place):
        return meeting
    asked = list(meeting.attendance.select_related("membership__user").order_by("pk"))
    MeetingMove.objects.create(
        meeting=meeting,
        was_starts_at=meeting.starts_at,
        was_ends_at=meeting.ends_at,
        was_place=meeting.place,
        answers=[f"{row.called}: {row.get_state_display()}" for row in asked if row.state != Attendance.State.INVITED],
        because=because[:240],
        at=at,
        by=by,
    )
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.sequence = (
        starts_at,
        ends_at,
        place,
        meeting.sequence + 1,
    )
    meeting.save(update_fields=["starts_at", "ends_at", "place", "sequence"])
    meeting.attendance.update(state=Attendance.State.INVITED)
    told = [row.membership.user for row in asked if row.membership_id and row.membership.user_id != _human(by)]
    _tell(meeting, told, "A meeting of yours is moved: answer again", by=by, at=at)
    audit.did("moved a meeting", "case", meeting.case_id, meeting=meeting.pk)
    events.publish_on_commit(MeetingMoved(meeting.pk, by.pk, at))
    return meeting


def _human(actor: Actor) -> int | None:
    return actor.membership.user_id if actor.membership_id else None


@transaction.atomic
def answer_meeting(*, meeting: Meeting, is_coming: bool, by: Actor, at: datetime) -> Attendance:
    """Someone who is asked says whether they come, and whoever called the meeting hears of it. Raises NotAsked, MeetingIsOver."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("called_by__membership__user").get(pk=meeting.pk)
    )
    row = asked_to(meeting, by)
    if row is None:
        raise NotAsked(meeting.public_id)
    if meeting.held_at or meeting.cancelled_because:
        raise MeetingIsOver(meeting.public_id)
    row.state = Attendance.State.COMING if is_coming else Attendance.State.APOLOGIES
    row.save(update_fields=["state"])
    caller = meeting.called_by.membership.user if meeting.called_by.membership_id else None
    if caller is not None and caller.pk != by.membership.user_id:
        _tell(meeting, [caller], "Someone answered about a meeting", by=by, at=at)
    audit.did("answered about a meeting", "case", meeting.case_id, meeting=meeting.pk)
    return row


def asked_to(meeting: Meeting, actor: Actor) -> Attendance | None:
    """The line by which the human who acts is asked, whatever post they act in."""
    return meeting.attendance.filter(membership__user=actor.membership.user_id).order_by("pk").first()


def _tell(meeting: Meeting, users: Iterable[User], words: str, *, by: Actor, at: datetime) -> None:
    notifications.tell(users=users, words=words, path=f"/meetings/{meeting.public_id}/", by=by, at=at)
