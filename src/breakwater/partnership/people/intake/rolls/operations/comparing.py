"""A roll beside the school's own last roll, and nothing else: what a school is shown before and after (SG-14)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from breakwater.foundation import audit
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.intake.reading.pupils import who
from breakwater.partnership.people.intake.reading.rows import Pupil, Roll
from breakwater.partnership.people.models import RollPupil
from breakwater.partnership.people.search.comparing import names_agree

MOST_MAY_LEAVE = 0.05  # a file that would end more waits for the authority (SG-14)
COMPARED = (
    "forename",
    "surname",
    "middle_names",
    "known_as",
    "former_surname",
    "born_on",
    "upn",
    "former_upn",
    "nhs",
    "sex",
    "year_group",
    "registration",
    "starts_on",
)


@dataclass(frozen=True)
class Unsure:
    """A row that may be another child than the pupil of the last roll it resembles."""

    pupil: Pupil
    like: RollPupil
    reason: str


@dataclass
class Comparison:
    """The rows of a roll by what happens to each."""

    new: list[Pupil] = field(default_factory=list)
    same: list[tuple[RollPupil, Pupil]] = field(default_factory=list)
    changed: list[tuple[RollPupil, Pupil, list[str]]] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    left: list[RollPupil] = field(default_factory=list)
    refused: int = 0
    of: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "same": len(self.same),
            "changed": len(self.changed),
            "unsure": len(self.unsure),
            "left": len(self.left),
            "refused": self.refused,
            "of": self.of,
        }

    def is_many(self, leaving: int) -> bool:
        """Whether so many leavers wait for the authority."""
        return leaving > MOST_MAY_LEAVE * self.of


def home_of(pupil: Pupil) -> str:
    """What stands for an address, so that a change of it shows and the address itself is not kept."""
    where = "|".join((cleaning.clean_line(pupil.address), cleaning.clean_postcode(pupil.postcode), pupil.uprn))
    return audit.digest(where)[:64] if pupil.postcode else ""


def _names(pupil) -> set[tuple[str, str]]:
    surnames = {cleaning.clean_name(name) for name in (pupil.surname, pupil.former_surname) if name}
    forenames = {cleaning.clean_name(name) for name in (pupil.forename, pupil.known_as) if name}
    return {(fn, sn) for fn in forenames for sn in surnames}


def changed_fields(known: RollPupil, pupil: Pupil) -> list[str]:
    """The fields in which the roll says something else than the last one; saying nothing changes nothing."""
    changed = [name for name in COMPARED if (value := getattr(pupil, name)) and value != getattr(known, name)]
    home = home_of(pupil)
    return [*changed, "home"] if home and home != known.home else changed


def compare(roll: Roll, last: Sequence[RollPupil]) -> Comparison:
    """Put each row where it belongs. `last` are the pupils of the school's last roll who have not left."""
    found = Comparison(refused=len({refusal.line for refusal in roll.refused}), of=len(last))
    by_number, by_who, by_birth = defaultdict(list), defaultdict(list), defaultdict(list)
    for known in last:
        by_number[known.upn].append(known)
        by_who[who(known)].append(known)
        by_birth[known.born_on].append(known)
    by_number.pop("", None)
    free = {known.pk: known for known in last}
    resembled: set[int] = {known.like_id for known in last if known.like_id}
    rest: list[Pupil] = []
    # Surest first, so that a row that is merely alike never takes the place of the pupil's own.
    for pupil in roll.pupils:
        own = next(
            (known for known in by_number.get(pupil.upn, ()) if known.pk in free and _agrees(known, pupil)), None
        )
        if own is None:
            exact = [known for known in by_who.get(who(pupil), ()) if known.pk in free]
            own = next((k for k in exact if not (k.upn and pupil.upn) or k.upn == pupil.upn), None)
        if own is None:
            rest.append(pupil)
            continue
        del free[own.pk]
        fields = changed_fields(own, pupil)
        if fields:
            found.changed.append((own, pupil, fields))
        else:
            found.same.append((own, pupil))
    for pupil in rest:
        like, reason = _like(pupil, by_number, by_who, by_birth, free)
        if like is None:
            found.new.append(pupil)
        else:
            resembled.add(like.pk)
            found.unsure.append(Unsure(pupil, like, reason))
    if roll.is_whole is not False:
        found.left = [
            known
            for known in free.values()
            if known.pk not in resembled and known.upn not in roll.held_back and who(known)[:2] not in roll.held_back
        ]
    return found


def _agrees(known: RollPupil, pupil: Pupil) -> bool:
    """The same number means the same pupil where the forename and either the surname or the birth agree."""
    forename, surname = names_agree(*who(pupil)[:2], _names(known))
    if not forename and pupil.known_as:
        forename, surname = names_agree(cleaning.clean_name(pupil.known_as), who(pupil)[1], _names(known))
    return forename and (surname or known.born_on == pupil.born_on)


def _like(pupil, by_number, by_who, by_birth, free) -> tuple[RollPupil | None, str]:
    for known in by_number.get(pupil.upn, ()):
        return known, "Your last roll has this UPN for a pupil with another name or date of birth"
    for known in by_who.get(who(pupil), ()):
        return known, "Your last roll has a pupil of this name and date of birth with another UPN"
    for known in by_birth.get(pupil.born_on, ()):
        if known.pk in free and not (known.upn and pupil.upn) and all(names_agree(*who(pupil)[:2], _names(known))):
            return known, "Your last roll has a pupil with nearly this name and the same date of birth"
    return None, ""
