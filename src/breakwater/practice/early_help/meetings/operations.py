"""The team around the family: calling it, keeping its record, and hearing from those who answer by a link."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.casework.cases.deaths import refuse_for_the_dead
from breakwater.casework.cases.models import Case, Participant
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Attendance, CaseWorker, Meeting
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, end_link, link_for, renew_link, service_of
from breakwater.partnership.organisations.models import Actor, LinkKind, Membership, ServiceName
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.operations import links
from breakwater.practice.early_help.episodes.operations.episodes import lock
from breakwater.practice.early_help.episodes.operations.reviews import agree_review, begin_review
from breakwater.practice.early_help.episodes.operations.talking import ask_today
from breakwater.practice.early_help.episodes.withholding import why_apart

from ..models import Action, Episode, FamilyMeeting, Goal, LinkDoor, MeetingInvite, MinutesTold, Plan
from ..pathway import FIRST_MEETING, PLAN, REVIEW
from ..plans import operations as plans

FAMILY = "Family"  # stands as the agency of those of the family who are asked
LINK_LASTS_AFTER = timedelta(days=1)
TALK_OVER = "Talk it over with whoever leads: a meeting said that things are worse"
_WORSE = UUID("6b1f6a0a-4d0c-4b57-9f3e-2f6f7c0f9d55")
_AGREED = UUID("0c4d2c61-8f0b-4b7e-9a57-6e0f5b1c2a77")
ANSWERED = "A professional answered about a meeting"


class NextDayMissing(Refusal):
    box, words = "next_on", "Enter the day you meet next. Only the closing meeting has none"


class MustNotMeet(Refusal):
    """Something on record, `why`, says that two of those asked may be unsafe in one room."""

    box = "together_because"

    def __init__(self, why: str):
        super().__init__(words=f"{why} Ask them to meetings of their own, or write why it is safe")


class NotHeld(Refusal):
    words = "There are no minutes before the meeting was held."


class MinutesChanged(Refusal):
    words = "Someone changed the minutes meanwhile. Read them again above, then send them."


class AnsweredAlready(Refusal):
    words = "They have answered already"


@dataclass(frozen=True)
class Asked:
    """A link just made for one who is asked. `token` is shown this once."""

    invite: MeetingInvite
    token: str


@dataclass(frozen=True)
class Invitation:
    """A meeting to be called: `people` of the case, `family` others of theirs by name, `members` with a post, `others` (name,
    agency) of professionals without an account. `together_because` is why it is safe to ask two who may be unsafe together.
    """

    kind: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    agenda: str = ""
    chair: str = ""
    minute_taker: str = ""
    family_asked: bool = False
    needs: str = ""
    family: Iterable[str] = ()
    people: Iterable[Person] = ()
    members: Iterable[Membership] = ()
    others: Iterable[tuple[str, str]] = ()
    together_because: str = ""


@transaction.atomic
def call_family_meeting(
    episode: Episode, facts: Invitation, *, by: Actor, at: datetime, key: UUID | None = None
) -> FamilyMeeting:
    """Call the family and those who help together. The same `key` again calls nobody.

    Two parents of whom something on record says that they may be unsafe together are asked to one meeting only with a word why it
    is safe, which is kept. Raises EpisodeIsClosed, EndsBeforeItStarts, MustNotMeet.
    """
    episode, people, because = lock(episode), list(facts.people), facts.together_because.strip()
    apart = why_apart(people, episode)
    if apart and not because:
        raise MustNotMeet(apart)
    family = [(name, FAMILY) for name in (*(person.name for person in people), *facts.family)]
    meeting_facts = tasks.MeetingFacts(
        kind=FamilyMeeting.Kind(facts.kind).label,
        others=[*family, *facts.others],
        **values_of(facts, "starts_at", "ends_at", "place", "agenda", "members"),
    )
    meeting = tasks.call_meeting(episode.case, meeting_facts, key=key, by=by, at=at)
    defaults = {"episode": episode} | values_of(facts, "kind", "chair", "minute_taker", "family_asked", "needs")
    called, is_new = FamilyMeeting.objects.get_or_create(meeting=meeting, defaults=defaults)
    if is_new:
        line = {"case": episode.case, "kind": "meeting", "by": by, "at": at}
        chronology.record(what=f"{meeting.kind} called", process=True, **line)
        if apart:
            what = f"Asked to one meeting although something speaks against it: {because}"
            chronology.record(what=what, significant=True, **line)
    return called


@dataclass(frozen=True)
class AgreedAction:
    """An action that a meeting agreed: what, who does it (a name as the meeting knows it), and by when (the next meeting where not said)."""

    words: str
    who: str
    due_on: date | None = None


@dataclass(frozen=True)
class Minutes:
    """The record of a meeting as one form gives it.

    `attendance` is row id to state, `came_too` (name, agency) of people who came without being asked, `scores` goal id to
    giver to value.
    """

    minutes: str
    decisions: str
    attendance: Mapping[int, str]
    voice: str = ""
    voice_words: str = ""
    overall: str = ""
    tier: str = ""
    tier_why: str = ""
    next_on: date | None = None
    scores: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    came_too: Sequence[tuple[str, str]] = ()
    actions: Sequence[AgreedAction] = ()


OF_THE_MEETING = ("voice", "voice_words", "overall", "tier", "tier_why", "next_on")


@transaction.atomic
def record_family_meeting(called: FamilyMeeting, facts: Minutes, *, by: Actor, at: datetime) -> FamilyMeeting:
    """Keep the record of a meeting: who came, asked or not, how far each goal is, and what was agreed, which is in the plan at once.

    A review begins the next one's clock. Raises NextDayMissing, MeetingIsOver, NotHeldYet, NobodyAgreed, EpisodeIsClosed.
    """
    episode = lock(called.episode)
    held = FamilyMeeting.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=called.pk)
    if facts.next_on is None and held.kind != FamilyMeeting.Kind.CLOSING:
        raise NextDayMissing(held.meeting.public_id)
    is_first_record = held.meeting.held_at is None
    if (facts.minutes, facts.decisions) != (held.meeting.minutes, held.meeting.decisions):
        held.minutes_sent_at, held.minutes_checked_by = None, ""
    told = values_of(facts, "minutes", "decisions", "attendance")
    held.meeting = tasks.record_meeting(meeting=held.meeting, **told, by=by, at=at)
    for name, value in values_of(facts, *OF_THE_MEETING).items():
        setattr(held, name, value)
    held.save(update_fields=[*OF_THE_MEETING, "minutes_sent_at", "minutes_checked_by"])
    tasks.add_who_came(meeting=held.meeting, others=facts.came_too)
    for goal in Goal.objects.filter(pk__in=facts.scores, episode=episode, state=Goal.State.OPEN):
        plans.score_goal(goal, plans.Progress(facts.scores[goal.pk], meeting=held.meeting), by=by, at=at)
    for action in facts.actions:
        _put_into_plan(episode, held, action, by=by, at=at)
    if is_first_record:
        _run_on(episode, held, by=by, at=at)
    if held.next_on is not None and _is_latest(held):
        agree_review(episode=episode, on=held.next_on, by=by, at=at)
    return held


def _is_latest(held: FamilyMeeting) -> bool:
    """No later meeting of the episode has a record: the day of the next review is this one's to say."""
    later = FamilyMeeting.objects.filter(episode=held.episode_id, meeting__held_at__gt=held.meeting.held_at)
    return not later.exists()


def _put_into_plan(episode: Episode, held: FamilyMeeting, action: AgreedAction, *, by: Actor, at: datetime) -> None:
    """One owner: someone of the family, a practitioner with an account or a post here, or whoever else came. Sent twice, it is there once."""
    who = " ".join(action.who.split())
    rows = held.meeting.attendance.select_related("membership__user")
    members = {row.called.casefold(): row.membership for row in rows if row.membership_id}
    members |= {post.membership.user.name.casefold(): post.membership for post in _posts(episode)}
    family = {row.name.casefold() for row in rows if row.agency == FAMILY}
    family |= {part.person.name.casefold() for part in _participants(episode)}
    member = members.get(who.casefold())
    is_theirs = member is None and who.casefold() in family
    due_on = action.due_on or held.next_on or london_date(at)
    facts = plans.ActionFacts(
        words=action.words[:300],
        owner_kind=Action.Owner.FAMILY if is_theirs else Action.Owner.PROFESSIONAL,
        owner_name=who[:160],
        membership=member,
        meeting=held.meeting,
        due_on=due_on,
    )
    key = uuid5(_AGREED, f"{held.pk} {action.words} {who.casefold()} {due_on}")
    plans.add_action(episode, facts, key=key, by=by, at=at)


def _posts(episode: Episode) -> Iterable[CaseWorker]:
    return CaseWorker.objects.filter(case=episode.case, ends_at=None).select_related(
        "membership__user", "membership__team"
    )


def _participants(episode: Episode) -> Iterable[Participant]:
    return Participant.objects.filter(case=episode.case, ends_at=None).select_related("person")


def _run_on(episode: Episode, held: FamilyMeeting, *, by: Actor, at: datetime) -> None:
    """What a meeting that was held ends and begins. The duty of the first meeting ends with the first one alone."""
    case, team = episode.case, episode.case.responsible_team
    if held.counts_as_first():
        clocks.stop(case=case, rule=FIRST_MEETING, by=by, at=at)
    planned = Plan.objects.filter(episode=episode).exists()
    if not planned and held.kind != FamilyMeeting.Kind.CLOSING:
        clocks.start(case=case, rule=PLAN, team=team, at=at)
    if held.kind == FamilyMeeting.Kind.REVIEW:
        clocks.stop(case=case, rule=REVIEW, by=by, at=at)
        begin_review(episode=episode, on=held.next_on, at=at)
    if held.overall == FamilyMeeting.Overall.WORSE:
        _talk_over(case, held, by=by, at=at)
    said = f": {held.get_overall_display().lower()}" if held.overall else ""
    chronology.record(
        case=case,
        kind="meeting",
        what=f"{held.meeting.kind} held{said}",
        by=by,
        at=at,
        happened_at=held.meeting.held_at,
        significant=True,
        detail=held.meeting.decisions,
    )


@dataclass(frozen=True)
class Sending:
    """How each of those asked has the minutes (`ways`: row id to way and, where not sent, why), who checked them, and the
    `minutes_mark` of what was read before sending.
    """

    read: str
    checked_by: str
    ways: Mapping[int, tuple[str, str]]


@transaction.atomic
def send_minutes(called: FamilyMeeting, facts: Sending, *, by: Actor, at: datetime) -> FamilyMeeting:
    """Keep that the minutes were checked and how each has them. Those with an account are told, and read them here.

    Sent again in the same words, nothing changes. Raises NotHeld, MinutesChanged, EpisodeIsClosed.
    """
    lock(called.episode)
    held = FamilyMeeting.objects.select_for_update(of=("self",)).select_related("meeting", "episode").get(pk=called.pk)
    if held.meeting.held_at is None:
        raise NotHeld(held.meeting.public_id)
    if facts.read != minutes_mark(held.meeting):
        raise MinutesChanged(held.meeting.public_id)
    if held.minutes_sent_at:
        return held
    rows = {row.pk: row for row in held.meeting.attendance.select_related("membership__user").order_by("pk")}
    MinutesTold.objects.bulk_create(
        MinutesTold(meeting=held, attendance=rows[pk], way=way, because=because[:240], at=at, by=by)
        for pk, (way, because) in facts.ways.items()
        if pk in rows
    )
    held.minutes_checked_by, held.minutes_sent_at = facts.checked_by, at
    held.save(update_fields=["minutes_checked_by", "minutes_sent_at"])
    told = [
        rows[pk].membership.user for pk, (way, _) in facts.ways.items() if way == MinutesTold.Way.ACCOUNT and pk in rows
    ]
    notifications.tell(
        users=[user for user in told if by.membership_id is None or user.pk != by.membership.user_id],
        words="The minutes of a meeting are there for you to read",
        path=f"/meetings/{held.meeting.public_id}/",
        by=by,
        at=at,
    )
    chronology.record(
        case=held.episode.case,
        kind="meeting",
        what=f"Minutes of the {held.meeting.kind} sent",
        process=True,
        by=by,
        at=at,
    )
    audit.did("sent minutes", "case", held.episode.case_id, meeting=held.meeting_id)
    return held


def minutes_mark(meeting: Meeting) -> str:
    """A mark of what the minutes say now, so that nobody sends what they have not read."""
    return sha256(f"{meeting.minutes}\0{meeting.decisions}".encode()).hexdigest()[:20]


def _talk_over(case: Case, held: FamilyMeeting, *, by: Actor, at: datetime) -> None:
    """A meeting said that things are worse: the co-ordinator has it today, to talk over with whoever leads (FD 4.6)."""
    ask_today(
        case=case,
        title=TALK_OVER,
        by=by,
        at=at,
        key=uuid5(_WORSE, str(held.pk)),
        detail="Read what was said at the meeting. If a child may come to harm, step the family up to the MASH.",
    )


@transaction.atomic
def ask_by_link(called: FamilyMeeting, attendance: Attendance, *, by: Actor, at: datetime) -> Asked:
    """A link for one who is asked and has no account, to answer once. A new one ends the one before.

    Raises AnsweredAlready, ChildHasDied.
    """
    episode = lock(called.episode)
    refuse_for_the_dead(episode.case)
    meeting = called.meeting
    ends_at = meeting.starts_at + LINK_LASTS_AFTER
    invite = MeetingInvite.objects.select_related("reader").filter(attendance=attendance).first()
    if invite is not None and invite.answered_at:
        raise AnsweredAlready(invite.public_id)
    if invite is None:
        reader = link_for(episode.case.area, LinkKind.MEETING)
        invite = MeetingInvite.objects.create(
            case=episode.case,
            attendance=attendance,
            reader=reader,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            asked_by_words=f"{by.membership.user.name}, {by.membership.team.name}",
            told_at_path=f"/meetings/{meeting.public_id}/",
            maker=by.membership.user,
            made_at=at,
            made_by=by,
        )
        MeetingInvite.objects.filter(pk=invite.pk).update(maker=None)
    else:
        LinkDoor.objects.filter(actor=invite.reader, ended_at=None).update(ended_at=at)
        renew_link(invite.reader)
    opened = links.make_door(actor=invite.reader, ends_at=ends_at, at=at, with_number=False)
    audit.did("asked by a link", "case", episode.case_id, meeting=meeting.pk)
    return Asked(invite, opened.token)


def invite_behind(token: str, *, at: datetime) -> tuple[LinkDoor, MeetingInvite] | None:
    """The door and what it shows, read as the link; None where it opens nothing any more."""
    door = links.door_behind(token, at=at)
    if door is None or door.actor.link != LinkKind.MEETING:
        return None
    with acting_as(door.actor):
        found = MeetingInvite.objects.filter(reader=door.actor).first()
    if found is None or _is_called_off(found):
        return None
    with acting_as(door.actor):
        audit.saw("meeting_invite", found.pk)
    return door, found


@transaction.atomic
def ask_again(*, meeting: Meeting, by: Actor, at: datetime) -> FamilyMeeting | None:
    """A family's meeting was moved: whoever was asked by a link is asked again. None where it is no family's.

    A link that was not used says the new time and works until the day after it. An answer is asked again by a new link; what
    was written with it stays.
    """
    called = FamilyMeeting.objects.select_related("episode__case").filter(meeting=meeting).first()
    if called is None:
        return None
    asked = MeetingInvite.objects.filter(attendance__meeting=meeting)
    unused = LinkDoor.objects.filter(actor__in=asked.filter(answered_at=None).values("reader"), ended_at=None)
    unused.update(ends_at=meeting.starts_at + LINK_LASTS_AFTER)
    asked.update(answer="", answered_at=None, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    chronology.record(
        case=called.episode.case,
        kind="meeting",
        what=f"{meeting.kind} moved to {exact_moment(meeting.starts_at)}",
        process=True,
        by=by,
        at=at,
    )
    return called


def _is_called_off(invite: MeetingInvite) -> bool:
    """Asked by the intake: the link itself finds its invitation and nothing else."""
    with acting_as(service_of(invite.reader.area, ServiceName.INTAKE)):
        return Meeting.objects.filter(attendance=invite.attendance_id).exclude(cancelled_because="").exists()


@transaction.atomic
def answer_by_link(*, token: str, answer: str, words: str, at: datetime) -> MeetingInvite:
    """Keep the answer; the link ends with it, and whoever asked is told. Raises AnsweredAlready."""
    door = LinkDoor.objects.select_for_update(of=("self",)).filter(token_digest=links.digest(token)).first()
    standing = links.door_behind(token, at=at)
    if door is None or standing is None:
        raise AnsweredAlready
    with acting_as(standing.actor) as link:
        invite = MeetingInvite.objects.select_related("made_by__membership__user").get(reader=link)
        invite.answer, invite.words, invite.answered_at = answer, words, at
        invite.save(update_fields=["answer", "words", "answered_at"])
        audit.did("answered by a link", "meeting_invite", invite.pk)
        notifications.tell(
            users=[invite.made_by.membership.user], words=ANSWERED, path=invite.told_at_path, by=link, at=at
        )
    door.ended_at = at
    door.save(update_fields=["ended_at"])
    end_link(standing.actor, at=at)
    return invite
