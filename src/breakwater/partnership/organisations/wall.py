"""The organisations room's tables: reference, all of them. No child stands in any."""

from pathlib import Path

from breakwater.foundation.grants.declare import Library, Reference

from .access.permissions import Permission
from .access.roles import ROLES

TABLES = [
    Reference("organisations_area"),
    Reference("organisations_schoolterm", delete=True),
    Reference("organisations_closure", delete=True),
    Reference("organisations_organisation"),
    Reference("organisations_organisationarea"),
    Reference("organisations_school"),
    Reference("organisations_team"),
    Reference("organisations_teamservice", delete=True),
    Reference("organisations_openinghours", delete=True),
    Reference("organisations_contactpoint"),
    Reference("organisations_patch"),
    Reference("organisations_dutypost"),
    Reference("organisations_dutypostholder"),
    Library("organisations_user", delete=False),
    Library("organisations_user_groups"),
    Library("organisations_user_user_permissions", insert=False, update=False, delete=False),
    Reference("organisations_rolerecord", insert=False, update=False),
    Reference("organisations_membership", frozen=("user_id", "team_id", "role", "starts_on")),
    Reference("organisations_shift", frozen=("membership_id", "starts_at", "ends_at", "post_id", "pager")),
    Reference("organisations_absence", frozen=("user_id", "starts_on")),
    Reference("organisations_actor", update=("link_ended_at",)),
    Reference("organisations_invitation"),
]

SCRIPTS = [Path(__file__).parent / "sql" / "access.sql"]
CALLABLE = ["access.act_as(bigint)", "access.may_break_glass()"]


def after_build(cursor) -> None:
    """Write the roles of the code into the table the wall reads, as the owner."""
    for role, description in ROLES.items():
        cursor.execute(
            "insert into organisations_rolerecord (code, title, has_oversight, may_break_glass, decides) values (%s, %s, %s, %s, %s) "
            "on conflict (code) do update set title = excluded.title, has_oversight = excluded.has_oversight, "
            "may_break_glass = excluded.may_break_glass, decides = excluded.decides",
            [
                role.value,
                description.title,
                description.oversight,
                description.breaks_glass,
                Permission.CONTACT_DECIDE in description.permissions,
            ],  # fmt: skip
        )
