"""Who of a family is in an episode."""

from collections.abc import Sequence
from datetime import date

from breakwater.casework.cases.models import Participant
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records import presenting
from breakwater.practice.early_help.models import Episode

OLD_ENOUGH = 12
CHILDREN_OF_THE_FAMILY = (Participant.Capacity.CHILD, Participant.Capacity.SIBLING)


def people_of(episode: Episode) -> list[Person]:
    """Everyone of the family in the episode now."""
    parts = Participant.objects.filter(case=episode.case, ends_at=None).select_related("person").order_by("pk")
    return [part.person for part in parts]


def whom_to_ask(episode: Episode, today: date) -> list[Person]:
    """Those of the family who may be asked: the grown-ups, and children old enough to say (from twelve).

    Brothers and sisters take part as siblings: it is the age that tells, and not what somebody is in the case.
    """
    parts = Participant.objects.filter(case=episode.case, ends_at=None).select_related("person").order_by("pk")
    return [part.person for part in parts if _is_old_enough(part, today)]


def relations_of(episode: Episode, people: Sequence[Person], today: date) -> dict[int, str]:
    """What each of them is to every child of the episode, by their key, as the record says; nothing of whom it says nothing, or
    another thing of each child.
    """
    parts = Participant.objects.filter(case=episode.case, ends_at=None, capacity=Participant.Capacity.CHILD)
    children = [part.person for part in parts.select_related("person").order_by("pk")]
    said: dict[int, set[str]] = {}
    for header in presenting.headers(children, on=today):
        known = {one.person.pk: one.is_their for one in header.relatives}
        for one in people:
            own = "the young person" if one.pk == header.person.pk and len(children) == 1 else ""
            said.setdefault(one.pk, set()).add(own or known.get(one.pk, ""))
    return {key: next(iter(words)) for key, words in said.items() if len(words) == 1 and "" not in words}


def _is_old_enough(part: Participant, today: date) -> bool:
    """A grown-up's date of birth is often not known; a child's without one is too little known to be asked."""
    born = part.person.born_on
    return part.capacity not in CHILDREN_OF_THE_FAMILY if born is None else (today - born).days >= OLD_ENOUGH * 365
