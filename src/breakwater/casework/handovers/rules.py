"""Who may answer an offer, and who may make one."""

from django.utils import timezone

from breakwater.casework.cases.models import Case, nobody_in
from breakwater.casework.cases.rules import has_a_post_in_it, in_responsible_team
from breakwater.partnership.organisations.access import ROLES, Permission, allows

ANSWER_FOR_LATE_WORK = [role.value for role, says in ROLES.items() if Permission.HANDOVER_LATE in says.permissions]


def offered_to_the_team(actor, handover) -> bool:
    return actor.membership.team_id == handover.to_team_id


def gave_it_or_took_it_on(actor, handover) -> bool:
    """Either side of a handover: only the database knows which of the two is still waiting."""
    return actor.membership.team_id in (handover.from_team_id, handover.to_team_id)


def answers_for_late_work(actor, case) -> bool:
    """The actor's role answers for work of the area that nobody takes up."""
    return allows(actor.membership.role_id, Permission.HANDOVER_LATE) and actor.area_id_acting == case.area_id


def nobody_is_there(actor, case) -> bool:
    """The responsible team is closed, or holds nobody today: someone else must be able to pass the case on."""
    return Case.objects.filter(nobody_in("responsible_team", timezone.localdate()), pk=case.pk).exists()


RULES = {
    Permission.HANDOVER_SETTLE: [[gave_it_or_took_it_on]],
    Permission.HANDOVER_ANSWER: [[offered_to_the_team]],
    Permission.HANDOVER_OFFER: [[in_responsible_team], [has_a_post_in_it], [answers_for_late_work, nobody_is_there]],
}
