"""Which team of each agency answers the MASH, and who leads there when an answer is overdue (TR-10)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Membership, Team

from ...models import InformationDesk


class NotOfThisAgency(Refusal):
    """The lead named holds no post in the agency today."""

    words = "Choose someone with a role in this agency"
    box = "lead"


def in_force() -> dict[int, InformationDesk]:
    """The desks that are kept today, by team."""
    kept = InformationDesk.objects.filter(ends_on=None).select_related("lead__user", "lead__team")
    return {desk.team_id: desk for desk in kept}


def teams_in(area: int) -> QuerySet[Team]:
    """The teams of an area that are no school's: a school is asked as the school it is."""
    teams = Team.objects.filter(area=area, closed_on=None, organisation__closed_on=None)
    of_others = teams.exclude(organisation__kind="SCHOOL").select_related("organisation", "area")
    return of_others.order_by("organisation__name", "name")


def leads_of(team: Team, *, at: datetime) -> QuerySet[Membership]:
    """Those who may be named as lead: everyone with a post in the agency today."""
    posts = Membership.objects.in_force(london_date(at)).filter(
        team__organisation=team.organisation_id, user__is_active=True
    )
    return posts.select_related("user", "team", "role").order_by("user__name", "pk")


@transaction.atomic
def keep_desk(*, team: Team, kind: str, lead: Membership | None, by: Actor, at: datetime) -> InformationDesk:
    """Say what a team is asked as, and who leads. The same again changes nothing. Raises NotOfThisAgency."""
    if lead is not None and not leads_of(team, at=at).filter(pk=lead.pk).exists():
        raise NotOfThisAgency(lead.pk)
    desk = InformationDesk.objects.select_for_update().filter(team=team, ends_on=None).first()
    if desk is None:
        desk = InformationDesk(area=team.area, team=team, starts_on=london_date(at))
    desk.kind, desk.lead = kind, lead
    desk.save()
    audit.did("kept", "desk", desk.pk, team=team.pk)
    return desk
