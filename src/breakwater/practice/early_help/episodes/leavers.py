"""Children who left their school while help goes on: it is asked who goes on until somebody has said so, or another leads (SG-09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Exists, OuterRef, Q

from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.models import CaseWorker, Task
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.people.models import Enrolment, RollTie
from breakwater.practice.early_help.models import Episode

LATELY = timedelta(days=90)


@dataclass(frozen=True)
class Leaver:
    """A child of an open episode who left a school, and what somebody said of who goes on; None while nobody has."""

    episode: Episode
    place: Enrolment
    settled: Task | None = None
    is_led_anew: bool = False

    @property
    def is_settled(self) -> bool:
        """A named person has dealt with it: who said who goes on, or who has led since. That the plan was saved says nothing of it."""
        return self.settled is not None or self.is_led_anew

    @property
    def words(self) -> str:
        left = f"{self.place.person.name} left {self.place.school.name} on {day(self.place.ends_on)}"
        if self.place.gone_to:
            left += f". Next school, as the school says: {self.place.gone_to.rstrip('.')}"
        if self.settled is None:
            return left
        return f"{left}. {self.settled.outcome} ({self.settled.done_by.said}, {day(self.settled.done_at)})"


def settled_key(episode: Episode, place: Enrolment) -> UUID:
    """The key of the task by which somebody said who goes on after this place."""
    return uuid5(NAMESPACE_URL, f"early-help/{episode.pk}/left/{place.pk}")


def leavers_of(episodes: Iterable[Episode], children: Iterable[tuple[int, int]], *, today: date) -> list[Leaver]:
    """Who of the children (person, case) of open episodes left which school lately or since help began. Three queries."""
    by_case = {one.case_id: one for one in episodes}
    case_of = dict(children)
    found = []
    for place in _places_left(case_of, today=today):
        episode = by_case[case_of[place.person_id]]
        if place.ends_on >= min(today - LATELY, london_date(episode.opened_at)):
            found.append((episode, place))
    keys = [settled_key(*one) for one in found]
    done = Task.objects.filter(key__in=keys).exclude(done_at=None).select_related(*actor_relations("done_by"))
    settled = {one.key: one for one in done}
    leads = CaseWorker.objects.filter(case__in=by_case, capacity=WorkCapacity.LEAD_PROFESSIONAL, ends_at=None)
    since = dict(leads.values_list("case", "starts_at"))
    return [
        Leaver(episode, place, settled.get(key), _began_after(since.get(episode.case_id), place))
        for (episode, place), key in zip(found, keys, strict=True)
    ]


def leavers_in(episode: Episode, people: Iterable[int], *, today: date) -> list[Leaver]:
    """Those of one episode; nobody once it is closed."""
    if not episode.case.is_open:
        return []
    return leavers_of([episode], [(person, episode.case_id) for person in people], today=today)


def _began_after(starts_at, place: Enrolment) -> bool:
    return starts_at is not None and london_date(starts_at) > place.ends_on


def _places_left(people: Iterable[int], *, today: date) -> list[Enrolment]:
    """The places at school that ended and were not taken up again at the same school, the newest of each child."""
    back = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today), person=OuterRef("person"), team=OuterRef("team")
    )
    ended = Enrolment.objects.filter(~Exists(back), person__in=list(people), ends_on__lte=today)
    return list(ended.order_by("person_id", "-ends_on", "-pk").distinct("person_id").select_related("person", "school"))


def places_left_by(roll: int) -> list[int]:
    """The children whose places a roll ended, by key, as far as the area's lists see them."""
    ended = RollTie.objects.filter(pupil__left_in=roll, place__ends_on__isnull=False)
    return list(ended.values_list("place__person", flat=True))
