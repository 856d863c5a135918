"""Disagreements as their pages load them, and those of a team."""

from django.db.models import Q, QuerySet

from breakwater.casework.cases.models import Case
from breakwater.partnership.organisations.models import Team

from .models import Escalation

ESCALATIONS = Escalation.objects.select_related(
    "case__area", "raised_team__organisation", "answering_team__organisation", "scrutiny_team", "raised_user"
)


def of_team(team: Team) -> QuerySet[Escalation]:
    """What a team raised, answers or settles, the open ones first."""
    found = Escalation.objects.filter(Q(raised_team=team) | Q(answering_team=team) | Q(scrutiny_team=team))
    found = found.select_related("case", "raised_team__organisation", "answering_team__organisation")
    return found.order_by("settled_at", "-case__opened_at", "-pk")


def is_seen(escalation: Escalation) -> bool:
    """Whether the actor may know of it: it follows the seal of what it is about."""
    return Escalation.objects.filter(pk=escalation.pk).exists()


def case_of(escalation: Escalation) -> Case | None:
    """The case that it follows, where the actor may know of that."""
    return Case.objects.filter(pk=escalation.about_case_id).first()
