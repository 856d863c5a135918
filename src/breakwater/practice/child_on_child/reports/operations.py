"""A report is written once, told to the safeguarding team at once, and acknowledged by it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import (
    Actor,
    Area,
    ContactPoint,
    ContactPurpose,
    DutyPost,
    Membership,
    Organisation,
    Team,
    User,
    actor_relations,
)
from breakwater.partnership.organisations.registry import DESTINATIONS, Destination

from .. import pathway
from ..models import Incident, IncidentChild, Report
from . import paging

DESTINATIONS.register(
    "report_between_children",
    Destination("Report harm between children, as staff of a school", "child_on_child:report_start"),
)
DESTINATIONS.register(
    "incidents_between_children",
    Destination("Incidents between children, for safeguarding leads", "child_on_child:incidents"),
)

REPORTS = Report.objects.select_related(
    "team__organisation",
    "area",
    "incident",
    *actor_relations("author", "not_incident_by", "agreed_by"),
    "author__membership__team__area",
    "not_incident_by__membership__team__area",
    "agreed_by__membership__team__area",
    "author_user",
)
MOST, SENT_AGAIN = 20, timedelta(minutes=30)
WAITS = "A report waits for you: acknowledge it now"


# The same as `Report.is_closed`, of those that no incident has.
IS_CLOSED = Q(not_incident_at__isnull=False) & (
    Q(agreed_at__isnull=False) | ~Q(happened=Report.Happened.VIOLENCE) & Q(is_recent=False)
)
AGREE = "A report waits for a second person of the safeguarding team: read it, and agree or open an incident"


class IsAnIncident(Refusal):
    words = "This report is in an incident."


class SaidAlready(Refusal):
    words = "This is recorded already. A second person of the safeguarding team has to agree, where violence was named."


class NothingToAgree(Refusal):
    words = "There is nothing to agree to any more."


class NotYourOwn(Refusal):
    words = "A second person of the safeguarding team has to agree."


@dataclass(frozen=True)
class ReportFacts:
    """What is written, as it was seen and said; the first answers are those of the triage."""

    happened: str
    harmed: str
    how: str
    now: tuple[str, ...] = field(default=())
    alleged: str = ""
    others: str = ""
    under_13: str = "NOT_KNOWN"
    words: str = ""
    account: str = ""
    opinion: str = ""
    also_heard: str = ""
    place: str = "NOT_KNOWN"
    when: str = ""
    time: str = "NOT_KNOWN"
    wish: str = "NOT_HEARD"


TRIAGE = {"danger": "is_danger", "medical": "is_medical", "recent": "is_recent", "images": "has_images"}


def safeguarding_team(organisation: Organisation | int, area: Area | int, at: datetime) -> Team | None:
    """The team of a school that has a designated safeguarding lead today."""
    leads = Membership.objects.in_force(london_date(at)).filter(role=Role.DSL, user__is_active=True)
    found = Team.objects.filter(organisation=organisation, area=area, closed_on=None, pk__in=leads.values("team"))
    return found.select_related("organisation", "area").order_by("pk").first()


def designated_officers(area: Area) -> list[DutyPost]:
    """How anybody reaches the area's designated officers: their posts with what is public of them (SG-31)."""
    posts = DutyPost.objects.filter(team__services__service="lado", team__services__area=area)
    is_open = Q(telephone_is_public=True) & ~Q(telephone="") | Q(email_is_public=True) & ~Q(email="")
    return list(posts.filter(is_open).order_by("title", "pk").distinct())


def numbers_of_the_mash(area: Area, at: datetime) -> list[ContactPoint]:
    """Whom to call where no number of the designated officers is public."""
    purposes = (ContactPurpose.FRONT_DOOR, ContactPurpose.OUT_OF_HOURS)
    found = ContactPoint.published(area, *purposes, on=london_date(at))
    return [each for each in found if each.telephone]


def team_of(by: Actor, at: datetime) -> Team:
    """Who hears what the actor reports: their own team where it is the safeguarding team, else the school's."""
    own = by.membership.team
    if by.membership.role_id == Role.DSL:
        return own
    return safeguarding_team(own.organisation_id, own.area_id, at) or own


@transaction.atomic
def make_report(team: Team, facts: ReportFacts, *, by: Actor, at: datetime, key: UUID) -> Report:
    """Write the report and tell the safeguarding team at once. The same key again adds nothing and tells nobody."""
    if known := made_before(Report, key):
        return known
    said = values_of(facts)
    now = said.pop("now")
    made = Report.objects.create(
        **said,
        **{column: answer in now for answer, column in TRIAGE.items()},
        area=team.area,
        team=team,
        author=by,
        author_user=by.membership.user,
        made_at=at,
        acknowledge_by=pathway.acknowledge_by(at),
        key=key,
    )
    audit.did("reported", "incident_report", made.pk)
    path = reverse("child_on_child:report", args=[made.public_id])
    notifications.tell(team=team, words=WAITS, path=path, by=by, at=at)
    return made


def just_sent(team: Team, facts: ReportFacts, *, by: Actor, at: datetime) -> Report | None:
    """The same report, word for word, which its author sent a moment ago and went back from."""
    said = values_of(facts)
    said |= {column: answer in said["now"] for answer, column in TRIAGE.items()}
    del said["now"]
    found = Report.objects.filter(**said, team=team, author_user=by.membership.user_id, made_at__gte=at - SENT_AGAIN)
    return found.order_by("pk").first()


@transaction.atomic
def acknowledge(report: Report, *, by: Actor, at: datetime) -> Report:
    """Somebody of the safeguarding team has it; its author hears so. A second time changes nothing."""
    held = Report.objects.select_for_update(of=("self",)).select_related("author_user").get(pk=report.pk)
    if held.acknowledged_at is None:
        held.acknowledged_at, held.acknowledged_by = at, by
        held.save(update_fields=["acknowledged_at", "acknowledged_by"])
        audit.did("acknowledged", "incident_report", held.pk)
        if held.author_user_id != by.membership.user_id:
            path = reverse("child_on_child:report", args=[held.public_id])
            words = "The safeguarding team has your report"
            notifications.tell(users=[held.author_user], words=words, path=path, by=by, at=at)
    return held


def reports_of(by: Actor) -> QuerySet[Report]:
    """What somebody reported themselves, the newest first."""
    return REPORTS.filter(author_user=by.membership.user_id).order_by("-made_at", "-pk")


def worked_with(by: Actor) -> list[IncidentChild]:
    """The children of whom somebody is named as the adult who works with them."""
    mine = IncidentChild.objects.filter(worker_user=by.membership.user_id).exclude(team=by.membership.team_id)
    return list(mine.order_by("-added_at", "-pk"))


def waiting(team: Team) -> QuerySet[Report]:
    """Reports of which nobody decided yet: not acknowledged first, then in the order in which they came."""
    found = REPORTS.filter(team=team, incident=None).exclude(IS_CLOSED).prefetch_related("pagings")
    return found.order_by("acknowledged_at", "made_at", "pk")


def every(team: Team) -> QuerySet[Report]:
    """Every report of a school, the newest first: also those that were found to be no incident."""
    return REPORTS.filter(team=team).order_by("-made_at", "-pk")


@transaction.atomic
def close_as_no_incident(report: Report, *, why: str, by: Actor, at: datetime) -> Report:
    """The safeguarding team found that it is no incident. Where the report named violence a second person has to agree.

    It stays where it is found, and an incident may still be opened of it. Raises IsAnIncident, SaidAlready.
    """
    held = acknowledge(report, by=by, at=at)
    if held.incident_id is not None:
        raise IsAnIncident
    if held.not_incident_at is not None:
        raise SaidAlready
    held.not_incident_why, held.not_incident_at, held.not_incident_by = why, at, by
    held.save(update_fields=["not_incident_why", "not_incident_at", "not_incident_by"])
    audit.did("found no incident in", "incident_report", held.pk)
    if held.named_violence:
        others = [each for each in team_today(held.team, at) if each.pk != by.membership.user_id]
        path = reverse("child_on_child:report", args=[held.public_id])
        notifications.tell(users=others, words=AGREE, path=path, by=by, at=at)
    return held


@transaction.atomic
def agree_no_incident(report: Report, *, by: Actor, at: datetime) -> Report:
    """A second person of the safeguarding team agrees. Raises IsAnIncident, NothingToAgree, NotYourOwn."""
    held = Report.objects.select_for_update(of=("self",)).select_related("not_incident_by__membership")
    held = held.get(pk=report.pk)
    if held.incident_id is not None:
        raise IsAnIncident
    if held.not_incident_at is None or held.is_closed:
        raise NothingToAgree
    if held.not_incident_by.membership.user_id == by.membership.user_id:
        raise NotYourOwn
    held.agreed_at, held.agreed_by = at, by
    held.save(update_fields=["agreed_at", "agreed_by"])
    audit.did("agreed that there is no incident in", "incident_report", held.pk)
    return held


def team_today(team: Team, at: datetime) -> list[User]:
    """Who leads on safeguarding in a school today."""
    held = Membership.objects.in_force(london_date(at)).filter(team=team, role=Role.DSL, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def pagings_of(report: Report) -> list[tuple[str, datetime]]:
    """Who was paged while nobody acknowledged it, and when."""
    return [(paging.LABELS.get(each.step, ""), each.paged_at) for each in report.pagings.order_by("step")]


def may_be_added_to(report: Report) -> list[Incident]:
    """The open incidents that the team has: a second report may be of the same."""
    return list(Incident.objects.filter(team=report.team, closed_at=None).order_by("-opened_at", "-pk")[:MOST])
