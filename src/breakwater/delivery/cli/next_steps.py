"""What an installation needs next, as one command to run: asked of what is in the database, so that each step says the one after it."""

from breakwater.delivery.first_roles import FIRST, first_post


def in_words() -> str:
    """The next step and why; the last is to serve."""
    from breakwater.knowledge.content.models import Home
    from breakwater.knowledge.directory.models import Service
    from breakwater.partnership.organisations.access import ROLES
    from breakwater.partnership.organisations.models import Area, Membership, School, Team, TeamService

    area = Area.objects.order_by("pk").first()
    if area is None:
        return _next(
            "make your area, its council and its office",
            "new-area",
            '--area 851 --name Portsmouth --partnership "Portsmouth Safeguarding Children Partnership"',
            "851 is the council's local authority number: use your own.",
        )
    team = Team.objects.filter(closed_on=None).order_by("pk").first()
    if team is None:
        return _next(
            f"make the office of {area.name}",
            "new-area",
            f'--area {area.code} --name "{area.name}"',
            "The area stays as it is; it gets its council and a team.",
        )
    held = set(Membership.objects.filter(team__area=team.area, role__in=FIRST).values_list("role_id", flat=True))
    for role, what in FIRST.items():
        if role not in held:
            command = first_post(team.area.code, team.name, role)
            return f"Next, give the area its first {ROLES[role].title.lower()}, who {what}:\n    {command}"
    if not TeamService.objects.filter(area=team.area).exists():
        return _next(
            "take in the area's teams, hours, numbers and the rest from one file",
            "import-area",
            "area.yaml",
            "Copy docs/area.yaml and change it (docs/set-up.md). It is shown first; --apply makes the changes.",
        )
    if not Home.objects.exists():
        return _next("bring the pages of the public site", "bring-site", f"--area {team.area.code}")
    if not School.objects.exists():
        return _next(
            "take in the register of schools",
            "import-schools",
            f"FILE --area {team.area.code}",
            "FILE is the register's own: edubasealldata, as CSV, from Get Information about Schools.",
        )
    if not Service.objects.exists():
        return _next(
            "take in the services of your area",
            "import-services",
            "FILE",
            "An Open Referral UK feed; without one they are written under Directory of services.",
        )
    return "Everything that a new installation needs is here. Run: ./breakwater serve --port 8000"


def _next(what: str, command: str, arguments: str, more: str = "") -> str:
    return f"Next, {what}:\n    ./breakwater {command} {arguments}" + (f"\n{more}" if more else "")
