"""Three fortnights of lists shared with schools: two that are out, mostly answered and called about, and one being checked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import school_calendar
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.education.answers.operations import answers, corrections, worries
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.fortnights import calendar
from breakwater.practice.education.lists.operations import building, release, reminders
from breakwater.practice.education.models import AnswerKind, Correction, ListRow, SchoolList

from . import school_calls
from .life import Life
from .rhythm import at_clock
from .tables import chance

OUT = 2


def days(life: Life) -> dict[date, Callable[[], None]]:
    """The last two release days, and what happens on each: the lists are made, checked, released and mostly answered."""
    today = london_date(life.now)
    periods = [one.on for one in calendar.releases(school_calendar(life.area)) if one.on <= today][-OUT:]
    pick = chance("school lists")

    def happens(period: date) -> None:
        at = at_clock(period, 5, 0)
        for earlier in periods[: periods.index(period)]:
            school_calls.made(life, earlier)
        building.build(area=life.area, period=period, at=at)
        _released(life, period, at + timedelta(hours=5))
        _answered(life, period, pick, is_last=period == periods[-1])

    return {period: partial(happens, period) for period in periods}


def tell(life: Life) -> None:
    """What came of what schools said, and the next list, which co-ordinators are checking."""
    _looked_into(life)
    _worry(life)
    reminders.chase(area=life.area, at=life.now)
    out = [one.on for one in calendar.releases(school_calendar(life.area)) if one.on <= london_date(life.now)]
    if out:
        school_calls.some(life, out[-1])
    coming = calendar.next_release(life.area, london_date(life.now))
    if coming:
        at = life.now - timedelta(hours=3)
        building.build(area=life.area, period=coming.on, lists_on=london_date(life.now), at=at)
        _some_checked(life, coming.on)


def _lists(life: Life, period: date) -> list[SchoolList]:
    with acting_as(service_of(life.area, ServiceName.LISTS)):
        found = SchoolList.objects.filter(fortnight__area=life.area, fortnight__period=period)
        return list(found.select_related("patch", "team").order_by("pk"))


def _coordinator(life: Life, one: SchoolList):
    return life.post(f"link {one.patch.name}")


def _released(life: Life, period: date, at: datetime) -> None:
    for one in _lists(life, period):
        with acting_as(_coordinator(life, one)) as by:
            release.check(school_list=one, by=by, at=at)
            release.release(school_list=one, by=by, at=at + timedelta(minutes=20))


def _answered(life: Life, period: date, pick, *, is_last: bool) -> None:
    """Most schools answer in time. Of the last list some answered, some only opened it, one left it."""
    shown = life.post("dsl").team_id
    for number, one in enumerate(_lists(life, period)):
        at = min(one.released_at + timedelta(days=1, hours=3, minutes=7 * number), life.now - timedelta(minutes=30))
        if is_last and number % 7 == 3:
            continue
        waits = is_last and (number % 5 == 1 or one.team_id == shown)
        with acting_as(life.staff.dsl[one.team_id]) as by:
            if is_last and one.team_id == shown:
                continue
            one = answers.open_list(school_list=one, by=by, at=at)
            answers.answer_unchanged(school_list=one, key=UUID(int=one.pk), by=by, at=at)
            rows = list(
                ListRow.objects.filter(list=one)
                .exclude(marker="SAME")
                .select_related("list__area", "list__fortnight", "pupil")
            )
            for place, row in enumerate(rows[: len(rows) // 2 if waits else None]):
                said = _said(pick, row, place, is_last)
                answers.answer(row=row, said=said, key=UUID(int=row.pk), by=by, at=at + timedelta(minutes=2 * place))
            if not waits:
                answers.acknowledge(school_list=one, by=by, at=at + timedelta(minutes=40))


def _said(pick, row: ListRow, place: int, is_last: bool) -> Said:
    drawn = pick.random()
    if place == 0 and drawn < 0.10:
        return Said(kind=AnswerKind.WORKER, should_be="A new worker called us last week")
    if place == 0 and drawn < 0.16:
        return Said(kind=AnswerKind.ENDED, evidence="The mother told us at the gate")
    if place == 1 and drawn < 0.10:
        return Said(kind=AnswerKind.TALK)
    return Said(kind=AnswerKind.RIGHT, holds_file=True if drawn < 0.3 else None)


def _looked_into(life: Life) -> None:
    """Half of what schools said was looked into; the rest waits."""
    with acting_as(service_of(life.area, ServiceName.LISTS)):
        waiting = list(Correction.objects.filter(done_at=None).select_related("owner_team").order_by("pk"))
    for number, one in enumerate(waiting[: len(waiting) // 2]):
        result, words = (("MENDED", "Thank you: it is put right."), ("STANDS", "The worker is still the one named."))[
            number % 2
        ]
        post = next((post for post in life.staff.posts.values() if post.team_id == one.owner_team_id), None)
        if post:
            with acting_as(post) as by:
                corrections.settle(correction=one, result=result, words=words, by=by, at=life.now - timedelta(days=2))


def _worry(life: Life) -> None:
    """The school that visitors sign in to told of a pupil a week ago."""
    with acting_as(life.post("dsl")) as by:
        one = (
            SchoolList.objects.filter(team=by.membership.team_id)
            .select_related("link_team")
            .order_by("-released_at")
            .first()
        )
        roll = worries.roll_of(by, london_date(life.now))
        if one is None or not roll:
            return
        told = worries.Told(
            words="Tired, hungry and quieter since half-term. Says that nothing is wrong.",
            significant_harm=False,
            person=roll[len(roll) // 3].person,
        )
        worries.tell(school_list=one, told=told, key=UUID(int=851), by=by, at=life.now - timedelta(days=3))


def _some_checked(life: Life, period: date) -> None:
    for number, one in enumerate(_lists(life, period)):
        if number % 3 == 0:
            with acting_as(_coordinator(life, one)) as by:
                release.check(school_list=one, by=by, at=life.now - timedelta(hours=1))
