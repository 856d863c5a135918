"""Ending an episode: why, what was achieved, who will notice if things slip (FD 4.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.models import Meeting
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.assessments.operations import HarmNotBrought
from breakwater.practice.early_help.episodes.operations.agreements import AgreementFacts, record_agreement
from breakwater.practice.early_help.episodes.operations.episodes import close_episode, lock
from breakwater.practice.early_help.episodes.operations.links import end_family_link
from breakwater.practice.early_help.models import Agreement, Assessment, Closing, Episode, Goal, Plan

from . import moving, open_tasks
from .moving import Onward, PassOn
from .open_ends import KINDS, OpenEnd, mark_of, still_open

SIX_MONTHS = timedelta(days=183)
ENDED = "The early help of a family you help has ended"
GOOD = (Closing.Code.MET, Closing.Code.ENOUGH)


class GoalsStillOpen(Refusal):
    """Each goal says what became of it before an episode ends well."""

    box, words = "code", "Say first what became of each goal: open the plan, then “How far is it now?”"


class NoContingency(Refusal):
    """An episode that ends well says first what happens if things go wrong again."""

    box, words = "code", "Write into the plan first what happens if things go wrong again"


class StillOpen(Refusal):
    """Something is open that was not shown, or not confirmed: `ends` is all of it now. Nothing is closed."""

    words = open_tasks.TasksUnsettled.words

    def __init__(self, ends: list[OpenEnd]):
        self.ends = ends
        super().__init__(f"{len(ends)} are open")


class NotSaid(Refusal):
    """What this way of ending asks for is missing, at its box."""

    words = "Write this too"


ASKED_OF = {
    Closing.Code.MET: ("family_view",),
    Closing.Code.ENOUGH: ("words",),
    Closing.Code.WITHDRAWN: ("risk",),
    Closing.Code.NO_CONTACT: ("details", "risk"),
    Closing.Code.STEPPED_UP: ("details",),
    Closing.Code.MOVED: ("moved_to", "onward"),
    Closing.Code.IN_ERROR: ("details",),
    Closing.Code.NO_LEAD: ("details", "risk"),
}


@dataclass(frozen=True)
class Ending:
    """How an episode ends, as one form gives it.

    `no_longer_agree` are the agreements of those who do not agree any more, `confirmed` the mark of what was shown as still
    open, `informed` who is informed, in words, `tasks` what becomes of each open task, by its public id, `moved_to` and
    `onward` where a family went that moved away, and who there took it over or that the MASH refers them there.
    """

    code: str
    words: str
    helped: str = ""
    support: str = ""
    who_notices: str = ""
    family_view: str = ""
    details: str = ""
    risk: str = ""
    no_longer_agree: Sequence[Agreement] = ()
    confirmed: str = ""
    informed: Sequence[str] = ()
    tasks: Mapping[str, str] = field(default_factory=dict)
    moved_to: str = ""
    onward: Onward | PassOn | None = None


@transaction.atomic
def end_episode(episode: Episode, ending: Ending, *, by: Actor, at: datetime) -> Closing:
    """End an episode and keep how. Six months later its team asks whether it lasted; links of the family end, meetings to come are called off.

    Raises HarmNotBrought, GoalsStillOpen, NoContingency, NotSaid, StillOpen, TasksUnsettled, OfferStillWaiting, EpisodeIsClosed.
    """
    episode = lock(episode)
    ends = _may_end(episode, ending, at)
    label = Closing.Code(ending.code).label
    look_back_on = _look_back_on(episode, at) if ending.code in GOOD else None
    led_by, coordinated_by = _who_worked(episode)
    onward = ending.onward
    if isinstance(onward, PassOn):
        onward = moving.by_the_mash(episode, ending.moved_to, onward, by=by, at=at)
    open_tasks.settle(episode, open_tasks.open_tasks_of(episode), ending.tasks, by=by, at=at)
    for given in ending.no_longer_agree:
        _withdraw(episode, given, ending, by=by, at=at)
    for link in episode.family_links.filter(ended_at=None):
        end_family_link(link=link, because="The help has ended", by=by, at=at)
    for meeting in Meeting.objects.filter(case=episode.case, held_at=None, cancelled_because="", starts_at__gt=at):
        tasks.cancel_meeting(meeting=meeting, because="The help has ended", by=by, at=at)
    closing = Closing.objects.create(
        episode=episode,
        code=ending.code,
        words=ending.words,
        helped=ending.helped,
        support=ending.support,
        who_notices=ending.who_notices,
        family_view=ending.family_view,
        details=ending.details,
        risk=ending.risk,
        look_back_on=look_back_on,
        led_by=led_by,
        coordinated_by=coordinated_by,
        informed=list(ending.informed),
        still_open=[f"{KINDS[end.kind]}: {end.words}" for end in ends],
        at=at,
        by=by,
    )
    if look_back_on:
        tasks.make(
            tasks.ToDo(title="Six months on: did it last?", due_at=at + (look_back_on - london_date(at))),
            team=episode.case.responsible_team,
            case=episode.case,
            by=by,
            at=at,
        )
    if ending.onward:
        moving.keep(episode, ending.moved_to, onward, by=by, at=at)
    _tell_workers(episode, by=by, at=at)
    close_episode(episode=episode, reason=f"{label}. {ending.words}"[:240], by=by, at=at)
    return closing


def _look_back_on(episode: Episode, at: datetime) -> date:
    """The first working day six months on: nobody asks a family on a Sunday whether it lasted."""
    day_before = london_date(at) + SIX_MONTHS - timedelta(days=1)
    return working_calendar(episode.case.area).next_working_day(day_before)


def _may_end(episode: Episode, ending: Ending, at: datetime) -> list[OpenEnd]:
    """What is still open, all of it shown and confirmed; raises what stands in the way."""
    assessed = Assessment.objects.select_for_update(of=("self",)).select_related("episode").filter(episode=episode)
    if any(one.harm_waits() for one in assessed):
        raise HarmNotBrought(episode.reference)
    for name in ASKED_OF.get(Closing.Code(ending.code), ()):
        if not getattr(ending, name):
            raise NotSaid(box=name)
    if ending.code in GOOD and episode.goals.filter(state=Goal.State.OPEN).exists():
        raise GoalsStillOpen(episode.reference)
    if ending.code == Closing.Code.MET and not Plan.objects.filter(episode=episode).exclude(contingency="").exists():
        raise NoContingency(episode.reference)
    ends = still_open(episode, at)
    if mark_of(ends) not in ("", ending.confirmed):
        raise StillOpen(ends)
    return ends


def _who_worked(episode: Episode) -> tuple[str, str]:
    """Who leads and who co-ordinates, with where they work: the record goes on saying so when their posts have ended."""
    posts = {post.capacity: post for post in case_display.workers_of([episode.case])[episode.case_id]}

    def words(capacity: str) -> str:
        post = posts.get(capacity)
        return f"{post.membership.user.name}, {post.membership.team.organisation.name}"[:240] if post else ""

    return words(WorkCapacity.LEAD_PROFESSIONAL), words(WorkCapacity.COORDINATOR)


def _withdraw(episode: Episode, given: Agreement, ending: Ending, *, by: Actor, at: datetime) -> None:
    """That they do not agree any more is recorded on the person who said so, with what it means for the children."""
    same = values_of(
        given,
        "person",
        "name",
        "relation",
        "responsibility",
        "understands",
        "method",
        "limits_explained",
        "may_have_copy",
        "no_copy_because",
    )
    facts = AgreementFacts(answer=Agreement.Answer.WITHDRAWN, given_on=london_date(at), risk=ending.risk, **same)
    record_agreement(episode, facts, by=by, at=at)


def _tell_workers(episode: Episode, *, by: Actor, at: datetime) -> None:
    posts = case_display.workers_of([episode.case])[episode.case_id]
    mine = by.membership.user_id if by.membership_id else None
    users = {post.user_id: post.membership.user for post in posts if post.user_id != mine}
    notifications.tell(users=list(users.values()), words=ENDED, path="/early-help/", by=by, at=at)
