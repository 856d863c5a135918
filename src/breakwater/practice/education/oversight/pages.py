"""The pupils of a cohort, and a trust's schools in counts; a number below five is hidden (SG-22)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db import connection
from django.db.models import Count, Q

from breakwater.foundation.figures.published import Hidden
from breakwater.foundation.figures.suppression import suppress
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, Organisation, ServiceName
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.education.models import (
    Answer,
    CohortRule,
    Correction,
    Fortnight,
    ListRow,
    Marker,
    RowFlag,
    SchoolList,
)

FEWEST_SCHOOLS = 5
BEFORE = timedelta(days=42)  # the list before, also over a holiday
WORDS = {Hidden.SMALL: "1 to 4", Hidden.FEW: "0 to 4", Hidden.BESIDE: "hidden"}


@dataclass(frozen=True)
class SchoolSeen:
    """One school of a trust: where its list stands, and how many of its pupils are on it, for each 100 on its roll."""

    name: str
    period: date
    state: str
    opened: bool
    answered: bool
    due: date | None
    pupils: str
    share: str
    unanswered: str
    corrections: str


def newest_edition(area: int, code: str) -> CohortRule | None:
    """The line of a cohort as it was said last."""
    return CohortRule.objects.filter(area=area, code=code).order_by("-pk").first()


def pupils_of(newest: Fortnight | None, code: str) -> list[RowFlag]:
    """The pupils of a cohort in a fortnight, by school and name."""
    found = RowFlag.objects.filter(row__list__fortnight=newest, row__list__recalled_at=None, code=code)
    found = found.exclude(marker=Marker.ENDED).select_related("row__pupil", "row__list__team__organisation")
    return list(found.order_by("row__list__team__organisation__name", "row__surname", "row__forename", "pk"))


@dataclass(frozen=True)
class TrustSeen:
    """A trust's schools beside the area's median; `median` is empty where too few schools make it up."""

    period: date | None
    schools: Sequence[SchoolSeen]
    median: str


def trust(organisation: Organisation, area: Area) -> TrustSeen:
    """The newest lists that are out of the schools of a trust, in counts alone. Asked within `acting_as` whoever reads it.

    Pupils whose records are barred to them, as a relative's are, are in no count (SG-16).
    """
    less = _less_mine()
    with acting_as(service_of(area, ServiceName.LISTS)):
        newest = _newest(area)
        if newest is None:
            return TrustSeen(None, [], "")
        # Of each school the list that holds now: where the newest is not out yet, the one before still waits for its answer.
        lists = SchoolList.objects.filter(
            area=area, released_at__isnull=False, recalled_at=None, fortnight__period__gte=newest.period - BEFORE
        )
        lists = lists.order_by("team", "-fortnight__period", "-version").distinct("team")
        lists = sorted(
            lists.select_related("team__organisation__school", "fortnight"),
            key=lambda one: (one.team.organisation.name, one.pk),
        )
        rows = ListRow.objects.filter(list__in=lists).exclude(marker=Marker.ENDED)
        pupils = Counter(dict(rows.values_list("list").annotate(n=Count("pk"))))
        answered = Counter(
            dict(Answer.objects.filter(row__in=rows, undone_at=None).values_list("row__list").annotate(n=Count("pk")))
        )
        wrong = Counter(
            dict(
                Correction.objects.filter(school_list__in=lists, done_at=None, withdrawn_at=None)
                .values_list("school_list")
                .annotate(n=Count("pk"))
            )
        )
        for counts, own in zip((pupils, answered, wrong), less, strict=True):
            counts.subtract(own)
        rolls = _rolls(area, newest.lists_on)
    shares = {one.pk: _share(pupils[one.pk], rolls.get(one.team_id, 0)) for one in lists}
    ours = [one for one in lists if _is_of(one, organisation)]
    values = [share for share in shares.values() if share is not None]
    return TrustSeen(
        newest.period,
        [
            SchoolSeen(
                name=one.team.organisation.name,
                period=one.fortnight.period,
                state=one.get_state_display(),
                opened=one.opened_at is not None,
                answered=one.acknowledged_at is not None,
                due=one.answer_by if not one.acknowledged_at else None,
                pupils=_few(pupils[one.pk]),
                unanswered=_few(pupils[one.pk] - answered[one.pk]),
                corrections=_few(wrong[one.pk]),
                share="–" if shares[one.pk] is None or 0 < pupils[one.pk] < FEWEST_SCHOOLS else f"{shares[one.pk]:.1f}",
            )
            for one in ours
        ],
        f"{median(values):.1f}" if len(values) >= FEWEST_SCHOOLS else "",
    )


def _newest(area: Area) -> Fortnight | None:
    out = SchoolList.objects.filter(area=area, released_at__isnull=False, recalled_at=None)
    return Fortnight.objects.filter(lists__in=out).order_by("-period").first()


def _is_of(one: SchoolList, organisation: Organisation) -> bool:
    school = getattr(one.team.organisation, "school", None)
    return (
        school is not None and bool(school.trust_name) and school.trust_name.casefold() == organisation.name.casefold()
    )


def _less_mine() -> tuple[Counter, Counter, Counter]:
    """Pupils, answers and corrections by list that are barred to whoever acts; the wall alone knows, so a function of it says."""
    with connection.cursor() as cursor:
        cursor.execute("select list, pupils, answers, corrections from access.lists_less_mine()")
        found = cursor.fetchall()
    return tuple(Counter({row[0]: row[column] for row in found}) for column in (1, 2, 3))


def _rolls(area: Area, on: date) -> dict[int, int]:
    there = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), team__area=area, starts_on__lte=on, verified_on__lte=on
    )
    return dict(there.values_list("team").annotate(n=Count("person", distinct=True)))


def _share(pupils: int, roll: int) -> float | None:
    return 100 * pupils / roll if roll else None


def _few(number: int) -> str:
    hidden = suppress({"n": number}, [])
    return WORDS[hidden["n"]] if hidden else f"{number:,}"
