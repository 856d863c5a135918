"""Children who left their school while a plan is open: the plan goes on, and whoever leads keeps it until it is handed over (SG-09)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from breakwater.foundation.design.moments import day
from breakwater.partnership.people.models import Enrolment, RollTie
from breakwater.practice.early_help.models import Episode

LATELY = timedelta(days=90)


def places_left(people: Iterable[int], *, today: date) -> list[Enrolment]:
    """The places at school that ended lately and were not taken up again at the same school, the newest of each child."""
    back = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today), person=OuterRef("person"), team=OuterRef("team")
    )
    ended = Enrolment.objects.filter(
        ~Exists(back), person__in=list(people), ends_on__gte=today - LATELY, ends_on__lte=today
    )
    return list(ended.order_by("person_id", "-ends_on", "-pk").distinct("person_id").select_related("person", "school"))


def marks_of(episode: Episode, people: Iterable[int], *, today: date) -> list[str]:
    """Who of an open episode's children left which school lately, in words."""
    if not episode.case.is_open:
        return []
    left = places_left(people, today=today)
    return [f"{place.person.name} left {place.school.name} on {day(place.ends_on)}" for place in left]


def places_left_by(roll: int) -> list[int]:
    """The children whose places a roll ended, by key, as far as the area's lists see them."""
    ended = RollTie.objects.filter(pupil__left_in=roll, place__ends_on__isnull=False)
    return list(ended.values_list("place__person", flat=True))
