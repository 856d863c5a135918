"""Who may ask for a self-assessment, answer one and moderate one. The thing asked about is a self-assessment."""

from collections.abc import Mapping, Sequence

from breakwater.partnership.organisations.access import ROLES, Permission, Role, allows
from breakwater.partnership.organisations.models import Actor

ANSWERING_ROLES = tuple(role.value for role in ROLES if allows(role.value, Permission.SELF_ASSESS_ANSWER))
# They answer the sections that they are given; the school's return is the safeguarding lead's to begin.
ONLY_SECTIONS = {Role.LINK_GOVERNOR, Role.SCHOOL_STAFF}
LEADING_ROLES = tuple(role for role in ANSWERING_ROLES if role not in ONLY_SECTIONS)
# Whoever keeps the partnership's business asks for it, whatever team that is.
PARTNERSHIP = {Role.BUSINESS_MANAGER: "partnership"}


def services_of(actor: Actor) -> set[str]:
    """The services that this actor works in: of the role, and of the team."""
    role = Role(actor.membership.role_id)
    own = {ROLES[role].service, PARTNERSHIP.get(role, "")} - {""}
    return own | set(actor.membership.team.services.values_list("service", flat=True))


def answers_it(actor, assessment) -> bool:
    """The actor's team answers it."""
    return actor.membership.team_id == assessment.team_id


def has_a_section(actor, assessment) -> bool:
    """A section of it is the actor's, who still works in the organisation: the wall knows the human, whatever the role."""
    if actor.membership.team.organisation_id != assessment.organisation_id:
        return False
    return assessment.delegations.filter(user=actor.membership.user_id, ended_at=None).exists()


def answers_section(actor, assessment, section: str) -> bool:
    """The team answers every section; a colleague elsewhere in the organisation those that were delegated."""
    if answers_it(actor, assessment):
        return True
    own = assessment.delegations.filter(section=section, user=actor.membership.user_id, ended_at=None)
    return actor.membership.team.organisation_id == assessment.organisation_id and own.exists()


def asked_for_it(actor, assessment) -> bool:
    """It was shared with the actor's team."""
    return assessment.requests.filter(asking_team=actor.membership.team_id).exists()


def is_sent(actor, assessment) -> bool:
    return assessment.sent_at is not None


def is_of_others(actor, assessment) -> bool:
    """Nobody moderates their own."""
    return actor.membership.team_id != assessment.team_id


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.SELF_ASSESS_READ: [[answers_it], [asked_for_it], [has_a_section]],
    Permission.SELF_ASSESS_ANSWER: [[answers_it], [has_a_section]],
    Permission.SELF_ASSESS_ASK: [[asked_for_it, is_sent, is_of_others]],
}
