"""Asking again: the ladder of a list that nobody opens or answers, and the files of pupils who have left (FD 5.6, 5.7)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.terms import TermsNotKnown
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.calendars import school_calendar
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.organisations.operations import who_hold
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.education.answers.prompts import PLANS
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.fortnights import calendar
from breakwater.practice.education.models import Chase, FileTransfer, ListRow, Marker, RowFlag, SchoolList, See
from breakwater.practice.education.pathway import LADDER, SEND_FILE

from . import sources as list_sources
from .release import path_of

Rung = Chase.Rung
OURS = "{} has not answered its list: it is yours to call"


def chase(*, area: Area, at: datetime) -> int:
    """Climb the next rung for each list that waits for its school; return how many were climbed."""
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        return _chase(area, by=by, at=at)


@transaction.atomic
def _chase(area: Area, *, by: Actor, at: datetime) -> int:
    today, climbed = london_date(at), 0
    waiting = SchoolList.objects.filter(
        area=area, released_at__isnull=False, recalled_at=None, acknowledged_at=None, is_past=False
    )
    for one in waiting.select_related("team__organisation", "link_team").order_by("pk"):
        if _is_followed(one):
            continue
        done = set(one.chases.values_list("rung", flat=True))
        days = _school_days(area, london_date(one.released_at), today)
        reached = [rung for rung, after in LADDER if days >= after and rung not in done]
        for rung in reached:
            Chase.objects.create(school_list=one, rung=rung, at=at)
            climbed += 1
        if reached:
            _tell(one, reached[-1], by=by, at=at)
        if (
            one.lapses_on
            and today > one.lapses_on
            and one.state in (SchoolList.State.RELEASED, SchoolList.State.OPENED)
        ):
            one.state = SchoolList.State.LAPSED
            one.save(update_fields=["state"])
            audit.did("let lapse", "school_list", one.pk)
    return climbed


def _is_followed(one: SchoolList) -> bool:
    """A newer list of the school is out: the older one is asked for no more."""
    return SchoolList.objects.filter(team=one.team_id, released_at__gt=one.released_at, recalled_at=None).exists()


def _school_days(area: Area, start: date, end: date) -> int:
    try:
        return school_calendar(area).school_days_between(start, end)
    except TermsNotKnown:
        return 0


def _tell(one: SchoolList, rung: str, *, by: Actor, at: datetime) -> None:
    school = one.team.organisation.name
    if rung in (Rung.REMINDED, Rung.HEAD):
        words = {
            Rung.REMINDED: f"The fortnightly list of {school} waits for your answers",
            Rung.HEAD: f"The list of {school} has waited eight school days. Please bring it to your head",
        }[rung]
        notifications.tell(team=one.team, words=words, path=path_of(one), by=by, at=at)
    if rung in (Rung.CALL, Rung.HEAD, Rung.TRUST):
        notifications.tell(team=one.link_team, words=OURS.format(school), path="/lists/", by=by, at=at)
    if rung == Rung.TRUST:
        notifications.tell(
            users=who_hold(Role.LINK_MANAGER, area=one.area, at=at),
            words=f"{school} has not answered its list for fifteen school days",
            path="/lists/",
            by=by,
            at=at,
        )


def ask_for_files(*, area: Area, at: datetime) -> int:
    """Ask each school for the file of a pupil of its last lists who has left its roll; return how many are new (FD 5.7)."""
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        return _ask_for_files(area, by=by, at=at)


@transaction.atomic
def _ask_for_files(area: Area, *, by: Actor, at: datetime) -> int:
    today = london_date(at)
    rows = ListRow.objects.filter(
        list__area=area, list__released_at__isnull=False, list__recalled_at=None, list__is_past=False
    )
    by_place = {
        (row.list.team_id, row.person_id): row for row in rows.select_related("list").order_by("list__released_at")
    }
    ended = Enrolment.objects.filter(
        ends_on__lte=today,
        person__died_on=None,
        team__in={team for team, _ in by_place},
        person__in={person for _, person in by_place},
        verified_on__isnull=False,
    )
    asked = set(FileTransfer.objects.filter(area=area).values_list("person_id", "school_team_id"))
    with_plan = set(
        RowFlag.objects.filter(row__in=by_place.values(), code__in=PLANS)
        .exclude(marker=Marker.ENDED)
        .values_list("row", flat=True)
    )
    left = [
        place
        for place in ended.select_related("team__organisation").order_by("pk")
        if (place.team_id, place.person_id) in by_place
        and (place.person_id, place.team_id) not in asked
        and not _has_come_back(place, today)
    ]
    begun = _plans_begun(area, left, on=today, at=at) if left else set()
    made, told = 0, {}
    for place in left:
        row = by_place[place.team_id, place.person_id]
        if (place.person_id, place.team_id) in asked:
            continue
        FileTransfer.objects.create(
            area=area,
            person_id=place.person_id,
            school_team=place.team,
            link_team_id=row.list.link_team_id,
            named_as=row.name[:240],
            left_on=place.ends_on,
            had_plan=row.pk in with_plan or place.pk in begun,
            made_at=at,
            due_on=calendar.school_day(area, place.ends_on, SEND_FILE.allows.n),
        )
        asked.add((place.person_id, place.team_id))
        told[place.team_id], made = place.team, made + 1
    for team in told.values():
        notifications.tell(
            team=team,
            words=f"A pupil has left the roll of {team.organisation.name}: send the safeguarding file on",
            path="/our-list/",
            by=by,
            at=at,
        )
    return made


def _plans_begun(area: Area, left: Sequence[Enrolment], *, on: date, at: datetime) -> set[int]:
    """The places of those of whom a source names an open plan today that their school might read: begun since its list went out."""
    rules, open_now = cohorts.in_force(area, on), defaultdict(list)
    for source in list_sources.ask_sources(area, on=on, at=at):
        for standing in source.said.standings if source.said else ():
            if standing.code in PLANS and standing.code in rules and rules[standing.code].see != See.NEVER:
                open_now[standing.person].append(standing)
    return {
        place.pk
        for place in left
        if any(list_sources.may_see(one, rules[one.code].condition, place.team) for one in open_now[place.person_id])
    }


def _has_come_back(place: Enrolment, today: date) -> bool:
    return Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today),
        person=place.person_id,
        team=place.team_id,
        verified_on__isnull=False,
    ).exists()


@transaction.atomic
def file_sent(transfer: FileTransfer, *, by: Actor, at: datetime) -> FileTransfer:
    """The school sent the file on."""
    held = FileTransfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if held.sent_at is None:
        held.sent_at, held.sent_by = at, by
        held.save(update_fields=["sent_at", "sent_by"])
        audit.did("sent on the file of", "file_transfer", held.pk)
    return held
