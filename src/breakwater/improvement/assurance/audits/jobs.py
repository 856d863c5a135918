"""Telling those who are asked, and those answerable for who has not returned (PL 4.5, steps 2 and 6)."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, User

from ..models import Chase, RoundArea, RoundMember
from ..surveys import operations as surveys
from . import lookup
from .operations.members import page_of_asked
from .pathway import ESCALATES, FIRST_REMINDER

ASKED = "An audit is asked of your organisation"
HALF_WAY = "Half of the time for an audit that is asked of your organisation has passed"
OVERDUE = "An audit that your organisation was asked for is overdue"
OVERDUE_IN_TRUST = "An audit that a school of your trust was asked for is overdue"
MOST, LATE = timedelta(days=30), timedelta(days=3)
HEADS = {
    Role.HEAD_TEACHER: "head",
    Role.AGENCY_LEAD: "agency lead",
    Role.AGENCY_PROFESSIONAL: "agency lead",
    Role.DSL: "safeguarding lead",
}
ABOVE = {Role.LINK_GOVERNOR: "governors", Role.TRUST_LEAD: "trust"}


@jobs.job("assurance.tell_asked")
def tell_asked(part: int) -> None:
    """Tell each organisation of a launched round, in words that say nothing; once, if the job runs twice."""
    found, at = RoundArea.objects.select_related("area").get(pk=part), timezone.now()
    if found.launched_at < at - LATE:
        return  # a job that comes so late tells nobody: the self-assessment's own reminders do
    with acting_as(service_of(found.area, ServiceName.CLOCKS)) as by:
        for member in lookup.MEMBERS.filter(round_area=found, request__isnull=False).order_by("pk"):
            if not notifications.was_told(ASKED, member.answering_team, since=found.launched_at):
                notifications.tell(words=ASKED, path=page_of_asked(member), team=member.answering_team, by=by, at=at)


@jobs.every("25 6 * * *", name="assurance.chase")
def chase_everywhere() -> None:
    """Every morning: remind half way, tell those answerable for overdue returns in each area, and forget who answered surveys that are over."""
    surveys.forget_who_answered()
    jobs.for_each(Area.objects.order_by("pk"), lambda area: remind_half_way(area, at=timezone.now()))
    jobs.for_each(Area.objects.order_by("pk"), lambda area: chase(area, at=timezone.now()))


def chase(area: Area, *, at: datetime) -> int:
    """One and five working days after the day, head or chief officer, then governors and trust; return how many were told of."""
    today, calendar, told = london_date(at), working_calendar(area), 0
    if not calendar.is_working_day(today):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        for member in _late(area, today):
            since = calendar.working_days_between(member.request.due_on, today)
            steps = [step for days, step in ESCALATES.items() if since >= days]
            done = {each.step for each in member.chases.all()}
            for step in steps:
                if step not in done:
                    _tell(member, step, by=by, at=at)
                    told += 1
    return told


def remind_half_way(area: Area, *, at: datetime) -> int:
    """Remind each organisation once, when half of its time has passed and the reminders before the day are still to come."""
    today, calendar, told = london_date(at), working_calendar(area), 0
    if not calendar.is_working_day(today):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        waiting = lookup.MEMBERS.filter(area=area, request__shared_at=None, request__due_on__gt=today)
        for member in waiting.filter(round_area__closed_at=None).order_by("pk"):
            due_on, asked_on = member.request.due_on, london_date(member.decided_at)
            half_way = asked_on + (due_on - asked_on) / 2
            if half_way <= today and calendar.working_days_between(today, due_on) > FIRST_REMINDER:
                team = member.answering_team
                if not notifications.was_told(HALF_WAY, team, since=start_of(half_way)):
                    notifications.tell(words=HALF_WAY, path=page_of_asked(member), team=team, by=by, at=at)
                    told += 1
    return told


def _late(area: Area, today) -> QuerySet[RoundMember]:
    late = lookup.MEMBERS.filter(area=area, request__shared_at=None, round_area__closed_at=None)
    late = late.filter(request__due_on__lt=today, request__due_on__gte=today - MOST)
    return late.prefetch_related("chases").order_by("pk")


def _tell(member: RoundMember, step: Chase.Step, *, by: Actor, at: datetime) -> None:
    """Whoever has an account is told; the record says whom, so that the team knows whom it has to write to itself."""
    roles = HEADS if step == Chase.Step.AFTER_1 else ABOVE
    holders = _holders(member, roles, at)
    words = [f"{name} ({len(users)})" for name, users in holders.items() if users]
    for name, each in holders.items():
        # A trust has no returns of its own: its page says which schools are late.
        of_trust = name == ABOVE[Role.TRUST_LEAD]
        path = reverse("assurance:trust" if of_trust else "casework:self_assessments")
        notifications.tell(words=OVERDUE_IN_TRUST if of_trust else OVERDUE, path=path, users=each, by=by, at=at)
    Chase.objects.create(member=member, step=step, told=", ".join(words), at=at, by=by)


def _holders(member: RoundMember, roles: dict, at: datetime) -> dict[str, list[User]]:
    organisation = member.organisation
    trust = organisation.school.trust_name if getattr(organisation, "school", None) else ""
    found = {}
    for role, name in roles.items():
        of = Q(team__organisation=organisation)
        if role == Role.TRUST_LEAD:
            of = Q(team__organisation__name__iexact=trust) if trust else Q(pk=None)
        users = User.objects.filter(is_active=True)
        posts = member.answering_team.memberships.model.objects.in_force(london_date(at)).filter(of, role=role)
        found[name] = list(users.filter(pk__in=posts.values("user")).order_by("pk"))
    return found
