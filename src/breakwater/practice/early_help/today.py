"""What early help puts on Today: the families one leads, and families stepped down whose giver waits for a lead."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.deaths import of_the_living
from breakwater.casework.cases.models import Capacity, CaseWorker, Participant, WorkCapacity
from breakwater.casework.cases.registry import NAMED_AS
from breakwater.casework.chronology.operations import in_a_line
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.models import Clock
from breakwater.casework.models import Handover, Meeting
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.early_help.family_links.alarms import alarms_of

from .closing.moving import waiting_for_a_receipt
from .episodes.leavers import leavers_of
from .family_links.operations.family_messages import left_waiting, waiting_for
from .models import Advice, Assessment, Episode, FamilyComment, FamilyPart, MovedOn
from .pathway import ADVICE, ANSWER_FAMILY, MOVED_ON

SHOWN = 12


@NAMED_AS.register(ADVICE)
def named_in_advice(cases: Sequence[int]) -> dict[int, str]:
    """What a child is called who was named after advice without a name."""
    return dict(Advice.objects.filter(named_case__in=cases).values_list("named_case", "child_named"))


@TODAY_PANELS.register("early_help.harm")
def harm_that_nobody_told(actor: Actor, now: datetime) -> Panel | None:
    """Families of one's team, or led by oneself, whose assessment says harm while the front door has not heard (FD 4.3). No panel where there are none."""
    if not may(actor, Permission.EPISODE_WORK):
        return None
    mine = Q(episode__case__responsible_team=actor.membership.team_id) | Q(
        episode__case__workers__user_id=actor.membership.user_id, episode__case__workers__ends_at=None
    )
    found = Assessment.objects.whose_harm_nobody_told().filter(mine).select_related("episode__case").distinct()
    found, total = nearest(found.order_by("harm_said_at", "pk"), SHOWN)
    about = case_display.about(assessment.episode.case for assessment in found)
    rows = [
        Waiting(
            text=f"{about.get(one.episode.case_id, one.episode.reference)}: step it up to the MASH",
            href=reverse("early_help:step_up", args=[one.episode.reference]),
            hint=f"{one.episode.label} {one.episode.reference} says so since {moment_in_words(one.harm_said_at, now=now)}",
            tag="Do they know?" if one.may_be_known() else "Nobody there knows yet",
            tag_kind="red",
        )
        for one in found
    ]
    audit.saw("case", *{one.episode.case_id for one in found})
    return Panel("A child may be at risk of serious harm", rows, order=1, total=total) if rows else None


@TODAY_PANELS.register("early_help.danger")
def families_in_danger(actor: Actor, now: datetime) -> Panel | None:
    """What families that one helps, or whose team has them, wrote of danger now, until someone has read it: who, and in which words.

    What the actor may not read of it makes no row: no panel where there are none.
    """
    if not may(actor, Permission.EPISODE_WORK):
        return None
    mine = Q(case__workers__user_id=actor.membership.user_id, case__workers__ends_at=None) | Q(
        case__responsible_team=actor.membership.team_id
    )
    cases = Episode.objects.filter(mine, case__closed_at=None).values("case")
    found, total = nearest(alarms_of(cases).filter(is_read=False).select_related("case"), SHOWN)
    references = dict(Episode.objects.filter(case__in=[one.case_id for one in found]).values_list("case", "reference"))
    about = case_display.about(one.case for one in found)
    audit.saw("case", *{one.case_id for one in found})
    audit.saw("person", *{one.person_id for one in found})
    rows = [
        Waiting(
            text=f"{one.person.name}: “{in_a_line(one.detail)}”",
            href=reverse("early_help:family", args=[references[one.case_id]]),
            hint=f"Wrote {moment_in_words(one.happened_at, now=now)}, of {about.get(one.case_id, references[one.case_id])}. "
            "The MASH has it as a contact",
            tag="Danger now",
            tag_kind="red",
        )
        for one in found
    ]
    return Panel("In danger now, as the family wrote", rows, order=1, total=total) if rows else None


@TODAY_PANELS.register("early_help.led")
def families_i_lead(actor: Actor, now: datetime) -> Panel | None:
    """Families this human leads help for, or covers while their lead is away: those who have written first, then the nearest meeting. No panel for who leads none and finds leads for others."""
    if not may(actor, Permission.EPISODE_WORK):
        return None
    mine = Q(
        case__workers__user_id=actor.membership.user_id,
        case__workers__capacity__in=(WorkCapacity.LEAD_PROFESSIONAL, WorkCapacity.COVER),
        case__workers__ends_at=None,
        case__closed_at=None,
    )
    to_come = Meeting.objects.filter(case=OuterRef("case"), held_at=None, cancelled_because="").order_by("starts_at")
    unread = FamilyComment.objects.filter(copy__episode=OuterRef("pk"), read_at=None)
    sent = FamilyPart.objects.filter(episode=OuterRef("pk"), read_at=None).exclude(sent_at=None)
    led = Episode.objects.filter(mine).annotate(
        meets_at=Subquery(to_come.values("starts_at")[:1]),
        has_written=Exists(unread) | Exists(sent),
        covers=Q(case__workers__capacity=WorkCapacity.COVER),
    )
    found = list(led.select_related("case").order_by("-has_written", "meets_at", "-opened_at", "-pk")[:SHOWN])
    if not found and not _is_asked_to_lead(actor):
        return None
    about = case_display.about(episode.case for episode in found)
    clocks: dict[int, Clock] = {}
    for clock in Clock.objects.running().filter(case__in=about).order_by("due_at", "pk"):
        clocks.setdefault(clock.case_id, clock)
    audit.saw("case", *{episode.case_id for episode in found})
    rows = [_led(episode, about, clocks.get(episode.case_id), now) for episode in found]
    return Panel(
        "Families you lead",
        rows,
        "You lead no family now. An offer to lead one would be above.",
        order=11,
        total=led.count() if len(rows) == SHOWN else len(rows),
        href=reverse("early_help:episodes"),
        link="All of yours",
    )


@TODAY_PANELS.register("early_help.messages")
def messages_to_answer(actor: Actor, now: datetime) -> Panel | None:
    """Families that one leads or co-ordinates, or whose workers of one's team are all away, and whose messages nobody has answered, in
    the order of their clocks. No panel where there are none.
    """
    if not may(actor, Permission.EPISODE_WORK):
        return None
    ours, left = waiting_for(actor.membership.user_id), left_waiting(actor.membership.team, on=london_date(now))
    found = Episode.objects.filter(ours | left).select_related("case").distinct()
    waiting = {episode.case_id: episode for episode in found.order_by("opened_at", "pk")[:SHOWN]}
    if not waiting:
        return None
    clocks = Clock.objects.running().filter(case__in=waiting, rule=ANSWER_FAMILY.key)
    by_case = {clock.case_id: clock for clock in clocks}
    about = case_display.about(episode.case for episode in waiting.values())
    audit.saw("case", *waiting)
    rows = [_to_answer(episode, about, by_case.get(case), now) for case, episode in waiting.items()]
    rows.sort(key=lambda row: (row.due_at is None, row.due_at or now))
    return Panel("Messages from families", rows, order=8, total=found.count() if len(rows) == SHOWN else len(rows))


def _to_answer(episode: Episode, about: dict[int, str], clock: Clock | None, now: datetime) -> Waiting:
    return Waiting(
        text=about.get(episode.case_id, episode.reference),
        href=reverse("early_help:family", args=[episode.reference]),
        hint=f"{episode.called}: answer what the family wrote",
        due_at=clock.due_at if clock else None,
        clock=time_left.shown(clock, now=now) if clock else None,
    )


def _is_asked_to_lead(actor: Actor) -> bool:
    return actor.membership.role_id == "lead_professional"


def _led(episode: Episode, about: dict[int, str], clock: Clock | None, now: datetime) -> Waiting:
    page = "early_help:family" if episode.has_written else "early_help:episode"
    if episode.has_written:
        next_step = "someone of the family has written to you. Read it"
    elif episode.meets_at is None:
        next_step = "no meeting yet. Arrange a team around the family (TAF) meeting"
    elif episode.meets_at > now:
        next_step = f"next meeting {moment_in_words(episode.meets_at, now=now)}"
    else:
        next_step = f"record what was decided at the meeting of {moment_in_words(episode.meets_at, now=now)}"
    return Waiting(
        text=about.get(episode.case_id, episode.reference),
        href=reverse(page, args=[episode.reference]),
        hint=f"{'You cover for its lead. ' if episode.covers else ''}{episode.called}: {next_step}",
        due_at=clock.due_at if clock else None,
        clock=time_left.shown(clock, now=now) if clock else None,
    )


@TODAY_PANELS.register("early_help.moved_on")
def moved_without_a_receipt(actor: Actor, now: datetime) -> Panel | None:
    """Families of the team that moved away and that nobody there has said to have (SG-08). No panel where there are none."""
    if not may(actor, Permission.EPISODE_SETTLE):
        return None
    waiting = waiting_for_a_receipt(actor.membership.team)
    found = {moved.episode.case_id: moved for moved in waiting[:SHOWN]}
    if not found:
        return None
    clocks = {clock.case_id: clock for clock in Clock.objects.running().filter(case__in=found, rule=MOVED_ON.key)}
    about = case_display.about(moved.episode.case for moved in found.values())
    audit.saw("case", *found)
    rows = [_moved(moved, about, clocks.get(case), now) for case, moved in found.items()]
    return Panel(
        "Moved away, no receipt yet", rows, order=12, total=waiting.count() if len(rows) == SHOWN else len(rows)
    )


def _moved(moved: MovedOn, about: dict[int, str], clock: Clock | None, now: datetime) -> Waiting:
    episode = moved.episode
    return Waiting(
        text=about.get(episode.case_id, episode.reference),
        href=reverse("early_help:moved", args=[episode.reference]),
        hint=f"{episode.called}: {moved.their_worker}, {moved.to_name}, has not said yet that they have it",
        due_at=clock.due_at if clock else None,
        clock=time_left.shown(clock, now=now) if clock else None,
    )


@TODAY_PANELS.register("early_help.left_school")
def left_school(actor: Actor, now: datetime) -> Panel | None:
    """Children who left their school while help goes on, for who leads and who co-ordinates, or the team while nobody does.

    Until the plan is saved or somebody leads again; before there is a plan, until somebody does (SG-09).
    """
    if not may(actor, Permission.EPISODE_WORK):
        return None
    today = london_date(now)
    at_work = CaseWorker.objects.filter(ends_at=None)
    mine = at_work.filter(
        user_id=actor.membership.user_id,
        capacity__in=(WorkCapacity.LEAD_PROFESSIONAL, WorkCapacity.COVER, WorkCapacity.COORDINATOR),
    )
    of_nobody = Q(case__responsible_team=actor.membership.team_id) & ~Exists(
        at_work.filter(case=OuterRef("case"), capacity=WorkCapacity.COORDINATOR)
    )
    episodes = Episode.objects.filter(Q(case__in=mine.values("case")) | of_nobody, case__closed_at=None)
    seen = {one.case_id: one for one in episodes.select_related("case")}
    if not seen:
        return None
    children = Participant.objects.filter(case__in=seen, capacity=Capacity.CHILD, ends_at=None)
    case_of = children.order_by("pk").values_list("person", "case")
    rows = []
    for one in leavers_of(seen.values(), case_of, today=today):
        if not one.is_settled:
            rows.append(_left(one.episode, one.place))
            audit.saw("person", one.place.person_id)
    return Panel("Left school with a plan open", rows, order=13) if rows else None


def _left(episode: Episode, place: Enrolment) -> Waiting:
    return Waiting(
        text=f"{place.person.name}: who goes on with the plan?",
        href=reverse("early_help:plan", args=[episode.reference]),
        hint=f"Left {place.school.name} on {day(place.ends_on)}. {episode.called} goes on",
        tag="Left school",
        tag_kind="amber",
    )


@TODAY_PANELS.register("early_help.waits_for_a_lead")
def givers_who_wait(actor: Actor, now: datetime) -> Panel | None:
    """Families stepped down to this team whose giver tried to close while nobody leads (FD 4.9). No panel where there are none."""
    if not may(actor, Permission.EPISODE_WORK):
        return None
    led = Q(opened_case__workers__capacity=WorkCapacity.LEAD_PROFESSIONAL, opened_case__workers__ends_at=None)
    waiting = Handover.objects.filter(
        to_team_id=actor.membership.team_id,
        status=Handover.Status.ACCEPTED,
        needs_lead=True,
        instead_at=None,
        opened_case__closed_at=None,
    ).exclude(lead_chased_on=None)
    waiting = waiting.exclude(pk__in=Handover.objects.filter(led).values("pk")).filter(of_the_living("opened_case"))
    waiting = waiting.select_related("from_team", "opened_case", "proposed_lead__user")
    found, total = nearest(waiting.order_by("lead_chased_on", "pk"), SHOWN)
    about = case_display.about(handover.opened_case for handover in found)
    rows = [
        Waiting(
            text=f"{about.get(handover.opened_case_id, handover.reference)}: find a lead professional",
            href=case_display.address_of(handover.opened_case),
            hint=f"{handover.from_team.name} cannot close {handover.reference} until then"
            + (f"; {handover.proposed_lead.user.name} is proposed" if handover.proposed_lead_id else ""),
            tag="Waited for",
            tag_kind="amber",
        )
        for handover in found
    ]
    audit.saw("case", *{handover.opened_case_id for handover in found})
    return Panel("Stepped down to you, without a lead professional", rows, order=12, total=total) if rows else None
