"""Who may do what with the folder of an inspection: those named on it read and give, whoever leads it keeps it."""

from breakwater.partnership.organisations.access import Permission, register_rules


def leads(actor, inspection) -> bool:
    return inspection.lead_id == actor.membership.user_id


def is_named(actor, inspection) -> bool:
    return any(each.user_id == actor.membership.user_id and each.ended_at is None for each in inspection.members.all())


register_rules(
    {
        Permission.INSPECTION_READ: [[leads], [is_named]],
        Permission.INSPECTION_KEEP: [[leads]],
    }
)
