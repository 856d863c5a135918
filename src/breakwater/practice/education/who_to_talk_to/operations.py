"""Keeping "Who to talk to" fresh by those it names, and counting what services leave unanswered."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, ServiceName, Team, User
from breakwater.practice.education.models import TalkTo, Unanswered

FRESH_FOR = timedelta(days=90)
ASKED_AGAIN_AFTER = timedelta(days=14)
MONTH = timedelta(days=28)
MANAGERS = [role.value for role in Role if role.value.endswith("_manager")]
FIELDS = ("about", "name", "telephone", "email", "best_times")


def lines_of(area: int) -> QuerySet[TalkTo]:
    """Whom the agencies of an area name, by agency and team."""
    found = TalkTo.objects.filter(area=area, ended_at=None).select_related("team__organisation")
    return found.order_by("team__organisation__name", "team__name", "about", "pk")


def services_and_schools(area: int) -> tuple[QuerySet[Team], QuerySet[Team]]:
    """The teams of an area that are no school's, and those that are, by name."""
    teams = Team.objects.filter(area=area, closed_on=None).select_related("organisation")
    teams, school = teams.order_by("organisation__name", "name", "pk"), Organisation.Kind.SCHOOL
    return teams.exclude(organisation__kind=school), teams.filter(organisation__kind=school, sight_is_dated=True)


@transaction.atomic
def add(*, said: dict, by: Actor, at: datetime) -> TalkTo:
    """Add whom to talk to in one's own team. `said` holds FIELDS."""
    team = by.membership.team
    made = TalkTo.objects.create(
        area=team.area,
        team=team,
        keeper=by.membership.user,
        confirmed_on=london_date(at),
        **{name: said[name] for name in FIELDS},
    )
    audit.did("added who to talk to", "talk_to", made.pk)
    return made


@transaction.atomic
def confirm(line: TalkTo, *, by: Actor, at: datetime, said: dict | None = None) -> TalkTo:
    """It is right: as it stands, or as `said`. Whoever says so keeps it from now on."""
    held = TalkTo.objects.select_for_update(of=("self",)).get(pk=line.pk)
    for name in FIELDS if said else ():
        setattr(held, name, said[name])
    held.confirmed_on, held.asked_at, held.keeper = london_date(at), None, by.membership.user
    held.save(update_fields=["confirmed_on", "asked_at", "keeper", *(FIELDS if said else ())])
    audit.did("changed who to talk to" if said else "confirmed who to talk to", "talk_to", held.pk)
    return held


@transaction.atomic
def take_out(line: TalkTo, *, by: Actor, at: datetime) -> None:
    held = TalkTo.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        audit.did("took out who to talk to", "talk_to", held.pk)


def ask_again(*, area: Area, at: datetime) -> int:
    """Ask whoever keeps a line of which nobody said for three months that it is right; how many lines were asked about."""
    today = london_date(at)
    with acting_as(service_of(area, ServiceName.LISTS)) as by, transaction.atomic():
        old = TalkTo.objects.filter(area=area, ended_at=None, confirmed_on__lt=today - FRESH_FOR)
        old = [one for one in old.select_related("keeper", "team").order_by("pk") if _is_due(one, at)]
        here = set(Membership.objects.in_force(today).values_list("user_id", "team_id"))
        for one in old:
            words, path = "Is your line in “Who to talk to” still right?", "/who-to-talk-to/"
            if (one.keeper_id, one.team_id) in here:
                notifications.tell(users=[one.keeper], words=words, path=path, by=by, at=at)
            else:
                notifications.tell(team=one.team, words=words, path=path, by=by, at=at)
            one.asked_at = at
            one.save(update_fields=["asked_at"])
    return len(old)


def _is_due(one: TalkTo, at: datetime) -> bool:
    return one.asked_at is None or at - one.asked_at > ASKED_AGAIN_AFTER


@transaction.atomic
def note_unanswered(*, team: Team, school: Team, kind: str, on: date, key: UUID, by: Actor, at: datetime) -> Unanswered:
    """Count that a service did not call back, or did not invite. The same `key` again counts nothing."""
    if known := made_before(Unanswered, key):
        return known
    made = Unanswered.objects.create(
        area=school.area,
        link_team=by.membership.team,
        team=team,
        school_team=school,
        kind=kind,
        on=on,
        made_at=at,
        by=by,
        key=key,
    )
    audit.did("counted as unanswered", "team", team.pk, what=kind)
    return made


def counted(area: int, *, since: date) -> list[tuple[Team, int, int]]:
    """(service, calls, invitations) since a day, most first."""
    found: dict[int, Counter] = defaultdict(Counter)
    teams: dict[int, Team] = {}
    for one in Unanswered.objects.filter(area=area, on__gte=since).select_related("team__organisation"):
        found[one.team_id][one.kind] += 1
        teams[one.team_id] = one.team
    rows = [(teams[pk], of["CALL"], of["INVITATION"]) for pk, of in found.items()]
    return sorted(rows, key=lambda row: (-(row[1] + row[2]), row[0].name))


def tell_managers(*, area: Area, at: datetime) -> int:
    """Tell the managers of each service what it left unanswered in four weeks; its whole team where it has no manager."""
    today = london_date(at)
    with acting_as(service_of(area, ServiceName.LISTS)) as by, transaction.atomic():
        rows = counted(area.pk, since=today - MONTH)
        for team, calls, invitations in rows:
            words = f"In four weeks {_were(calls, 'call', 'not returned')} and {_were(invitations, 'invitation', 'not sent')} by your team"
            who = _managers(team, today)
            notifications.tell(**({"users": who} if who else {"team": team}), words=words, path="/today/", by=by, at=at)
    return len(rows)


def _managers(team: Team, today: date) -> list[User]:
    held = Membership.objects.in_force(today).filter(team=team, role__in=MANAGERS, user__is_active=True)
    return list({one.user_id: one.user for one in held.select_related("user")}.values())


def _were(number: int, what: str, how: str) -> str:
    return f"{number} {what} was {how}" if number == 1 else f"{number} {what}s were {how}"
