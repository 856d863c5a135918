"""What a school says of pupils who are missing from its file: who left, when and for which school; who stays, and why (SG-09)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Team
from breakwater.partnership.people.intake.reading.pupils import who
from breakwater.partnership.people.models import Enrolment, Roll, RollPupil
from breakwater.partnership.people.registry import OPEN_WORK


@dataclass(frozen=True)
class Leaver:
    """What is said of one: the last day, none where it is the day the roll is taken in; the next school, empty where it is not
    known; or why the pupil stays on the roll.
    """

    left_on: date | None = None
    gone_to: str = ""
    stays_because: str = ""

    @classmethod
    def of(cls, roll: Roll, known: RollPupil) -> "Leaver":
        said = roll.leavers.get(known.public_id, {})
        day = said.get("left_on")
        return cls(date.fromisoformat(day) if day else None, said.get("gone_to", ""), said.get("stays_because", ""))

    @property
    def as_kept(self) -> dict[str, str]:
        """What was said of the pupil, without what was not."""
        found = {"left_on": self.left_on and self.left_on.isoformat(), **{n: getattr(self, n) for n in TEXTS}}
        return {name: value for name, value in found.items() if value}


TEXTS = ("gone_to", "stays_because")
Said = Mapping[str, Leaver]  # by the public id of the pupil of the school's last roll


def keep(roll: Roll, left: Iterable[RollPupil], said: Said) -> int:
    """Put what is said of those who are missing on the roll's entry; how many leave by it."""
    ours = {known.public_id: said[known.public_id].as_kept for known in left if known.public_id in said}
    roll.leavers = {key: kept for key, kept in ours.items() if kept}
    roll.counts["leave"] = len(leaving(roll, left)) if roll.leavers_go else 0
    return roll.counts["leave"]


def leaving(roll: Roll, left: Iterable[RollPupil]) -> list[RollPupil]:
    """Those of them whose places end: all but whom the school keeps."""
    return [known for known in left if not Leaver.of(roll, known).stays_because]


def said_in(roll: Roll) -> list[tuple[RollPupil, Leaver]]:
    """Of whom something was said with a roll, and what."""
    found = RollPupil.objects.filter(team=roll.team_id, public_id__in=roll.leavers).order_by(
        "surname", "forename", "pk"
    )
    return [(known, Leaver.of(roll, known)) for known in found]


def open_work_of(team: Team, left: Sequence[RollPupil]) -> dict[str, list[str]]:
    """What is open of those who are missing, in words, by public id: as far as the actor may read it, and may see the pupil at all.

    A pupil of the file is found among the school's own pupils that the actor sees, by UPN or by names and birth: whom the authority
    knows a row as is not asked (SG-14).
    """
    places = Enrolment.objects.filter(team=team, ends_on=None).select_related("person")
    seen = (
        {who(place.person): place.person_id for place in places.filter(person__born_on__isnull=False)} if left else {}
    )
    people = {known.public_id: seen[who(known)] for known in left if who(known) in seen}
    words = open_words(people.values())
    return {key: words[person] for key, person in people.items() if person in words}


def open_words(people: Iterable[int]) -> dict[int, list[str]]:
    """What is open of some people (by key) in words, as far as the actor may read it."""
    asked, words = sorted(set(people)), {}
    audit.saw("person", *asked)
    for find in OPEN_WORK.values() if asked else ():
        for person, found in find(asked).items():
            words.setdefault(person, []).extend(found)
    return words
