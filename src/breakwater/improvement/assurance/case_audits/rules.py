"""Who may do what on a case audit: its lead keeps it, whoever is named reads it, an agency audits its own record."""

from breakwater.partnership.organisations.access import Permission, register_rules


def leads(actor, audit) -> bool:
    return audit.lead_id == actor.membership.user_id


def is_named(actor, audit) -> bool:
    return any(each.user_id == actor.membership.user_id and each.ended_at is None for each in audit.members.all())


def of_their_team(actor, one) -> bool:
    return one.team_id == actor.membership.team_id


register_rules(
    {
        Permission.CASE_AUDIT_READ: [[leads], [is_named]],
        Permission.CASE_AUDIT_KEEP: [[leads]],
        Permission.CASE_AUDIT_ANSWER: [[of_their_team]],
    }
)
