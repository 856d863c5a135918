"""A whole case goes to another team: who could take it, and what comes with it once they accept."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from breakwater.casework.cases.compartments import COMPARTMENTS
from breakwater.casework.cases.models import Case, WorkCapacity
from breakwater.casework.clocks.models import Clock
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import ROLES, Permission
from breakwater.partnership.organisations.models import Actor, Membership, Team, TeamService

from .registry import RECEIVERS, Receiver, kept_out

WHOLE_CASE = "whole_case"
TAKING = {Permission.CASE_WORK, Permission.HANDOVER_ANSWER}
WHO_MAY_TAKE = [role.value for role, says in ROLES.items() if says.permissions >= TAKING]


@dataclass(frozen=True)
class _WholeCase(Receiver):
    """No service, but any team: the case stays the same case, and only who answers for it changes."""

    def named(self, team: str) -> str:
        return f"{team}, the whole case"


def _opens_nothing(*, handover, by: Actor, at: datetime) -> None:
    """The case itself moved; nothing is opened from it."""


RECEIVERS.register(WHOLE_CASE, _WholeCase(service=WHOLE_CASE, label="the whole case", open=_opens_nothing))


def teams_that_could_take(case: Case, *, on: date) -> QuerySet[Team]:
    """Teams of the area with someone in them who may accept the case: those that receive work, and sisters of its own team.

    None of an organisation that must not learn of it. A case whose kind is never offered, as a contact is not, goes only to a
    team that receives for the same service.
    """
    there = Membership.objects.in_force(on).filter(role__in=WHO_MAY_TAKE, user__is_active=True)
    # A case reaches teams of compartments by their own routes alone.
    hidden = {*COMPARTMENTS, *(service for service, receiver in RECEIVERS.items() if receiver.says_only)}
    received = TeamService.objects.filter(area=case.area)
    teams = Team.objects.filter(area=case.area, closed_on=None, pk__in=there.values("team")).exclude(
        Q(pk=case.responsible_team_id) | Q(pk__in=received.filter(service__in=hidden).values("team"))
    )
    teams = teams.exclude(organisation__in=kept_out(case.pk, teams.values_list("organisation", flat=True)))
    sisters = Q(organisation=case.responsible_team.organisation_id)
    if case.pathway.offered_to == ():
        return teams.filter(sisters)
    return teams.filter(sisters | Q(pk__in=received.values("team")))


def bring_along(*, case: Case, from_team: Team, to_team: Team, by: Actor, at: datetime) -> None:
    """Running clocks of the giving team go with the case, and its workers leave it; the lead stays (SG-09).

    Its open actions go where was said of each (`actions.hand_on`).
    """
    clocks = Clock.objects.running().filter(case=case, team=from_team).update(team=to_team)
    workers = case.workers.filter(ends_at=None, membership__team=from_team)
    left = workers.exclude(capacity=WorkCapacity.LEAD_PROFESSIONAL).update(ends_at=at)
    audit.did("moved to another team", "case", case.pk, team=to_team.pk, clocks=clocks, workers=left)
