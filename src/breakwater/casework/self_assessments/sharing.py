"""Who reads a return once it is sent: whoever asked for it, and the teams whose service asks for its bank."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import resolve, reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Team, TeamService, User

from .measures import bank_of
from .models import SelfAssessment, SelfAssessmentRequest

RETURNED = "A self-assessment was returned to you"


def asks_for(assessment: SelfAssessment) -> list[Team]:
    """The teams of the return's area whose service asks for this bank."""
    asked_by = bank_of(assessment.edition).asked_by
    named = TeamService.objects.filter(area=assessment.area_id, service=asked_by).select_related(
        "team__organisation", "team__area"
    )
    return [each.team for each in named.order_by("team__name", "pk")]


def goes_to(assessment: SelfAssessment, asked: Iterable[SelfAssessmentRequest]) -> list[str]:
    """The names of the teams that read a return once it is sent."""
    teams = {each.asking_team.pk: each.asking_team for each in asked if each.bank == assessment.bank}
    teams |= {team.pk: team for team in asks_for(assessment)}
    return [team.in_words for team in teams.values()]


def read_by(assessment: SelfAssessment) -> list[SelfAssessmentRequest]:
    """Whom a return was sent to or shared with, the first one first."""
    shared = assessment.requests.select_related("asking_team__organisation", "asking_team__area", "area").filter(
        shared_at__isnull=False
    )
    return list(shared.order_by("shared_at", "pk"))


def unasked(assessment: SelfAssessment, team: Team, *, by: Actor, at: datetime) -> SelfAssessmentRequest:
    """That a return is sent to a team that had not asked for it."""
    return SelfAssessmentRequest.objects.create(
        bank=assessment.bank,
        organisation_id=assessment.organisation_id,
        answering_team_id=assessment.team_id,
        asking_team=team,
        area=team.area,
        due_on=london_date(at),
        asked_at=at,
        asked_by=by,
    )


def share_with(asked: SelfAssessmentRequest, assessment: SelfAssessment, *, at: datetime) -> None:
    asked.assessment, asked.shared_at = assessment, at
    asked.save(update_fields=["assessment", "shared_at"])
    audit.did("shared", "selfassessment", assessment.pk, team=asked.asking_team_id)


def page_of(assessment: SelfAssessment) -> str:
    return reverse("casework:self_assessment", args=[assessment.public_id])


def page_of_section(assessment: SelfAssessment, section: str) -> str:
    return reverse("casework:self_assessment_section", args=[assessment.public_id, section])


def tell_returned(assessment: SelfAssessment, teams: Iterable[Team], *, at: datetime) -> None:
    """Those who read a sent return see it on their pages until they open it. No e-mail: many come on one day."""
    for team in teams:
        notifications.show(words=RETURNED, path=page_of(assessment), team=team, at=at)


def not_opened_by(user: User) -> list[SelfAssessment]:
    """The returns that came and that somebody has not opened, the last first."""
    keys = [resolve(each.path).kwargs["public_id"] for each in notifications.unread_of(user, RETURNED)]
    found = SelfAssessment.objects.filter(public_id__in=keys).select_related("organisation", "edition")
    return list(found.defer("edition__definition").order_by("-sent_at", "-pk"))
