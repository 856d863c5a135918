"""./breakwater first-post: the first holder of a role that nobody in a new area can give, given by the database's owner."""

import sys

from breakwater.delivery.first_roles import FIRST

from . import next_steps

HELP = "give an area its first business manager, head of service or system administrator (runs as the database's owner)"
AS_OWNER = True
ROLES = tuple(FIRST)


def add_arguments(parser) -> None:
    parser.add_argument("--area", required=True, help="the area's local authority number, like 851")
    parser.add_argument("--team", required=True, help="the name of a team of the area")
    parser.add_argument("--role", choices=ROLES, default=ROLES[0])
    parser.add_argument("--email", required=True, help="the mailbox; they choose a password by 'I have forgotten it'")
    parser.add_argument("--name", required=True)
    parser.epilog = (
        "Everyone else is invited from the page People and roles. Where the role is held already, nothing is given."
    )


def run(options) -> int:
    from django.db import connection, transaction
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.organisations.models import Membership, Team, User

    today = london_date(timezone.now())
    held = Membership.objects.in_force(today).filter(team__area__code=options.area, role=options.role)
    if held.exists():
        print(f"Area {options.area} has somebody in this role. They invite the next.", file=sys.stderr)
        return 1
    team = Team.objects.filter(area__code=options.area, name=options.team, closed_on=None).first()
    if team is None:
        names = ", ".join(
            Team.objects.filter(area__code=options.area, closed_on=None).values_list("name", flat=True)[:9]
        )
        print(f"Area {options.area} has no open team of the name {options.team!r}.", file=sys.stderr)
        print(f"Its teams: {names}." if names else next_steps.in_words(), file=sys.stderr)
        return 1
    with transaction.atomic(), connection.cursor() as cursor:
        email = options.email.strip().lower()
        user, _ = User.objects.get_or_create(email=email, defaults={"name": options.name, "password": "!"})
        post = Membership.objects.create(user=user, team=team, role_id=options.role, starts_on=today)
        cursor.execute(
            "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session) values "
            "('The database''s owner', %s, 'change', 'gave the first role', '', '', '{}', jsonb_build_object('membership', "
            "jsonb_build_array(%s::bigint)), '{}', '', '')",
            [options.area, post.pk],
        )
    print(f"{email} has the role from today. They sign in after choosing a password by the page for a forgotten one.")
    print(next_steps.in_words())
    return 0
