"""Reminding of reviews and actions that are overdue: whoever does it, the lead, the co-ordinator, the manager (FD 4.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.casework.cases.deaths import of_the_living
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import CaseWorker, Clock
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import is_working_day, working_days_between
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, User
from breakwater.partnership.organisations.operations import who_hold
from breakwater.practice.early_help.models import Action, Episode, Reminder
from breakwater.practice.early_help.pathway import EPISODE, LADDER, REVIEW

Rung = Reminder.Rung
REVIEW_LATE = "A review of a family’s plan is overdue"
ACTION_LATE = "Something in a family’s plan is overdue"


def remind(*, area: Area, at: datetime) -> int:
    """Climb the next rung for each review and action that is overdue; return how many were climbed. On working days alone."""
    if not is_working_day(london_date(at)):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        return _remind(area, by=by, at=at)


@transaction.atomic
def _remind(area: Area, *, by: Actor, at: datetime) -> int:
    today, climbed = london_date(at), 0
    reviews = Clock.objects.running().filter(
        of_the_living("case"), rule=REVIEW.key, due_at__lt=at, case__kind=EPISODE, case__area=area, case__closed_at=None
    )
    for clock in reviews.select_related("case__episode").order_by("pk"):
        late = Late(
            clock.case.episode,
            {"clock": clock},
            london_date(clock.due_at),
            words=REVIEW_LATE,
            what="the review of the plan",
        )
        climbed += _climb(late, by=by, at=at)
    undone = Action.objects.filter(
        of_the_living("episode__case"),
        status__in=(Action.Status.NOT_STARTED, Action.Status.IN_PROGRESS),
        due_on__lt=today,
        episode__case__area=area,
        episode__case__closed_at=None,
    )
    for action in undone.select_related("episode__case", "membership__user").order_by("pk"):
        owner = action.membership.user if action.membership_id else None
        late = Late(
            action.episode,
            {"action": action},
            action.due_on,
            words=ACTION_LATE,
            what=f"“{action.words}”",
            owner=owner,
        )
        climbed += _climb(late, by=by, at=at)
    return climbed


@dataclass(frozen=True)
class Late:
    """A review or an action that is overdue: `of` says of which a Reminder is, `what` is late as the case's own workers read it."""

    episode: Episode
    of: Mapping
    due_on: date
    words: str
    what: str
    owner: User | None = None


def _climb(late: Late, *, by: Actor, at: datetime) -> int:
    """The rungs that are due and not climbed: each dated, the highest of them told."""
    days = working_days_between(late.due_on, london_date(at))
    done = set(Reminder.objects.filter(**late.of, due_on=late.due_on).values_list("rung", flat=True))
    due = [rung for rung, after in LADDER if days >= after and rung not in done]
    for rung in due:
        told = _on(rung, late.episode, late.owner, at)
        because = "" if told else "Nobody appears here"
        if rung != due[-1]:
            because, told = "The next rung was due as well", []
        Reminder.objects.create(
            episode=late.episode, **late.of, rung=rung, due_on=late.due_on, skipped_because=because, at=at
        )
        if told:
            notifications.tell(
                users=told,
                words=late.words,
                path=f"/early-help/{late.episode.reference}/",
                reference=late.episode.reference,
                by=by,
                at=at,
            )
            if rung in (Rung.COORDINATOR, Rung.MANAGER):
                chronology.record(
                    case=late.episode.case,
                    kind="early_help",
                    what=f"{late.what[:1].upper()}{late.what[1:]} is overdue: {Rung(rung).label.replace('The', 'the', 1)} was told",
                    process=True,
                    by=by,
                    at=at,
                )
    if due:
        audit.did("reminded of what is overdue", "case", late.episode.case_id, rung=due[-1])
    return len(due)


def _on(rung: str, episode: Episode, owner: User | None, at: datetime) -> list[User]:
    """Who stands on a rung today. What a family member or a service does is asked of the lead."""
    if rung == Rung.OWNER and owner is not None:
        return [owner]
    if rung == Rung.MANAGER:
        return list(who_hold(Role.EARLY_HELP_MANAGER, area=episode.case.area, at=at).order_by("pk"))
    capacity = WorkCapacity.COORDINATOR if rung == Rung.COORDINATOR else WorkCapacity.LEAD_PROFESSIONAL
    posts = CaseWorker.objects.filter(case=episode.case, capacity=capacity, ends_at=None)
    return [post.membership.user for post in posts.select_related("membership__user") if post.membership.user.is_active]
