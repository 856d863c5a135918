"""The organisations room's tables: reference, all of them. No child stands in any."""

from pathlib import Path

from breakwater.foundation.grants.declare import Library, Reference

from .access.permissions import Permission
from .access.roles import ROLES
from .models import ServiceName

TABLES = [
    Reference("organisations_area"),
    Reference("organisations_schoolterm", delete=True),
    Reference("organisations_closure", delete=True),
    Reference("organisations_organisation"),
    Reference("organisations_organisationarea"),
    Reference("organisations_school"),
    Reference("organisations_team"),
    # Which team receives a service is changed by a function of posts.sql, which asks who acts.
    Reference("organisations_teamservice", update=False),
    Reference("organisations_receiverchange", insert=False, update=("withdrawn_at",)),
    Reference("organisations_openinghours", delete=True),
    Reference("organisations_contactpoint"),
    Reference("organisations_patch"),
    Reference("organisations_dutypost"),
    Reference("organisations_dutypostholder"),
    Library("organisations_user", delete=False),
    Library("organisations_user_groups"),
    Library("organisations_user_user_permissions", insert=False, update=False, delete=False),
    Reference("organisations_rolerecord", insert=False, update=False),
    Reference("organisations_shift", frozen=("membership_id", "starts_at", "ends_at", "post_id", "pager")),
    Reference("organisations_absence", frozen=("user_id", "starts_on", "covered_by_id")),
    Reference("organisations_rolereview", frozen=("area_id", "begun_at", "begun_by_id")),
    Reference("organisations_roleconfirmation", update=False),
    # Written by the functions of posts.sql, which ask who acts.
    Reference(
        "organisations_membership",
        insert=False,
        update=("job_title", "ends_on", "revoked_at", "is_social_work_qualified", "social_work_number"),
    ),
    Reference("organisations_actor", insert=False, update=("link_ended_at",)),
    Reference("organisations_invitation", insert=False, update=("withdrawn_at",)),
]

SCRIPTS = [Path(__file__).parent / "sql" / name for name in ("access.sql", "posts.sql")]
CALLABLE = [
    "access.act_as(bigint)",
    "access.may_break_glass()",
    "access.new_link(bigint, text)",
    "access.new_system(bigint)",
    "access.why_not_invite(text, bigint, text)",
    "access.invite(text, text, bigint, text, text, text, timestamptz, uuid)",
    "access.may_second(bigint)",
    "access.second(bigint, text, timestamptz)",
    "access.name_receiver(bigint, bigint)",
    "access.may_second_receiver(bigint)",
    "access.second_receiver(bigint)",
    "access.let_in_for_shift(text, text, bigint, text, text, text, timestamptz, uuid)",
    "access.accept_invitation(text, bigint)",
]
COLUMNS = (
    "code",
    "title",
    "has_oversight",
    "may_break_glass",
    "decides",
    "is_casework",
    "needs_second",
    "gives_posts",
    "seconds_posts",
    "lets_in_for_shift",
    "covers_shifts",
)


def after_build(cursor) -> None:
    """Write the roles of the code into the table the wall reads, and see that every post and service has its actor; as the owner."""
    rest = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    for role, description in ROLES.items():
        may = description.permissions
        cursor.execute(
            f"insert into organisations_rolerecord ({', '.join(COLUMNS)}) values ({', '.join(['%s'] * len(COLUMNS))}) "
            f"on conflict (code) do update set {rest}",
            [
                role.value,
                description.title,
                description.oversight,
                description.breaks_glass,
                Permission.CONTACT_DECIDE in may,
                description.casework,
                description.needs_second,
                Permission.PEOPLE_INVITE in may,
                Permission.POST_SECOND in may,
                Permission.SHIFT_LET_IN in may,
                description.covers_shifts,
            ],
        )
        cursor.execute("delete from access.works_in where role = %s", [role.value])
        if description.service:
            cursor.execute("insert into access.works_in values (%s, %s)", [role.value, description.service])
    for service in ServiceName.values:
        cursor.execute("insert into access.service values (%s) on conflict do nothing", [service])
    cursor.execute(
        "insert into organisations_actor (area_id, service, link) select a.id, s.name, '' from organisations_area a, access.service s "
        "on conflict do nothing"
    )
    cursor.execute(
        "insert into organisations_actor (membership_id, service, link) select id, '', '' from organisations_membership on conflict do nothing"
    )
